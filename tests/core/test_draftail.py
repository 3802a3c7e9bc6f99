"""The editor's notation, as it is sent, becomes the text that is stored."""

import json

import pytest

from core import rich_text
from core.admin.draftail import RichTextArea

BULLET, NUMBER = "unordered-list-item", "ordered-list-item"


def sent(raw):
    widget = RichTextArea(features=rich_text.PROSE)
    return widget.value_from_datadict({"body": json.dumps(raw)}, {}, "body")


def stored(*blocks):
    """The blocks of these types, depths and texts after they were stored."""
    blocks = [
        {
            "key": f"k{number:04}",
            "type": kind,
            "depth": depth,
            "text": text,
            "inlineStyleRanges": [],
            "entityRanges": [],
        }
        for number, (kind, depth, text) in enumerate(blocks)
    ]
    return sent({"blocks": blocks, "entityMap": {}})


@pytest.mark.parametrize(
    "blank",
    ["", " ", "\u00a0", "\u00a0 \u00a0", "\n", "\n\n", "\t", "\u2003", "\u200b\ufeff"],
)
@pytest.mark.parametrize("kind", ["unstyled", "header-three", BULLET, NUMBER])
def test_a_block_without_words_is_not_stored(kind, blank):
    html = stored(
        (kind, 0, blank),
        ("unstyled", 0, "One"),
        (kind, 0, blank),
        (kind, 0, blank),
        ("unstyled", 0, "Two"),
        (kind, 0, blank),
    )

    assert rich_text.lines_of(html) == "One\nTwo"
    assert html.count("<p") == 2
    assert "<h3" not in html
    assert "<li" not in html


@pytest.mark.parametrize("text", ["\u00a0One", "One\n", "5\u00a0mg", ".", "\u0301"])
def test_the_spaces_of_a_block_with_words_are_kept(text):
    assert text.strip("\n") in stored(("unstyled", 0, text))


def test_an_item_without_words_keeps_those_below_it_in_place():
    html = stored(
        (BULLET, 0, "Above"), (BULLET, 0, ""), (BULLET, 1, "Below"), (BULLET, 0, "")
    )

    assert rich_text.lines_of(html) == "Above\nBelow"
    assert html.count("<ul>") == 2
    assert html.count("<li") == 3


def test_text_of_no_words_at_all_is_empty():
    assert stored(("unstyled", 0, "\u00a0"), ("header-three", 0, "")) == ""


def test_an_empty_editor_sends_an_empty_text():
    assert sent(None) == ""
