"""Waiting purges are merged into few requests, and say what they are about."""

import pytest
from django.urls import reverse

from delivery.models import ContentChange
from outbox import change_messages, purging
from outbox.models import Delivery, Endpoint
from outbox.told_systems import told
from tests import make
from tests.delivery import feed
from tests.outbox.conftest import pass_time
from tests.outbox.receivers import tags_of

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def test_purges_that_wait_are_merged_into_few_requests(purged, receiver, work):
    purged("Fastly")
    work()
    pass_time(seconds=5)
    work()
    receiver.taken.clear()
    receiver.mood = "failing"
    articles = []
    for n in range(30):
        articles.append(make.article(f"Walk {n}"))
        work()
    pass_time(days=1)

    receiver.mood = "up"
    for _ in range(3):
        work()

    assert len(receiver.accepted) < 15
    purged_tags = {tag for each in receiver.accepted for tag in tags_of(each)}
    assert {f"page-{each.pk}" for each in articles} <= purged_tags
    assert {f"slug-walk-{n}" for n in range(30)} <= purged_tags
    assert not Delivery.objects.filter(status="waiting").exists()


def test_a_purge_that_is_merged_keeps_the_repeat_for_answers_on_their_way(
    purged, receiver, work
):
    purged("xkey")
    work()
    pass_time(seconds=5)
    work()
    receiver.taken.clear()

    first = make.article()
    work()
    pass_time(seconds=3)
    second = make.article("Second")
    work()
    pass_time(seconds=3)
    work()
    pass_time(seconds=3)
    work()

    tags = [set(tags_of(each)) for each in receiver.taken]
    assert [f"page-{first.pk}" in each for each in tags] == [True, False, True, False]
    assert [f"page-{second.pk}" in each for each in tags] == [False, True, False, True]


def test_a_merged_purge_of_everything_names_nothing_else(purged, receiver, work):
    purged("xkey")
    make.article()
    work()
    receiver.taken.clear()

    make.article("Another")
    pass_time(seconds=5)
    work()

    # The repeat of the first purge, which was one of everything.
    assert [tags_of(each) for each in receiver.taken] == [["gait"]]


def test_many_tags_that_wait_are_merged_into_a_purge_of_everything(
    purged, receiver, work
):
    purged("xkey")
    work()
    pass_time(seconds=5)
    work()
    receiver.taken.clear()
    endpoint = Endpoint.objects.get()
    for start in range(0, 2100, 70):
        purging.write(endpoint, [f"page-{start + n}" for n in range(70)], 1)

    work()

    assert [tags_of(each) for each in receiver.taken] == [["gait"]]


def test_log_and_admin_say_what_a_purge_is_about(
    client, purged, receiver, work, caplog
):
    purged("xkey")
    work()
    caplog.clear()
    caplog.set_level("INFO", logger="gait.outbox")
    purging.write(Endpoint.objects.get(), [f"page-{n}" for n in range(7)], 1)

    work()

    said = "page-0, page-1, page-2, page-3, page-4 and 2 more"
    assert said in caplog.text
    client.force_login(make.superuser())
    screen = reverse("outbox_messages", args=[Endpoint.objects.get().pk])
    message = reverse("outbox_message", args=[Delivery.objects.latest("pk").pk])
    for address in (screen, message):
        assert said in client.get(address).content.decode()


def test_the_report_knows_when_changes_of_merged_purges_were_told(
    purged, receiver, work
):
    purged("xkey")
    work()
    articles = []
    for n in range(2):
        articles.append(make.article(f"Walk {n}"))
        feed.settle()
        change_messages.write_messages()
    changes = [
        ContentChange.objects.filter(kind="page", object_id=each.pk).first()
        for each in articles
    ]
    assert [told(each)[0].told_at for each in changes] == [None, None]

    work()

    assert len(receiver.taken) == 2
    assert all(told(each)[0].told_at for each in changes)
