"""``Last-Modified`` and ``If-Modified-Since``, with and without the cache in front."""

import datetime
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.http import http_date

from articles.models import ArticlePage
from core.api import caching
from delivery import release
from delivery.models import CacheTag
from delivery.release import installed_at
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, django

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.datetime(2026, 10, 1, 9, 0, 0, 700_000, tzinfo=datetime.UTC)
DATE = "Thu, 01 Oct 2026 09:00:00 GMT"
LATER = "Thu, 01 Oct 2026 09:00:01 GMT"


def backdate(moment=LONG_AGO):
    feed.settle()
    CacheTag.objects.update(changed_at=moment)


@pytest.fixture
def article():
    article = make.article("Walking", topics=[make.topic()], author=make.person())
    backdate()
    return article


@pytest.fixture
def addresses(article):
    return [
        *(article.url, "/articles/", "/articles.atom", "/sitemap.xml"),
        *(f"/api/v2/pages/{article.pk}/", "/api/v2/pages/", "/api/v2/site/"),
        *(f"/api/v3/pages/{article.pk}/", "/api/v3/articles/", "/api/v3/site/"),
        f"/api/v3/articles/{article.slug}/",
    ]


@pytest.fixture(params=["kept", "made anew"])
def server(request):
    """The cache in front of Django, or Django alone."""
    return cached() if request.param == "kept" else django()


def date_of(server, address, **headers):
    answer = ask(server, address, **headers)
    assert answer.status == 200, address
    return answer.headers.get("last-modified")


def test_an_answer_has_the_date_of_the_last_change_that_it_shows(server, addresses):
    for address in addresses:
        for _ in range(2):
            assert date_of(server, address) == DATE, address


def test_it_is_as_new_as_the_newest_of_all_that_it_shows(server, article):
    feed.date(f"person-{article.author_id}", LONG_AGO + timedelta(days=1))

    for address in (article.url, f"/api/v3/pages/{article.pk}/"):
        assert date_of(server, address) == "Fri, 02 Oct 2026 09:00:00 GMT"
    assert date_of(server, "/api/v3/site/") == DATE


def test_after_a_new_release_all_answers_have_its_date(server, addresses, monkeypatch):
    monkeypatch.setattr(release, "installed_at", lambda: LONG_AGO + timedelta(days=2))

    for address in addresses:
        assert date_of(server, address) == "Sat, 03 Oct 2026 09:00:00 GMT", address


def test_a_release_has_the_date_of_its_newest_file():
    files = [settings.BASE_DIR / "requirements.txt", Path(release.__file__)]

    newest = max(
        datetime.datetime.fromtimestamp(each.stat().st_mtime, datetime.UTC)
        for each in files
    )
    assert newest <= installed_at() <= timezone.now()


def test_who_has_this_very_date_has_the_answer(server, addresses):
    for address in addresses:
        for _ in range(2):
            answer = ask(server, address, if_modified_since=DATE)

            assert answer.status == 304, address
            assert not answer.body
            assert answer.headers["etag"]


@pytest.mark.parametrize(
    "date", ["", "yesterday", LATER, "Thu, 01 Oct 2026 08:59:59 GMT", "\xff", "1"]
)
def test_any_other_date_gets_the_answer(server, article, date):
    for _ in range(2):
        assert date_of(server, article.url, if_modified_since=date) == DATE


@pytest.mark.parametrize(
    "date", ["Thursday, 01-Oct-26 09:00:00 GMT", "Thu Oct  1 09:00:00 2026"]
)
def test_a_date_counts_in_each_form_of_http(server, article, date):
    assert ask(server, article.url, if_modified_since=date).status == 304


@pytest.mark.parametrize("etag", ['"other"', ""])
def test_an_etag_counts_alone(server, article, etag):
    for _ in range(2):
        answer = ask(server, article.url, if_none_match=etag, if_modified_since=DATE)
        assert answer.status == 200

    known = answer.headers["etag"]
    again = ask(server, article.url, if_none_match=known, if_modified_since=LATER)
    assert again.status == 304


def test_a_change_of_a_moment_ago_gives_no_date(server, article):
    backdate(timezone.now() - timedelta(seconds=3))
    for _ in range(2):
        assert date_of(server, article.url) is None

    date = http_date(CacheTag.objects.get(name="gait").changed_at.timestamp())
    assert ask(server, article.url, if_modified_since=date).status == 200


def test_an_answer_has_one_etag_with_and_without_its_date(addresses, monkeypatch):
    def etags():
        return [ask(django(), each).headers["etag"] for each in addresses]

    dated = etags()
    monkeypatch.setattr(caching, "SETTLED", timedelta(days=10_000))

    assert "last-modified" not in ask(django(), addresses[0]).headers
    assert etags() == dated


def test_a_change_while_the_answer_is_made_gives_no_date(server, article, monkeypatch):
    monkeypatch.setattr(caching, "SETTLED", timedelta(minutes=-1))
    feed.date("gait", timezone.now() + timedelta(seconds=5))

    assert date_of(server, article.url) is None


def test_two_changes_of_one_second_are_both_seen(article, monkeypatch):
    monkeypatch.setattr(caching, "SETTLED", timedelta(seconds=1))
    server, address = cached(), f"/api/v3/pages/{article.pk}/"
    seen = set()
    for number in range(20):
        ArticlePage.objects.update(summary=f"Version {number}")
        feed.settle()
        answer = ask(server, address)
        assert f"Version {number}".encode() in answer.content
        seen |= {answer.headers.get("last-modified"), http_date()}
        for date in seen - {None}:
            again = ask(server, address, if_modified_since=date)
            assert again.status == 200
            assert f"Version {number}".encode() in again.content


def test_a_kept_answer_gets_its_date_without_being_made_again(article, monkeypatch):
    monkeypatch.setattr(caching, "SETTLED", timedelta(seconds=1))
    server = cached()
    ArticlePage.objects.update(summary="New.")
    feed.settle()
    assert date_of(server, article.url) is None

    ends_at = monotonic() + 20
    while (answer := ask(server, article.url)).headers.get("last-modified") is None:
        assert monotonic() < ends_at
        assert answer.queries <= 2
        sleep(0.05)

    date = answer.headers["last-modified"]
    assert answer.queries <= 2
    assert b"New." in answer.content
    assert ask(server, article.url, if_modified_since=date).status == 304


def test_a_stored_document_has_its_date(article):
    first, second = cached(), cached()
    ask(first, article.url)

    answer = ask(second, article.url)

    assert answer.queries <= 4
    assert answer.headers["last-modified"] == DATE
    assert ask(second, article.url, if_modified_since=DATE).status == 304


def test_head_says_the_date_too(server, article):
    for _ in range(2):
        answer = ask(server, article.url, "HEAD")
        assert answer.headers["last-modified"] == DATE
        ask(server, article.url)


def test_a_private_page_takes_no_date(client, article):
    client.force_login(make.superuser())

    answer = client.get("/admin/", headers={"If-Modified-Since": DATE})

    assert answer.status_code == 200
    assert "Last-Modified" not in answer.headers
