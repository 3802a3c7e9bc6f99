import pytest
from django.urls import reverse

from core.middleware.storable_input import URLENCODED
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/%ff/",
        "/articles/a%ed%a0%80b/",
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


def test_bytes_of_a_query_that_are_not_even_escaped_are_refused(client):
    assert client.get("/", QUERY_STRING="q=a\xffb").status_code == 400


@pytest.mark.parametrize(
    "path", ["/?q=%20", "/?q=%F0%9F%A6%B4", "/?q=%E2%80%AE", "/?q=%EF%BF%BD", "/?q"]
)
def test_unusual_characters_are_fine(client, path):
    make.home()

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("form", [{"username": "a\0b"}, {"a\0b": "c"}])
def test_a_form_with_such_a_character_is_refused(client, form):
    assert client.post(reverse("wagtailadmin_login"), form).status_code == 400


@pytest.mark.parametrize("text", ["a%FFb", "%ED%A0%80", "a\xffb"])
def test_a_form_of_bytes_that_are_no_characters_is_refused(client, text):
    article = make.article()
    form = b"name=Ada&text=" + text.encode("latin-1")

    answer = client.post(f"/replies/{article.pk}/", form, content_type=URLENCODED)

    assert answer.status_code == 400


def test_a_form_may_contain_the_character_that_stands_for_a_broken_one(client):
    form = {"username": "a\N{REPLACEMENT CHARACTER}b@clinic.example", "password": "x"}

    assert client.post(reverse("wagtailadmin_login"), form).status_code == 200


def test_a_form_over_the_limit_is_called_too_large(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    form = "username=" + "a" * 100

    answer = client.post(reverse("wagtailadmin_login"), form, content_type=URLENCODED)

    assert answer.status_code == 413
