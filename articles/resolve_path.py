"""API v3 endpoint that says what lives at a path, with all that a page needs."""

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, NotRequired

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.encoding import uri_to_iri
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict
from wagtail.api.v3.routers.pages import PageDetailSchema
from wagtail.models import Site

from articles.lists import article_pages, people_of
from articles.models import Topic as TopicModel
from articles.models import at_slug
from articles.people_api import (
    PersonDetailData,
    PersonListData,
    person_detail,
    person_list,
)
from articles.serializers import TopicData, topic
from articles.topics_api import (
    TopicDetailData,
    TopicListData,
    topic_detail,
    topic_list,
)
from clinic import page_data as clinic_page_data
from clinic.models import Person
from clinic.serializers import PersonData, person
from clinic.site_data import SiteData, site_data
from comments.api import CommentListData, comment_list
from comments.models import TakesReplies
from comments.reply_form import ReplyFormData, reply_form
from contact.api import FormData, form_data
from contact.models import ContactPage, FormPage
from contact.page_data import ContactPageData
from core.api.deleted import was_deleted_at
from core.api.errors import Problem, extended, problem
from core.api.page_paths import routed_page, url_path_of, without_query
from core.api.v3.anonymous import ANYBODY, page_at, site_for
from core.api.v3.closed_sets import PageType
from core.api.v3.dated_lists import DatedList
from core.api.v3.offset_pagination import DEFAULT_LIMIT
from core.api.v3.page_relations import with_relations
from core.api.v3.query_parameters import separated
from core.api.v3.redirects import visible_redirects
from core.api.v3.search import SuggestionData, suggestion_data
from core.page_data import PageData, hidden_paths
from core.page_routing import in_full
from core.private_pages import is_behind_password
from core.redirects import location, redirect_at
from core.references import References
from core.site_addresses import addresses_of
from core.site_search.near_pages import admits, pages_for_missing

MAX_PATH_LENGTH = 2000
NOTHING = "There is nothing at this path, nor does it lead on."

# The first of a list, as without parameters.
FIRST = DatedList.model_validate({})

Part = Literal["page", "site", "comments", "form"]

router = Router(tags=["route"])


class RouteData(TypedDict):
    """``site`` as the endpoint of this name has it; None where it was not asked for."""

    site: SiteData | None


class PageRouteData(RouteData):
    """A page; ``type`` as in itself, for example ``articles.ArticlePage``.

    ``page``, ``comments`` and ``form`` are as their endpoints have them: None where
    they were not asked for. ``comments`` is None also for a page that takes no replies.
    ``form`` is the form itself, for a contact page the first of its forms, or the reply
    form of a page that takes replies.
    """

    kind: Literal["page"]
    id: int
    type: PageType
    page: PageDetailSchema | None
    comments: CommentListData | None
    form: FormData | ReplyFormData | None


class TopicRouteData(RouteData):
    """Its articles are those of ``articles/?topic=`` with the topic's slug."""

    kind: Literal["topic"]
    topic: TopicData
    page: TopicDetailData | None


class PersonRouteData(RouteData):
    """Their page lists ``articles/?person=`` with the last part of the path."""

    kind: Literal["person"]
    person: PersonData
    page: PersonDetailData | None


class TopicsRouteData(RouteData):
    """The list of all topics, the first ones in ``page``."""

    kind: Literal["topics"]
    page: TopicListData | None


class PeopleRouteData(RouteData):
    """The list of all people, the first ones in ``page``."""

    kind: Literal["people"]
    page: PersonListData | None


class RedirectRouteData(TypedDict):
    kind: Literal["redirect"]
    status: Literal[301, 302]
    to: str


class PasswordRouteData(RouteData):
    """A page that is shown to those who know its password."""

    kind: Literal["password"]


class GoneRouteData(RouteData):
    """A page was here until it was deleted, in the last 90 days.

    ``suggestions``: links to what may be wanted in its place, at most three.
    """

    kind: Literal["gone"]
    suggestions: list[SuggestionData]


AnyRouteData = (
    PageRouteData
    | TopicRouteData
    | PersonRouteData
    | TopicsRouteData
    | PeopleRouteData
    | RedirectRouteData
    | PasswordRouteData
    | GoneRouteData
)


class RouteProblem(Problem):
    """``suggestions``: links to what the path may mean, at most three, for a 404 page.

    They are left out where there is no such site.
    """

    suggestions: NotRequired[list[SuggestionData]]


class RouteQuery(Schema):
    """The path, and what is wanted of the page there."""

    path: str = Field(max_length=MAX_PATH_LENGTH)
    site: str | None = Field(
        None, description="HOST or HOST:PORT of a site; left out, the one asked."
    )
    include: Annotated[list[Part], BeforeValidator(separated)] = Field(
        [],
        description="What the answer brings along, between commas or each on its own.",
    )


@router.get(
    "/",
    response={
        200: Annotated[AnyRouteData, Field(discriminator="kind")],
        404: RouteProblem,
    },
    url_name="route",
    summary="What lives at a path",
    operation_id="route",
    auth=ANYBODY,
)
def route(
    request: HttpRequest, query: Query[RouteQuery]
) -> AnyRouteData | HttpResponse:
    """The page, topic, person or list at a path of the site, or its redirect.

    Also that a password is needed, or that a page was deleted; else 404, with links to
    what may be meant.
    """
    site = site_for(request, query.site)
    found = Route(request, query.path, site, query.include).find()
    return found or _nothing_at(query.path, site)


