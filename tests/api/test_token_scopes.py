"""Scopes of tokens: what each operation asks, and that drafts alone publish nothing."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken, Locale, Page, Site, Workflow

from cms.api import v3
from cms.operation_scopes import NEEDS
from core.api import tokens
from core.models import Scope
from delivery import own_changes
from home.models import HomePage
from tests import make
from tests.api.test_writing_articles import WRITTEN
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

DRAFTS = [Scope.READ_DRAFTS, Scope.WRITE_DRAFTS]


def send(client, key, method, path, body=None):
    return client.generic(
        method,
        f"/api/v3/{path}",
        json.dumps({} if body is None else body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def operations():
    """Triples of method, path and description of all that the document has."""
    for path, methods in v3.get_openapi_schema()["paths"].items():
        for method, described in methods.items():
            yield method.upper(), path.removeprefix("/api/v3/"), described


def asked_scope(described):
    [scopes] = [each["BearerTokenAuth"] for each in described["security"] if each]
    return scopes


def test_every_operation_has_a_decision():
    undecided = {
        described["operationId"]
        for method, _, described in operations()
        if method != "GET" or {} not in described["security"]
    }

    assert undecided == set(NEEDS)


def test_the_document_names_the_scope_of_each_operation():
    by_id = {each["operationId"]: asked_scope(each) for _, _, each in operations()}

    assert by_id["pages_actions_publish"] == ["publish"]
    assert by_id["pages_update"] == ["write:drafts"]
    assert by_id["whoami"] == []


def world():
    """The names in the paths of operations."""
    article = make.article()
    return {
        "page_id": article.pk,
        "slug": article.slug,
        "revision_id": article.save_revision().pk,
        "copy_id": "00000000-0000-0000-0000-000000000000",
        "image_id": make.image().pk,
        "document_id": make.document().pk,
        "redirect_id": Redirect.add_redirect("/old/", make.home()).pk,
        "site_id": Site.objects.get().pk,
        "locale_id": Locale.objects.get().pk,
        "type": "articles.Topic",
        "pk": make.topic("Any").pk,
        "type_name": "articles.ArticlePage",
    }


def test_without_its_scope_each_operation_is_refused(client):
    names = world()
    keys = {
        Scope.READ_DRAFTS: make.token(make.superuser(), Scope.REPLIES, Scope.FORMS),
        Scope.WRITE_DRAFTS: make.token(make.superuser("b@x.example"), "read:drafts"),
        Scope.PUBLISH: make.token(make.superuser("c@x.example"), *DRAFTS, "replies"),
        Scope.REPLIES: make.token(make.superuser("d@x.example"), "publish", "forms"),
        Scope.FORMS: make.token(make.superuser("e@x.example"), "publish", "replies"),
    }
    feed.settle()
    before = feed.version()

    for method, path, described in operations():
        for scope in asked_scope(described):
            answer = send(client, keys[scope], method, path.format(**names))

            assert answer.status_code == 403, (method, path)
            assert f"“{scope}”" in answer.json()["detail"]
            assert f'scope="{scope}"' in answer["WWW-Authenticate"]
    feed.settle()
    assert feed.version() == before


def test_a_token_that_was_made_without_scopes_reads_what_is_public(client):
    draft, public = make.article("Draft", live=False), make.article()
    _, key = APIToken.create_token(user=make.superuser(), name="of Wagtail")

    assert send(client, key, "GET", f"pages/{public.pk}/").status_code == 200
    assert send(client, key, "GET", f"pages/{draft.pk}/").status_code == 404
    assert "Draft" not in send(client, key, "GET", "pages/").text
    refused = send(client, key, "GET", f"pages/{public.pk}/?version=draft")
    assert refused.status_code == 403
    assert "read:drafts" in refused.json()["detail"]
    assert send(client, key, "GET", "whoami/").status_code == 200
    v2 = client.get("/api/v2/pages/", headers={"Authorization": f"Bearer {key}"})
    assert "Draft" not in v2.text


def publishing(article, other, index):
    """Ways in which somebody might try to change what readers see."""
    live = f"pages/{article.pk}/"
    draft = f"pages/{other.pk}/"
    new = {"title": "New", "slug": "new"}
    meta = {"type": "home.StandardPage", "parent_id": make.home().pk}
    return [
        ("POST", f"{live}actions/publish/", {}),
        ("POST", f"{draft}actions/publish/", {}),
        ("POST", f"{live}actions/unpublish/", {}),
        ("POST", f"{live}actions/unpublish/", {"recursive": True}),
        ("POST", f"{live}actions/move/", {"destination_id": make.home().pk}),
        ("POST", f"{draft}actions/move/", {"destination_id": make.home().pk}),
        ("POST", f"{live}actions/copy/", {}),
        ("POST", f"{live}actions/copy/", {"keep_live": True, "recursive": True}),
        ("POST", f"{live}actions/create_alias/", {}),
        ("POST", f"{draft}actions/create_alias/", {}),
        ("POST", f"{live}actions/convert_alias/", {}),
        ("POST", f"{live}actions/copy_for_translation/", {"locale": "en-gb"}),
        ("DELETE", live, None),
        ("DELETE", draft, None),
        ("DELETE", f"{live}actions/delete/", None),
        ("PATCH", live, {"title": "Changed", "meta": {"action": "publish"}}),
        ("PATCH", live, {"slug": "moved", "meta": {"action": "publish"}}),
        ("PATCH", draft, {"title": "Changed", "meta": {"action": "publish"}}),
        ("POST", "pages/", {**new, "meta": {**meta, "action": "publish"}}),
        ("POST", "redirects/", {"old_path": "/a", "redirect_link": "/b"}),
        ("POST", "sites/", {"hostname": "x.example", "root_page_id": index.pk}),
        ("DELETE", f"sites/{Site.objects.get().pk}/", None),
    ]


def test_a_token_for_drafts_publishes_on_no_path(client):
    article, other = make.article(), make.article("Other", live=False)
    image, topic = make.image("Old words"), make.topic()
    article.title = "A draft of it"
    article.save_revision()
    key = make.token(None, *DRAFTS)
    tried = [
        *publishing(article, other, make.index()),
        ("PATCH", f"images/{image.pk}/", {"title": "x", "description": "New words"}),
        ("DELETE", f"images/{image.pk}/", None),
        ("POST", "snippets/articles.Topic/", {"name": "New", "slug": "new"}),
        ("PATCH", f"snippets/articles.Topic/{topic.pk}/", {"name": "Renamed"}),
        ("DELETE", f"snippets/articles.Topic/{topic.pk}/", None),
        ("POST", "locales/", {"language_code": "fr"}),
    ]
    with feed.noting() as noted:
        answers = [send(client, key, *each).status_code for each in tried]

    assert [*zip(tried, answers, strict=True)] == [(each, 403) for each in tried]
    assert noted.changes == []


def test_a_token_for_drafts_writes_a_new_page_that_nobody_sees(client):
    meta = {"type": "home.StandardPage", "parent_id": make.home().pk}
    key = make.token(None, *DRAFTS)

    with feed.noting() as noted:
        answer = send(client, key, "POST", "pages/", {"title": "New", "meta": meta})

    assert answer.status_code == 201, answer.text
    assert not Page.objects.get(pk=answer.json()["id"]).live
    assert noted.changes == []


def test_a_token_for_drafts_writes_all_of_an_article(client):
    key, person = make.token(None, *DRAFTS), make.person()
    live = make.article(author=person)
    sent = {
        **WRITTEN,
        "title": "A walk a day",
        "hero_image": make.image().pk,
        "topics": [make.topic().pk],
        "author": {"id": person.pk},
    }
    meta = {"type": "articles.ArticlePage", "parent_id": make.index().pk}

    with feed.noting() as noted:
        new = send(client, key, "POST", "pages/", {**sent, "meta": meta})
        changed = send(client, key, "PATCH", f"pages/{live.pk}/", sent)

    assert (new.status_code, changed.status_code) == (201, 200), new.text
    assert new.json()["hero_image"]["src"]
    assert not Page.objects.get(pk=new.json()["id"]).live
    assert {each.object_id for each in noted.changes} <= {new.json()["id"]}


def test_a_draft_takes_no_person_off_the_list_of_people(client):
    key, person = make.token(None, *DRAFTS), make.person()
    meta = {"type": "articles.ArticlePage", "parent_id": make.index().pk}
    sent = {"title": "New", "author": {"id": person.pk}, "meta": meta}
    before = client.get("/api/v3/people/").json()["items"]

    answer = send(client, key, "POST", "pages/", sent)

    assert answer.status_code == 403
    assert before
    assert client.get("/api/v3/people/").json()["items"] == before


def test_a_token_for_drafts_leaves_the_published_text_alone(client):
    article = make.article("Published")
    key = make.token(None, *DRAFTS)
    sent = {"title": "Draft", "slug": "elsewhere", "expire_at": "2020-01-01T00:00:00Z"}

    with feed.noting() as noted:
        answer = send(client, key, "PATCH", f"pages/{article.pk}/", {"title": "Draft"})
        send(client, key, "PATCH", f"pages/{article.pk}/", sent)

    assert answer.status_code == 200, answer.text
    article.refresh_from_db()
    assert (article.title, article.draft_title) == ("Published", "Draft")
    assert article.expire_at is None
    assert noted.changes == []
    assert "Published" in client.get(article.url).text


def test_the_record_of_changes_tells_what_this_transaction_made_public():
    index, home = make.index(), make.home()
    before = own_changes.mark()

    make.article("Draft", live=False, parent=index).save_revision()

    assert not own_changes.has_changed_since(before)
    home.title = "Changed"
    home.save()
    assert own_changes.has_changed_since(before)
    assert not own_changes.has_changed_since(own_changes.mark())


def second_site():
    other = HomePage(title="Other", slug="other", hero_heading="Elsewhere")
    Page.objects.get(depth=1).add_child(instance=other)
    site = Site.objects.create(hostname="other.example", root_page=other)
    page = make.standard_page(title="There", slug="there", parent=other, live=False)
    return site, page


def test_a_token_gives_its_owner_no_right(client):
    draft = make.article("Draft", live=False)
    here, _ = Site.objects.get(), second_site()
    nobody = make.token(make.user(), sites=[here])
    moderator = make.member("Editors", "e@clinic.example")
    editor = make.token(moderator, *DRAFTS, sites=[here])

    assert send(client, nobody, "GET", f"pages/{draft.pk}/").status_code == 404
    assert send(client, editor, "GET", f"pages/{draft.pk}/").status_code == 200
    assert send(client, editor, "GET", "sites/").status_code == 403


def test_the_owner_stays_who_they_are(client):
    owner = make.superuser()
    key = make.token(owner, *DRAFTS)
    draft = make.article("Draft", live=False)

    send(client, key, "PATCH", f"pages/{draft.pk}/", {"title": "New"})
    told = send(client, key, "GET", "whoami/").json()

    owner.refresh_from_db()
    assert owner.is_superuser
    assert told["user"]["email"] == owner.email
    assert draft.revisions.get().user == owner


def acting(owner, *scopes):
    """The owner as requests with such a token have them."""
    make.token(owner, *scopes)
    return tokens.owner(APIToken.objects.select_related("user").latest("pk"))


def in_review(owner):
    draft = make.article("Draft", live=False)
    draft.save_revision()
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    return draft, workflow.start(draft, owner)


@pytest.mark.parametrize("scopes", [DRAFTS, Scope.values])
def test_no_token_approves_or_signs_a_clinical_review(scopes):
    clinician = make.superuser()
    person = make.person()
    person.user = clinician
    person.save()
    draft, state = in_review(clinician)
    user = acting(clinician, *scopes)
    task = state.current_task_state

    with pytest.raises(PermissionDenied):
        task.task.specific.on_action(task, user, "approve")
    with pytest.raises(PermissionDenied):
        draft.sign(by=user)
    with pytest.raises(PermissionDenied):
        draft.withdraw_signatures(by=user)


def test_a_token_for_drafts_approves_no_task():
    owner = make.superuser()
    draft, state = in_review(owner)

    with pytest.raises(PermissionDenied), transaction.atomic():
        state.current_task_state.approve(user=acting(owner, *DRAFTS))

    draft.refresh_from_db()
    assert not draft.live
    assert state.current_task_state.status == "in_progress"


def test_the_owner_of_a_request_is_not_stored():
    with pytest.raises(RuntimeError):
        acting(make.superuser(), *DRAFTS).save()


def test_a_token_tells_what_it_may_do(client):
    site, _ = second_site()
    expires_at = datetime(2999, 1, 2, 3, tzinfo=UTC)
    limited = make.token(
        None, Scope.WRITE_DRAFTS, name="Agent", sites=[site], expires_at=expires_at
    )
    _, bare = APIToken.create_token(user=make.user(), name="of Wagtail")

    assert send(client, limited, "GET", "whoami/").json()["token"] == {
        "name": "Agent",
        "scopes": ["read:drafts", "write:drafts"],
        "expires_at": "2999-01-02T03:00:00Z",
        "sites": [site.pk],
    }
    assert send(client, bare, "GET", "whoami/").json()["token"] == {
        "name": "of Wagtail",
        "scopes": [],
        "expires_at": None,
        "sites": None,
    }


@pytest.mark.parametrize("in_batch", [False, True])
@pytest.mark.parametrize("action", ["publish", "unpublish", "create", "change", "move"])
def test_what_needs_another_scope_names_it(client, action, in_batch):
    key = make.token(make.superuser(), *DRAFTS)
    page, there = make.standard_page(slug="page"), make.standard_page(slug="there")
    meta = {"type": "home.StandardPage", "action": "publish"}
    new = {"title": "New", "meta": {**meta, "parent_id": make.home().pk}}
    update = {"title": "Changed", "meta": meta}
    alone = {
        "publish": ("POST", f"pages/{page.pk}/actions/publish/", None),
        "unpublish": ("POST", f"pages/{page.pk}/actions/unpublish/", None),
        "create": ("POST", "pages/", new),
        "change": ("PATCH", f"pages/{page.pk}/", update),
        "move": (
            *("POST", f"pages/{page.pk}/actions/move/"),
            {"destination_id": there.pk},
        ),
    }[action]
    batched = {
        "create": {"action": "create", "page": new},
        "change": {"action": "update", "id": page.pk, "page": update},
        "move": {"action": "move", "id": page.pk, "parent_id": there.pk},
    }.get(action, {"action": action, "id": page.pk})

    request = ("POST", "pages/batch/", {"operations": [batched]}) if in_batch else alone
    answer = send(client, key, *request)

    assert answer.status_code == 403, answer.text
    assert "needs the scope “publish”" in answer.json()["detail"]
    assert 'scope="publish"' in answer.headers["WWW-Authenticate"]


def test_reading_a_draft_without_the_scope_names_it(client):
    key = make.token(make.superuser(), Scope.REPLIES)
    page = make.standard_page()

    answer = send(client, key, "GET", f"pages/{page.pk}/?version=draft")

    assert answer.status_code == 403
    assert 'scope="read:drafts"' in answer.headers["WWW-Authenticate"]
