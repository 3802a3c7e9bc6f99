"""Workflows and schedules of pages, through API v3."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import APIToken, PageLogEntry, Workflow, WorkflowPage

from articles.models import ArticlePage
from core.api.v3 import page_locks
from core.models import Scope
from tests import make
from tests.api.test_writing import send
from tests.api.test_writing_articles import WRITTEN, problems

pytestmark = pytest.mark.django_db


def acted(client, page, action, **body):
    return send(client, "POST", f"/api/v3/pages/{page.pk}/actions/{action}/", body)


def state(client, page):
    return client.get(f"/api/v3/pages/{page.pk}/workflow/").json()


def by_clinicians(page):
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})


def with_token(client, user, *scopes):
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token(user, *scopes)}"
    return client


def test_a_page_without_a_workflow_says_so(owner):
    page = make.article(live=False)

    assert state(owner, page) == {
        "id": page.pk,
        "workflow": None,
        "status": None,
        "task": None,
        "comment": "",
        "actions": [],
        "scheduled_for": None,
    }


def test_a_draft_is_submitted_sent_back_and_submitted_again(owner):
    page = make.article(live=False)

    submitted = acted(owner, page, "submit")
    assert submitted.status_code == 200, submitted.content
    assert submitted.json()["status"] == "in_progress"
    assert "request_changes" in submitted.json()["actions"]

    assert acted(owner, page, "submit").status_code == 409

    back = acted(owner, page, "request_changes", comment="Name your sources.")
    assert back.json()["status"] == "needs_changes"
    assert back.json()["comment"] == "Name your sources."

    again = acted(owner, page, "submit")
    assert again.json()["status"] == "in_progress"


def refusal(answer):
    assert answer.status_code == 409
    return answer.json()["detail"]


def test_a_page_that_is_submitted_already_names_its_workflow(owner):
    page = make.article(live=False)
    acted(owner, page, "submit")

    said = refusal(acted(owner, page, "submit"))

    assert f"“{state(owner, page)['workflow']}” already" in said


def test_a_page_without_a_workflow_is_not_submitted_for_that_reason(owner):
    page = make.article(live=False)
    WorkflowPage.objects.all().delete()

    assert "none is assigned" in refusal(acted(owner, page, "submit"))


def test_a_locked_page_is_not_submitted_for_that_reason(client):
    page = make.article(live=False)
    page.locked, page.locked_by = True, make.superuser()
    page.save()
    owner = with_token(client, make.member("Moderators"))

    assert refusal(acted(owner, page, "submit")) == page_locks.LOCKED


def test_a_page_whose_publication_is_planned_is_not_submitted_for_that_reason(owner):
    page = make.article(live=False)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()

    assert refusal(acted(owner, page, "submit")) == page_locks.PLANNED


def test_a_page_that_was_sent_back_says_that_it_waits_for_nobody(owner):
    page = make.article(live=False)
    for action in ("approve", "request_changes"):
        answer = acted(owner, page, action, comment="Good.")
        assert "in no workflow" in refusal(answer)
    acted(owner, page, "submit")
    acted(owner, page, "request_changes", comment="Name your sources.")

    for action in ("approve", "request_changes"):
        answer = acted(owner, page, action, comment="Good.")
        assert "sent back" in refusal(answer)


def test_the_last_approval_publishes(owner):
    page = make.article(live=False)
    acted(owner, page, "submit")

    approved = acted(owner, page, "approve", comment="Good.")

    assert approved.status_code == 200, approved.content
    assert approved.json()["status"] == "approved"
    page.refresh_from_db()
    assert page.live
    assert not page.is_signed


def test_no_token_approves_a_clinical_review(owner):
    page = make.article(live=False)
    token = APIToken.objects.get()
    make.person("Jon Moss", user=token.user)
    by_clinicians(page)
    acted(owner, page, "submit")

    answer = acted(owner, page, "approve")

    assert answer.status_code == 403
    page.refresh_from_db()
    assert not page.live
    assert not page.is_signed
    assert state(owner, page)["status"] == "in_progress"


@pytest.mark.parametrize(
    ("scopes", "is_clinical", "actions"),
    [
        ([], False, ["approve", "request_changes"]),
        ([Scope.PUBLISH], False, ["approve", "request_changes"]),
        ([Scope.WRITE_DRAFTS], False, ["request_changes"]),
        ([], True, ["request_changes"]),
        ([Scope.WRITE_DRAFTS], True, ["request_changes"]),
    ],
)
def test_the_actions_are_those_that_the_token_may_call(
    client, scopes, is_clinical, actions
):
    user = make.member("Moderators")
    user.groups.add(Group.objects.get(name="Clinical reviewers"))
    owner = with_token(client, user, *scopes)
    for action in ("approve", "request_changes"):
        page = make.article(action, live=False)
        if is_clinical:
            by_clinicians(page)
        acted(owner, page, "submit")

        assert state(owner, page)["actions"] == actions
        answer = acted(owner, page, action, comment="x")
        assert (answer.status_code == 200) == (action in actions)


def test_a_draft_with_gaps_is_not_submitted(owner):
    page = make.article(live=False, summary="")

    answer = acted(owner, page, "submit")

    assert ("summary",) in problems(answer)
    assert state(owner, page)["status"] is None


def test_a_submitted_page_is_taken_back(owner):
    page = make.article(live=False)
    acted(owner, page, "submit")

    answer = acted(owner, page, "cancel_workflow")

    assert answer.json()["status"] == "cancelled"
    assert acted(owner, page, "cancel_workflow").status_code == 409


@pytest.mark.parametrize("action", ["request_changes", "approve"])
def test_nothing_is_decided_where_nothing_waits(owner, action):
    page = make.article(live=False)

    assert acted(owner, page, action, comment="x").status_code == 409


def test_an_editor_submits_and_does_not_decide(client):
    page = make.article(live=False)
    editor = with_token(client, make.member("Editors"))

    assert acted(editor, page, "submit").status_code == 200
    assert state(editor, page)["actions"] == []
    for action in ("request_changes", "approve"):
        answer = acted(editor, page, action, comment="x")
        assert answer.status_code == 403, answer.content
    locked = send(editor, "PATCH", f"/api/v3/pages/{page.pk}/", {"title": "Mine"})
    assert locked.status_code == 403
    assert ArticlePage.objects.get().latest_revision.content["title"] == page.title


def test_a_token_for_drafts_does_not_approve(client):
    page = make.article(live=False)
    drafts = with_token(client, make.superuser(), Scope.READ_DRAFTS, Scope.WRITE_DRAFTS)
    acted(drafts, page, "submit")

    answer = acted(drafts, page, "approve")

    assert answer.status_code == 403
    page.refresh_from_db()
    assert not page.live


@pytest.mark.parametrize(
    "body", [{}, {"comment": ""}, {"comment": 3}, {"comment": "x" * 5001}, {"x": 1}]
)
def test_changes_are_asked_for_in_words(owner, body):
    page = make.article(live=False)
    acted(owner, page, "submit")

    answer = acted(owner, page, "request_changes", **body)

    assert answer.status_code == 422
    assert state(owner, page)["status"] == "in_progress"


@pytest.mark.parametrize(
    "action", ["submit", "request_changes", "approve", "cancel_workflow", "unschedule"]
)
def test_a_page_that_one_may_not_see_has_no_workflow(client, action):
    page = make.article(live=False)
    stranger = with_token(client, make.user())

    assert acted(stranger, page, action, comment="x").status_code == 404
    assert stranger.get(f"/api/v3/pages/{page.pk}/workflow/").status_code == 404


def test_a_publication_is_planned_and_taken_back(owner):
    page = make.article(live=False)
    later = (timezone.now() + datetime.timedelta(days=2)).replace(microsecond=0)
    sent = {"go_live_at": later.isoformat(), "meta": {"action": "publish"}}

    answer = send(owner, "PATCH", f"/api/v3/pages/{page.pk}/", sent)

    assert answer.status_code == 200, answer.content
    page.refresh_from_db()
    assert not page.live
    planned = state(owner, page)["scheduled_for"]
    assert datetime.datetime.fromisoformat(planned) == later
    assert acted(owner, page, "unschedule").json()["scheduled_for"] is None
    assert acted(owner, page, "unschedule").status_code == 409


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(None, "2020-01-01T00:00:00Z"), ("2100-02-01T00:00:00Z", "2100-01-01T00:00:00Z")],
)
def test_a_time_that_cannot_be_is_refused(owner, begins, ends):
    page = make.article(live=False)
    sent = {"go_live_at": begins, "expire_at": ends}

    answer = send(owner, "PATCH", f"/api/v3/pages/{page.pk}/", sent)

    assert ("expire_at",) in problems(answer)


def test_an_article_is_written_submitted_and_published_by_the_api_alone(owner, client):
    meta = {"type": "articles.ArticlePage", "parent_id": make.index().pk}
    body = {"title": "A walk a day", **WRITTEN, "meta": meta}
    tried = send(owner, "POST", "/api/v3/pages/?dry_run=true", body)
    assert tried.status_code == 200, tried.content

    made = send(owner, "POST", "/api/v3/pages/", body)
    page = ArticlePage.objects.get(pk=made.json()["id"])
    path = f"/api/v3/pages/{page.pk}/"
    acted(owner, page, "submit")
    acted(owner, page, "request_changes", comment="Say when to stop.")
    read = owner.get(f"{path}?version=draft")
    safety = read.json()["safety"]
    safety["warning_signs"].append({"text": "A weak leg"})
    changed = send(
        owner, "PATCH", path, {"safety": safety}, **{"If-Match": read["ETag"]}
    )
    assert changed.status_code == 200, changed.content
    acted(owner, page, "submit")
    acted(owner, page, "approve")

    del owner.defaults["HTTP_AUTHORIZATION"]
    public = client.get(path).json()
    assert public["title"] == "A walk a day"
    assert [each["text"] for each in public["safety"]["warning_signs"]] == [
        "A numb foot",
        "A weak leg",
    ]
    assert public["review"]["reviewer"] is None
    actions = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
    assert {"wagtail.create", "wagtail.publish", "wagtail.workflow.start"} <= {*actions}
