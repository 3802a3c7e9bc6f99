"""Tables of articles and topics whose changes reach visitors.

See ``delivery.tracking``.
"""

from articles.models import ArticlePage, FormerPersonSlug, FormerTopicSlug, Topic
from delivery.tracking import (
    TouchedTag,
    TrackedTable,
    is_live,
    track,
    track_page_type,
)

track_page_type(ArticlePage, lists="articles")
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
        path="'/topics/' || {row}.slug || '/'",
    )
)
track(TrackedTable(FormerTopicSlug, kind="topic", lists="topics", key="topic_id"))
track(TrackedTable(FormerPersonSlug, kind="person", lists="people", key="person_id"))
