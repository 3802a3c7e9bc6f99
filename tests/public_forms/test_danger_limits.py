import random
import sys

import pytest

from public_forms.danger import find_danger

PARTS = [
    "a",
    "a b c ",
    "'",
    "a'",
    "-",
    "\n",
    "the of my ",
    "i cant ",
    "no numb legs ",
    "no fever or ",
    "abcdefghij",
    "e\u0301",
    "\u200d",
    "cannotfeel",
    "👩\u200d⚕️ ",
]


def steps_for(text):
    """The number of calls of Python functions that it takes."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        find_danger(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("part", PARTS)
def test_twice_the_text_takes_about_twice_the_work(part):
    find_danger(part * 600)

    assert steps_for(part * 600) <= 2.5 * steps_for(part * 300) + 500


def test_an_endless_text_takes_no_more_work_than_the_longest_read():
    longest = "no numb legs, " * 1_600
    # Loads what is loaded once.
    find_danger(longest)

    assert steps_for(longest * 20) <= 1.2 * steps_for(longest)


def test_danger_at_the_end_of_a_long_text_is_found():
    assert find_danger("Thank you for the kind words. " * 20_000 + "I cannot pee")


def test_anything_that_can_be_typed_is_read():
    chance = random.Random(8)
    signs = ["can't", "feel", "no", "legs", "numb", "suicid", ".", ",", "ñ", "\u0000"]

    for _ in range(300):
        typed = [chr(chance.randrange(1, 0xD800)) for _ in range(20)]
        find_danger(" ".join(chance.sample([*typed, *signs], 25)), editor_signs=typed)


@pytest.mark.parametrize("text", ["", " ", "?", "\n\n", "'", "😀"])
def test_no_words_are_no_danger(text):
    assert find_danger(text) == []
