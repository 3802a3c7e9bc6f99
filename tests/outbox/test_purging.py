"""Purges of a CDN's caches by tag, and how long it may keep answers."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from delivery import triggers, wsgi_cache
from outbox.models import Delivery, Endpoint
from outbox.purging import parts
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached
from tests.outbox.conftest import pass_time
from tests.outbox.receivers import tags_of

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


KINDS = ["Fastly", "Cloudflare", "xkey", "Surrogate-Key", "Cache-Tag"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_change_touched_is_purged(purged, receiver, work, kind):
    article = make.article()
    purged(kind)
    work()
    receiver.taken.clear()

    article.title = "Another title"
    article.save_revision().publish()
    work()

    [taken] = receiver.taken
    assert {f"page-{article.pk}", "articles"} <= set(tags_of(taken))
    assert "gait" not in tags_of(taken)


@pytest.mark.parametrize("kind", KINDS)
def test_a_slug_that_no_header_can_hold_stops_no_purge(purged, receiver, work, kind):
    make.article()
    purged(kind)
    work()
    receiver.taken.clear()

    article = make.article(slug="größe")
    work()

    [taken] = receiver.taken
    assert f"page-{article.pk}" in tags_of(taken)


def test_keys_that_a_cache_sends_back_are_not_in_the_log(
    purged, receiver, work, settings
):
    purged("xkey")
    settings.PURGE_TOKEN = "a-key-of-ours"
    receiver.mood = "echoing"

    work()

    attempt = Delivery.objects.first().attempts.get()
    assert "authorization" in attempt.answer.lower()
    assert "a-key-of-ours" not in attempt.answer


def test_fastly_is_asked_as_its_api_wants(purged, receiver, work):
    purged("Fastly")

    work()

    taken = receiver.taken[0]
    assert (taken.method, taken.path) == ("POST", "/service/svc7/purge")
    assert taken.headers["fastly-key"] == "fast"
    assert taken.headers["surrogate-key"] == "gait"


def test_cloudflare_is_asked_as_its_api_wants(purged, receiver, work):
    purged("Cloudflare")

    work()

    taken = receiver.taken[0]
    assert (taken.method, taken.path) == ("POST", "/client/v4/zones/zone9/purge_cache")
    assert taken.headers["authorization"] == "Bearer cloudy"
    assert taken.headers["content-type"] == "application/json"
    assert json.loads(taken.body) == {"tags": ["gait"]}


@pytest.mark.parametrize(("token", "sent"), [("", None), ("key7", "Bearer key7")])
def test_a_cache_of_ones_own_is_asked_with_purge(
    purged, receiver, work, settings, token, sent
):
    purged("xkey")
    settings.PURGE_TOKEN = token

    work()

    taken = receiver.taken[0]
    assert (taken.method, taken.path) == ("PURGE", "/")
    assert taken.headers.get("authorization") == sent


def test_cloudflare_saying_no_with_200_is_a_failure(purged, receiver, work):
    receiver.mood = "saying no"
    purged("Cloudflare")

    work()

    assert Delivery.objects.filter(status="delivered").count() == 0
    assert "nothing was purged" in Delivery.objects.first().attempts.get().problem


def test_each_purge_is_repeated_for_answers_that_were_on_their_way(
    purged, receiver, work
):
    purged("xkey")
    work()
    work()
    assert len(receiver.taken) == 1

    pass_time(seconds=5)
    work()
    work()

    assert [tags_of(each) for each in receiver.taken] == [["gait"]] * 2


def test_a_cache_that_was_away_is_purged_when_it_is_back(purged, receiver, work):
    purged("xkey")
    work()
    receiver.taken.clear()
    receiver.mood = "failing"
    articles = []
    for n in range(3):
        articles.append(make.article(f"Walk {n}"))
        work()
        pass_time(days=3)
    assert Endpoint.objects.get().is_active

    receiver.mood = "up"
    work()
    work()

    purged_tags = {tag for each in receiver.accepted for tag in tags_of(each)}
    assert {f"page-{each.pk}" for each in articles} <= purged_tags


def test_after_everything_was_touched_everything_is_purged(purged, receiver, work):
    purged("xkey")
    work()
    receiver.taken.clear()

    triggers.touch_everything("default")
    work()

    assert tags_of(receiver.taken[0]) == ["gait"]


def test_a_cache_that_the_settings_no_longer_name_is_forgotten(
    purged, receiver, work, settings
):
    purged("xkey")
    work()
    settings.PURGE_URLS = []

    work()

    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    ("tags", "sizes"),
    [
        ([], []),
        (["a"], [1]),
        (["a"] * 100, [100]),
        (["a"] * 101, [100, 1]),
        (["a" * 1999, "b" * 2000], [2]),
        (["a" * 2000, "b" * 2000], [1, 1]),
        (["a" * 5000, "b"], [1, 1]),
    ],
)
def test_tags_are_sent_in_parts_that_fit_into_a_request(tags, sizes):
    assert [len(part) for part in parts(tags)] == sizes


# --- How long a CDN may keep an answer ----------------------------------------------


def test_without_a_purge_a_cdn_keeps_answers_as_briefly_as_browsers(client):
    article = make.article()

    answer = client.get(article.url)

    assert "CDN-Cache-Control" not in answer
    assert "Surrogate-Key" not in answer
    assert "max-age=10" in answer["Cache-Control"]


def test_with_a_purge_it_keeps_them_for_long(client, purged):
    make.article()
    purged("xkey")

    answer = client.get("/api/v2/pages/")

    assert answer["CDN-Cache-Control"] == "max-age=86400"
    assert "max-age=10" in answer["Cache-Control"]
    assert "Surrogate-Control" not in answer


def test_fastly_gets_its_own_headers(client, purged):
    article = make.article()
    purged("Fastly")

    answer = client.get(f"/api/v2/pages/{article.pk}/")

    assert answer["Surrogate-Key"].split(" ") == answer["Cache-Tag"].split(",")
    assert answer["Surrogate-Control"] == answer["CDN-Cache-Control"]


def test_a_304_says_it_too(client, purged):
    make.article()
    purged("xkey")
    first = client.get("/api/v2/pages/")

    again = client.get("/api/v2/pages/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again["CDN-Cache-Control"] == first["CDN-Cache-Control"]


def test_a_cdn_keeps_an_answer_only_until_the_clock_changes_it(
    client, purged, monkeypatch
):
    now = timezone.now()
    make.clinic()
    make.reply_rules(replies_open=True, close_after_days=30)
    published = now - timedelta(days=30) + timedelta(minutes=10)
    article = make.article(first_published_at=published)
    purged("xkey")
    feed.settle()
    application = cached()

    def kept():
        return ask(application, article.url).headers["cdn-cache-control"]

    said = [client.get(article.url)["CDN-Cache-Control"], kept(), kept()]
    later = (now + timedelta(minutes=4)).timestamp()
    monkeypatch.setattr(wsgi_cache, "time", lambda: later)
    said.append(kept())

    seconds = [int(each.removeprefix("max-age=")) for each in said]
    assert all(590 < each <= 600 for each in seconds[:3])
    assert 350 < seconds[3] <= 360


def test_errors_are_not_kept_for_long(client, purged):
    purged("xkey")

    assert "CDN-Cache-Control" not in client.get("/nothing-here/")
