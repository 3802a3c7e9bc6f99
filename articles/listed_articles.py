"""Articles that a query of API v3 lists: filtered, searched, ordered, counted."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Literal

from django.db.models import Q, QuerySet
from ninja import Schema
from pydantic import BeforeValidator, Field
from wagtail.models import Page, Site

from articles.article_items import Fields
from articles.counts import number_by_topic, number_of_articles, topic_counts
from articles.lists import PAIRS, Among, ChangedAfter, Narrowing, article_pages
from articles.models import ArticlePage, Topic
from articles.review import ReviewStatus
from clinic.models import ClinicSettings, Person
from core import last_changes
from core.aliases import without_repeats
from core.api.v3.anonymous import locale_called
from core.api.v3.cursor_pagination import Part, page_of, page_of_results
from core.api.v3.pages import ORDER_NAMES
from core.api.v3.query_parameters import Instant, separated
from core.keys_first import number_of
from core.page_data import hidden_paths
from core.search.notices import emergency_for
from core.site_search.page_results import PageResults

NEWEST_FIRST = "-first_published_at"
# Orders by a column of the articles' own table.
ARTICLE_ORDERS = frozenset({"last_reviewed", "-last_reviewed"})
MOST_TOPICS = 10

Slugs = Annotated[list[str], BeforeValidator(separated)]
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


class ArticleQuery(Schema):
    """Query parameters that filter, search and order a list of articles."""

    topic: Slugs = Field(
        [],
        max_length=MOST_TOPICS,
        description=(
            "Slugs of topics, between commas or each on its own, of which an article "
            "has at least one."
        ),
    )
    all_topics: Slugs = Field(
        [],
        max_length=MOST_TOPICS,
        description="Slugs of topics in the same way, all of which an article has.",
    )
    author: str | None = Field(
        None, description="The slug of a person who wrote the article."
    )
    reviewer: str | None = Field(
        None, description="The slug of a person who reviewed it."
    )
    person: str | None = Field(
        None, description="The slug of a person who wrote it, reviewed it, or both."
    )
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
    search: str | None = Field(None, description="Words to look for.")
    exact: bool = Field(False, description="Search as typed, without corrections.")
    order: Order | None = Field(
        None,
        description="Left out: newest first, or what a search finds, best first.",
    )
    fields: Fields = []

    def of_any_topic(self) -> list[Among]:
        if not self.topic:
            return []
        return [_having_topics(Topic.objects.filter(slug__in=self.topic))]

    def of_all_topics(self) -> list[Among]:
        slugs = dict.fromkeys(self.all_topics)
        return [_having_topics(Topic.objects.filter(slug=slug)) for slug in slugs]

    def of_people(self) -> list[Among]:
        asked = (
            (self.author, ["author"]),
            (self.reviewer, ["reviewer"]),
            (self.person, ["author", "reviewer"]),
        )
        return [_naming(slug, roles) for slug, roles in asked if slug is not None]

    @property
    def filters_others(self) -> bool:
        """True with a filter besides topics."""
        others = (self.updated_after, self.locale, self.review_status)
        return any((self.author, self.reviewer, self.person, *others))

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


def _having_topics(topics: QuerySet[Topic]) -> Among:
    return Among(PAIRS.filter(topic__in=_keys(topics)), "articlepage_id")


def _naming(slug: str, roles: Sequence[str]) -> Among:
    """Articles that name the person with this slug in one of these fields."""
    people = _keys(Person.objects.filter(slug=slug))
    named = Q(*((f"{role}__in", people) for role in roles), _connector=Q.OR)
    return Among(ArticlePage.objects.filter(named), "pk")


def _keys(found: QuerySet) -> list[int]:
    """Their keys: of a slug, PostgreSQL does not know that few articles have it."""
    return [*found.values_list("pk", flat=True)]


class ListedArticles:
    """The public articles of a site that a query asks for."""

    def __init__(self, query: ArticleQuery, site: Site) -> None:
        self.query, self.site = query, site
        self.home, self.hidden = site.root_page.path, hidden_paths()
        self.emergency_wording = emergency_for(site, query.search)
        self.among: list[Among] = [
            *query.of_any_topic(),
            *query.of_all_topics(),
            *query.of_people(),
        ]

    def page(self, *, cursor: str | None, limit: int) -> Part[int]:
        """The keys of the articles at the cursor."""
        if self.found is not None and not self.query.order:
            return page_of_results(self.found.keys, cursor=cursor, limit=limit)
        order = self.query.order or NEWEST_FIRST
        order = ORDER_NAMES.get(order, order)
        rows = self._rows().only(order.removeprefix("-"))
        part = page_of(rows, order=order, cursor=cursor, limit=limit)
        return part._replace(rows=[row.pk for row in part.rows])

    @cached_property
    def found(self) -> PageResults | None:
        """The pages that the search finds; None without a search."""
        if self.query.search is None:
            return None
        return self._found_among(without_repeats(self._pages))

    @property
    def _is_exact(self) -> bool:
        # "kill" must not be read as "hill".
        return self.query.exact or bool(self.emergency_wording)

    def _found_among(self, pages: QuerySet[Page]) -> PageResults:
        articles = ArticlePage.objects.filter(pk__in=pages.values("pk"))
        return PageResults(articles, self.query.search or "", exact=self._is_exact)

    @cached_property
    def _pages(self) -> QuerySet[Page]:
        """Rows of the page table of all that the filters leave."""
        return self._filtered([*self.among, *self.query.of_changed()])

    def _filtered(self, among: Sequence[Narrowing]) -> QuerySet[Page]:
        pages = article_pages(self.home, hidden=self.hidden, among=among)
        return self.query.filter_others(pages, self.site)

    def _rows(self) -> QuerySet:
        """Rows that have the keys of the articles, and the column of the order."""
        order, pages = self.query.order, self._pages
        if self.found is not None:
            pages = Page.objects.filter(pk__in=self.found.keys)
        if order in ARTICLE_ORDERS:
            return ArticlePage.objects.filter(pk__in=pages.values("pk"))
        if order not in last_changes.ORDERS:
            return pages
        are_few = self.found is not None or any(
            each.is_read_by_keys() for each in self.among
        )
        after = self.query.updated_after
        return last_changes.of_pages(pages, after=after, are_few=are_few)

    def count(self) -> int:
        """The number of all articles in the list."""
        if self.found is not None:
            return self.found.count()
        slugs = {*self.query.topic, *self.query.all_topics}
        if self.query.filters_others or len(slugs) > 1:
            return number_of(self._pages)
        topic = Topic.objects.filter(slug__in=slugs).first()
        if slugs and topic is None:
            return 0
        return number_of_articles(self.home, hidden=self.hidden, topic=topic)

    def counts_by_topic(self) -> dict[int, int]:
        """The number of articles by topic, whichever is asked for in ``topic``."""
        query = self.query
        filters_by_others = query.filters_others or query.all_topics
        if query.search is None and not filters_by_others:
            return number_by_topic(self.home, hidden=self.hidden)
        among: list[Narrowing] = [*query.of_all_topics(), *query.of_people()]
        among += query.of_changed()
        pages = self._filtered(among) if query.topic else self._pages
        if query.search is not None:
            found = self._found_among(without_repeats(pages))
            pages = Page.objects.filter(pk__in=found.keys)
        keys = pages.order_by().values("pk")
        return topic_counts(PAIRS.filter(articlepage_id__in=keys))
