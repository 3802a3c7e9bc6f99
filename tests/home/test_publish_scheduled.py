"""Publishing and taking off at a chosen time, when two runs meet."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_unpublished

from articles.models import ArticlePage
from home.management.commands.publish_scheduled import publish, unpublish_expired
from tests import make

A_MINUTE_AGO = datetime.timedelta(minutes=1)


def due(article, since=A_MINUTE_AGO):
    article.go_live_at = timezone.now() - since
    revision = article.save_revision()
    revision.approved_go_live_at = article.go_live_at
    revision.save()


def run(_):
    try:
        call_command("publish_scheduled")
    finally:
        connections.close_all()


def log_of(action):
    entries = PageLogEntry.objects.filter(action=action)
    return sorted(entries.values_list("page_id", flat=True))


def test_two_runs_at_once_publish_and_take_off_each_page_once(as_migrated):
    articles = make.articles(12, live=False)
    for article in articles:
        due(article)
    old = make.articles(12, expire_at=timezone.now() - A_MINUTE_AGO)

    with ThreadPoolExecutor(2) as runs:
        list(runs.map(run, range(2)))

    keys = sorted(article.pk for article in articles)
    assert log_of("wagtail.publish.scheduled") == keys
    assert log_of("wagtail.unpublish.scheduled") == sorted(one.pk for one in old)
    assert sorted(ArticlePage.objects.live().values_list("pk", flat=True)) == keys


@pytest.mark.django_db
def test_a_page_that_cannot_be_published_does_not_hold_up_the_others(caplog):
    broken, sound = make.article("Broken", live=False), make.article(live=False)
    due(broken)
    due(sound)
    revision = broken.get_latest_revision()
    revision.content = {}
    revision.save()

    call_command("publish_scheduled")

    assert list(ArticlePage.objects.live()) == [sound]
    assert "Not published or taken off in time" in caplog.text


@pytest.mark.django_db
def test_pages_go_on_and_off_in_the_order_of_their_times():
    late, early = make.articles(2, live=False)
    due(late)
    due(early, 2 * A_MINUTE_AGO)
    now = timezone.now()
    last = make.article("Last", expire_at=now - A_MINUTE_AGO)
    first = make.article("First", expire_at=now - 2 * A_MINUTE_AGO)

    call_command("publish_scheduled")
    call_command("publish_scheduled")

    scheduled = PageLogEntry.objects.filter(action__endswith=".scheduled")
    done = scheduled.order_by("pk").values_list("page_id", flat=True)
    assert list(done) == [first.pk, last.pk, early.pk, late.pk]
    assert set(ArticlePage.objects.filter(expired=True)) == {first, last}


@pytest.mark.django_db
def test_a_page_that_cannot_be_taken_off_does_not_hold_up_the_others(caplog):
    now = timezone.now()
    stuck = make.article("Stuck", expire_at=now - 2 * A_MINUTE_AGO)
    make.article(expire_at=now - A_MINUTE_AGO)

    def fail(instance, **signal):
        if instance.pk == stuck.pk:
            raise RuntimeError("The disk is full.")

    page_unpublished.connect(fail)
    try:
        call_command("publish_scheduled")
    finally:
        page_unpublished.disconnect(fail)

    assert list(ArticlePage.objects.live()) == [stuck]
    assert "Not published or taken off in time" in caplog.text
    assert str(stuck.pk) in caplog.text


@pytest.mark.django_db
def test_what_lies_ahead_stays_as_it_is():
    draft = make.article("Draft", live=False)
    due(draft, since=-A_MINUTE_AGO)
    live = make.article("Live", expire_at=timezone.now() + A_MINUTE_AGO)
    before = PageLogEntry.objects.count()

    call_command("publish_scheduled")

    assert list(ArticlePage.objects.live()) == [live]
    assert PageLogEntry.objects.count() == before


@pytest.mark.django_db
def test_what_has_changed_since_a_run_began_is_left():
    draft = make.article("Draft", live=False)
    due(draft)
    call_command("publish_scheduled")
    live = make.article("Live", expire_at=timezone.now() + A_MINUTE_AGO)

    publish(draft.get_latest_revision().pk)
    unpublish_expired(Page, live.pk)

    assert log_of("wagtail.publish.scheduled") == [draft.pk]
    assert ArticlePage.objects.live().count() == 2


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(capsys):
    due(make.article("Walking", live=False))

    call_command("publish_scheduled", dryrun=True)

    assert "Walking" in capsys.readouterr().out
    assert not ArticlePage.objects.live().exists()
