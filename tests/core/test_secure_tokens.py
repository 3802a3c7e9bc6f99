"""Tokens and plain HTTP, as production sees them."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db

TOKEN = {"Authorization": "Bearer wagtail_secret"}


@pytest.fixture(autouse=True)
def _production(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_a_token_without_https_is_refused_instead_of_redirected(client, method):
    answer = getattr(client, method)("/api/v3/whoami/", headers=TOKEN)

    assert answer.status_code == 403
    assert "Location" not in answer
    assert answer["Cache-Control"] == "private, no-store"


def test_the_refusal_says_to_revoke_the_token(client):
    v3 = client.get("/api/v3/whoami/", headers=TOKEN)
    v2 = client.get("/api/v2/pages/", headers=TOKEN)

    assert v3["Content-Type"] == "application/problem+json"
    assert "revoke it" in v3.json()["detail"]
    assert "revoke it" in v2.json()["message"]
    assert "wagtail_secret" not in v3.text + v2.text


def test_a_visitor_without_https_is_led_to_it(client):
    answer = client.get("/articles/?page=2")

    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/articles/?page=2"


def test_a_token_is_read_where_the_proxy_says_that_it_came_by_https(client):
    make.article()

    answer = client.get(
        "/api/v3/articles/", headers={**TOKEN, "X-Forwarded-Proto": "https"}
    )

    assert answer.status_code == 401
