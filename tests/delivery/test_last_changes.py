"""Times of the last change of each object, as the feed keeps them."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import ArticlePage
from delivery import sqlite, triggers
from delivery.models import CacheTag, PageTime
from tests import make
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

PUBLISHED = datetime.datetime(2026, 10, 1, 9, 30, 0, 250000, tzinfo=datetime.UTC)


@pytest.fixture
def recorded_anew():
    """Forgets all times, as in a database from before they were recorded."""

    def migrate():
        feed.settle()
        triggers.remove("default")
        CacheTag.objects.all().delete()
        call_command("migrate", verbosity=0)

    return migrate


def test_what_was_not_recorded_has_the_time_of_its_publication(recorded_anew):
    article = make.article(first_published_at=None, last_published_at=PUBLISHED)
    topic, draft = make.topic(), make.article("Draft", live=False)

    recorded_anew()

    assert CacheTag.objects.get(name=f"page-{article.pk}").changed_at == PUBLISHED
    assert CacheTag.objects.filter(name=f"topic-itself-{topic.pk}").exists()
    assert not CacheTag.objects.filter(name=f"page-{draft.pk}").exists()


def test_what_was_recorded_keeps_its_time(recorded_anew):
    article = make.article(last_published_at=PUBLISHED)
    feed.settle()
    known = CacheTag.objects.get(name=f"page-{article.pk}")

    triggers.remove("default")
    call_command("migrate", verbosity=0)

    assert CacheTag.objects.get(pk=known.pk).changed_at == known.changed_at
    assert CacheTag.objects.get(pk=known.pk).number == known.number


def test_the_time_of_a_page_is_found_by_its_key():
    article = make.article()
    feed.settle()

    time = PageTime.objects.get(pk=article.pk)

    tag = CacheTag.objects.get(name=f"page-{article.pk}")
    assert time.updated_at == tag.changed_at
    assert PageTime.objects.count() < CacheTag.objects.count()


def test_a_time_is_found_by_comparing_it():
    for number in range(30):
        make.topic(f"Topic {number}")
    feed.settle()

    for tag in CacheTag.objects.filter(name__startswith="topic-"):
        same = CacheTag.objects.filter(pk=tag.pk, changed_at=tag.changed_at)
        assert same.exists()
        assert not same.filter(changed_at__gt=tag.changed_at).exists()


def test_a_time_at_a_full_second_is_found_too():
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        full = sqlite.NOW.replace("'now'", "'2026-11-27 09:00:00'")
        cursor.execute(f"SELECT {full}")
        assert cursor.fetchone() == ("2026-11-27 09:00:00",)


def test_times_rise_with_the_versions():
    articles = [make.article(f"Article {number}") for number in range(3)]
    feed.settle()
    for article in articles:
        ArticlePage.objects.filter(pk=article.pk).update(summary="New.")
        feed.settle()

    tags = CacheTag.objects.order_by("number", "changed_at")

    times = [tag.changed_at for tag in tags]
    assert times == sorted(times)


def test_a_linked_account_changes_nothing_of_a_person():
    person = make.person()
    before = feed.time_of(f"person-{person.pk}")

    person.user = make.superuser()
    person.save()

    assert feed.time_of(f"person-{person.pk}") == before


def test_an_article_of_a_topic_changes_nothing_of_the_topic_itself():
    topic = make.topic()
    before = feed.time_of(f"topic-itself-{topic.pk}")

    article = make.article(topics=[topic])
    article.unpublish()

    assert feed.time_of(f"topic-itself-{topic.pk}") == before
    assert feed.time_of(f"topic-{topic.pk}") > before


def test_a_new_name_changes_a_topic():
    topic = make.topic()
    before = feed.time_of(f"topic-itself-{topic.pk}")

    type(topic).objects.filter(pk=topic.pk).update(name="Walking")

    assert feed.time_of(f"topic-itself-{topic.pk}") > before