class Route:
    """A path of a site, with what the request wants of what lives there."""

    def __init__(
        self, request: HttpRequest, path: str, site: Site, include: Collection[Part]
    ) -> None:
        self.request, self.path, self.site = request, path, site
        self.include = include

    def find(self) -> AnyRouteData | None:
        """The page, view or redirect at the path; None if there is nothing."""
        return next((each for each in self._candidates() if each), None)

    def _candidates(self) -> Iterator[AnyRouteData | None]:
        yield self._view()
        yield self._page()
        yield self._password()
        yield self._redirect()
        yield self._gone()

    def _site(self) -> SiteData | None:
        return site_data(self.site) if "site" in self.include else None

    def _view(self) -> AnyRouteData | None:
        """The view at this path, or a redirect from its former slug."""
        path = without_query(self.path).strip("/")
        try:
            match = resolve(f"/{path}/", urlconf="articles.urls")
        except Resolver404:
            return None
        match match.url_name:
            case "topic":
                return self._topic(match.kwargs["slug"])
            case "person":
                return self._person(match.kwargs["slug"])
            case "topics":
                return self._topics()
            case "people":
                return self._people()
        return None

    def _topic(self, slug: str) -> TopicRouteData | RedirectRouteData | None:
        shown = at_slug(TopicModel.objects.all(), slug)
        if shown is None:
            return None
        home = self.site.root_page
        clinic_page_data.load([home])
        if shown.slug != slug:
            return _moved(shown, home.page_data)
        return {
            "kind": "topic",
            "topic": topic(shown, home.page_data.addresses, home.page_data.preloaded),
            "page": topic_detail(self.site, shown) if "page" in self.include else None,
            "site": self._site(),
        }

    def _person(self, slug: str) -> PersonRouteData | RedirectRouteData | None:
        home = self.site.root_page
        articles = article_pages(home.path, hidden=hidden_paths())
        someone = at_slug(people_of(articles), slug)
        if someone is None:
            return None
        references = References()
        references.add(someone)
        clinic_page_data.load([home], also=references)
        if someone.slug != slug:
            return _moved(someone, home.page_data)
        wants_page = "page" in self.include
        return {
            "kind": "person",
            "person": person(someone, home.page_data),
            "page": person_detail(self.site, someone) if wants_page else None,
            "site": self._site(),
        }

    def _topics(self) -> TopicsRouteData:
        wants_page = "page" in self.include
        return {
            "kind": "topics",
            "page": topic_list(self.site, FIRST) if wants_page else None,
            "site": self._site(),
        }

    def _people(self) -> PeopleRouteData:
        wants_page = "page" in self.include
        return {
            "kind": "people",
            "page": person_list(self.site, FIRST) if wants_page else None,
            "site": self._site(),
        }

    def _page(self) -> PageRouteData | None:
        page = page_at(self.request, self.path, self.site)
        if page is None:
            return None
        # Any: a page of its own type, as those of Wagtail are to mypy.
        shown: Any = in_full(page) if {*self.include} - {"site"} else None
        return {
            "kind": "page",
            "id": page.pk,
            "type": page.specific_class._meta.label,
            "page": self._shown(shown) if "page" in self.include else None,
            "comments": _comments(shown) if "comments" in self.include else None,
            "form": _form(shown) if "form" in self.include else None,
            "site": self._site(),
        }

    # Any: see above.
    def _shown(self, page: Any) -> Any:
        return with_relations(self.request, page, self.site)

    def _password(self) -> PasswordRouteData | None:
        page = routed_page(self.request, self.path, self.site)
        if page is None or not is_behind_password(page):
            return None
        return {"kind": "password", "site": self._site()}

    def _redirect(self) -> RedirectRouteData | None:
        redirects = visible_redirects(self.request, self.site)
        found = redirect_at(self.path, redirects, self.site)
        to = found and location(found, self.site)
        if found is None or to is None:
            return None
        return {
            "kind": "redirect",
            "status": 301 if found.is_permanent else 302,
            "to": to,
        }

    def _gone(self) -> GoneRouteData | None:
        if not was_deleted_at(url_path_of(self.path, self.site)):
            return None
        return {
            "kind": "gone",
            "suggestions": _suggestions(_decoded(self.path), self.site),
            "site": self._site(),
        }


def _nothing_at(path: str, site: Site) -> HttpResponse:
    decoded = _decoded(path)
    near = _suggestions(decoded, site) if admits(decoded) else []
    return extended(problem(404, NOTHING), suggestions=near)


def _suggestions(path: str, site: Site) -> list[SuggestionData]:
    addresses = addresses_of(site)
    near = pages_for_missing(path, site)
    return [suggestion_data(link, addresses) for link in near]


def _decoded(path: str) -> str:
    return uri_to_iri(without_query(path))


def _moved(row: TopicModel | Person, data: PageData) -> RedirectRouteData:
    """Permanent redirect to the current URL."""
    to = data.url_at(row.get_absolute_url())
    return {"kind": "redirect", "status": 301, "to": to}


# Any: a page of its own type, here and below.
def _comments(page: Any) -> CommentListData | None:
    if not isinstance(page, TakesReplies):
        return None
    return comment_list(page, limit=DEFAULT_LIMIT, offset=0)


def _form(page: Any) -> FormData | ReplyFormData | None:
    if isinstance(page, ContactPage):
        page = next(iter(ContactPageData.of(page).forms), None)
    if isinstance(page, FormPage):
        return form_data(page)
    return reply_form(page) if isinstance(page, TakesReplies) else None
