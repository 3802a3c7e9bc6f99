"""API v3 endpoints for articles: the filtered list and one article by slug."""

from functools import partial
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field
from typing_extensions import TypedDict
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.api.v3.registry import registry
from wagtail.models import Page, Site

from articles import page_data
from articles.counts import number_by_topic, topic_counts
from articles.lists import PAIRS, Among, ChangedAfter, Narrowing, article_pages, fetched
from articles.models import ArticlePage, Topic
from articles.review import ReviewStatus
from articles.serializers import CardData, card
from articles.slug_tags import reading_slug
from clinic.models import ClinicSettings, Person
from core import last_changes
from core.aliases import without_repeats
from core.api.v3.anonymous import ANYBODY, locale_called, site_for
from core.api.v3.cursor_pagination import (
    CursorParameter,
    Part,
    page_of,
    page_of_results,
)
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.pages import ORDER_NAMES, show_relations
from core.api.v3.query_parameters import Instant
from core.page_data import hidden_paths
from core.representations import markdown_link
from core.rich_text import Html
from core.search.notices import emergency_for
from core.site_search.page_results import PageResults
from core.site_search.serializers import NOT_SEARCHED, SynonymData, understood

NEWEST_FIRST = "-first_published_at"
# Orders by a column of the articles' own table.
ARTICLE_ORDERS = frozenset({"last_reviewed", "-last_reviewed"})
Order = Literal[
    "-first_published_at",
    "first_published_at",
    "title",
    "-title",
    "last_reviewed",
    "-last_reviewed",
    "published_at",
    "-published_at",
    "updated_at",
    "-updated_at",
]

router = Router(tags=["articles"])


class TopicCountData(TypedDict):
    """A topic and how many articles have it, whatever topic was asked for."""

    id: int
    name: str
    slug: str
    url: str
    count: int


class FacetsData(TypedDict):
    topics: list[TopicCountData]


class ArticleListData(TypedDict):
    """A cursor leads on, another one back; None where nothing is.

    ``facets`` only where asked for.

    ``emergency_wording``: finished HTML to show above all else, where the search suggests that
    somebody is in danger; else None. ``corrected_to``: the search in the spelling that was
    searched for, if it was corrected; ``synonyms_used``: what was searched for as well.
    """

    items: list[CardData]
    next_cursor: str | None
    previous_cursor: str | None
    facets: FacetsData | None
    emergency_wording: Html | None
    corrected_to: str | None
    synonyms_used: list[SynonymData]


class ArticleFilters(Schema):
    """Query parameters that filter a list of articles."""

    topic: str | None = Field(None, description="A topic's slug.")
    author: str | None = Field(None, description="The slug of a person's page.")
    review_status: ReviewStatus | None = Field(
        None, description="How the article stands with its clinical review today."
    )
    updated_after: Instant | None = Field(
        None, description="Articles that changed after this instant."
    )
    locale: str | None = Field(None, description="A language's code: “en-gb”.")
    site: str | None = Field(
        None, description="HOST or HOST:PORT of a site; left out, the one asked."
    )

    def of_topic(self) -> list[Among]:
        if self.topic is None:
            return []
        topics = Topic.objects.filter(slug=self.topic)
        return [Among(PAIRS.filter(topic__in=_keys(topics)), "articlepage_id")]

    def of_author(self) -> list[Among]:
        if self.author is None:
            return []
        people = Person.objects.filter(slug=self.author)
        return [Among(ArticlePage.objects.filter(author__in=_keys(people)), "pk")]

    def of_changed(self) -> list[ChangedAfter]:
        return [ChangedAfter(self.updated_after)] if self.updated_after else []

    def filter_others(self, pages: QuerySet[Page], site: Site) -> QuerySet[Page]:
        if self.locale is not None:
            pages = pages.filter(locale=locale_called(self.locale))
        if self.review_status:
            today = ClinicSettings.for_site(site).today
            of_status = ArticlePage.objects.review_status(
                self.review_status, today=today
            )
            pages = pages.filter(pk__in=of_status.values("pk"))
        return pages


def _keys(found: QuerySet) -> list[int]:
    """Their keys: of a slug, PostgreSQL does not know that few articles have it."""
    return [*found.values_list("pk", flat=True)]


