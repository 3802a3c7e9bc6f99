"""Bounds of what the texts of one request cost, counted in texts and in queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.api.v3 import text_allowance
from tests import make
from tests.api.test_page_batches import batch, change
from tests.api.test_writing import send
from tests.api.test_writing_articles import changed, draft

pytestmark = pytest.mark.django_db

LONG = {"html": "<p>" + "word " * 9_990 + "</p>"}
LONG_MARKDOWN = {"markdown": "word " * 2000}


def prose(body):
    return {"type": "prose", "value": {"heading": "Walking", "body": body}}


def refused(answer):
    """The positions of the sections that are refused as too much."""
    assert answer.status_code == 422, answer.content
    told = answer.json()["errors"]
    assert {each["message"] for each in told} == {text_allowance.TOO_MUCH}
    return [each["path"][2] for each in told]


@pytest.mark.parametrize("text", [LONG, LONG_MARKDOWN])
def test_of_many_long_texts_five_are_read(owner, text):
    answer = changed(owner, make.article(), sections=[prose(text)] * 8)

    assert refused(answer) == [5, 6, 7]


def test_texts_that_stay_are_not_counted(owner):
    article = make.article()
    for number in range(1, 7):
        sections = (draft(owner, article.pk)["sections"] if number > 1 else []) + [
            prose(LONG)
        ]
        answer = changed(owner, article, sections=sections)

        assert answer.status_code == 200
    assert len(draft(owner, article.pk)["sections"]) == 6


def test_the_texts_of_a_batch_are_counted_together(owner):
    pages = [make.article(f"Article {number}") for number in range(3)]

    answer = batch(owner, *(change(each, sections=[prose(LONG)] * 2) for each in pages))

    [told] = answer.json()["errors"]
    assert told["path"][:3] == ["body", "operations", 2]
    assert told["message"] == text_allowance.TOO_MUCH


def test_the_text_of_a_person_has_the_same_limit(owner):
    person = make.person()

    answer = send(
        owner,
        "PATCH",
        f"/api/v3/snippets/clinic.Person/{person.pk}/",
        {"biography": "<!-- " * 9_000},
    )

    assert answer.status_code == 422
    assert "Comments" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["<!-- x -->", "<!--" * 12_000, "<?php 1 ?>", "<!a>"])
def test_comments_are_refused(owner, text):
    answer = changed(owner, make.article(), introduction=f"<p>{text}</p>")

    assert answer.status_code == 422
    assert "Comments" in answer.json()["detail"]


def test_links_to_our_own_pages_are_not_looked_up_without_end(owner, monkeypatch):
    monkeypatch.setattr(text_allowance, "MOST_LINKS", 20)
    article, other = make.article(), make.article("Other")

    def queries(*addresses):
        links = "".join(f'<a href="{each}">x</a> ' for each in addresses)
        path = f"/api/v3/pages/{article.pk}/?dry_run=true"
        with CaptureQueriesContext(connection) as queries:
            send(owner, "PATCH", path, {"introduction": f"<p>{links}</p>"})
        return len(queries)

    numbered = [f"http://localhost/{number}/" for number in range(100)]
    queries(other.full_url)
    one = queries(other.full_url)
    # Wagtail reads the page of a link three times.
    assert queries(*[other.full_url] * 20) == one + 3 * 19
    assert queries(*(f"https://away.example/{n}" for n in range(500))) <= one
    for many in (numbered, numbered * 5, [other.full_url] * 500):
        assert queries(*many) < one + 19
    answer = changed(
        owner,
        article,
        call_to_action={
            "heading": "x",
            "links": [{"label": "x", "url": each} for each in numbered],
        },
    )
    assert text_allowance.TOO_MANY_LINKS in answer.content.decode()
