import unicodedata

import pytest

from core.search.analysis import stems_of
from core.search.highlighting import excerpt


def stems(*words):
    return frozenset(stems_of(" ".join(words)))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("One. Two walks here. Three.", ["walks"], "Two walks here. Three."),
        ("Walks first.", ["walk"], "Walks first."),
        ("A line\nwith a walk", ["walk"], "with a walk"),
        ("On walks\nStart slow.\nRest.", ["walk"], "On walks – Start slow. Rest."),
        ("On walks \n\n \nStart.", ["walk"], "On walks – Start."),
        ("Pas trop. Une e\u0301tude.", ["étude"], "Une étude."),
        ("Pas trop. Une étude.", ["etude"], "Une étude."),
        ("Not he. Tomás does.", ["tomas"], "Tomás does."),
        ("Not he. Tomas does.", ["tomás"], "Tomas does."),
        ("Not he. Ko\u0323\u0301 does.", ["ko"], "Kọ\u0301 does."),
        ("Not he. An X-ray shows.", ["xray"], "An X-ray shows."),
        ("Not he. An X\u2011ray shows.", ["xray"], "An X\u2011ray shows."),
        ("Étude only", ["tude"], ""),
        ("No such word.", ["walk"], ""),
        ("sidewalk only", ["walk"], ""),
        ("", ["walk"], ""),
    ],
)
def test_an_excerpt_starts_with_the_sentence_of_the_first_match(text, words, found):
    assert excerpt(text, stems(*words)) == found


def test_an_excerpt_is_cut_between_words():
    text = "A walk " + "each single morning " * 30

    found = excerpt(text, stems("walk"))

    assert found.startswith("A walk each single morning")
    assert found.removesuffix(" …").split()[-1] in {"each", "single", "morning"}
    assert found.endswith(" …")
    assert len(found) <= 202


def test_a_match_late_in_a_long_sentence_is_shown_all_the_same():
    text = "Every " + "single morning " * 30 + "a walk " + "around the lake " * 30

    found = excerpt(text, stems("walk"))

    assert found.startswith("… ")
    assert found.split()[1] in {"single", "morning"}
    assert " a walk around the lake" in found
    assert found.endswith(" …")


@pytest.mark.parametrize(
    "filling",
    ["x", "e\u0323\u0302", "שָׁ", "कि", "👩🏽\u200d⚕️", "👨\u200d👩\u200d👧\u200d👦"],
)
@pytest.mark.parametrize("shift", range(7))
def test_a_word_without_end_is_cut_between_its_signs(filling, shift):
    text = "walk " + "y" * shift + unicodedata.normalize("NFC", filling) * 200
    signs = text.removeprefix("walk " + "y" * shift)[: len(text) // 200]

    found = excerpt(text, stems("walk"))

    shown = found.removesuffix(" …").removeprefix("walk " + "y" * shift)
    assert len(found) <= 202
    assert shown
    assert shown.replace(signs, "") == ""


def test_a_long_word_before_the_match_is_left_out():
    assert excerpt("x" * 500 + " walk.", stems("walk")) == "… walk."


def test_text_that_runs_to_the_left_is_cut_between_words_too():
    found = excerpt("ללכת " + "כל בוקר סביב האגם " * 30, stems("ללכת"))

    assert found.startswith("ללכת כל בוקר")
    assert found.removesuffix(" …").split()[-1] in {"כל", "בוקר", "סביב", "האגם"}
