"""What the stack of docs/operators.md does while all is well."""

import re

import pytest

from tests.production import admin
from tests.production.client import HOST, browser, fetch, slow_senders
from tests.production.load import ARTICLE
from tests.production.processes import Program

pytestmark = pytest.mark.production

WALK = {
    "/": "<h1",
    ARTICLE: "<h1",
    "/articles/": "<h1",
    "/contact/": "<h1",
    "/contact/appointment/": "<form",
    "/people/": "<h1",
    "/search/?q=walking": ARTICLE,
    "/articles.atom": f"https://{HOST}{ARTICLE}",
    "/sitemap.xml": f"https://{HOST}{ARTICLE}",
    "/robots.txt": f"https://{HOST}/sitemap.xml",
    "/api/v2/pages/?limit=3": f"https://{HOST}/",
    "/api/v3/articles/?limit=3": f"https://{HOST}/",
    "/api/v3/openapi.json": '"openapi"',
    "/admin/login/": "<form",
}


@pytest.fixture
def visitor(stack):
    with browser(stack) as client:
        yield client


def test_nothing_is_left_to_do_after_the_guide(stack):
    checked = stack.manage("check", "--deploy", "--fail-level", "WARNING")

    assert "no issues" in checked.stdout


def test_whoever_walks_through_the_site_finds_it_whole(stack, visitor):
    for path, words in WALK.items():
        answer = fetch(visitor, path)

        assert answer.status_code == 200, path
        assert words in answer.text, path
        assert answer.headers["Strict-Transport-Security"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path


def test_staff_sign_in_and_see_the_dashboard(stack):
    with admin.signed_in(stack) as client:
        answer = fetch(client, "/admin/")

    assert answer.status_code == 200
    assert "/admin/pages/" in answer.text


def test_pictures_and_style_sheets_are_what_they_say_and_kept_for_good(visitor):
    page = fetch(visitor, ARTICLE).text
    pictures = re.findall(r"/media/images/[^\s\"]+", page)
    sheets = re.findall(r"/static/[^\s\"]+\.css", page)

    for address, kind in [
        *((each, f"image/{each.rpartition('.')[2]}") for each in pictures),
        *((each, "text/css") for each in sheets),
    ]:
        answer = fetch(visitor, address)

        assert answer.status_code == 200, address
        assert answer.headers["Content-Type"].replace("jpeg", "jpg") == kind, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        lasting = "public, max-age=31536000, immutable"
        assert answer.headers["Cache-Control"] == lasting, address
    assert {each.rpartition(".")[2] for each in pictures} >= {"avif", "webp", "jpg"}
    assert sheets


@pytest.mark.parametrize(
    "path", ["original_images/walking.jpg", "documents/", "images/../documents/"]
)
def test_what_is_not_for_everybody_is_not_served_past_gait(visitor, path):
    assert fetch(visitor, f"/media/{path}").status_code == 404


def test_browsers_and_phones_find_their_icons(visitor):
    assert fetch(visitor, "/favicon.ico").status_code == 200
    assert fetch(visitor, "/apple-touch-icon.png").status_code == 200


def test_an_error_page_travels_compressed(visitor):
    answer = fetch(visitor, "/nothing-here/")

    assert answer.status_code == 404
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "We cannot find this page" in answer.text


def test_a_visitor_without_https_is_led_to_it(stack):
    with browser(stack, secure=False) as client:
        page = fetch(client, "/articles/?page=2")
        read = fetch(client, "/api/v3/articles/?limit=3")

    assert (page.status_code, read.status_code) == (301, 301)
    assert page.headers["Location"] == f"https://{HOST}/articles/?page=2"
    assert read.headers["Location"] == f"https://{HOST}/api/v3/articles/?limit=3"


def test_a_token_without_https_is_refused_instead_of_redirected(stack):
    token = {"Authorization": "Bearer wagtail_secret"}
    with browser(stack, secure=False) as client:
        answer = fetch(client, "/api/v3/whoami/", headers=token)

    assert answer.status_code == 403
    assert "revoke it" in answer.json()["detail"]


def test_more_than_the_proxy_takes_is_refused_by_it(visitor):
    answer = fetch(visitor, "/forms/1/", method="POST", content=b"x" * 12_600_000)

    assert answer.status_code == 413


def test_a_second_server_on_the_port_is_refused(stack):
    unit = stack.units["gait"]

    second = Program(
        unit.program.words, stack.folder / "second.log", **unit.program.options
    ).start()

    assert second.process.wait(60) == 1
    assert f"Port {stack.ports['server']} cannot be used" in second.log.read_text()


def test_the_timers_publish_what_is_due_and_forget_what_is_old(stack):
    assert stack.units["gait-schedule"].run() == 0
    assert stack.units["gait-delete-expired"].run() == 0


def test_slow_senders_wait_at_the_proxy_and_keep_nobody_waiting(stack, visitor):
    with slow_senders(stack, 20):
        answer = fetch(visitor, "/robots.txt")

    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() < 5
