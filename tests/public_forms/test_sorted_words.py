import pytest

from public_forms.danger.sorted_words import Phrases, SortedWords

WORDS = ["numb*", "no", "numb", "a", "no", "zz"]
CONCEPTS = {
    "no": {"not"},
    "no feeling": {"numbness"},
    "no feeling in legs": {"numbness", "places"},
    "nobody": {"people"},
    "numb*": {"numbness"},
}


@pytest.mark.parametrize("word", WORDS)
def test_each_word_is_found(word):
    assert word in SortedWords(WORDS)


@pytest.mark.parametrize(
    "word", ["", " ", "n", "num", "numbs", "no a", "ano", "zzz", "é"]
)
def test_no_other_word_is_found(word):
    assert word not in SortedWords(WORDS)
    assert word not in SortedWords([])


def test_words_are_in_order_and_there_once():
    assert [*SortedWords(WORDS)] == ["a", "no", "numb", "numb*", "zz"]


@pytest.mark.parametrize(
    ("words", "concepts", "goes_on"),
    [
        ("no", {"not"}, True),
        ("no feeling", {"numbness"}, True),
        ("no feeling in", set(), True),
        ("no feeling in legs", {"numbness", "places"}, False),
        ("no feel", set(), False),
        ("no feeling in legs now", set(), False),
        ("nob", set(), False),
        ("nobody", {"people"}, False),
        ("numb*", {"numbness"}, False),
        ("", set(), False),
        ("zebra", set(), False),
    ],
)
def test_phrases_are_found_by_their_first_words(words, concepts, goes_on):
    phrases = Phrases({words: frozenset(its) for words, its in CONCEPTS.items()})

    assert phrases.find(words) == (concepts, goes_on)
