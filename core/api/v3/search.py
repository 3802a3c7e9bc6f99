"""Search of API v3: everything that visitors of a site look for, in one list."""

from collections.abc import Collection
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field
from typing_extensions import TypedDict

from core import dependencies
from core.api.v3.anonymous import ANYBODY, site_for
from core.api.v3.closed_sets import OneOf
from core.api.v3.dated_lists import SiteParameter
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.query_parameters import Offset
from core.page_data import hidden_paths
from core.rich_text import Html
from core.search.highlighting import marked
from core.search.notices import emergency_for
from core.site_addresses import SiteAddresses, addresses_of
from core.site_search import engine, without_results
from core.site_search.documents import kind_names
from core.site_search.nearest_words import nearest_words
from core.site_search.results import Link, Result, results
from core.site_search.serializers import SynonymData, understood
from core.site_search.suggestions import suggestions

MAX_LENGTH = 200

router = Router(tags=["search"])


class SuggestionData(TypedDict):
    """A suggestion; ``kind`` and ``id`` are those of a result."""

    kind: Annotated[str, OneOf(kind_names)]
    id: int
    title: str
    url: str


class ResultData(SuggestionData):
    """A result; ``excerpt`` is plain text around the first match.

    ``title_html`` and ``excerpt_html`` are the same with what matched in ``mark``.
    ``id``: the key of the object among those of its kind, for a place that of the
    clinic's settings.
    """

    excerpt: str
    title_html: Html
    excerpt_html: Html


class SearchData(TypedDict):
    """Results, best first, and how the search was understood.

    ``count``: of all results, at most 250; 0 where there is none at the offset.
    ``missing``: words that occur nowhere. ``nearest_words``: words of the site to offer
    where nothing was found, nearest first; else empty. ``emergency_wording``: finished HTML to show
    above all else, where the search suggests that somebody is in danger; else None.
    """

    items: list[ResultData]
    count: int
    corrected_to: str | None
    synonyms_used: list[SynonymData]
    missing: list[str]
    nearest_words: list[str]
    emergency_wording: Html | None


class SuggestionsData(TypedDict):
    """Links to what may be meant, best first."""

    items: list[SuggestionData]


@router.get(
    "/",
    response=SearchData,
    url_name="search",
    summary="Search everything",
    operation_id="search",
    auth=ANYBODY,
)
def search(
    request: HttpRequest,
    search: Annotated[
        str, Query(description="Words to look for.", max_length=MAX_LENGTH)
    ] = "",
    exact: Annotated[
        bool, Query(description="Search as typed, without corrections.")
    ] = False,
    site: SiteParameter = None,
    limit: Limit = DEFAULT_LIMIT,
    offset: Annotated[Offset, Field(description="Results to leave out.")] = 0,
) -> SearchData:
    """Articles, topics, people, pages, forms and places, best first."""
    asked = site_for(request, site)
    home, hidden = asked.root_page, hidden_paths()
    emergency_wording = emergency_for(asked, search)
    found = engine.search(
        search,
        home,
        # "kill" must not be read as "hill".
        exact=exact or bool(emergency_wording),
        hidden=hidden,
        start=offset,
        limit=limit,
    )
    if search and not (found.count or offset or exact or emergency_wording):
        dependencies.never_repeats()
        without_results.count(search, request)
    shown = results(found, home, hidden=hidden, with_cards=False)
    addresses = addresses_of(asked)
    offers_words = not (shown or offset or emergency_wording)
    return {
        "items": [_data(each, addresses, found.plan.marked_stems) for each in shown],
        "count": found.count,
        "missing": found.plan.missing,
        "nearest_words": (
            nearest_words(search, home, hidden=hidden) if offers_words else []
        ),
        "emergency_wording": emergency_wording,
        **understood(found.plan),
    }


@router.get(
    "/suggestions/",
    response=SuggestionsData,
    url_name="search_suggestions",
    summary="Suggest while typing",
    operation_id="searchSuggestions",
    auth=ANYBODY,
)
def suggest(
    request: HttpRequest,
    search: Annotated[
        str, Query(description="What was typed so far.", max_length=MAX_LENGTH)
    ] = "",
    site: SiteParameter = None,
) -> SuggestionsData:
    """Titles with words that begin as typed, at most eight, best first.

    Less than two letters suggest nothing.
    """
    asked = site_for(request, site)
    found = suggestions(search, asked.root_page, hidden=hidden_paths())
    addresses = addresses_of(asked)
    return {"items": [suggestion_data(each, addresses) for each in found]}


def suggestion_data(found: Link | Result, addresses: SiteAddresses) -> SuggestionData:
    return {
        "kind": found.kind,
        "id": found.pk,
        "title": found.title,
        "url": addresses.url(found.url),
    }


def _data(
    result: Result, addresses: SiteAddresses, stems: Collection[str]
) -> ResultData:
    return {
        **suggestion_data(result, addresses),
        "excerpt": result.excerpt,
        "title_html": marked(result.title, stems),
        "excerpt_html": marked(result.excerpt, stems),
    }
