"""Places of matched words in a text, and excerpts around them."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.search import analysis

EXCERPT_LENGTH = 200
SENTENCE_BOUNDARIES = (". ", "? ", "! ", "\n")
LINE_END_WITHOUT_STOP = re.compile(r"(?<=[^.!?…:;,\s])\s*\n\s*")
# Unicode categories: marks, format characters such as joiners, and modifiers.
COMBINING_CATEGORIES = {"Mn", "Mc", "Me", "Cf", "Sk"}
ZERO_WIDTH_JOINER = "\u200d"
# A word as written: with combining accents, soft hyphens, and apostrophes inside.
INSIDE = "\u00ad\u0300-\u036f\u200b-\u200d\u2060"
APOSTROPHE = rf"[{analysis.APOSTROPHES}](?=[^\W_])"
WORD = rf"[^\W_]+(?:(?:[{INSIDE}]|{APOSTROPHE})[^\W_]*)*"
HYPHEN = "[-\u2010\u2011\u2013]"
PART = re.compile(WORD)
COMPOUND = re.compile(rf"{WORD}((?:{HYPHEN}{WORD})*)")


def spans(stems: Collection[str], text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each word of the text with one of these stems.

    A hyphenated word matches as a whole or in its parts: "X-ray" for "xray".
    """
    if not stems:
        return
    for found in COMPOUND.finditer(text):
        if found[1]:
            yield from _matched(stems, text, *found.span())
        elif _stem_of(found[0]) in stems:
            yield found.span()


def marked(text: str, stems: Collection[str]) -> SafeString:
    """The text as HTML, with each word that has one of these stems in a ``mark`` element."""
    text, end, data = unicodedata.normalize("NFC", text), 0, []
    for start, stop in spans(stems, text):
        data += [text[end:start], format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return format_html_join("", "{}", ((part,) for part in [*data, text[end:]]))


def _matched(
    stems: Collection[str], text: str, start: int, end: int
) -> Iterator[tuple[int, int]]:
    parts = list(PART.finditer(text, start, end))
    if analysis.stem("".join(analysis.normalised(part[0]) for part in parts)) in stems:
        yield start, end
        return
    yield from (part.span() for part in parts if _stem_of(part[0]) in stems)


# Normalising each word of the texts took a third of a page of results.
@lru_cache(maxsize=20_000)
def _stem_of(written: str) -> str:
    return analysis.stem(analysis.normalised(written))


def excerpt(text: str, stems: Collection[str]) -> str:
    """Excerpt around the first match, cut between words; empty without a match.

    It starts at the beginning of the sentence or line, or with "…" inside a long one.
    """
    text = unicodedata.normalize("NFC", text)
    match = next(spans(stems, text), None)
    if match is None:
        return ""
    found = match[0]
    start = max(text.rfind(stop, 0, found) for stop in SENTENCE_BOUNDARIES) + 1
    if found - start <= EXCERPT_LENGTH // 2:
        return _beginning(text[start:])
    border = text.find(" ", found - EXCERPT_LENGTH // 2, found)
    start = found if border == -1 else border
    return "… " + _beginning(text[start:])


def _beginning(text: str) -> str:
    """The beginning of a text, its lines joined; of a long one, only that is looked at."""
    beginning = _joined_lines(text[: EXCERPT_LENGTH * 5])
    if len(beginning) <= EXCERPT_LENGTH < len(text):
        beginning = _joined_lines(text)
    return truncated(beginning)


def _joined_lines(text: str) -> str:
    """Joins lines, with a dash after one that ends without a stop, as headings do."""
    return " ".join(LINE_END_WITHOUT_STOP.sub(" – ", text.strip()).split())


def truncated(text: str) -> str:
    """The text cut to EXCERPT_LENGTH between words, with "…" if it was longer."""
    if len(text) <= EXCERPT_LENGTH:
        return text
    # Not in the first half, where the matched word may begin.
    end = text.rfind(" ", EXCERPT_LENGTH // 2 + 1, EXCERPT_LENGTH + 1)
    if end == -1:
        end = _grapheme_start(text, EXCERPT_LENGTH)
    return text[:end].removesuffix(" –") + " …"


def _grapheme_start(text: str, end: int) -> int:
    """Start of the grapheme cluster that a cut at ``end`` would split.

    Combining marks and the parts of an emoji follow their base character.
    """
    while end > EXCERPT_LENGTH // 2 and (
        unicodedata.category(text[end]) in COMBINING_CATEGORIES
        or text[end - 1] == ZERO_WIDTH_JOINER
    ):
        end -= 1
    return end
