"""Several writes of pages in one request, all or none."""

import pytest
from wagtail.models import Page, PageViewRestriction, Revision

from core.models import Scope
from tests import make
from tests.api.test_workflows import with_token
from tests.api.test_writing import send
from tests.api.test_writing_articles import WRITTEN, draft, problems

pytestmark = pytest.mark.django_db


def batch(client, *operations, query=""):
    return send(
        client, "POST", f"/api/v3/pages/batch/{query}", {"operations": [*operations]}
    )


def creation(**fields):
    meta = {"type": "articles.ArticlePage", "parent_id": make.index().pk}
    page = {"title": "A walk a day", **WRITTEN, **fields, "meta": meta}
    return {"action": "create", "page": page}


def below_page(parent, **fields):
    meta = {"type": "home.StandardPage", "parent_id": parent}
    return {"action": "create", "page": {**fields, "meta": meta}}


def change(page, **fields):
    return {"action": "update", "id": page.pk, "page": fields}


def test_pages_are_created_changed_and_published_in_one_request(owner, client):
    old, away = make.article("Old"), make.article("Away")

    answer = batch(
        owner,
        creation(),
        {"action": "publish", "id": {"operation": 0}},
        change(old, title="Changed"),
        {"action": "unpublish", "id": away.pk},
        creation(title="Another"),
        {"action": "update", "id": {"operation": 4}, "page": {"title": "Newer"}},
        {"action": "submit", "id": {"operation": 4}},
    )

    assert answer.status_code == 200, answer.content
    made, published, changed, taken_off, _, newer, submitted = answer.json()["pages"]
    assert changed["title"] == "Changed"
    assert made["id"] == published["id"]
    assert newer["title"] == "Newer"
    assert Page.objects.get(pk=submitted["id"]).workflow_in_progress
    del owner.defaults["HTTP_AUTHORIZATION"]
    assert client.get(f"/api/v3/pages/{made['id']}/").status_code == 200
    assert client.get(f"/api/v3/pages/{taken_off['id']}/").status_code == 404


def test_new_pages_stand_below_those_of_the_same_batch(owner):
    home, old = make.home(), make.standard_page(title="Old")
    operations = [
        below_page(home.pk, title="Spine"),
        below_page({"operation": 0}, title="Discs"),
        below_page({"operation": 1}, title="Worn discs"),
        {"action": "move", "id": old.pk, "parent_id": {"operation": 2}},
        {"action": "move", "id": {"operation": 2}, "parent_id": home.pk},
        change(old, title="Older"),
    ]

    tried = batch(owner, *operations, query="?dry_run=true").json()["operations"]
    assert not Page.objects.filter(title="Spine").exists()
    answer = batch(owner, *operations)

    assert answer.status_code == 200, answer.content
    spine, discs, worn, moved, _, older = answer.json()["pages"]
    assert discs["meta"]["parent"]["id"] == spine["id"]
    assert tried[1]["would_store"]["meta"]["parent"]["title"] == "Spine"
    assert moved["meta"]["parent"]["id"] == worn["id"]
    assert older["title"] == "Older"
    assert older["meta"]["html_url"] == "http://localhost/worn-discs/old/"
    assert Page.objects.get(pk=worn["id"]).get_parent().pk == home.pk


def test_a_token_for_drafts_moves_nothing(client):
    home, page = make.home(), make.standard_page(title="Old")
    page.unpublish()
    drafts = with_token(client, make.superuser(), Scope.READ_DRAFTS, Scope.WRITE_DRAFTS)

    answer = batch(
        drafts,
        below_page(home.pk, title="New"),
        {"action": "move", "id": page.pk, "parent_id": {"operation": 0}},
    )

    assert answer.status_code == 403
    assert "publish" in answer.json()["detail"]
    assert not Page.objects.filter(title="New").exists()


