"""What the demo's articles say, as its files have it."""

import re
from collections import Counter

import pytest
from django.utils.html import strip_tags

from articles.readability import readability
from home.demo import content

ARTICLES = {written["slug"]: written for written in content.articles()}
WALKING = ARTICLES["walking-and-lower-back-pain"]
PARTS = ("benefits", "sections", "safety")
# A video needs the network; a block that a clinic adds need not be in the demo.
KINDS = {"prose", "picture", "quote", "steps", "questions", "table", "callout"}


def texts(value):
    """All that readers read in a piece of the demo's files, without its markup."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [strip_tags(value)] if isinstance(value, str) else []


def paragraphs(written):
    """The running text of an article: what stands in paragraphs."""
    prose = {key: written[key] for key in ("introduction", "benefits", "sections")}
    found = re.findall(r"<p>(.*?)</p>", str({**prose, "safety": written["safety"]}))
    return "\n".join(strip_tags(text) for text in found)


def test_the_walking_article_has_all_its_parts():
    benefits, safety = WALKING["benefits"], WALKING["safety"]

    assert [benefit["title"] for benefit in benefits["items"]] == [
        "Stronger muscles",
        "Better flexibility",
        "Denser bones",
        "Natural pain relief",
        "More blood flow",
    ]
    assert safety["heading"] == "Is walking safe for you?"
    assert safety["image"] == "family-walking"
    assert len(safety["warning_signs"]) == 5
    assert WALKING["call_to_action"]["links"] == [
        {"label": "Book a consultation", "page": "contact"}
    ]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("introduction", "disc worn damaged strained inflamed frightening morning"),
        ("benefits", "atrophy core upright steady stretches range gravity"),
        ("benefits", "osteoporosis endorphins mood blood nutrients return"),
        ("safety", "nearly everyone low-impact rare prescription surgery doctor other"),
        ("call_to_action", "relief Ellery consultation call"),
    ],
)
def test_the_walking_article_tells_the_facts(part, words):
    text = " ".join(texts(WALKING[part])).lower()

    assert [word for word in words.lower().split() if word not in text] == []


def test_every_kind_of_section_is_used_at_least_twice():
    used = Counter(
        section["type"]
        for written in ARTICLES.values()
        for section in written["sections"]
    )

    assert {kind for kind in KINDS if used[kind] >= 2} == KINDS


@pytest.mark.parametrize("slug", ARTICLES)
def test_an_article_reads_easily(slug):
    measured = readability(paragraphs(ARTICLES[slug]))

    assert 5 <= measured.grade <= 8
    assert measured.words / measured.sentences <= 20


@pytest.mark.parametrize("slug", ARTICLES)
def test_an_article_says_what_to_watch_and_where_its_facts_come_from(slug):
    written = ARTICLES[slug]

    assert len(written["safety"]["warning_signs"]) >= 3
    assert len(written["references"]) >= 2
    for reference in written["references"]:
        assert reference["url"].startswith("https://")
        assert reference["publisher"]
        assert reference["year"]


@pytest.mark.parametrize("slug", ARTICLES)
def test_an_article_cites_each_of_its_references_in_order(slug):
    written = ARTICLES[slug]
    text = str([written[part] for part in ("introduction", *PARTS)])

    marks = re.findall(r'<a href="#reference-(\d+)">\[(\d+)\]</a>', text)

    numbers = [str(n) for n, _ in enumerate(written["references"], start=1)]
    assert [*dict(marks)] == [*dict(marks).values()] == numbers


# What the article on emergencies lets wait for a doctor, today or within days.
CAN_WAIT = "weight loss|wound|sore|thinner|(a|an|one) (leg|foot|arm) (is|becomes|feels)"


@pytest.mark.parametrize("slug", ARTICLES)
def test_nobody_is_sent_to_emergency_for_what_can_wait(slug):
    signs = " ".join(ARTICLES[slug]["safety"]["warning_signs"])

    assert re.search("bladder|urine", signs)
    assert not re.search(rf"\b({CAN_WAIT})\b", signs, re.IGNORECASE)
