"""Kept answers that Accept chooses: HTML or Markdown."""

import pytest

from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, django, seen

pytestmark = pytest.mark.django_db


def test_markdown_is_kept_apart_from_html(article, application):
    wants = {"accept": "text/markdown, text/html"}
    browser = {"accept": "text/html, */*"}

    for _ in range(2):
        chosen = ask(application, article.url, **wants)
        page = ask(application, article.url, **browser)

    assert chosen.headers["content-type"] == "text/markdown; charset=utf-8"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert chosen.queries == page.queries == 0
    assert seen(chosen) == seen(ask(django(), article.url, **wants))


def test_values_of_accept_make_no_new_answers(article, application):
    for number in range(20):
        ask(application, article.url, accept=f"text/x-{number}, */*")
        ask(application, article.url, accept=f"text/markdown, text/x-{number}")

    assert len(application.answers) == 2


def test_a_change_reaches_the_kept_markdown(article, application):
    address = f"{article.url.rstrip('/')}.md"
    ask(application, address)

    article.title = "Another title"
    article.save_revision().publish()
    feed.settle()

    assert b"# Another title" in ask(application, address).content


def test_a_cdn_never_keeps_what_was_chosen_by_accept(article, settings):
    settings.CDN_IS_PURGED = True
    application = cached()

    for _ in range(2):
        chosen = ask(application, article.url, accept="text/markdown")
        page = ask(application, article.url)

        assert "cdn-cache-control" not in chosen.headers
        assert "cdn-cache-control" in page.headers


@pytest.mark.parametrize(
    "accept",
    [
        "text/markdown;q*=nope'en'%41",
        "text/html, text/markdown;x*=nope''%41",
        "text/markdown;q*=nope'en'x",
    ],
)
@pytest.mark.parametrize("cookie", ["", "sessionid=x"])
def test_an_accept_that_nobody_can_read_gets_html(application, article, accept, cookie):
    answer = ask(application, article.url, accept=accept, cookie=cookie)

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    other = ask(application, "/api/v3/pages/", accept=accept, cookie=cookie)
    assert other.status == 200
