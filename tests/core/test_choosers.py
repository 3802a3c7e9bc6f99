import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

pytestmark = pytest.mark.django_db


def creation_addresses(resolver=None, before="/"):
    """Of every dialog of the admin in which something can be made and chosen."""
    for each in (resolver or get_resolver()).url_patterns:
        whole = before + str(each.pattern).removeprefix("^")
        if isinstance(each, URLResolver):
            yield from creation_addresses(each, whole)
        elif "choose" in whole and whole.endswith(("create/", "upload/")):
            yield whole


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("values", [{}, {"name": "Ada", "slug": "ada"}])
@pytest.mark.parametrize("query", ["", "?create_model=nothing.such"])
def test_no_dialog_of_the_admin_fails_where_something_is_made(
    editor, method, values, query
):
    editor.raise_request_exception = False

    answers = {
        address: getattr(editor, method)(f"{address}{query}", values).status_code
        for address in creation_addresses()
    }

    assert len(answers) >= 3
    assert {each for each, status in answers.items() if status >= 500} == set()


@pytest.mark.parametrize("kind", ["clinic/person", "articles/topic"])
def test_what_needs_a_whole_form_is_not_made_where_it_is_chosen(editor, kind):
    chooser = f"/admin/snippets/choose/{kind}/"

    assert editor.get(chooser).status_code == 200
    assert editor.get(f"{chooser}create/").status_code == 404
    assert editor.post(f"{chooser}create/", {"name": "Ada"}).status_code == 404
