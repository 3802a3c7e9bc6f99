"""Copies of pages by the admin's form."""

import pytest

from articles.models import ArticlePage
from tests import make, reading

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "parent", [{}, *({"new_parent_page": each} for each in ("", "x", 999, 10**40))]
)
def test_a_copy_without_a_parent_is_refused_and_what_was_typed_stays(editor, parent):
    article = make.article()
    typed = {"new_title": "Walking again", "new_slug": "walking-again", **parent}

    page = reading.html(editor.post(f"/admin/pages/{article.pk}/copy/", typed))

    assert page.find("input", {"name": "new_title"})["value"] == "Walking again"
    assert page.select(".error-message")
    assert ArticlePage.objects.count() == 1
