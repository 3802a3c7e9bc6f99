import datetime

import pytest

from articles.models import ArticlePage
from comments.models import ReplySettings
from comments.reply_window import is_open

pytestmark = pytest.mark.django_db

PUBLISHED = datetime.datetime(2026, 10, 1, 9, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("for_site", "for_article", "expected"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_both_the_site_and_the_article_have_to_be_open(for_site, for_article, expected):
    page = ArticlePage(comments_open=for_article, first_published_at=PUBLISHED)
    settings = ReplySettings(replies_open=for_site)

    assert is_open(page, settings, now=PUBLISHED + 1000 * DAY) is expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (0 * DAY, True),
        (29 * DAY, True),
        (30 * DAY - SECOND, True),
        (30 * DAY, False),
        (31 * DAY, False),
    ],
)
def test_replies_close_by_themselves(after, expected):
    page = ArticlePage(first_published_at=PUBLISHED)
    settings = ReplySettings(close_after_days=30)

    assert is_open(page, settings, now=PUBLISHED + after) is expected


def test_what_was_never_published_has_no_age():
    page = ArticlePage(first_published_at=None)

    assert is_open(page, ReplySettings(close_after_days=1), now=PUBLISHED)
