"""Tokenisation of search queries."""

import re
import unicodedata
from collections.abc import Iterator

MAX_WORDS = 12
MAX_LENGTH = 500
WORD = re.compile(r"[^\W_]+")
# ASCII hyphen-minus, and the typographic hyphens of Word: plain and non-breaking.
HYPHEN = "[-\u2010\u2011]"
TERM = re.compile(rf"[^\W_]+(?:{HYPHEN}[^\W_]+)*")


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
