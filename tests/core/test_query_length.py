import pytest

pytestmark = pytest.mark.django_db

SEARCHES = ["pages/search", "images", "documents", "users", "reports/site-history"]


@pytest.mark.parametrize("where", SEARCHES)
def test_a_search_in_the_admin_for_more_than_anybody_types_is_refused(editor, where):
    answer = editor.get(f"/admin/{where}/", {"q": "word " * 12_000})

    assert answer.status_code == 414
    assert "This address is too long" in answer.text


def test_a_long_search_in_the_admin_is_answered(editor):
    assert editor.get("/admin/pages/search/", {"q": "word " * 100}).status_code == 200
