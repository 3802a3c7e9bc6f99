"""The words of what somebody typed into a search field."""

import re
import unicodedata
from collections.abc import Sequence

MAX_WORDS = 12
MAX_LENGTH = 500
WORD = re.compile(r"[^\W_]+")
ACCENT = "[\u0300-\u036f]"


def _without_accents() -> dict[int, str]:
    """For ``str.translate``: Latin, Greek and Cyrillic letters, each for another."""
    plain = {}
    for code in range(0x80, 0x2000):
        letter, *others = unicodedata.normalize("NFD", chr(code))
        if others and all(re.match(ACCENT, other) for other in others):
            plain[code] = letter
    return plain


WITHOUT_ACCENTS = _without_accents()


def words_of(query: str) -> list[str]:
    """The words, each once, in their order; signs and what is beyond measure fall away.

    Only letters and digits are left, so no word means anything to a database.
    """
    text = unicodedata.normalize("NFC", query[:MAX_LENGTH])
    return list(dict.fromkeys(WORD.findall(text)))[:MAX_WORDS]


def places_of(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where words of the text begin with one of these: start and end of each place.

    ``text`` is in NFC. As in SQLite's index, neither accents nor capitals count; an
    accent that no letter has as its own stands behind it as a character.
    """
    if not words:
        return []
    longest_first = sorted(words, key=len, reverse=True)
    beginnings = (
        "".join(f"{re.escape(letter)}{ACCENT}*" for letter in word)
        for word in (each.translate(WITHOUT_ACCENTS) for each in longest_first)
    )
    pattern = rf"(?<![^\W_])(?<!{ACCENT})(?:{'|'.join(beginnings)})"
    plain = text.translate(WITHOUT_ACCENTS)
    return [found.span() for found in re.finditer(pattern, plain, re.IGNORECASE)]
