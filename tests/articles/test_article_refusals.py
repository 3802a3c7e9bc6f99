"""What an article's form refuses in words, and what it takes."""

from collections import Counter

import pytest

from articles.models import ArticlePage
from tests import make
from tests.articles import writing

pytestmark = pytest.mark.django_db


def asks(**fields):
    """A call to action with these fields, as the form sends it."""
    value = writing.call_to_action(**fields)
    return {"call_to_action": writing.part("call_to_action", value)}


LINKS = {
    "javascript:alert(1)": "begins with https://",
    "data:text/html,<script>alert(1)</script>": "begins with https://",
    "tel:call us now": "after tel:",
    "mailto:not an address <b>": "after mailto:",
}
# What each form refuses, with all that it says of it, in as many forms as it takes.
BAD = {
    "fields": (
        {
            "title": "Walk " * 2000,
            "summary": "Walk. " * 60,
            "review_interval_months": "0",
            "hero_image": "987654",
            "topics": ["back"],
            **asks(
                phone="555-CALL-NOW", links=[writing.link(url=each) for each in LINKS]
            ),
        },
        [
            *("at most 255 characters", "at most 300 characters"),
            *("greater than or equal to 1", "Select a valid choice"),
            *("is not a valid value", "no phone number", "555-CALL-NOW"),
            *LINKS.values(),
        ],
    ),
    "no title": (
        {"title": "", **asks(phone="(541) 555-0127 ext 5")},
        ["This field is required", "Leave the extension out"],
    ),
    "a digit too few": (asks(phone="404 555 012"), ["no phone"]),
}


@pytest.mark.parametrize(("fields", "words"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(editor, fields, words):
    kept = {"benefits": writing.part("benefits", writing.benefits("Kept heading"))}

    text = writing.refused(
        writing.create(editor, make.index(), publish=True, **{**kept, **fields})
    )

    for each, number in Counter(words).items():
        assert text.count(each) >= number, each
    assert "Kept heading" in text


def test_a_link_leads_to_a_page_or_to_an_address(editor):
    index = make.index()
    links = [writing.link(page=index, url="https://clinic.example/")]

    text = writing.refused(
        writing.create(editor, index, publish=True, **asks(links=links))
    )

    assert "Choose a page or type an address" in text


LEADS = {
    "www.example.org": "https://www.example.org",
    "example.org/walking?x=1": "https://example.org/walking?x=1",
    "http://example.org": "http://example.org",
    "tel:911": "tel:911",
    "tel:+1 (541) 555-0127": "tel:+1 (541) 555-0127",
    "tel:(541) 555-0127;ext=5": "tel:(541) 555-0127;ext=5",
    "mailto:hello@clinic.example?subject=A%20visit": (
        "mailto:hello@clinic.example?subject=A%20visit"
    ),
}


# A call to action has up to three.
@pytest.mark.parametrize("some", [slice(3), slice(3, 6), slice(6, 7)])
def test_a_link_that_leads_somewhere_is_taken(editor, some):
    links = [writing.link(url=written) for written in list(LEADS)[some]]

    writing.create(editor, make.index(), publish=True, **asks(links=links))

    part = ArticlePage.objects.live().get().call_to_action[0].value
    assert [link.href for link in part["links"]] == list(LEADS.values())[some]
