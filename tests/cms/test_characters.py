import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/?q=%00",
        "/?%00=q",
        "/?q=%ff",
        "/?q=%ed%a0%80",
        "/search/?q=a%00b",
        "/admin/login/?next=%00",
    ],
)
def test_a_character_that_cannot_be_stored_is_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize(
    "path", ["/?q=%20", "/?q=%F0%9F%A6%B4", "/?q=%E2%80%AE", "/?q"]
)
def test_unusual_characters_are_fine(client, path):
    make.home()

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("form", [{"username": "a\0b"}, {"a\0b": "c"}])
def test_a_form_with_such_a_character_is_refused(client, form):
    assert client.post(reverse("wagtailadmin_login"), form).status_code == 400
