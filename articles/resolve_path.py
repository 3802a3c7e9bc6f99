"""API v3 endpoint that resolves a path to a page, topic, person or redirect."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from ninja import Query, Router
from pydantic import Field
from typing_extensions import TypedDict
from wagtail.api.v2.utils import get_full_url
from wagtail.models import Page, Site

from articles.lists import article_pages, people_of
from articles.models import Topic as TopicModel
from articles.models import at_slug
from articles.serializers import TopicData, topic
from clinic import page_data as clinic_page_data
from clinic.serializers import PersonData, person
from core.api.page_paths import without_query
from core.api.v3.anonymous import ANYBODY, page_at, site_for
from core.api.v3.redirects import visible_redirects
from core.page_data import hidden_paths
from core.redirects import redirect_at
from core.references import References

MAX_PATH_LENGTH = 2000

router = Router(tags=["route"])


class PageRouteData(TypedDict):
    """``type`` as in a page's ``meta``, for example ``articles.ArticlePage``."""

    kind: Literal["page"]
    id: int
    type: str


class TopicRouteData(TypedDict):
    """Its articles are those of ``articles/?topic=`` with the topic's slug."""

    kind: Literal["topic"]
    topic: TopicData


class PersonRouteData(TypedDict):
    """Their articles are ``articles/?author=`` with the last part of the path."""

    kind: Literal["person"]
    person: PersonData


class RedirectRouteData(TypedDict):
    kind: Literal["redirect"]
    status: Literal[301, 302]
    to: str


RouteData = PageRouteData | TopicRouteData | PersonRouteData | RedirectRouteData


@router.get(
    "/",
    response=Annotated[RouteData, Field(discriminator="kind")],
    url_name="route",
    summary="What lives at a path",
    operation_id="route",
    auth=ANYBODY,
)
def route(
    request: HttpRequest,
    path: Annotated[str, Query(max_length=MAX_PATH_LENGTH)],
    site: str | None = None,
) -> RouteData:
    """The page, topic or person at a path of the site, or its redirect; else 404."""
    current_site = site_for(request, site)
    if listed := _view_route(without_query(path), current_site):
        return listed
    page = page_at(request, path, current_site)
    if page:
        return {"kind": "page", "id": page.pk, "type": page.specific_class._meta.label}
    found = redirect_at(path, visible_redirects(request, current_site), current_site)
    if found is None or not found.link:
        raise Http404("There is nothing at this path, nor does it lead on.")
    return {
        "kind": "redirect",
        "status": 301 if found.is_permanent else 302,
        "to": get_full_url(request, found.link),
    }


def _view_route(
    path: str, site: Site
) -> TopicRouteData | PersonRouteData | RedirectRouteData | None:
    """The topic or person view at this path, or a redirect from its former slug."""
    try:
        match = resolve(f"/{path.strip('/')}/", urlconf="articles.urls")
    except Resolver404:
        return None
    if match.url_name == "topic":
        return _topic_route(match.kwargs["slug"], site.root_page)
    if match.url_name == "person":
        return _person_route(match.kwargs["slug"], site.root_page)
    return None


def _topic_route(slug: str, home: Page) -> TopicRouteData | RedirectRouteData | None:
    shown = at_slug(TopicModel.objects.all(), slug)
    if shown is None:
        return None
    clinic_page_data.load([home])
    if shown.slug != slug:
        return _moved_route(shown, home.page_data.origin)
    found = topic(shown, home.page_data.origin, home.page_data.preloaded)
    return {"kind": "topic", "topic": found}


def _person_route(slug: str, home: Page) -> PersonRouteData | RedirectRouteData | None:
    someone = at_slug(people_of(article_pages(home.path, hidden=hidden_paths())), slug)
    if someone is None:
        return None
    references = References()
    references.add(someone)
    clinic_page_data.load([home], also=references)
    if someone.slug != slug:
        return _moved_route(someone, home.page_data.origin)
    return {"kind": "person", "person": person(someone, home.page_data)}


def _moved_route(row: Any, origin: str) -> RedirectRouteData:
    """Permanent redirect to the current URL. Any: a topic or a person."""
    to = f"{origin}{row.get_absolute_url()}"
    return {"kind": "redirect", "status": 301, "to": to}
