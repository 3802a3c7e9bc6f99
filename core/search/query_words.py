"""Tokenisation of search queries."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

MAX_WORDS = 12
MAX_LENGTH = 500
WORD = re.compile(r"[^\W_]+")
# ASCII hyphen-minus, and the typographic hyphens of Word: plain and non-breaking.
HYPHEN = "[-\u2010\u2011]"
TERM = re.compile(rf"[^\W_]+(?:{HYPHEN}[^\W_]+)*")
ACCENT = "[\u0300-\u036f]"


def _without_accents() -> dict[int, str]:
    """Table for ``str.translate``: accented Latin, Greek, Cyrillic to base letters."""
    plain = {}
    for code in range(0x80, 0x2000):
        letter, *others = list(unicodedata.normalize("NFD", chr(code)))
        if others and all(re.match(ACCENT, other) for other in others):
            plain[code] = letter
    return plain


WITHOUT_ACCENTS = _without_accents()


def words_of(query: str) -> list[str]:
    """The distinct words in order, without punctuation, up to MAX_WORDS.

    They contain only letters and digits, so no word has a meaning in a query language.
    """
    words = (word for term in terms_of(query) for word in term)
    return list(dict.fromkeys(words))


def terms_of(query: str) -> list[tuple[str, ...]]:
    """The words of ``words_of``, with hyphenated words together in one tuple."""
    kept, room = [], MAX_WORDS
    for term in dict.fromkeys(_terms(query[:MAX_LENGTH])):
        if room:
            kept.append(term[:room])
            room -= len(kept[-1])
    return kept


def joined_words(text: str) -> list[str]:
    """The distinct hyphenated words without their hyphens: "xray" for "x-ray"."""
    return list(dict.fromkeys("".join(term) for term in _terms(text) if len(term) > 1))


def _terms(text: str) -> Iterator[tuple[str, ...]]:
    for found in TERM.finditer(unicodedata.normalize("NFC", text)):
        yield tuple(WORD.findall(found.group()))


def places_of(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """The start and end of each match of these words at the beginning of a word.

    ``text`` is in NFC. As in SQLite's index, accents and case are ignored, combining
    characters included. "xray" also matches "X-ray".
    """
    if not words:
        return []
    longest_first = sorted(words, key=len, reverse=True)
    beginnings = (
        f"{HYPHEN}?".join(f"{re.escape(letter)}{ACCENT}*" for letter in word)
        for word in (each.translate(WITHOUT_ACCENTS) for each in longest_first)
    )
    pattern = rf"(?<![^\W_])(?<!{ACCENT})(?:{'|'.join(beginnings)})"
    plain = text.translate(WITHOUT_ACCENTS)
    return [found.span() for found in re.finditer(pattern, plain, re.IGNORECASE)]
