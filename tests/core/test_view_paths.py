import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from core.view_paths import view_path


@pytest.fixture
def below_a_prefix():
    set_script_prefix("/clinic/")
    yield
    set_script_prefix("/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "back-pain"),
        ("topic", "Back_Pain-2"),
        ("topic", "a-slug-of-its-own"),
        ("person", "maya"),
        ("wagtail_serve", ""),
        ("wagtail_serve", "articles/"),
        ("wagtail_serve", "articles/walking/"),
        ("wagtail_serve", "artículos/andar/"),
        ("wagtailapi_v2:pages:detail", 7),
        ("wagtailapi_v3:detail_page", 7),
    ],
)
def test_a_path_is_the_one_that_django_gives(name, value):
    assert view_path(name, value) == reverse(name, args=[value])


def test_a_path_begins_with_the_prefix_of_the_application(below_a_prefix):
    assert view_path("topic", "back-pain").startswith("/clinic/")
    assert view_path("topic", "back-pain") == reverse("topic", args=["back-pain"])


@pytest.mark.parametrize("value", ["", "a/b", "a/", "ä b", "a?b"])
def test_a_value_that_no_view_takes_is_refused(value):
    with pytest.raises(NoReverseMatch):
        view_path("topic", value)
