"""Matching of the editors' signs: words near each other, in any order and form."""

from functools import lru_cache

from public_forms.danger.lexicon import known, lexicon
from public_forms.danger.reading import Reading
from public_forms.danger.spelling import are_near
from public_forms.danger.words import words_of

MOST_REMEMBERED = 4096
NEAR = 8
SHORTEST_STEM = 3
SHORTEST_MISSPELT = 4
# “cannot”, “can't” and “unable” are one; so are “no” and “without”.
MEANINGS = {"cannot", "not"}
# “car” and “card”, “numb” and “number” are different words.
ENDINGS_OF_SHORT_WORDS = {"", "s", "es", "ed", "ing", "ness"}
LONG_WORD = 5
ENDINGS = {
    *("", "s", "es", "ed", "d", "ing", "e", "y", "ies", "ied", "ness", "iness", "ily"),
    *("ly", "er", "ers", "r", "en", "n", "o", "a", "os", "as", "ado", "ada", "ando"),
    *("iendo", "ido", "ida", "ar", "ir", "an", "ion", "al"),
}


def words_of_sign(sign: str, reading: Reading) -> list[int]:
    """The mentions that contain all words of the sign; empty if one is missing."""
    wanted = _content_words(sign)
    places = [_mentions_of(word, reading) for word in wanted]
    if not places or not all(places):
        return []
    denies = any("not" in known(word).concepts for word in wanted)
    rarest = min(places, key=len)
    for start in rarest:
        found = [min(near, key=lambda n: abs(n - start)) for near in places]
        if _are_together(found, reading) and (denies or not _is_denied(found, reading)):
            return sorted(set(found))
    return []


@lru_cache(MOST_REMEMBERED)
def _content_words(sign: str) -> tuple[str, ...]:
    """The words of a sign without filler words, unless it has no others."""
    words = [word.spelling for word in words_of(sign)]
    return tuple(w for w in words if not known(w).is_filler) or tuple(words)


def _mentions_of(wanted: str, reading: Reading) -> list[int]:
    has_meaning = not MEANINGS.isdisjoint(known(wanted).concepts)
    return [
        number
        for spelling, numbers in reading.spellings.items()
        # The first letter excludes most words cheaply.
        if (has_meaning or spelling[0] in wanted[:2]) and _is_same(wanted, spelling)
        for number in numbers
    ]


@lru_cache(MOST_REMEMBERED)
def _is_same(wanted: str, typed: str) -> bool:
    """True for the same word, another form of it, or one spelling mistake."""
    if wanted == typed or _is_form(wanted, typed):
        return True
    meaning = known(wanted).concepts & MEANINGS
    if meaning and meaning & known(typed).concepts:
        return True
    may_be_misspelt = len(wanted) >= SHORTEST_MISSPELT
    if not may_be_misspelt or lexicon().vocabulary.is_exact(typed):
        return False
    return are_near(typed, wanted)


def _is_form(one: str, other: str) -> bool:
    """True if the words differ only in their endings: dizzy, dizziness."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    # fit, fitted: the consonant is doubled.
    rest, longer = one[same:], other[same:].removeprefix(one[same - 1 : same])
    is_long = min(len(one), len(other)) >= LONG_WORD
    endings = ENDINGS if is_long else ENDINGS_OF_SHORT_WORDS
    return same >= SHORTEST_STEM and rest in endings and longer in endings


def _are_together(found: list[int], reading: Reading) -> bool:
    places = [reading.mentions[number].place for number in found]
    return max(places) - min(places) <= NEAR


def _is_denied(found: list[int], reading: Reading) -> bool:
    if any(reading.mentions[number].is_denied for number in found):
        return True
    before = reading.mentions[: min(found)]
    return bool(before) and "not" in before[-1].concepts
