"""Search of API v3: everything that visitors of a site look for, in one list."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field
from typing_extensions import TypedDict

from core.api.v3.anonymous import ANYBODY, site_for
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.query_parameters import Offset
from core.page_data import hidden_paths
from core.search.notices import emergency_for
from core.site_search import engine, without_results
from core.site_search.results import Result, results
from core.site_search.serializers import SynonymData, understood

MAX_LENGTH = 200

router = Router(tags=["search"])


class ResultData(TypedDict):
    """A result; ``excerpt`` is plain text around the first match.

    ``kind``: "article", "topic", "person", "page", "form" or "place"; ``id``: the key of
    the object among those of its kind, for a place that of the clinic's settings.
    """

    kind: str
    id: int
    title: str
    url: str
    excerpt: str


class SearchData(TypedDict):
    """Results, best first, and how the search was understood.

    ``count``: of all results, at most 250; 0 where there is none at the offset.
    ``missing``: words that occur nowhere. ``emergency_wording``: finished HTML to show
    above all else, where the search suggests that somebody is in danger; else None.
    """

    items: list[ResultData]
    count: int
    corrected_to: str | None
    synonyms_used: list[SynonymData]
    missing: list[str]
    emergency_wording: str | None


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
    ],
    exact: Annotated[
        bool, Query(description="Search as typed, without corrections.")
    ] = False,
    site: Annotated[
        str | None,
        Query(description="HOST or HOST:PORT of a site; left out, the one asked."),
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
    offset: Annotated[Offset, Field(description="Results to leave out.")] = 0,
) -> SearchData:
    """Articles, topics, people, pages, forms and places, best first."""
    asked = site_for(request, site)
    home, hidden = asked.root_page, hidden_paths()
    found = engine.search(
        search, home, exact=exact, hidden=hidden, start=offset, limit=limit
    )
    emergency_wording = emergency_for(asked, search)
    if not (found.count or offset or exact or emergency_wording):
        without_results.count(search, request)
    shown = results(found, home, hidden=hidden)
    return {
        "items": [_data(result, asked.root_url) for result in shown],
        "count": found.count,
        "missing": found.plan.missing,
        "emergency_wording": emergency_wording,
        **understood(found.plan),
    }


def _data(result: Result, origin: str) -> ResultData:
    return {
        "kind": result.kind,
        "id": result.pk,
        "title": result.title,
        "url": origin + result.url,
        "excerpt": result.excerpt,
    }
