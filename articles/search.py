"""Finding articles, and the words around what was found."""

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

# Longer questions are cut: nobody types them.
MAX_LENGTH = 200
EXCERPT_LENGTH = 200

SENTENCE_STARTS = (". ", "? ", "! ", "\n")
LINE_WITHOUT_STOP = re.compile(r"(?<=[^.!?…:;,\s])\s*\n\s*")
# Marks, the joiner and its kin, the tones of skin.
BELONG_TO_WHAT_STANDS_BEFORE = {"Mn", "Mc", "Me", "Cf", "Sk"}
ZERO_WIDTH_JOINER = "\u200d"


@dataclass(frozen=True)
class Result(Card):
    """An article that was found; ``excerpt`` is plain text around the first match."""

    excerpt: str


def search_results(
    request: HttpRequest, articles: ArticlePageQuerySet, query: str
) -> ListPage | None:
    """The page of results that ``?page=`` asks for; None where nothing was found.

    Http404 for a page that does not exist.
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
    """What stands around the first of the words, cut between words; empty without one.

    It starts with the sentence or line of the word, or within a long one with "…".
    """
    text = unicodedata.normalize("NFC", text)
    places = places_of(words, text)
    if not places:
        return ""
    found, _ = places[0]
    start = max(text.rfind(stop, 0, found) for stop in SENTENCE_STARTS) + 1
    if found - start <= EXCERPT_LENGTH // 2:
        return _shortened(_in_one_line(text[start:]))
    border = text.find(" ", found - EXCERPT_LENGTH // 2, found)
    start = found if border == -1 else border
    return "… " + _shortened(_in_one_line(text[start:]))


def _in_one_line(text: str) -> str:
    """With a dash after a line that ends without a stop, as headings do."""
    return " ".join(LINE_WITHOUT_STOP.sub(" – ", text.strip()).split())


def _shortened(text: str) -> str:
    if len(text) <= EXCERPT_LENGTH:
        return text
    # Not in the first half, where the word that was found may begin.
    end = text.rfind(" ", EXCERPT_LENGTH // 2 + 1, EXCERPT_LENGTH + 1)
    if end == -1:
        end = _before_sign(text, EXCERPT_LENGTH)
    return text[:end].removesuffix(" –") + " …"


def _before_sign(text: str, end: int) -> int:
    """Where the sign begins that a cut at ``end`` would split.

    Accents, vowel signs and the parts of an emoji follow the character they belong to.
    """
    while end > EXCERPT_LENGTH // 2 and (
        unicodedata.category(text[end]) in BELONG_TO_WHAT_STANDS_BEFORE
        or text[end - 1] == ZERO_WIDTH_JOINER
    ):
        end -= 1
    return end
