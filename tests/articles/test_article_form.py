"""What an article's form shows its editor, by HTTP."""

import datetime

import pytest
from django.urls import reverse

from tests import make, reading

pytestmark = pytest.mark.django_db


def test_reviewer_and_day_are_read_and_not_asked_for(editor):
    article = make.article(
        reviewer=make.person(), last_reviewed=datetime.date(2026, 2, 28)
    )

    page = reading.html(
        editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    )

    review = page.find(id="tab-review_and_topics").get_text(" ")
    assert "Maya Lindqvist, MD" in review
    assert "28 February 2026" in review or "28 Feb" in review
    for name in ("reviewer", "last_reviewed", "sign", "withdraw"):
        assert page.find(attrs={"name": name}) is None


def test_what_search_engines_show_is_asked_for_in_an_editors_words(editor):
    address = reverse("wagtailadmin_pages:edit", args=[make.article().pk])

    page = reading.html(editor.get(address))

    promote = page.find(id="tab-promote").get_text(" ")
    for word in ["Slug", "Title tag", "Meta description", "URL"]:
        assert word not in promote
    for word in ["Address", "Title in search results", "for example"]:
        assert word in promote
