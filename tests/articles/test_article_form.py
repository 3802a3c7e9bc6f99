"""What an article's form shows its editor, by HTTP."""

import datetime

import pytest
from django.urls import reverse

from tests import make, reading

pytestmark = pytest.mark.django_db


def test_the_day_of_a_review_is_asked_for_in_the_browsers_own_field(editor):
    article = make.article(last_reviewed=datetime.date(2026, 2, 28))

    page = editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))

    day = reading.html(page).find("input", attrs={"name": "last_reviewed"})
    assert (day["type"], day["value"]) == ("date", "2026-02-28")
    # Wagtail's picker puts today in the place of what it cannot read.
    assert "data-controller" not in day.attrs
    assert not day.find_next_sibling("script")


def test_what_search_engines_show_is_asked_for_in_an_editors_words(editor):
    address = reverse("wagtailadmin_pages:edit", args=[make.article().pk])

    page = reading.html(editor.get(address))

    promote = page.find(id="tab-promote").get_text(" ")
    for word in ["Slug", "Title tag", "Meta description", "URL"]:
        assert word not in promote
    for word in ["Address", "Title in search results", "for example"]:
        assert word in promote
