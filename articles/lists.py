"""Lists of public articles, read from an index of the page table, the newest first.

A list selects the keys of its articles in the page table alone, which has an index in
their order; then it reads the articles that are shown. A query of articles that joins
the two tables sorts all of them, because no index has columns of both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page

from articles.models import ArticlePage, Topic
from clinic.models import Person
from core import last_changes
from core.deep_offsets import keys_in
from core.keys_first import number_of
from core.page_data import under
from core.shared_values import shared

NEWEST_FIRST = (F("first_published_at").desc(nulls_last=True), "-pk")
PAIRS = ArticlePage.topics.through.objects
# On SQLite, fewer articles are read by their keys and sorted; of so many and more, those
# of a list are found by going through all articles in their order.
FEW = 1500
# Articles are three levels below the root of the tree: in an index below a home page.
ARTICLE_PATH_LENGTH = 4 * Page.steplen


def kind_of_articles() -> ContentType:
    return ContentType.objects.get_for_model(ArticlePage)


def article_pages(
    below: str, *, hidden: Sequence[str], among: "Sequence[Narrowing]" = ()
) -> QuerySet[Page]:
    """Rows of the page table of public articles below a page.

    ``below``: the page's tree path. ``hidden``: the result of ``hidden_paths()``.
    """
    pages = Page.objects.filter(live=True, path__inside=below).exclude(under(hidden))
    few = [each for each in among if each.is_read_by_keys()]
    # With their type, SQLite would go through all articles to find a few by their keys.
    if not few:
        pages = pages.filter(content_type=kind_of_articles())
    elif all(each.has_other_pages for each in few):
        # An expression, which no index has.
        pages = pages.alias(kind=F("content_type_id") + 0)
        pages = pages.filter(kind=kind_of_articles().pk)
    for each in among:
        pages = each.filter(pages, by_keys=each in few)
    return pages


@dataclass(frozen=True, eq=False)
class Among:
    """Rows with keys of articles, in a column of this name."""

    rows: QuerySet
    column: str
    has_other_pages: ClassVar[bool] = False

    def is_read_by_keys(self) -> bool:
        return connection.vendor == "sqlite" and number_of(self.rows) < FEW

    def filter(self, pages: QuerySet[Page], *, by_keys: bool = False) -> QuerySet[Page]:
        if connection.vendor == "postgresql" or by_keys:
            return pages.filter(pk__in=self.rows.values(self.column))
        # Looked up for one after the other: SQLite would first make a list of all keys.
        return pages.filter(Exists(self.rows.filter(**{self.column: OuterRef("pk")})))


@dataclass(frozen=True, eq=False)
class ChangedAfter:
    """Pages that were changed after a moment, articles among them."""

    moment: datetime
    has_other_pages: ClassVar[bool] = True

    def is_read_by_keys(self) -> bool:
        return last_changes.are_few_after(self.moment)

    def filter(self, pages: QuerySet[Page], *, by_keys: bool = False) -> QuerySet[Page]:
        return last_changes.among_changed(pages, self.moment, by_keys=by_keys)


@dataclass(frozen=True, eq=False)
class AtSlug:
    """Pages with this slug, which are few."""

    slug: str
    has_other_pages: ClassVar[bool] = True

    def is_read_by_keys(self) -> bool:
        return True

    def filter(self, pages: QuerySet[Page], *, by_keys: bool = False) -> QuerySet[Page]:
        return pages.filter(slug=self.slug)


# What narrows a list of articles.
Narrowing = Among | AtSlug | ChangedAfter


def of_topic(topic: Topic) -> Among:
    return Among(PAIRS.filter(topic=topic), "articlepage_id")


def of_person(person: Person) -> Among:
    """Articles that the person wrote or reviewed."""
    return Among(written_by(person), "pk")


def written_by(person: Person) -> QuerySet[ArticlePage]:
    """Articles that the person wrote or reviewed."""
    return ArticlePage.objects.filter(Q(author=person) | Q(reviewer=person))


def topics_of(pages: QuerySet[Page]) -> QuerySet[Topic]:
    """Topics of these articles, by name."""
    # From the articles of the topic: of a join, SQLite reads all pages until one has it.
    is_listed = Exists(pages.order_by().filter(pk=OuterRef("articlepage_id")))
    having = PAIRS.filter(is_listed, topic=OuterRef("pk"))
    return Topic.objects.alias(one=_first(having)).exclude(one=None)


def topics_below(below: str, *, hidden: Sequence[str]) -> list[Topic]:
    """Topics of the public articles below a page, by name; answers share them."""

    def read() -> list[Topic]:
        return list(topics_of(article_pages(below, hidden=hidden)))

    found: list[Topic] = shared(("topics", below, tuple(hidden)), read)
    return found


def people_of(pages: QuerySet[Page]) -> QuerySet[Person]:
    """Authors and reviewers of these articles, and people without any article.

    A clinician without an article belongs to every site; authors and reviewers
    belong only to the sites of their articles, so those of drafts to none. Ordered by
    name.
    """
    articles = ArticlePage.objects.all()
    # From the articles of the person: of a join, SQLite reads all pages first.
    listed = articles.filter(Exists(pages.order_by().filter(pk=OuterRef("pk"))))
    # Each by its own index: of both in one condition, PostgreSQL reads all articles.
    people = Person.objects.alias(
        wrote=_first(listed.filter(author=OuterRef("pk"))),
        reviewed=_first(listed.filter(reviewer=OuterRef("pk"))),
        is_author=_first(articles.filter(author=OuterRef("pk"))),
        is_reviewer=_first(articles.filter(reviewer=OuterRef("pk"))),
    )
    return people.exclude(
        Q(wrote=None, reviewed=None) & ~Q(is_author=None, is_reviewer=None)
    )


def _first(found: QuerySet) -> Subquery:
    """The key of one, looked up for each row: of EXISTS, PostgreSQL may read them all."""
    return Subquery(found.order_by().values("pk")[:1])


class ArticleList:
    """The keys of articles in rows of the page table, newest first, for a paginator.

    ``number``: a faster way to count them.
    """

    def __init__(
        self, pages: QuerySet[Page], number: Callable[[], int] | None = None
    ) -> None:
        self.pages = pages.order_by(*NEWEST_FIRST)
        self.number = number or partial(number_of, self.pages)

    def count(self) -> int:
        return self.number()

    def __getitem__(self, part: slice) -> list[int]:
        return keys_in(self.pages, part, total=self.count)
