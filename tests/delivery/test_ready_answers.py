"""Answers to requests like one before: until when, for whom, and what a 304 says."""

from math import inf

import pytest

from articles.models import ArticlePage
from core.encodings import IDENTITY
from delivery import hit_log, ready_answers
from delivery.answers import Answer
from delivery.ready_answers import MOST_SECONDS, ReadyAnswer
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, connection_kept, environ_of

DATE = "Thu, 01 Oct 2026 09:00:00 GMT"
DAY = 86_400


def ready(now, *, cached_by="public", **options):
    answer = Answer(
        [("Cache-Control", cached_by)],
        '"etag"',
        (),
        made_at=100,
        **{"valid_until": None, **options},
    )
    answer.add(IDENTITY, b"Walk")
    return ReadyAnswer(answer, answer.variant(IDENTITY), now)


@pytest.mark.parametrize(
    ("now", "options", "ends", "lifetime", "date"),
    [
        (100, {}, inf, None, None),
        (100.5, {"valid_until": 200}, 101, "max-age=99", None),
        (101, {"valid_until": 200}, 101, "max-age=99", None),
        (199.5, {"valid_until": 200}, 200, "max-age=0", None),
        (100, {"valid_until": 3 * DAY}, 2 * DAY, f"max-age={DAY}", None),
        (100, {"valid_until": 200, "cached_by": "private"}, 200, None, None),
        (100, {"last_modified": DATE, "dated_from": 110}, 110, None, None),
        (110, {"last_modified": DATE, "dated_from": 110}, inf, None, DATE),
        (100, {"last_modified": DATE, "dated_from": 100}, inf, None, DATE),
    ],
)
def test_headers_end_with_what_they_say(settings, now, options, ends, lifetime, date):
    settings.CDN_IS_PURGED, settings.CDN_MAX_AGE = True, DAY

    found = ready(now, **options)

    headers = dict(found.headers)
    assert (found.begins, found.ends) == (now, min(ends, now + MOST_SECONDS))
    assert headers.get("CDN-Cache-Control") == lifetime
    assert headers.get("Last-Modified") == date
    assert ("CDN-Cache-Control" in dict(found.validators)) == bool(lifetime)


@pytest.mark.parametrize(("now", "ends"), [(100.5, 160.5), (140, 200), (150, 200)])
def test_without_a_cdn_it_ends_with_the_answer_or_after_a_minute(now, ends):
    found = ready(now, valid_until=200)

    assert found.ends == ends
    assert "CDN-Cache-Control" not in dict(found.headers)


@pytest.mark.parametrize("environ", [{}, {"HTTP_IF_NONE_MATCH": '"etag"'}])
def test_a_server_that_changes_the_headers_changes_them_for_itself(environ):
    found, said = ready(100), []

    def start_response(status, headers):
        said.append((status, tuple(headers)))
        headers.clear()

    for _ in range(2):
        found.send({"REQUEST_METHOD": "GET", **environ}, start_response)

    assert said[0] == said[1]
    assert said[0][1]


@pytest.fixture
def article():
    article = make.article("Walking")
    feed.settle()
    return article


@pytest.mark.django_db
def test_visitors_with_cookies_of_their_own_share_what_is_ready(article, settings):
    application = cached()
    for visitor in range(5):
        ask(application, article.url, cookie=f"_visitor={visitor}")

    assert len(application.answers.shortcuts) == 1
    personal = f"_visitor=1; {settings.SESSION_COOKIE_NAME}=x"
    own = ask(application, article.url, cookie=personal)
    assert own.queries > 0


@pytest.mark.django_db
def test_a_request_without_a_host_has_nothing_ready(article):
    application = cached()
    environ = {**environ_of(article.url), "SERVER_NAME": "testserver"}
    del environ["HTTP_HOST"]
    for _ in range(3):
        with connection_kept():
            b"".join(application({**environ}, lambda *args: None))

    assert len(application.answers) == 1
    assert not application.answers.shortcuts


@pytest.mark.django_db
def test_a_change_just_after_a_shortcut_was_found_shows(article):
    application = cached()
    for _ in range(3):
        ask(application, article.url)

    class Shortcuts(dict):
        """Another request learns of a change as soon as one has found its shortcut."""

        def get(self, request):
            found = super().get(request)
            if changes:
                ArticlePage.objects.update(summary=changes.pop())
                feed.settle()
                ask(application, "/api/v3/site/")
            return found

    changes = ["Walk each day."]
    application.answers.shortcuts = Shortcuts(application.answers.shortcuts)

    assert b"Walk each day." in ask(application, article.url).body


@pytest.mark.django_db
def test_the_log_says_how_many_answers_came_from_memory(article, monkeypatch, caplog):
    application = cached()
    for _ in range(5):
        ask(application, article.url)
    caplog.clear()
    monkeypatch.setattr(hit_log, "EVERY_SECONDS", 0)
    monkeypatch.setattr(ready_answers, "MOST_SECONDS", 0)
    application.answers.forget_shortcuts()

    with caplog.at_level("INFO", logger="gait.cache"):
        for _ in range(3):
            ask(application, article.url)

    assert [each.getMessage() for each in caplog.records] == [
        "Answered 5 requests from memory.",
        *(["Answered 1 requests from memory."] * 2),
    ]
