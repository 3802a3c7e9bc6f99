import pytest
from django.utils import timezone
from wagtail.models import APIToken

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
    _, gone_key = APIToken.create_token(user=gone, name="gone")
    _, right_key = APIToken.create_token(user=owner, name="right")
    return {
        "revoked": f"Bearer {revoked_key}",
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
    _, key = APIToken.create_token(user=make.superuser(), name="right")

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
    _, key = APIToken.create_token(user=make.superuser(), name="right")

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
    _, key = APIToken.create_token(user=make.user(), name="reader")

    answer = client.get(
        f"/api/{api}/pages/", headers={"Authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 200
    assert "Secret draft" not in answer.text


def test_what_a_token_does_not_see_is_not_there_for_it(client):
    draft, public = make.article("A draft", live=False), make.article()
    _, key = APIToken.create_token(user=make.user(), name="reader")
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
