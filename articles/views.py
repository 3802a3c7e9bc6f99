"""Views outside the page tree: topics, people, search, robots.txt."""

from functools import partial
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from articles import view_metadata
from articles.counts import number_by_person, number_by_topic, number_of_articles
from articles.lists import ArticleList, of_person, of_topic, people_of
from articles.models import Topic, at_slug
from articles.page_markdown import (
    people_markdown,
    person_markdown,
    topic_markdown,
    topics_markdown,
)
from articles.pagination import PER_PAGE, FetchedPage, listing, page_number, page_of
from articles.site_context import SiteContext
from clinic.models import Person
from core import dependencies
from core.images import responsive
from core.left_pages import leave, left_to_front_end
from core.middleware.public_cache import without_date
from core.representations import keep_markdown, wants_markdown
from core.seo import web_page_node, with_url
from core.site_search import engine, ranking, without_results
from core.site_search.nearest_words import nearest_words
from core.site_search.results import results
from core.site_search.without_results import is_from_this_site

# Longer queries are truncated: no visitor types them.
MAX_LENGTH = 200
# The first results, which most visitors look at.
FIRST = 3


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    site = SiteContext(request)
    shown = at_slug_or_404(Topic.objects.all(), slug)
    if elsewhere := leave(request, shown.get_absolute_url()):
        return elsewhere
    if shown.slug != slug:
        return keep_markdown(redirect(shown, permanent=True), request)
    number = partial(
        number_of_articles, site.home.path, hidden=site.hidden, topic=shown
    )
    articles = site.articles_among(of_topic(shown))
    page = listing(request, ArticleList(articles, number))
    said = view_metadata.of_topic(
        site, shown, is_empty=not page.object_list, page=page.number
    )
    if wants_markdown(request):
        return site.markdown(topic_markdown(shown, page, site.page_data), said.seo)
    return site.render(
        "articles/topic.html",
        {**said.context, "topic": shown, "articles": page},
        api=reverse("wagtailapi_v3:detail_topic", args=[slug]),
    )


@require_safe
@left_to_front_end
def topics(request: HttpRequest) -> HttpResponse:
    site = SiteContext(request)
    numbers = number_by_topic(site.home.path, hidden=site.hidden)
    shown = Topic.objects.filter(pk__in=numbers)
    said = view_metadata.of_topics(site, is_empty=not numbers)
    if wants_markdown(request):
        parts = topics_markdown(said.title, shown, site.page_data)
        return site.markdown(parts, said.seo)
    listed = [{"topic": topic, "number": numbers[topic.pk]} for topic in shown]
    return site.render(
        "articles/topics.html",
        {**said.context, "topics": listed},
        api=reverse("wagtailapi_v3:list_topics"),
    )


@require_safe
@left_to_front_end
def people(request: HttpRequest) -> HttpResponse:
    site = SiteContext(request)
    shown = people_of(site.articles).prefetch_related(
        Prefetch(
            "photo",
            get_image_model().objects.prefetch_renditions(*responsive.specs()),
        )
    )
    said = view_metadata.of_people(site, is_empty=not shown)
    if wants_markdown(request):
        parts = people_markdown(said.title, shown, site.page_data)
        return site.markdown(parts, said.seo)
    return site.render(
        "articles/people.html",
        {**said.context, "people": shown},
        api=reverse("wagtailapi_v3:list_people"),
    )


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    site = SiteContext(request)
    shown = at_slug_or_404(people_of(site.articles), slug)
    if elsewhere := leave(request, shown.get_absolute_url()):
        return elsewhere
    if shown.slug != slug:
        return keep_markdown(redirect(shown, permanent=True), request)
    number = partial(number_by_person, site.articles, shown)
    articles = site.articles_among(of_person(shown))
    page = listing(request, ArticleList(articles, number))
    if shown.photo_id:
        site.page_data.preloaded.images[shown.photo_id] = shown.photo
    said = view_metadata.of_person(site, shown, page=page.number)
    if wants_markdown(request):
        return site.markdown(person_markdown(shown, page, site.page_data), said.seo)
    return site.render(
        "articles/person.html",
        {**said.context, "person": shown, "articles": page},
        api=reverse("wagtailapi_v3:detail_person", args=[slug]),
    )


def at_slug_or_404(rows: QuerySet, slug: str) -> Topic | Person:
    shown = at_slug(rows, slug)
    if shown is None:
        raise Http404("There is nothing at this address.")
    return shown


@require_safe
@left_to_front_end
def search(request: HttpRequest) -> HttpResponse:
    site = SiteContext(request)
    text = request.GET.get("q", "").strip()
    query = text[:MAX_LENGTH]
    exact = "exact" in request.GET
    hidden = site.page_data.preloaded.hidden
    emergency = site.emergency_for(text)
    found = engine.search(
        query,
        site.home,
        # "kill" must not be read as "hill".
        exact=exact or bool(emergency),
        hidden=hidden,
        start=(page_number(request) - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    is_whole_search = not (exact or emergency) and page_number(request) == 1
    if is_whole_search and not found.count:
        dependencies.never_repeats()
        if is_from_this_site(request):
            without_results.count(text, request)
    shown = results(found, site.home, hidden=hidden)
    page = page_of(request, Paginator(FetchedPage(shown, found.count), PER_PAGE))
    url = site.url("search")
    context = site.context(
        "Search",
        url,
        [web_page_node("SearchResultsPage", name="Search", url=url)],
        description="Search this site.",
        hidden=True,
    )
    if query:
        context["seo"] = with_url(
            context["seo"], None, page=page.number, name=f"Search: {query}"
        )
    kept = {"q": query, **({"exact": ""} if exact else {})}
    response = render(
        request,
        "articles/search.html",
        {
            **context,
            "emergency": emergency,
            "is_search": True,
            "query": query,
            "plan": found.plan,
            "stems": found.plan.marked_stems,
            "results": page,
            "there_may_be_more": found.count >= ranking.MOST,
            "query_prefix": f"{urlencode(kept)}&",
            "places": site.places() if answers_practically(page) else (),
            "topics": site.topics if not found.hits else (),
            "nearest_words": (
                ()
                if found.hits or emergency
                else nearest_words(query, site.home, hidden=hidden)
            ),
        },
    )
    return without_date(response)


def answers_practically(page: ListPage) -> bool:
    """True if a place of the clinic is among the first results."""
    return any(result.kind == "place" for result in page.object_list[:FIRST])


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything but the admin is allowed, with the sitemap's URL.

    Search results carry a noindex tag, which a crawler must be allowed to read.
    """
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        f"Sitemap: {SiteContext(request).own_url('sitemap')}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"
    )
