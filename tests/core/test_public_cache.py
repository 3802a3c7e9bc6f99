import gzip
import re
from contextlib import closing

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from delivery.models import CacheTag
from tests import make, reading
from tests.delivery import feed

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/articles/",
    "/articles/walking/",
    "/contact/",
    "/privacy/",
    "/topics/back-pain/",
    "/people/",
    "/people/maya-lindqvist/",
    "/search/?q=walking",
    "/articles.atom",
    "/sitemap.xml",
    "/robots.txt",
]


@pytest.fixture(autouse=True)
def _site():
    make.clinic()
    make.contact_page()
    make.standard_page()
    make.article(
        "Walking",
        topics=[make.topic("Back pain")],
        author=make.person("Maya Lindqvist"),
    )


@pytest.mark.slow
def test_a_public_page_may_be_kept_and_asked_for_again(client):
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY)
    for path in PATHS:
        response = client.get(path)

        again = client.get(path, headers={"if-none-match": response["ETag"]})

        assert "public" in response["Cache-Control"], path
        # A list of results says no date: nothing revalidates it by that.
        assert ("Last-Modified" in response) != path.startswith("/search/"), path
        assert again.status_code == 304, path
        assert again.content == b"", path
        assert again["ETag"] == response["ETag"], path


@pytest.mark.slow
def test_a_public_page_depends_on_nothing_but_its_address(client, client_signed_in):
    for path in PATHS:
        stranger = client.get(path)

        for response in (stranger, client_signed_in.get(path)):
            assert response.content == stranger.content, path
            assert "Cookie" not in response.get("Vary", ""), path
            assert not response.cookies, path
            assert "public" in response["Cache-Control"], path
        assert b"csrf" not in stranger.content.lower(), path


def test_a_session_that_has_ended_changes_nothing_of_a_public_page(client):
    stranger = client.get("/articles/")
    client.cookies["sessionid"] = "x" * 32

    again = client.get("/articles/")

    assert again.content == stranger.content
    assert again["Cache-Control"] == stranger["Cache-Control"]


@pytest.fixture
def client_signed_in():
    client = Client()
    client.force_login(make.superuser())
    return client


def test_a_page_travels_compressed_and_is_known_again_all_the_same(client):
    plain = client.get("/articles/walking/")
    packed = client.get("/articles/walking/", headers={"accept-encoding": "gzip"})

    again = client.get(
        "/articles/walking/",
        headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]},
    )

    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert gzip.decompress(packed.content) == plain.content
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/nothing-here/", "/search/?q=%00"])
def test_an_error_page_travels_compressed(client, path):
    plain = client.get(path)
    packed = client.get(path, headers={"accept-encoding": "gzip"})

    assert packed.status_code == plain.status_code >= 400
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def away(*asked):
    raise OperationalError("the server closed the connection")


def test_the_page_about_a_database_away_travels_compressed(client):
    client.raise_request_exception = False

    with connection.execute_wrapper(away):
        response = client.get("/", headers={"accept-encoding": "gzip"})

    assert response.status_code == 503
    assert response["Content-Encoding"] == "gzip"


def test_a_refused_form_with_what_somebody_typed_is_not_compressed(client):
    typed = {"username": "ada@clinic.example", "password": "wrong " * 99}

    for status in [200] * 4 + [429]:
        response = client.post(
            "/admin/login/", typed, headers={"accept-encoding": "gzip"}
        )

        assert response.status_code == status
        assert "Content-Encoding" not in response


def test_what_is_missing_in_the_admin_is_not_compressed(client_signed_in):
    response = client_signed_in.get(
        "/admin/nothing-here/", headers={"accept-encoding": "gzip"}
    )

    assert response.status_code == 404
    assert "Content-Encoding" not in response


def test_what_is_for_one_person_is_not_compressed(client_signed_in):
    response = client_signed_in.get("/admin/", headers={"accept-encoding": "gzip"})

    assert response.status_code == 200
    assert "Content-Encoding" not in response


def test_a_picture_is_not_compressed_a_second_time(client):
    make.article("Posture", hero_image=make.image())
    hero = re.search(r'/media/images/[^" ]+', client.get("/articles/posture/").text)

    with closing(client.get(hero[0], headers={"accept-encoding": "gzip"})) as response:
        assert response.status_code == 200
        assert "Content-Encoding" not in response
        assert response["Content-Length"]


def test_a_change_shows_in_the_very_next_answer(client):
    article = make.article("Posture")
    before = client.get(article.url)

    article.title = "Sitting"
    article.save_revision().publish()
    after = client.get(article.url, headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert "Sitting" in after.content.decode()


def kept_by_nobody(response):
    manners = response["Cache-Control"]
    return "no-store" in manners and "private" in manners and "ETag" not in response


def restrict(kind):
    article = make.article("Members only", slug="members")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=article.pk), restriction_type=kind, password="larch"
    )
    return article


def test_a_page_behind_a_password_asks_for_it_and_is_kept_by_nobody(client):
    article = restrict("password")

    asked = client.get(article.url)
    address = reading.html(asked).select_one("form.password")["action"]
    wrong = client.post(
        address,
        {"password": "oak", "return_url": article.url},
    )
    right = client.post(
        address,
        {"password": "larch", "return_url": article.url},
    )
    opened = client.get(article.url)

    assert "This page needs a password" in asked.content.decode()
    assert "Back pain has many causes" not in asked.content.decode()
    assert wrong.status_code == 200
    assert right.status_code == 302
    assert "Back pain has many causes" in opened.content.decode()
    for response in (asked, wrong, opened):
        assert kept_by_nobody(response)


def test_a_page_behind_a_login_sends_there_and_is_kept_by_nobody(client):
    article = restrict("login")

    asked = client.get(article.url)
    client.force_login(make.user())
    opened = client.get(article.url)

    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("wagtailadmin_login"))
    assert kept_by_nobody(asked)
    assert "Back pain has many causes" in opened.content.decode()
    assert kept_by_nobody(opened)
    assert 'content="noindex,follow"' in opened.content.decode()


def test_what_is_missing_today_may_be_there_tomorrow(client):
    response = client.get("/nothing-here/")

    assert response.status_code == 404
    assert response["Cache-Control"] == "no-cache"
    assert "ETag" not in response


def test_the_admin_is_kept_by_nobody(client):
    client.force_login(make.superuser())

    response = client.get(reverse("wagtailadmin_home"))

    assert kept_by_nobody(response)
