"""Purges by address of caches that know no tags, through Wagtail's backends."""

import pytest
from django.urls import reverse

from articles.models import ArticlePage
from clinic.models import ClinicSettings
from outbox import purged_addresses
from outbox.models import Attempt, Delivery, Endpoint
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached
from tests.outbox.conftest import pass_time

pytestmark = pytest.mark.django_db

HTTP = "wagtail.contrib.frontend_cache.backends.HTTPBackend"


@pytest.fixture
def cache(settings, receiver, work):
    """A cache on loopback that is purged by address from now on."""
    make.clinic()

    def begin(**options):
        location = {"BACKEND": HTTP, "LOCATION": f"{receiver.url}/", **options}
        settings.WAGTAILFRONTENDCACHE = {"Edge": location}
        work()
        receiver.taken.clear()
        return receiver

    return begin


def purged(receiver):
    """The addresses that the cache was asked to forget."""
    assert all(each.method == "PURGE" for each in receiver.taken)
    return [f"http://{each.headers['host']}{each.path}" for each in receiver.taken]


def test_a_published_page_is_purged_by_its_address_and_once_more(cache, work):
    article = make.article("Walking")
    receiver = cache()

    article.title = "Another title"
    article.save_revision().publish()
    work()
    first = purged(receiver)
    pass_time(seconds=5)
    work()

    assert "http://localhost/articles/walking/" in first
    assert purged(receiver) == first * 2


def test_a_page_that_moves_is_purged_where_it_was_and_where_it_is(cache, work):
    article = make.article("Walking")
    receiver = cache()

    article.slug = "strolling"
    article.save_revision().publish()
    work()

    there = {f"http://localhost/articles/{slug}/" for slug in ("walking", "strolling")}
    assert there <= set(purged(receiver))


@pytest.mark.parametrize("hide", ["unpublish", "delete"])
def test_a_page_that_is_gone_is_purged(cache, work, hide):
    article = make.article("Walking")
    receiver = cache()

    getattr(article, hide)()
    work()

    assert "http://localhost/articles/walking/" in purged(receiver)


def test_all_answers_that_show_a_change_are_purged(cache, work):
    article = make.article("Walking")
    api = f"/api/v3/pages/{article.pk}/"
    feed.settle()
    application = cached()
    for address in (article.url, api, "/robots.txt"):
        assert ask(application, address).status == 200
    receiver = cache()

    ClinicSettings.objects.update(phone="+442079460999")
    work()
    by_phone = set(purged(receiver))
    receiver.taken.clear()
    ArticlePage.objects.update(summary="Other.")
    work()

    assert "http://localhost/articles/walking/" in by_phone
    assert f"http://localhost{api}" in purged(receiver)
    assert "http://localhost/robots.txt" not in purged(receiver)


def test_what_nobody_can_see_is_not_purged(cache, work):
    article = make.article("Walking", live=False)
    receiver = cache()

    article.title = "Another title"
    article.save_revision()
    article.save()
    work()

    assert not any("walking" in each for each in purged(receiver))


def test_a_cache_that_fails_is_asked_again_and_the_admin_says_why(client, cache, work):
    make.article("Walking")
    receiver = cache()
    receiver.mood = "failing"
    ArticlePage.objects.update(summary="Other.")
    work()
    assert not receiver.accepted
    assert "HTTPError: 500" in Attempt.objects.latest("pk").problem

    receiver.mood = "up"
    pass_time(hours=1)
    work()

    assert "http://localhost/articles/walking/" in purged(receiver)
    assert not Delivery.objects.filter(status="waiting").exists()
    client.force_login(make.superuser())
    screen = reverse("outbox_messages", args=[Endpoint.objects.get().pk])
    shown = client.get(screen).content.decode()
    assert "http://localhost/articles/walking/" in shown
    message = reverse("outbox_message", args=[Delivery.objects.latest("pk").pk])
    assert "Accepted." in client.get(message).content.decode()


@pytest.mark.parametrize("mood", ["garbage", "hanging up"])
def test_what_is_no_answer_is_a_failure(cache, work, mood):
    make.article("Walking")
    receiver = cache()
    receiver.mood = mood

    ArticlePage.objects.update(summary="Other.")
    work()

    assert Attempt.objects.latest("pk").problem
    assert not Delivery.objects.filter(status="delivered").exists()


def test_a_cache_that_does_not_have_the_answer_may_say_so(cache, work):
    make.article("Walking")
    receiver = cache()
    receiver.mood = "missing"

    ArticlePage.objects.update(summary="Other.")
    work()

    assert Attempt.objects.latest("pk").problem == ""


def test_a_cache_that_is_too_slow_is_a_failure(cache, work, monkeypatch):
    monkeypatch.setattr(purged_addresses, "SECONDS", 0.2)
    make.article("Walking")
    receiver = cache()
    receiver.mood = "slow"

    ArticlePage.objects.update(summary="Other.")
    work()

    assert "longer than" in Attempt.objects.latest("pk").problem


def test_other_hosts_than_those_of_the_backend_are_not_sent(cache, work):
    make.article("Walking")
    receiver = cache(HOSTNAMES=["www.example.org"])

    ArticlePage.objects.update(summary="Other.")
    work()

    assert purged(receiver) == []


def test_many_addresses_are_merged_into_few_messages(cache, work):
    articles = [make.article(f"Walk {n}") for n in range(40)]
    receiver = cache()
    receiver.mood = "failing"
    for article in articles:
        ArticlePage.objects.filter(pk=article.pk).update(summary="Other.")
        work()
    pass_time(days=1)

    receiver.mood = "up"
    for _ in range(2):
        work()

    wanted = {f"http://localhost/articles/walk-{n}/" for n in range(40)}
    assert wanted <= set(purged(receiver))
    assert Delivery.objects.filter(status="delivered").count() <= 5