def test_one_refusal_keeps_all_from_being_stored(owner):
    old = make.article("Old")
    before = Page.objects.count(), Revision.objects.count()

    answer = batch(
        owner,
        creation(),
        change(old, title="Changed"),
        change(old, benefits={"heading": "Fine", "items": [{"title": "x" * 200}]}),
    )

    path = ("operations", 2, "page", "benefits", "items", 0, "title")
    assert set(problems(answer)) == {path}
    assert (Page.objects.count(), Revision.objects.count()) == before


def test_what_was_read_is_sent_back(owner):
    one, two = make.article("One"), make.standard_page(title="Two")

    answer = batch(
        owner,
        *(change(page, **draft(owner, page.pk)) for page in (one, two)),
        query="?dry_run=true",
    )

    assert answer.status_code == 200, answer.content
    tried = answer.json()["operations"]
    assert [each["difference"] for each in tried] == [[], []]
    assert [each["would_store"]["title"] for each in tried] == ["One", "Two"]


def test_a_batch_is_tried_without_being_kept(owner, mailoutbox):
    old = make.article("Old")
    before = Page.objects.count(), Revision.objects.count()

    answer = batch(
        owner,
        creation(),
        {"action": "submit", "id": {"operation": 0}},
        change(old, title="Changed"),
        query="?dry_run=true",
    )

    assert answer.status_code == 200, answer.content
    assert answer.json()["operations"][2]["difference"] == [
        {"path": ["title"], "before": "Old", "after": "Changed"}
    ]
    assert (Page.objects.count(), Revision.objects.count()) == before
    assert mailoutbox == []


def test_an_operation_names_the_version_that_it_changes(owner):
    page = make.article("Old")
    tag = owner.get(f"/api/v3/pages/{page.pk}/")["ETag"]
    guarded = {**change(page, title="Changed"), "if_match": tag}

    assert batch(owner, guarded).status_code == 200
    answer = batch(owner, guarded)

    assert answer.status_code == 412
    assert "Operation 0" in answer.json()["detail"]


@pytest.mark.parametrize("given", ["", "3", '"3', '*, "3"'])
def test_an_operation_with_a_version_that_is_no_etag_is_refused(owner, given):
    page = make.article("Old")
    guarded = [
        change(page, title="Changed"),
        {"action": "publish", "id": page.pk},
        {"action": "move", "id": page.pk, "parent_id": make.home().pk},
    ]

    answer = batch(owner, *({**each, "if_match": given} for each in guarded))

    assert answer.status_code == 422
    places = [each["path"] for each in answer.json()["errors"]]
    assert places == [["body", "operations", n, "if_match"] for n in range(3)]
    assert "with its quotes" in answer.json()["detail"]


def test_an_operation_that_is_not_allowed_is_named_with_the_reason(client):
    page = make.article("Old")
    key = make.token(None, "write:drafts")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"

    answer = batch(
        client, change(page, title="New"), {"action": "unpublish", "id": page.pk}
    )

    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        "Operation 1: The token needs the scope “publish”."
    )
    assert not page.revisions.exists()


WRONG = [
    ({}, ()),
    ({"action": "delete", "id": 1}, ()),
    ({"action": ["update"]}, ()),
    ({"action": "create"}, ("page",)),
    ({"action": "create", "page": {}}, ("page", "meta", "type")),
    ({"action": "create", "page": []}, ("page",)),
    (
        {"action": "create", "page": {"meta": {"type": "auth.User"}}},
        ("page", "meta", "type"),
    ),
    ({"action": "create", "page": {"meta": None}}, ("page", "meta", "type")),
    ({"action": "update", "page": {}}, ("page", "meta", "type")),
    ({"action": "update", "id": 999_999, "page": {}}, ("page", "meta", "type")),
    ({"action": "update", "id": "x", "page": {}}, ("id",)),
    (
        {"action": "update", "id": {"operation": 0}, "page": {}},
        ("page", "meta", "type"),
    ),
    ({"action": "publish", "id": {"operation": 0}}, ("id", "operation")),
    ({"action": "publish", "id": {"operation": 3}}, ("id", "operation")),
    ({"action": "publish", "id": {"operation": -1}}, ("id", "operation")),
    ({"action": "publish", "id": {"operation": True}}, ("id", "operation")),
    ({"action": "publish", "id": {}}, ("id", "operation")),
    ({"action": "publish", "id": 999_999}, ("id",)),
    ({"action": "publish", "id": 0}, ("id",)),
    ({"action": "publish", "id": 2**70}, None),
    ({"action": "publish", "id": 1}, ("id",)),
    ({"action": "publish", "id": 1, "page": {}}, ("page",)),
    ({"action": "move", "id": {"operation": 0}, "parent_id": 1}, ("id", "operation")),
    ({"action": "move", "id": 1, "parent_id": 1}, ("id",)),
    ({"action": "move", "id": 1}, ("parent_id",)),
    ({"action": "move", "id": 1, "parent_id": None}, ("parent_id",)),
    ({"action": "publish", "id": 1, "parent_id": 1}, ("parent_id",)),
]


