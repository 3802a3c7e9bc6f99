import pytest
from wagtail.blocks import StreamValue

from articles.blocks import SectionsBlock
from articles.models import ArticlePage
from tests import make
from tests.reading import without_ids

pytestmark = pytest.mark.django_db


def store(page, **streams):
    """Puts raw JSON into stream fields, as an older version may have left it."""
    for name, raw in streams.items():
        block = ArticlePage._meta.get_field(name).stream_block
        value = StreamValue(block, raw, is_lazy=True)
        ArticlePage.objects.filter(pk=page.pk).update(**{name: value})
    return page


@pytest.mark.parametrize(
    ("section", "value"),
    [
        (
            ("prose", {"heading": "Begin", "body": "<p>Shoes.</p>"}),
            {"heading": "Begin", "body": "<p>Shoes.</p>"},
        ),
        (
            ("quote", {"text": "Move.", "attribution": "A patient"}),
            {"text": "Move.", "attribution": "A patient"},
        ),
        (
            ("callout", {"kind": "tip", "heading": "Try it", "body": "<p>Now.</p>"}),
            {"kind": "tip", "heading": "Try it", "body": "<p>Now.</p>"},
        ),
        (
            ("video", {"video": "https://video.example/1", "caption": "A walk"}),
            {
                "url": "https://video.example/1",
                "title": "",
                "caption": "A walk",
                "html": None,
                "thumbnail_url": None,
            },
        ),
    ],
)
def test_a_section_says_what_it_is_and_holds(read, section, value):
    article = make.article(sections=[section])

    [said] = read(article)["sections"]

    assert (said["type"], said["value"]) == (section[0], value)
    assert said["id"]


def test_steps_and_questions_are_lists_of_items(read):
    steps = {
        "heading": "How",
        "introduction": "<p>First:</p>",
        "items": [{"title": "Stand", "description": "<p>Up.</p>"}],
    }
    questions = {
        "heading": "You ask",
        "items": [{"question": "How long?", "answer": "<p>Ten minutes.</p>"}],
    }
    article = make.article(sections=[("steps", steps), ("questions", questions)])

    first, second = (section["value"] for section in read(article)["sections"])

    assert {**first, "items": without_ids(first["items"])} == steps
    assert {**second, "items": without_ids(second["items"])} == questions


def test_a_table_has_a_cell_for_each_column(read):
    table = {
        "columns": [
            {"type": "text", "heading": "Week"},
            {"type": "text", "heading": "Minutes"},
        ],
        "rows": [{"values": ["1", "10"]}, {"values": ["2", "15"]}],
        "caption": "How to build up",
    }
    stored = {"type": "table", "value": {"heading": "Plan", "table": table}}
    article = store(make.article(), sections=[stored])

    [said] = read(article)["sections"]

    assert said["value"] == {
        "heading": "Plan",
        "caption": "How to build up",
        "columns": ["Week", "Minutes"],
        "rows": [["1", "10"], ["2", "15"]],
    }


def test_a_video_brings_the_player_that_its_provider_gave(read):
    url = make.video(
        type="video",
        title="A walk in the park",
        html="<iframe></iframe>",
        thumbnail_url="https://video.example/1.jpg",
    )
    article = make.article(sections=[("video", {"video": url, "caption": "A walk"})])

    [said] = read(article)["sections"]

    assert said["value"] == {
        "url": url,
        "title": "A walk in the park",
        "caption": "A walk",
        "html": "<iframe></iframe>",
        "thumbnail_url": "https://video.example/1.jpg",
    }


EMPTY_SECTIONS = {
    "prose": {"heading": "", "body": ""},
    "picture": {"image": None, "caption": ""},
    "video": {
        "url": None,
        "title": "",
        "caption": "",
        "html": None,
        "thumbnail_url": None,
    },
    "quote": {"text": "", "attribution": ""},
    "steps": {"heading": "", "introduction": "", "items": []},
    "questions": {"heading": "", "items": []},
    "table": {"heading": "", "caption": "", "columns": [], "rows": []},
    "callout": {"kind": "note", "heading": "", "body": ""},
}
NONSENSE = {"heading": 3, "body": ["x"], "items": "x", "image": "x", "table": 1}


