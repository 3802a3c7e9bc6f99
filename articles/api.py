"""API v3 endpoints for articles: the filtered list and one article by slug."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from typing_extensions import TypedDict
from wagtail.api.v3.registry import registry
from wagtail.models import Site

from articles.article_items import ArticleItemData, items
from articles.listed_articles import ArticleQuery, ListedArticles
from articles.lists import AtSlug, article_pages
from articles.models import ArticlePage, Topic
from articles.slug_tags import reading_slug
from core.api.v3.anonymous import ANYBODY, site_for
from core.api.v3.cursor_pagination import CursorParameter
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.page_relations import show_public_relations
from core.page_data import hidden_paths
from core.page_routing import many_in_full
from core.representations import markdown_link
from core.rich_text import Html
from core.site_addresses import addresses_of
from core.site_search.serializers import NOT_SEARCHED, SynonymData, understood

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
    """Cards; a cursor leads on, another one back, and is None where nothing is.

    ``count``, of all in the list, and ``facets`` only where asked for.
    ``emergency_wording``: finished HTML to show above all else, where the search suggests that
    somebody is in danger; else None. ``corrected_to``: the search in the spelling that was
    searched for, if it was corrected; ``synonyms_used``: what was searched for as well.
    """

    items: list[ArticleItemData]
    count: int | None
    next_cursor: str | None
    previous_cursor: str | None
    facets: FacetsData | None
    emergency_wording: Html | None
    corrected_to: str | None
    synonyms_used: list[SynonymData]


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
    query: Query[ArticleQuery],
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorParameter = None,
    count: Annotated[bool, Query(description="Count the articles, too.")] = False,
    facets: Annotated[
        bool, Query(description="Count the articles of each topic, too.")
    ] = False,
) -> ArticleListData:
    """Published articles as cards, newest first; what a search finds, best first."""
    site = site_for(request, query.site)
    listed = ListedArticles(query, site)
    part = listed.page(cursor=cursor, limit=limit)
    found = listed.found
    understanding = NOT_SEARCHED if found is None else understood(found.plan)
    return {
        "items": items(part.rows, query.fields, site=site, request=request),
        "count": listed.count() if count else None,
        "next_cursor": part.next_cursor,
        "previous_cursor": part.previous_cursor,
        "facets": _facets(listed.counts_by_topic(), site) if facets else None,
        "emergency_wording": listed.emergency_wording,
        **understanding,
    }


def _facets(counts: dict[int, int], site: Site) -> FacetsData:
    topics = Topic.objects.in_bulk(counts).values()
    addresses = addresses_of(site)
    return {
        "topics": [
            {
                "id": topic.pk,
                "name": topic.name,
                "slug": topic.slug,
                "url": addresses.url(topic.get_absolute_url()),
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
    shown_on = site_for(request, site)
    below = shown_on.root_page.path
    pages = article_pages(below, hidden=hidden_paths(), among=[AtSlug(slug)])
    with reading_slug(slug):
        keys = list(pages.order_by("pk").values_list("pk", flat=True)[:1])
    articles = many_in_full(ArticlePage, keys)
    if not articles:
        raise Http404("No published article has this slug.")
    [article] = articles
    show_public_relations(article, shown_on)
    response["Link"] = markdown_link(article)
    return article
