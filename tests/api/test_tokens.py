from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import APIToken

from core.models import TokenAccess
from tests import make
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

READS = ["/api/v2/pages/", "/api/v2/site/", "/api/v3/pages/", "/api/v3/articles/"]


def wrong_tokens():
    owner = make.superuser()
    revoked, revoked_key = APIToken.create_token(user=owner, name="revoked")
    revoked.revoked_at = timezone.now()
    revoked.save()
    gone = make.user("gone@clinic.example", is_active=False)
    gone_key = make.token(gone)
    right_key = make.token(owner)
    return {
        "revoked": f"Bearer {revoked_key}",
        "expired": f"Bearer {make.token(owner, expires_at=timezone.now())}",
        "of a closed account": f"Bearer {gone_key}",
        "made up": "Bearer wagtail_nonsense",
        "half": f"Bearer {right_key[:-1]}",
        "empty": "Bearer ",
        "of another scheme": f"Token {right_key}",
        "a password": "Basic YWRtaW46YWRtaW4=",
        "of strange bytes": "Bearer \xff\x00",
    }


def test_a_wrong_token_never_reads_as_anonymous(client):
    make.article()

    for kind, header in wrong_tokens().items():
        for path in READS:
            answer = client.get(path, headers={"Authorization": header})

            assert answer.status_code == 401, kind
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_a_token_reads_is_kept_by_nobody(client):
    article = make.article()
    key = make.token()

    for path in [*READS, f"/api/v3/pages/{article.pk}/", "/api/v3/whoami/"]:
        answer = client.get(path, headers={"Authorization": f"Bearer {key}"})

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Authorization" in answer.headers["Vary"]
        # A page's tag is for If-Match alone: nothing is answered from what was kept.
        tag = answer.headers.get("ETag", "*")
        again = {"Authorization": f"Bearer {key}", "If-None-Match": tag}
        assert client.get(path, headers=again).status_code == 200


def test_a_draft_needs_a_token(client):
    article = make.article("Published")
    article.title = "Changed since"
    article.save_revision()
    path = f"/api/v3/pages/{article.pk}/?version=draft"
    key = make.token()

    refused = client.get(path)
    read = client.get(path, headers={"Authorization": f"Bearer {key}"})

    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert read.json()["title"] == "Changed since"


def test_a_session_is_no_token(client):
    client.force_login(make.superuser())
    draft = make.article(live=False)

    for path in (
        f"/api/v3/pages/{draft.pk}/",
        f"/api/v2/pages/{draft.pk}/",
        f"/api/v3/articles/{draft.slug}/",
    ):
        assert client.get(path).status_code == 404
    assert client.get("/api/v3/whoami/").status_code == 401


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_the_owner_of_no_rights_sees_what_everybody_sees(client, api):
    make.article(live=False, title="Secret draft")
    key = make.token(make.user())

    answer = client.get(
        f"/api/{api}/pages/", headers={"Authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 200
    assert "Secret draft" not in answer.text


def test_what_a_token_does_not_see_is_not_there_for_it(client):
    draft, public = make.article("A draft", live=False), make.article()
    key = make.token(make.user())
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"

    def answers(page_id):
        path = f"/api/v3/pages/{page_id}/"
        return [
            send(client, method, path + rest, body)
            for method, rest, body in (
                ("GET", "", {}),
                ("GET", "revisions/", {}),
                ("PATCH", "", {"title": "Mine"}),
                ("PATCH", "", {"no_such_field": 1}),
                ("DELETE", "", {}),
                ("POST", "actions/publish/", {}),
                ("POST", "actions/move/", {}),
            )
        ]

    nothing = [(each.status_code, each.content) for each in answers(999_999)]

    assert {status for status, _ in nothing} == {404}
    for page in (draft, public):
        seen = [(each.status_code, each.content) for each in answers(page.pk)]
        assert seen == nothing


def test_a_refusal_says_what_is_wrong_with_the_token(client):
    def detail(kind):
        header = {"Authorization": tokens[kind]}
        return client.get("/api/v3/whoami/", headers=header).json()["detail"]

    tokens = wrong_tokens()

    assert detail("revoked") == "The token was revoked."
    assert detail("expired") == "The token has expired."
    assert detail("of a closed account") == (
        "The account of the token's owner is closed."
    )
    assert detail("half").startswith("The token is wrong.")


def test_a_token_that_has_not_expired_yet_is_taken(client):
    later = timezone.now() + timedelta(minutes=1)
    key = make.token(expires_at=later)

    # Schemes are compared without case: RFC 9110.
    answer = client.get("/api/v3/whoami/", headers={"Authorization": f"bearer {key}"})

    assert answer.status_code == 200


def test_a_token_in_the_address_is_none(client):
    draft, key = make.article("Draft", live=False), make.token()

    for name in ("token", "access_token", "authorization", "Authorization", "key"):
        answer = client.get(f"/api/v3/pages/{draft.pk}/?{name}={key}")

        assert answer.status_code in {400, 404}


def test_the_database_has_no_key_of_a_token():
    key = make.token()

    rows = [*APIToken.objects.values_list(), *TokenAccess.objects.values_list()]

    assert key not in str(rows)
    assert key[12:] not in str(rows)


def test_the_last_use_is_noted_at_most_once_a_minute(client):
    key = make.token()
    header = {"Authorization": f"Bearer {key}"}

    client.get("/api/v3/whoami/", headers=header)
    first = APIToken.objects.get().last_used_at
    client.get("/api/v3/whoami/", headers=header)

    assert first is not None
    assert APIToken.objects.get().last_used_at == first