@pytest.mark.parametrize("value", [{}, None, "text", [], NONSENSE])
def test_sections_with_gaps_keep_their_shape(read, value):
    raw = [{"type": kind, "value": value, "id": kind} for kind in EMPTY_SECTIONS]
    article = store(make.article(), sections=raw)

    said = read(article)["sections"]

    assert said == [
        {"id": kind, "type": kind, "value": empty}
        for kind, empty in EMPTY_SECTIONS.items()
    ]


def test_each_section_is_read_full_and_with_gaps(read):
    blocks = SectionsBlock().child_blocks
    full = [(kind, block.get_preview_value()) for kind, block in blocks.items()]
    gaps = [
        {"type": kind, "value": value, "id": f"{kind}-{n}"}
        for kind in blocks
        for n, value in enumerate([{}, None, "text", [], NONSENSE])
    ]

    # API v3 refuses to send what is not of the block's shape.
    said_in_full = read(make.article(sections=full))["sections"]
    said = read(store(make.article(), sections=gaps))["sections"]

    assert [section["type"] for section in said_in_full] == list(blocks)
    assert [section["id"] for section in said] == [gap["id"] for gap in gaps]


@pytest.mark.parametrize("value", [{}, None, "text", [], NONSENSE])
def test_parts_with_gaps_keep_their_shape(read, value):
    article = make.article()
    for name in ("benefits", "safety", "call_to_action"):
        store(article, **{name: [{"type": name, "value": value}]})
    store(article, references=[{"type": "reference", "value": value}])

    said = read(article)

    empty = {"heading": "", "introduction": "", "items": [], "conclusion": ""}
    assert said["benefits"] == empty
    assert said["safety"] == {
        "heading": "",
        "body": "",
        "image": None,
        "warning_signs": [],
    }
    assert said["call_to_action"] == {
        "heading": "",
        "body": "",
        "phone": None,
        "location": "",
        "links": [],
    }
    assert without_ids(said["references"]) == [
        {"title": "", "publisher": "", "year": None, "url": None}
    ]


def test_what_was_published_half_finished_can_be_read(read):
    article = make.article(
        benefits={"heading": "", "items": [{"title": "", "description": ""}]},
        safety={"heading": "Safe?", "warning_signs": [""]},
        sections=[("steps", {"heading": "", "items": []})],
        references=[{"title": ""}],
    )
    ArticlePage.objects.filter(pk=article.pk).update(summary="", introduction="")

    said = read(article)

    assert (said["summary"], said["introduction"]) == ("", "")
    assert without_ids(said["benefits"]["items"]) == [{"title": "", "description": ""}]
    assert without_ids(said["safety"]["warning_signs"]) == [{"text": ""}]


def test_content_of_kinds_that_are_no_more_is_left_out(read):
    stored = [
        {"type": "carousel", "value": {}, "id": "a"},
        {"type": "quote", "value": {"text": "Move."}, "id": "b"},
    ]
    article = store(make.article(), sections=stored)

    assert [section["id"] for section in read(article)["sections"]] == ["b"]


def test_lists_that_an_old_wagtail_stored_have_positions_for_ids(read):
    stored = {"heading": "Safe?", "warning_signs": ["Numbness", "Fever"]}
    article = store(make.article(), safety=[{"type": "safety", "value": stored}])

    assert read(article)["safety"]["warning_signs"] == [
        {"id": "0", "text": "Numbness"},
        {"id": "1", "text": "Fever"},
    ]


def test_a_summary_longer_than_its_column_allows_is_still_read(read):
    article = make.article()
    ArticlePage.objects.filter(pk=article.pk).update(summary="x" * 301)

    assert read(article)["summary"] == "x" * 301
