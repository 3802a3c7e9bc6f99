"""Search results for display: title, link and the matched passage of each hit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from core.search import highlighting
from core.site_search.documents import kinds, path_on_site
from core.site_search.engine import Found, Hit
from core.site_search.planning import Plan
from core.site_search.visibility import Object


@dataclass(frozen=True)
class Result:
    """A hit with what lists show of it; ``card`` is that of its kind, if it has any."""

    kind: str
    pk: int
    title: str
    url: str
    excerpt: str
    # Any: see ``Kind``.
    card: Any


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


def results(
    found: Found, home: Page, *, hidden: Sequence[str], with_cards: bool = True
) -> list[Result]:
    """The results of the hits, in their order.

    ``hidden``: the tree paths of pages with view restrictions.
    """
    cards = _cards(found.hits) if with_cards else {}
    return [
        Result(
            kind=kinds[hit.model].name,
            pk=hit.pk,
            title=hit.title,
            url=url,
            excerpt=passage(hit.text, found.plan),
            card=cards.get((hit.model, hit.pk)),
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


def _cards(hits: Sequence[Hit]) -> dict[Object, Any]:
    """The cards of the hits, by model and key; a query or two for each kind."""
    keys: dict[str, set[int]] = defaultdict(set)
    for hit in hits:
        keys[hit.model].add(hit.pk)
    return {
        (label, key): card
        for label, own in keys.items()
        if (cards := kinds[label].cards)
        for key, card in cards(own).items()
    }


def passage(text: str, plan: Plan) -> str:
    """The passage around the first match, else the beginning of the text."""
    return (
        highlighting.excerpt(text, plan.stems)
        or highlighting.excerpt(text, plan.stems_of_synonyms)
        or highlighting.truncated(" ".join(text.split()))
    )