@router.get(
    "/",
    response=ArticleListData,
    url_name="list_articles",
    summary="List articles",
    operation_id="articles_list",
    auth=ANYBODY,
)
def list_articles(
    request: HttpRequest,
    filters: Query[ArticleFilters],
    search: Annotated[str | None, Query(description="Words to look for.")] = None,
    exact: Annotated[
        bool, Query(description="Search as typed, without corrections.")
    ] = False,
    order: Annotated[
        Order | None, Query(description="Newest first, if left out.")
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorParameter = None,
    facets: Annotated[
        bool, Query(description="Count the articles of each topic, too.")
    ] = False,
) -> ArticleListData:
    """Published articles as cards, newest first; what a search finds, best first."""
    if search is not None and order:
        raise HttpError(400, "order: what a search finds comes best first.")
    site = site_for(request, filters.site)
    emergency_wording = emergency_for(site, search)
    exact = exact or bool(emergency_wording)
    home, hidden = site.root_page.path, hidden_paths()
    others: list[Narrowing] = [*filters.of_author(), *filters.of_changed()]
    topic = filters.of_topic()
    published = article_pages(home, hidden=hidden, among=others)
    matching = filters.filter_others(published, site)
    found: PageResults | None = None
    if search is not None:
        matching = without_repeats(matching)
        within = topic[0].filter(matching) if topic else matching
        found = _search(within, search, exact=exact)
    if found is None:
        listed = article_pages(home, hidden=hidden, among=[*others, *topic])
        part = _listed(
            _in_order(filters.filter_others(listed, site), filters, order),
            order=order or NEWEST_FIRST,
            cursor=cursor,
            limit=limit,
        )
    else:
        part = page_of_results(found, cursor=cursor, limit=limit)
    if found is None and matching is published and not others:
        counts = partial(number_by_topic, home, hidden=hidden)
    else:
        counts = partial(_counts, matching, search, exact=exact)
    return {
        "items": [card(each) for each in page_data.cards(part.rows)],
        "next_cursor": part.next_cursor,
        "previous_cursor": part.previous_cursor,
        "facets": _facets(counts(), site) if facets else None,
        "emergency_wording": emergency_wording,
        **(understood(found.plan) if found else NOT_SEARCHED),
    }


def _search(pages: QuerySet[Page], words: str, *, exact: bool) -> PageResults:
    return PageResults(
        ArticlePage.objects.filter(pk__in=pages.values("pk")), words, exact=exact
    )


def _in_order(
    pages: QuerySet[Page], filters: ArticleFilters, order: Order | None
) -> QuerySet:
    """Rows that have the keys of the articles, and the column of the order."""
    if order in ARTICLE_ORDERS:
        return ArticlePage.objects.filter(pk__in=pages.values("pk"))
    if order not in last_changes.ORDERS:
        return pages
    among = [*filters.of_author(), *filters.of_topic()]
    are_few = any(each.is_read_by_keys() for each in among)
    return last_changes.of_pages(pages, after=filters.updated_after, are_few=are_few)


def _listed(
    rows: QuerySet, *, order: str, cursor: str | None, limit: int
) -> Part[ArticlePage]:
    order = ORDER_NAMES.get(order, order)
    name = order.removeprefix("-")
    part = page_of(rows.only(name), order=order, cursor=cursor, limit=limit)
    return part._replace(rows=fetched([row.pk for row in part.rows]))


def _counts(
    pages: QuerySet[Page], search: str | None, *, exact: bool
) -> dict[int, int]:
    """The number of these articles, or of those found among them, by topic."""
    if search is not None:
        pages = pages.filter(pk__in=_search(pages, search, exact=exact).keys)
    return topic_counts(PAIRS.filter(articlepage_id__in=pages.order_by().values("pk")))


def _facets(counts: dict[int, int], site: Site) -> FacetsData:
    topics = Topic.objects.in_bulk(counts).values()
    return {
        "topics": [
            {
                "id": topic.pk,
                "name": topic.name,
                "slug": topic.slug,
                "url": site.root_url + topic.get_absolute_url(),
                "count": counts[topic.pk],
            }
            for topic in sorted(topics, key=lambda each: (-counts[each.pk], each.name))
        ]
    }


@router.get(
    "/{slug}/",
    response=registry.get(ArticlePage._meta.label).read_schema,
    url_name="detail_article",
    summary="Article by slug",
    operation_id="articles_detail",
    auth=ANYBODY,
)
def get_article(
    request: HttpRequest, response: HttpResponse, slug: str, site: str | None = None
) -> ArticlePage:
    """A published article in full."""
    home = site_for(request, site).root_page
    pages = article_pages(home.path, hidden=hidden_paths()).filter(slug=slug)
    with reading_slug(slug):
        key = pages.order_by("pk").values_list("pk", flat=True).first()
    article = ArticlePage.objects.filter(pk=key).first()
    if article is None:
        raise Http404("No published article has this slug.")
    show_relations(article, get_pages_queryset(request))
    response["Link"] = markdown_link(article)
    return article
