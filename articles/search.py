"""Search results of articles, with an excerpt around the first match."""

import re
import unicodedata
from dataclasses import dataclass, fields

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import HttpRequest

from articles import page_data
from articles.cards import Card
from articles.pagination import PER_PAGE, page_of
from articles.querysets import ArticlePageQuerySet
from core.aliases import without_repeats
from core.search.query_words import places_of, words_of

# Longer queries are truncated: no visitor types them.
MAX_LENGTH = 200
EXCERPT_LENGTH = 200

SENTENCE_BOUNDARIES = (". ", "? ", "! ", "\n")
LINE_END_WITHOUT_STOP = re.compile(r"(?<=[^.!?…:;,\s])\s*\n\s*")
# Unicode categories: marks, format characters such as joiners, and modifiers.
COMBINING_CATEGORIES = {"Mn", "Mc", "Me", "Cf", "Sk"}
ZERO_WIDTH_JOINER = "\u200d"


@dataclass(frozen=True)
class Result(Card):
    """Card of a search result; ``excerpt`` is plain text around the first match."""

    excerpt: str


def search_results(
    request: HttpRequest, articles: ArticlePageQuerySet, query: str
) -> ListPage | None:
    """The results on page ``?page=``; None if nothing was found.

    Raises Http404 if there is no such page.
    """
    if not words_of(query):
        return None
    found = without_repeats(articles).search(query)
    paginator = Paginator(found, PER_PAGE)
    page = page_of(request, paginator)
    cards = page_data.cards(page.object_list, among=articles)
    page.object_list = [_result(card, query) for card in cards]
    return page if page.object_list else None


def _result(card: Card, query: str) -> Result:
    known = {each.name: getattr(card, each.name) for each in fields(card)}
    return Result(**known, excerpt=excerpt(card.article.plain_text, words_of(query)))


def excerpt(text: str, words: list[str]) -> str:
    """Excerpt around the first match of the words, cut between words; else empty.

    It starts at the beginning of the sentence or line, or with "…" inside a long one.
    """
    text = unicodedata.normalize("NFC", text)
    matches = places_of(words, text)
    if not matches:
        return ""
    found, _ = matches[0]
    start = max(text.rfind(stop, 0, found) for stop in SENTENCE_BOUNDARIES) + 1
    if found - start <= EXCERPT_LENGTH // 2:
        return _truncated(_joined_lines(text[start:]))
    border = text.find(" ", found - EXCERPT_LENGTH // 2, found)
    start = found if border == -1 else border
    return "… " + _truncated(_joined_lines(text[start:]))


def _joined_lines(text: str) -> str:
    """Joins lines, with a dash after one that ends without a stop, as headings do."""
    return " ".join(LINE_END_WITHOUT_STOP.sub(" – ", text.strip()).split())


def _truncated(text: str) -> str:
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
