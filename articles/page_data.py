"""Data of full articles beyond their own rows, loaded in a constant number of queries.

HTML and both APIs read it, for one article or for a list, so that they agree.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils import timezone

from articles.card_rows import ArticleTopics, read_cards
from articles.cards import Card
from articles.models import ArticlePage, Topic
from articles.related import RelatedArticles
from clinic import page_data as clinic_page_data
from clinic.page_data import ClinicPageData
from clinic.phone import Phone, as_phone
from comments import reply_window, threads
from comments.models import ReplySettings
from core import dependencies
from core.page_data import Preloaded, hidden_paths, loader
from core.references import References
from core.stream_json import part, text


class CallToActionPageData(ClinicPageData):
    """Page data of a call to action, with the clinic's values as fallback."""

    @cached_property
    def phone(self) -> Phone | None:
        """The phone number in the call to action, else the clinic's."""
        return as_phone(self._stored("phone")) or self.of_clinic("phone_number")

    @cached_property
    def location(self) -> str:
        """The location in the call to action, else the clinic's first place."""
        return self._stored("location") or self.of_clinic("location") or ""

    def _stored(self, name: str) -> str:
        return text((part(self.page.call_to_action) or {}).get(name))


class ArticleData(CallToActionPageData):
    """Page data of an article."""

    topics: Sequence[Topic] = ()
    related: Sequence[Card] = ()
    # Published replies.
    reply_count: int = 0

    @cached_property
    def takes_replies(self) -> bool:
        return reply_window.is_open(self.page, self.reply_settings, now=timezone.now())

    @property
    def reply_settings(self) -> ReplySettings:
        key = ("reply settings", self.site_id)
        return self.preloaded.memoize(key, lambda: ReplySettings.of(self.site_id))


@loader(ArticlePage)
def load(
    articles: Sequence[ArticlePage], *, hidden: Sequence[str] | None = None
) -> None:
    """Sets ``page_data`` on each article."""
    hidden = hidden_paths() if hidden is None else hidden
    prefetch_related_objects(articles, "author", "reviewer")
    # The tags of the topics, which the result has, cover the articles that have them.
    with dependencies.narrowed():
        topics = ArticleTopics(articles)
        related = RelatedArticles(articles, topics, hidden=hidden)
    references = References()
    people = {
        person.pk: person
        for article in articles
        for person in (article.author, article.reviewer)
        if person
    }
    for person in people.values():
        references.add(person)
    references.images |= {
        row.hero_image_id for rows in related.lists for row in rows if row.hero_image_id
    }
    clinic_page_data.load(
        articles,
        data_class=ArticleData,
        also=references,
        hidden=hidden,
    )
    reply_counts = threads.counts(articles)
    # Known before the times of all tags are read; they say if replies are taken.
    dependencies.add(ReplySettings.list_tag)
    for article, rows in zip(articles, related.lists, strict=True):
        data = ArticleData.of(article)
        data.topics = topics.of(article)
        data.related = [
            Card(row, related.topics.of(row), data.preloaded) for row in rows
        ]
        data.reply_count = reply_counts[article.pk]


def cards(keys: Sequence[int], *, have_pictures: bool = True) -> list[Card]:
    """Cards of the articles with these keys, in this order, in two queries.

    Without pictures, as Markdown and feeds show them, it takes one query.
    """
    found, pairs = read_cards(keys)
    topics = ArticleTopics((), pairs)
    images: set[int] = set()
    if have_pictures:
        images = {each.hero_image_id for each in found.values() if each.hero_image_id}
    preloaded = Preloaded(References(images=images), (), ())
    shown = [found[key] for key in keys if key in found]
    return [Card(article, topics.of(article), preloaded) for article in shown]


def cards_of(articles: Iterable[ArticlePage]) -> list[Card]:
    """Cards of articles whose page data is loaded, without a query."""
    loaded = [(each, ArticleData.of(each)) for each in articles]
    return [Card(article, data.topics, data.preloaded) for article, data in loaded]
