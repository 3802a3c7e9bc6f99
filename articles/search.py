"""Finding articles, and the words around what was found."""

import re
from dataclasses import dataclass, fields

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.text import Truncator

from articles import loading
from articles.listing import PER_PAGE, page_of
from articles.querysets import ArticlePageQuerySet
from cms.search.words import words_of

# Longer questions are cut: nobody types them.
MAX_LENGTH = 200
EXCERPT_LENGTH = 200


@dataclass(frozen=True)
class Result(loading.Card):
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
    paginator = Paginator(articles.search(query), PER_PAGE)
    page = page_of(request, paginator)
    cards = loading.cards(page.object_list, among=articles)
    page.object_list = [_result(card, query) for card in cards]
    return page if page.object_list else None


def _result(card: loading.Card, query: str) -> Result:
    known = {each.name: getattr(card, each.name) for each in fields(card)}
    return Result(**known, excerpt=excerpt(card.article.plain_text, words_of(query)))


def excerpt(text: str, words: list[str]) -> str:
    """The part of the text that starts a little before the first of the words."""
    pattern = r"\b(?:" + "|".join(map(re.escape, words)) + ")"
    match = re.search(pattern, text, flags=re.IGNORECASE)
    if match is None:
        return ""
    # From the start of the sentence or line in which the word stands.
    before = text[: match.start()]
    start = max(before.rfind(stop) for stop in (". ", "? ", "! ", "\n")) + 1
    return Truncator(text[start:].strip().replace("\n", " ")).chars(EXCERPT_LENGTH)
