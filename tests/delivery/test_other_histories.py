"""A database that is restored or migrated while servers answer from what they kept."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import transaction

from articles.models import ArticlePage
from delivery import triggers
from delivery.models import StoredDocument
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def write(article, summary):
    ArticlePage.objects.filter(pk=article.pk).update(summary=summary)
    feed.settle()


@contextmanager
def restored():
    """Restores the database, at the end of the block, as it was at its beginning."""
    backup = transaction.savepoint()
    yield
    transaction.savepoint_rollback(backup)


def forget_answers():
    call_command("forget_answers", verbosity=0)
    feed.settle()


def test_a_version_that_comes_again_after_a_restore_is_another(article, application):
    ask(application, article.url)
    with restored():
        write(article, "Nobody wrote this.")
        assert b"Nobody wrote this." in ask(application, article.url).body

    make.topic("Sleep")
    feed.settle()
    forget_answers()

    assert b"Nobody wrote this." not in ask(application, article.url).body
    assert b"Nobody wrote this." not in ask(cached(), article.url).body


def test_a_document_that_was_written_late_is_not_read_after_a_restore(article):
    with restored():
        write(article, "Nobody wrote this.")
        ask(cached(), article.url)
        [late] = StoredDocument.objects.filter(address=article.url)

    forget_answers()
    StoredDocument.objects.bulk_create([late])

    assert b"Nobody wrote this." not in ask(cached(), article.url).body


def test_answers_are_kept_again_after_a_restore(article, application):
    forget_answers()

    ask(application, article.url)

    assert ask(application, article.url).queries == 0


def test_what_changes_while_nothing_records_it_shows_at_once(article, application):
    ask(application, article.url)
    triggers.remove("default")

    for summary in ("Walk each day.", "Walk each week."):
        write(article, summary)
        assert summary.encode() in ask(application, article.url).body

    triggers.install("default")
    feed.settle()
    for _ in range(2):
        last = ask(application, article.url)
        assert b"Walk each week." in last.body
    assert last.queries == 0


def test_a_migration_leaves_no_answer_from_before(article, application):
    ask(application, article.url)

    triggers.remove("default")
    write(article, "Walk each day.")
    triggers.install("default")
    feed.settle()

    assert b"Walk each day." in ask(application, article.url).body
    assert b"Walk each day." in ask(cached(), article.url).body
