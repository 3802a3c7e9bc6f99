"""Tables of articles and topics whose changes reach visitors.

See ``delivery.tracking``.
"""

from collections.abc import Collection

from django.db.models import Q
from wagtail.models import Page

from articles import slug_tags
from articles.models import ArticlePage, FormerPersonSlug, FormerTopicSlug, Topic
from articles.related import NEWEST_ARTICLES
from core import dependencies
from delivery import (
    own_changes,
    tracked_tables,  # noqa: F401 - registers the table of pages
)
from delivery.changed_objects import name_kind, objects_called
from delivery.tracking import (
    TouchedTag,
    TrackedTable,
    add_touches,
    is_live,
    track,
    track_page_type,
)

# What decides which articles are related to another, beside their topics.
RANKING = ("live", "path", "first_published_at", "alias_of_id", "content_type_id")


def hide_people(drafts: Collection[int]) -> bool:
    """True if a person has no article but these drafts, and was public without any."""
    named = ArticlePage.objects.filter(pk__in=drafts).values_list("author", "reviewer")
    others = ArticlePage.objects.exclude(pk__in=drafts)
    return any(
        not others.filter(Q(author=person) | Q(reviewer=person)).exists()
        for person in {key for keys in named for key in keys if key}
    )


own_changes.register(hide_people)

# What decides which article is found by a slug.
FOUND_BY_SLUG = ("slug", "live", "path", "content_type_id")

# A person who wrote or reviewed drafts alone is not public.
DECIDES_ON_PEOPLE = "{row}.author_id IS NOT NULL OR {row}.reviewer_id IS NOT NULL"

track_page_type(
    ArticlePage,
    lists="articles",
    also_public_if=DECIDES_ON_PEOPLE,
    # The key never changes: for new and deleted articles only.
    touches=[TouchedTag(f"SELECT '{NEWEST_ARTICLES}'", columns=("page_ptr_id",))],
)
add_touches(
    Page,
    [
        TouchedTag(
            f"SELECT '{slug_tags.PREFIX}-' || {{row}}.slug", columns=FOUND_BY_SLUG
        ),
        TouchedTag(
            f"SELECT '{NEWEST_ARTICLES}' FROM articles_articlepage AS article "
            "WHERE article.page_ptr_id = {row}.id",
            columns=RANKING,
        ),
        # An alias is listed where its original is not.
        TouchedTag(
            "SELECT 'topic-' || its.topic_id FROM articles_articlepage_topics AS its "
            "WHERE its.articlepage_id IN (SELECT {row}.id UNION ALL SELECT alias.id "
            "FROM wagtailcore_page AS alias WHERE alias.alias_of_id = {row}.id)",
            columns=RANKING,
        ),
    ],
)
track(
    TrackedTable(
        ArticlePage.topics.through,
        kind="page",
        lists="articles",
        key="articlepage_id",
        public_if=is_live("{row}.articlepage_id"),
        touches=[
            TouchedTag("SELECT 'page-' || {row}.articlepage_id"),
            TouchedTag("SELECT 'topic-' || {row}.topic_id"),
        ],
    )
)
track(
    TrackedTable(
        Topic,
        kind="topic",
        lists="topics",
        instance_tag="topic",
        # Its articles touch the other, private ones among them.
        own_tag="topic-itself",
        path="'/topics/' || {row}.slug || '/'",
    )
)
name_kind("topic", "Topic", objects_called("Topic", Topic))
# Articles touch the tags of their topics.
dependencies.wider_tags["topic"] = {"articles", "pages", "topics"}
track(TrackedTable(FormerTopicSlug, kind="topic", lists="topics", key="topic_id"))
track(TrackedTable(FormerPersonSlug, kind="person", lists="people", key="person_id"))
