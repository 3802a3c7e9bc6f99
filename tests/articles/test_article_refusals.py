"""What an article's form refuses in words, and what it takes."""

import pytest

from articles.models import ArticlePage
from tests import make
from tests.articles import writing

pytestmark = pytest.mark.django_db


def with_link(address):
    links = [writing.link(url=address)]
    return {
        "call_to_action": writing.part(
            "call_to_action", writing.call_to_action(links=links)
        )
    }


def with_phone(number):
    return {
        "call_to_action": writing.part(
            "call_to_action", writing.call_to_action(phone=number)
        )
    }


BAD = {
    "a title of ten thousand characters": (
        {"title": "Walk " * 2000},
        "at most 255 characters",
    ),
    "no title": ({"title": ""}, "This field is required"),
    "a summary of a page": ({"summary": "Walk. " * 60}, "at most 300 characters"),
    "a link that runs a script": (
        with_link("javascript:alert(1)"),
        "begins with https://",
    ),
    "a link that holds a page": (
        with_link("data:text/html,<script>alert(1)</script>"),
        "begins with https://",
    ),
    "a link to call without a number": (with_link("tel:call us now"), "after tel:"),
    "a link to write without an address": (
        with_link("mailto:not an address <b>"),
        "after mailto:",
    ),
    "a link to a page and an address": (
        {},
        "Choose a page or type an address",
    ),
    "an impossible phone number": (with_phone("555-CALL-NOW"), "no phone number"),
    "a phone number with an extension": (
        with_phone("(541) 555-0127 ext 5"),
        "Leave the extension out",
    ),
    "a phone number with a digit too few": (with_phone("404 555 012"), "no phone"),
    "no months between reviews": (
        {"review_interval_months": "0"},
        "greater than or equal to 1",
    ),
    "an image that is not there": (
        {"hero_image": "987654"},
        "Select a valid choice",
    ),
    "a topic that is no number": ({"topics": ["back"]}, "is not a valid value"),
}


@pytest.mark.parametrize(("fields", "words"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(editor, fields, words):
    index = make.index()
    if not fields:
        links = [writing.link(page=index, url="https://clinic.example/")]
        fields = {
            "call_to_action": writing.part(
                "call_to_action", writing.call_to_action(links=links)
            )
        }
    kept = {"benefits": writing.part("benefits", writing.benefits("Kept heading"))}

    text = writing.refused(
        writing.create(editor, index, publish=True, **{**kept, **fields})
    )

    assert words in text
    assert "Kept heading" in text


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/walking?x=1", "https://example.org/walking?x=1"),
        ("http://example.org", "http://example.org"),
        ("tel:911", "tel:911"),
        ("tel:+1 (541) 555-0127", "tel:+1 (541) 555-0127"),
        ("tel:(541) 555-0127;ext=5", "tel:(541) 555-0127;ext=5"),
        (
            "mailto:hello@clinic.example?subject=A%20visit",
            "mailto:hello@clinic.example?subject=A%20visit",
        ),
    ],
)
def test_a_link_that_leads_somewhere_is_taken(editor, written, href):
    writing.create(editor, make.index(), publish=True, **with_link(written))

    part = ArticlePage.objects.live().get().call_to_action[0].value
    assert part["links"][0].href == href


def test_an_impossible_phone_number_is_still_in_its_field(editor):
    answer = writing.create(
        editor, make.index(), publish=True, **with_phone("555-CALL-NOW")
    )

    assert "555-CALL-NOW" in writing.refused(answer)