@pytest.mark.parametrize(("operation", "path"), WRONG)
def test_a_wrong_operation_is_refused_where_it_stands(owner, operation, path):
    make.home()

    answer = batch(owner, operation)

    if path is None:
        assert answer.status_code == 400
    else:
        start = ("operations", 0, *path)
        assert any(each[: len(start)] == start for each in problems(answer))


@pytest.mark.parametrize("sent", [[], {}, "x", None, [None] * 51, [[]]])
def test_a_list_of_operations_is_a_list_of_a_few(owner, sent):
    answer = send(owner, "POST", "/api/v3/pages/batch/", {"operations": sent})

    assert answer.status_code == 422, answer.content
    assert len(answer.content) < 5000


def test_the_type_of_a_page_stays(owner):
    page = make.article("Old")
    sent = {"title": "x", "meta": {"type": "home.StandardPage"}}

    answer = batch(owner, {"action": "update", "id": page.pk, "page": sent})

    assert ("operations", 0, "page", "meta", "type") in problems(answer)


@pytest.mark.parametrize(
    ("parent", "below"),
    [
        ({"operation": 0}, ("operation",)),
        ({"operation": 1}, ("operation",)),
        ({"operation": -1}, ("operation",)),
        ({"operation": "0"}, ("operation",)),
        ({"operation": 0, "id": 1}, ("id",)),
        ({}, ("operation",)),
        (None, ()),
        ("x", ()),
        (0, ()),
    ],
)
def test_a_wrong_parent_is_refused_where_it_stands(owner, parent, below):
    operation = below_page(parent, title="New")

    found = problems(batch(owner, operation))

    path = ("operations", 0, "page", "meta", "parent_id", *below)
    assert any(each[: len(path)] == path for each in found), found


def test_a_page_that_is_not_there_takes_none_below_it(owner):
    page = make.article()

    answer = batch(owner, {"action": "move", "id": page.pk, "parent_id": 999_999})
    assert set(problems(answer)) == {("operations", 0, "parent_id")}
    answer = batch(owner, {"action": "move", "id": page.pk, "parent_id": page.pk})
    assert answer.status_code == 403
    # Articles have no pages below them.
    answer = batch(owner, creation(), below_page({"operation": 0}, title="Lower"))
    assert answer.status_code in {403, 422}
    assert not Page.objects.filter(title="Lower").exists()


def test_an_unseen_page_is_not_told_of(client):
    page = make.article("Hidden", live=False)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    stranger = with_token(client, make.user())

    answer = batch(stranger, change(page, summary=3))

    assert answer.status_code in {403, 422}
    assert "Hidden" not in answer.content.decode()
    assert "summary" not in answer.content.decode()


def test_a_token_for_drafts_publishes_nothing(client):
    page = make.article("Old", live=False)
    drafts = with_token(client, make.superuser(), Scope.READ_DRAFTS, Scope.WRITE_DRAFTS)

    answer = batch(
        drafts, change(page, title="Changed"), {"action": "publish", "id": page.pk}
    )

    assert answer.status_code == 403
    page.refresh_from_db()
    assert not page.live
    assert page.latest_revision is None


def test_writing_several_pages_needs_a_token(client):
    assert batch(client, creation()).status_code == 401
