"""Drafts that the front end shows for a token of the admin's preview."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow

from core.preview_tokens import PreviewToken
from delivery.models import StoredDocument
from tests import make
from tests.api.previewing import ADMIN, DRAFT, SHOWS_DRAFTS, shown, token_at, typed
from tests.articles import writing
from tests.core.front_ends import front_end
from tests.delivery.wsgi import ask, cached

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _front_end():
    front_end(preview_url=SHOWS_DRAFTS)


def test_the_front_end_shows_what_nobody_has_saved(client, admin):
    article = make.article(title="Walking", slug="walking")
    address = typed(admin, article, title=DRAFT, slug="strolling")

    led = admin.get(address)
    answer = shown(client, token_at(admin, address))

    assert "private, no-store" in led["Cache-Control"]
    assert led["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer
    found = answer.json()
    assert found["page"]["title"] == DRAFT
    assert found["path"] == "/articles/strolling/"
    assert found["edit_url"] == f"{ADMIN}/admin/pages/{article.pk}/edit/"
    assert found["admin_origin"] == ADMIN
    ends_in = datetime.fromisoformat(found["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < ends_in <= timedelta(minutes=15)
    assert client.get(f"/api/v3/pages/{article.pk}/").json()["title"] == "Walking"


def test_a_token_shows_what_was_typed_last_and_no_cache_keeps_it(admin):
    article = make.article()
    application = cached()
    token = token_at(admin, typed(admin, article, title="The first title"))

    for title in ("The second title", "The third title"):
        typed(admin, article, title=title)
        for _ in range(2):
            answer = ask(application, f"/api/v3/preview/?token={token}")
            assert title.encode() in answer.body
    assert not StoredDocument.objects.filter(address__contains="preview").exists()


def test_a_form_that_is_stored_is_answered_with_a_message_for_the_frame(client, admin):
    article = make.article()
    index = article.get_parent()
    kind = ["articles", "articlepage", index.pk]
    addresses = [
        reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk]),
        reverse("wagtailadmin_pages:preview_on_add", args=kind),
    ]

    for address in addresses:
        first = admin.post(address, writing.form(slug="not an address")).json()
        said = admin.post(address, writing.form(title=DRAFT, slug="new")).json()
        wrong = admin.post(address, writing.form(slug="not an address")).json()

        assert first == {"is_valid": False, "is_available": False}
        assert said["front_end"]["origin"] == "https://www.clinic.example"
        found = shown(client, said["front_end"]["token"]).json()
        assert found["page"]["title"] == DRAFT
        assert wrong == {"is_valid": False, "is_available": True}
    front_end(preview_url="")
    assert "front_end" not in admin.post(address, writing.form()).json()


def test_blocks_lead_to_their_places_in_the_form(client, admin):
    article = make.article(
        sections=[("questions", {"heading": "Asked", "items": [{"question": "Why?"}]})]
    )
    form = f"{ADMIN}/admin/pages/{article.pk}/edit/#:w:contentpath="

    found = shown(client, token_at(admin, typed(admin, article))).json()

    page = found["page"]
    [section] = page["sections"]
    [question] = section["value"]["items"]
    at = f"{form}sections.{section['id']}"
    assert section["edit_url"] == at
    assert question["edit_url"] == f"{at}.items.{question['id']}"
    benefit = page["benefits"]["items"][1]
    [part] = article.benefits.raw_data
    assert page["benefits"]["edit_url"] == f"{form}benefits.{part['id']}"
    assert benefit["edit_url"].endswith(f"{part['id']}.items.{benefit['id']}")
    sign = page["safety"]["warning_signs"][0]
    assert sign["edit_url"].endswith(f".warning_signs.{sign['id']}")
    assert page["references"][0]["edit_url"].startswith(f"{form}references.")
    assert found["edit_urls"]["summary"] == f"{form}summary"
    assert found["edit_urls"]["title"] == f"{form}title"
    assert "edit_url" not in client.get(f"/api/v3/pages/{article.pk}/").text


def test_an_article_that_was_never_saved_is_shown(client, admin):
    index = make.index()
    kind = ["articles", "articlepage", index.pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=kind)

    key = "0b6a3c5e-9f8d-4c11-8a55-7c1a3b9d2e10"
    benefits = writing.part("benefits", writing.benefits())
    benefits["0"]["id"] = key
    admin.post(address, writing.form(title=DRAFT, slug="new", benefits=benefits))
    found = shown(client, token_at(admin, address)).json()

    page = found["page"]
    assert (page["id"], page["title"]) == (0, DRAFT)
    assert found["path"] == "/articles/new/"
    form = reverse("wagtailadmin_pages:add", args=kind)
    at = f"{ADMIN}{form}#:w:contentpath=benefits.{key}"
    assert page["benefits"]["edit_url"] == at
    assert page["meta"]["parent"]["id"] == index.pk
    assert not Page.objects.filter(slug="new").exists()


def test_a_draft_with_gaps_is_shown(client, admin):
    article = make.article(live=False)

    found = shown(client, token_at(admin, typed(admin, article, title="", summary="")))

    assert found.status_code == 200
    assert found.json()["page"]["seo"]["robots"].startswith("noindex")


@pytest.mark.parametrize(
    "make_page",
    [make.index, make.home, make.contact_page, make.standard_page, make.form_page],
)
def test_pages_of_each_type_are_shown(client, admin, make_page):
    page = make_page()
    administrator = Client()
    administrator.force_login(make.superuser())

    answer = shown(
        client, token_at(administrator, typed(administrator, page, title=DRAFT))
    )

    assert answer.json()["page"]["title"] == DRAFT


def test_view_draft_shows_the_revision_on_the_front_end(client, admin):
    article = make.article(title="Published")
    article.title = "Saved"
    first = article.save_revision()
    token = token_at(admin, reverse("wagtailadmin_pages:view_draft", args=[article.pk]))
    article.title = "Saved later"
    article.save_revision()

    assert shown(client, token).json()["page"]["title"] == "Saved"
    earlier = reverse("wagtailadmin_pages:revisions_view", args=[article.pk, first.pk])
    assert shown(client, token_at(admin, earlier)).json()["page"]["title"] == "Saved"
    assert client.get(f"/api/v3/pages/{article.pk}/").json()["title"] == "Published"


def test_a_step_of_a_workflow_shows_the_revision_that_is_asked_about(client):
    article = make.article()
    article.title = "To be approved"
    article.save_revision()
    workflow = Workflow.objects.get(name="Moderators approval")
    task = workflow.start(article, make.superuser()).current_task_state.task
    article.title = "Saved later"
    article.save_revision()
    moderator = Client()
    moderator.force_login(make.member("Moderators"))
    step = [article.pk, task.pk]

    token = token_at(
        moderator, reverse("wagtailadmin_pages:workflow_preview", args=step)
    )

    assert shown(client, token).json()["page"]["title"] == "To be approved"


def test_a_page_that_was_never_published_is_shown_by_its_path(client, admin):
    article = make.article(live=False, slug="hidden")
    address = reverse("wagtailadmin_pages:view_draft", args=[article.pk])

    token = token_at(admin, address)

    assert shown(client, token).json()["page"]["id"] == article.pk
    for path in ("/articles/hidden/", "articles/hidden", "/articles/hidden/?a=b#c"):
        assert shown(client, token, path=path).status_code == 200
    assert shown(client, token, path="/articles/").status_code == 404


def test_a_draft_names_no_parent_that_is_not_public(client, admin):
    section = make.index(title="Not ready", slug="section", live=False)
    article = make.article(parent=section, live=False)
    address = reverse("wagtailadmin_pages:view_draft", args=[article.pk])

    found = shown(client, token_at(admin, address))

    assert found.json()["path"].startswith("/section/")
    assert found.json()["page"]["meta"]["parent"] is None
    assert "Not ready" not in found.text


def test_another_view_of_a_form_page_is_our_own_html(editor):
    page = make.form_page()
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    assert editor.get(f"{address}?mode=form").status_code == 302
    assert editor.get(f"{address}?mode=landing").status_code == 200


def test_nobody_else_gets_a_token(client, admin):
    article = make.article(live=False)
    address = reverse("wagtailadmin_pages:view_draft", args=[article.pk])
    client.force_login(make.user("other@clinic.example"))

    assert SHOWS_DRAFTS not in client.get(address).get("Location", "")


def is_locked_out(someone, article):
    someone.is_active = False
    someone.save()


def loses_the_group(someone, article):
    someone.groups.clear()


def may_not_open_the_admin(someone, article):
    [group] = someone.groups.all()
    group.permissions.remove(Permission.objects.get(codename="access_admin"))


def has_another_password(someone, article):
    someone.set_password("another one that is long")
    someone.save()


def is_deleted(someone, article):
    someone.delete()


def page_is_deleted(someone, article):
    article.delete()


@pytest.mark.parametrize(
    "happens",
    [
        is_locked_out,
        loses_the_group,
        may_not_open_the_admin,
        has_another_password,
        is_deleted,
        page_is_deleted,
    ],
)
def test_a_token_ends_with_the_rights_of_who_made_it(client, admin, someone, happens):
    article = make.article()
    tokens = [
        token_at(admin, typed(admin, article, title=DRAFT)),
        token_at(admin, reverse("wagtailadmin_pages:view_draft", args=[article.pk])),
    ]
    assert {shown(client, token).status_code for token in tokens} == {200}

    happens(someone, article)

    for token in tokens:
        answer = shown(client, token)
        assert answer.status_code == 403
        assert "has ended" in answer.json()["detail"]
        assert answer["Cache-Control"] == "no-store"


def test_a_token_ends_after_its_minutes_and_with_its_form(client, admin, someone):
    article = make.article()
    address = typed(admin, article, title=DRAFT)
    token = token_at(admin, address)
    now = timezone.now()
    old, current = (
        PreviewToken.new(
            someone, admin_origin=ADMIN, now=at, revisions={article.pk: None}
        )
        for at in (now - timedelta(minutes=15), now - timedelta(minutes=14))
    )

    assert shown(client, str(old)).status_code == 403
    assert shown(client, str(current)).status_code == 200
    admin.delete(address)
    assert shown(client, token).status_code == 403


def test_a_form_that_cannot_be_shown_any_more_is_a_conflict(client, admin):
    article = make.article()
    other = make.article(slug="other")
    token = token_at(admin, typed(admin, article, slug="taken"))
    other.slug = "taken"
    other.save()

    answer = shown(client, token)

    assert answer.status_code == 409
    assert "mistakes" in answer.json()["detail"]


def test_what_is_no_token_is_refused(client, admin, someone):
    article = make.article()
    token = token_at(admin, reverse("wagtailadmin_pages:view_draft", args=[article.pk]))
    stolen = [someone.pk, "", ADMIN, 9999999999, None, [[article.pk, None]]]
    wrong = [
        *("x", "a:b:c", token[:-1], f"{token}x", "Ⅷ", "x" * 4000, "-" * 100),
        signing.dumps(stolen, salt="gait.unlock"),
        signing.dumps(stolen),
    ]

    for text in wrong:
        answer = shown(client, text)
        assert answer.status_code == 403, text
        assert answer["Content-Type"] == "application/problem+json"
    for path in (
        "",
        "?token=",
        f"?token={token}&token={token}",
        f"?token={'x' * 4001}",
    ):
        assert client.get(f"/api/v3/preview/{path}").status_code == 400
    assert client.get(f"/api/v3/preview/?token={token}%00").status_code == 400
    assert client.get(f"/api/v3/preview/?token={token}&site=other").status_code == 400
    assert client.post(f"/api/v3/preview/?token={token}").status_code == 405


def test_a_token_opens_nothing_else(client, admin):
    article = make.article(live=False)
    token = token_at(admin, reverse("wagtailadmin_pages:view_draft", args=[article.pk]))

    for headers in ({"Gait-Unlock": token}, {"Authorization": f"Bearer {token}"}):
        answer = client.get(f"/api/v3/pages/{article.pk}/", headers=headers)
        assert answer.status_code in {401, 404}


def test_a_script_of_the_front_end_may_read_it(client, admin):
    front_end(preview_url="https://drafts.clinic.example/preview/")
    article = make.article()
    led = admin.get(typed(admin, article))["Location"]
    origin = {"Origin": "https://drafts.clinic.example"}

    answer = client.get(f"/api/v3/preview/?{urlsplit(led).query}", headers=origin)

    assert answer["Access-Control-Allow-Origin"] == origin["Origin"]
