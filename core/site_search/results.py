"""Search results for display: title, link and the matched passage of each hit."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import Page

from core.search import highlighting
from core.site_search.documents import kinds, path_on_site
from core.site_search.engine import Found, Hit
from core.site_search.planning import Plan


@dataclass(frozen=True)
class Result:
    """A hit with what lists show of it; ``card`` is the page, if they show more of it."""

    kind: str
    pk: int
    title: str
    url: str
    excerpt: str
    card: Page | None


@dataclass(frozen=True)
class Link:
    """A hit as a link, without its text."""

    kind: str
    pk: int
    title: str
    url: str


def links(hits: Sequence[Hit], home: Page, *, hidden: Sequence[str]) -> list[Link]:
    """A link for each address among the hits; the first hit of an address gives it.

    ``hidden``: the tree paths of pages with view restrictions.
    """
    found: dict[str, Link] = {}
    for hit, url in zip(hits, _urls(hits, home, hidden), strict=True):
        found.setdefault(url, Link(kinds[hit.model].name, hit.pk, hit.title, url))
    return list(found.values())


def results(found: Found, home: Page, *, hidden: Sequence[str]) -> list[Result]:
    """The results of the hits, in their order.

    ``hidden``: the tree paths of pages with view restrictions.
    """
    cards = _cards(found.hits)
    return [
        Result(
            kind=kinds[hit.model].name,
            pk=hit.pk,
            title=hit.title,
            url=url,
            excerpt=passage(hit.text, found.plan),
            card=cards.get(hit.pk) if kinds[hit.model].cards else None,
        )
        for hit, url in zip(found.hits, _urls(found.hits, home, hidden), strict=True)
    ]


def _urls(hits: Sequence[Hit], home: Page, hidden: Sequence[str]) -> list[str]:
    """The path of each hit on the site with this home page."""
    asked = {kinds[hit.model] for hit in hits}
    shared = {kind: kind.shared_url(home, hidden) for kind in asked if kind.shared_url}
    return [
        path_on_site(hit.url_path or "", home)
        if kind.is_page
        else shared.get(kind, hit.url)
        for hit in hits
        for kind in [kinds[hit.model]]
    ]


def _cards(hits: Sequence[Hit]) -> dict[int, Page]:
    """The pages of which results show more, by key; a query or two for each kind."""
    keys: dict[Callable[[], QuerySet], set[int]] = defaultdict(set)
    for hit in hits:
        if cards := kinds[hit.model].cards:
            keys[cards].add(hit.pk)
    found: dict[int, Page] = {}
    for cards, pks in keys.items():
        found |= cards().in_bulk(pks)
    return found


def passage(text: str, plan: Plan) -> str:
    """The passage around the first match, else the beginning of the text."""
    return (
        highlighting.excerpt(text, plan.stems)
        or highlighting.excerpt(text, plan.stems_of_synonyms)
        or highlighting.truncated(" ".join(text.split()))
    )
