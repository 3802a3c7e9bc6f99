from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from public_forms import form_tokens


def made_ago(purpose, **ago):
    at = (timezone.now() - timedelta(**ago)).timestamp()
    return signing.dumps(
        {"nonce": "n", "at": at}, salt=f"public_forms.form_token.{purpose}"
    )


def test_a_token_names_one_form_and_tells_its_age():
    first, second = form_tokens.issue("reply"), form_tokens.issue("reply")

    read = form_tokens.read(first, "reply")
    assert read.age_seconds < 5
    assert read.nonce != form_tokens.read(second, "reply").nonce


def test_a_token_for_one_kind_of_form_is_none_for_another():
    assert form_tokens.read(form_tokens.issue("reply"), "submission") is None


def test_a_token_lives_for_a_day():
    assert form_tokens.read(made_ago("reply", hours=24, seconds=-5), "reply")
    assert form_tokens.read(made_ago("reply", hours=24, seconds=5), "reply") is None


def test_a_token_may_begin_older_and_with_a_nonce():
    read = form_tokens.read(
        form_tokens.issue("reply", age_seconds=60, nonce="n"), "reply"
    )

    assert read.nonce == "n"
    assert 60 <= read.age_seconds < 65


def test_a_token_from_the_future_is_new():
    assert form_tokens.read(made_ago("reply", minutes=-5), "reply").age_seconds == 0


@pytest.mark.parametrize(
    "forged", ["", "x", ":", "a:b:c", "\x00", "é:ü:ß", "\ud800", "9" * 5000]
)
def test_a_forged_token_is_none(forged):
    assert form_tokens.read(forged, "reply") is None


def test_a_token_changed_by_one_letter_is_none():
    form_token = form_tokens.issue("reply")
    other = "A" if form_token[0] != "A" else "B"

    assert form_tokens.read(other + form_token[1:], "reply") is None


def test_the_token_comes_fresh_without_a_cookie(client, db):
    answer = client.get("/form-token/?for=reply")

    assert form_tokens.read(answer.json()["form_token"], "reply")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_only_a_named_origin_s_scripts_may_read_a_token(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    def allowed(path, origin):
        answer = client.get(path, headers={"Origin": origin})
        return answer.headers.get("Access-Control-Allow-Origin")

    endpoint = "/form-token/?for=reply"
    assert allowed(endpoint, "https://app.example") == "https://app.example"
    assert allowed(endpoint, "https://evil.example") is None
    assert allowed("/forms/", "https://app.example") is None


@pytest.mark.parametrize("query", ["", "?for=", "?for=sign-in"])
def test_a_token_for_an_unknown_form_is_refused(client, db, query):
    assert client.get(f"/form-token/{query}").status_code == 400
