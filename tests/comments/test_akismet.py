import httpx
import pytest
from django.utils import timezone

from comments import akismet
from comments.models import Comment
from tests import make, servers

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings, monkeypatch):
    with servers.akismet() as server:
        settings.AKISMET_KEY = servers.AKISMET_KEY
        settings.AKISMET_URL = server.url
        monkeypatch.setattr(akismet, "TIMEOUT_SECONDS", 0.5)
        yield server


def comment(**fields):
    return Comment(
        page=make.article(),
        **{
            "name": "Ada",
            "email": "ada@mail.example",
            "text": "Walking helped me.",
            "address": "203.0.113.9",
            "user_agent": "Mozilla/5.0",
            "created_at": timezone.now(),
            **fields,
        },
    )


@pytest.mark.parametrize("word", ["ham", "spam", "discard"])
def test_akismets_verdict_is_taken(server, word):
    server.mood = word

    assert akismet.check(comment()) == word


def test_akismet_is_told_what_it_needs(server):
    akismet.check(comment(website="https://ada.example/"))

    [(endpoint, told)] = server.asked
    assert endpoint == "comment-check"
    assert told["blog"] == "http://localhost"
    assert told["user_ip"] == "203.0.113.9"
    assert told["permalink"].endswith("/can-walking-ease-lower-back-pain/")
    assert told["comment_author"] == "Ada"
    assert told["comment_author_email"] == "ada@mail.example"
    assert told["comment_author_url"] == "https://ada.example/"
    assert told["comment_content"] == "Walking helped me."


def test_no_field_that_a_writer_fills_can_add_another(server):
    akismet.check(comment(name="Ada&api_key=other\r\nHost: evil.example"))

    [(_, told)] = server.asked
    assert told["comment_author"] == "Ada&api_key=other\r\nHost: evil.example"
    assert told["api_key"] == servers.AKISMET_KEY


@pytest.mark.parametrize(
    ("mood", "why"),
    [
        ("slow", "timed out"),
        ("dripping", "timed out"),
        ("endless", "Error making request"),
        ("garbage", "makes no sense"),
        ("error", "503"),
        ("redirect", "302"),
    ],
)
def test_an_answer_that_is_none_gives_no_verdict(server, mood, why):
    server.mood = mood

    with pytest.raises(akismet.VerdictUnavailable, match=why) as refused:
        akismet.check(comment())

    assert "hotel" not in str(refused.value)
    assert len(server.asked) == 1


def test_a_wrong_key_gives_no_verdict_and_is_not_repeated_in_the_message(
    server, settings
):
    settings.AKISMET_KEY = "somebody-elses"

    with pytest.raises(akismet.VerdictUnavailable, match="AKISMET_KEY") as refused:
        akismet.check(comment())

    assert "somebody-elses" not in str(refused.value)


def test_nobody_there_gives_no_verdict(server, settings):
    settings.AKISMET_URL = "http://127.0.0.1:9"

    with pytest.raises(akismet.VerdictUnavailable, match="Error making request"):
        akismet.check(comment())


def test_a_moderators_word_teaches_akismet(server):
    akismet.teach_spam(comment())
    akismet.teach_ham(comment())

    assert [endpoint for endpoint, _ in server.asked] == ["submit-spam", "submit-ham"]


def test_the_environments_proxy_is_not_asked(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert akismet.check(comment()) == "ham"


def test_the_server_of_these_tests_needs_what_akismet_needs(server):
    answer = httpx.post(f"{server.url}/1.1/comment-check", data={"api_key": "x"})

    assert answer.text == "invalid"
