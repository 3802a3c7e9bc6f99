"""The step of a workflow that signs: its labels, its messages, its concurrency."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from articles.models import ArticlePage
from core.models import User
from tests import make, reading
from tests.articles import signing, writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(client):
    """An article at its clinical review, looked at by somebody of this kind."""

    def start(kind):
        article = signing.article()
        state = signing.in_workflow(article)
        client.force_login(signing.account(kind))
        return article, state

    return start


def address(article, state, name="workflow_action"):
    return reverse(f"wagtailadmin_pages:{name}", args=[article.pk, "approve", state.pk])


def approve(client, article, state, opened_at=None, **fields):
    opened_at = opened_at or timezone.now()
    form = {"opened_at": opened_at.isoformat(), **fields}
    return client.post(address(article, state), form, follow=True)


LABELS = {
    "reviewer": ["Approve without signing", "Approve with comment, without signing"],
    "clinician": ["Approve and sign as Maya Lindqvist, MD"],
}


@pytest.mark.parametrize(("kind", "labels"), LABELS.items())
def test_the_buttons_say_what_approval_will_do(client, review, kind, labels):
    article, _ = review(kind)
    form = reverse("wagtailadmin_pages:edit", args=[article.pk])

    for path in ("/admin/", form):
        buttons = reading.html(client.get(path)).find_all("button")
        said = [" ".join(button.get_text().split()) for button in buttons]
        assert [each for each in said if each.startswith("Approve")] == labels


@pytest.mark.parametrize("name", ["workflow_action", "collect_workflow_action_data"])
def test_the_dialog_says_which_version_is_signed(client, review, name):
    article, state = review("clinician")

    said = client.get(address(article, state, name)).json()["html"]

    assert "You sign the newest version" in said
    assert "opened_at" in said


def test_the_dialog_says_that_nothing_is_signed(client, review):
    article, state = review("reviewer")

    said = client.get(address(article, state)).json()["html"]

    assert "not linked to a clinician" in said


def test_approval_by_a_clinician_signs_and_says_so(client, review):
    article, state = review("clinician")

    answer = approve(client, article, state, comment="Fine.")

    assert "Approved and signed as Maya Lindqvist, MD." in reading.words(answer)
    state.refresh_from_db()
    signed = state.revision.as_object()
    assert state.comment == "Fine."
    assert signed.signature == signing.today(article, signing.maya())
    assert state.revision.is_latest_revision()


def test_approval_by_others_says_that_it_is_not_signed(client, review):
    article, state = review("reviewer")

    answer = approve(client, article, state)

    assert "The article is not signed" in reading.words(answer)
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_APPROVED


def test_what_the_clinician_signed_is_published_with_the_signature(client, review):
    article, state = review("clinician")
    approve(client, article, state)
    client.force_login(make.superuser("last@clinic.example"))
    article = ArticlePage.objects.get(pk=article.pk)

    approve(client, article, article.current_workflow_task_state)

    article.refresh_from_db()
    assert article.signature == signing.today(article, signing.maya())
    assert "Reviewed by Maya Lindqvist, MD" in reading.words(client.get(article.url))


def test_a_task_is_approved_at_the_address_of_its_own_page_alone(client, review):
    _, state = review("clinician")
    other = make.article("Sitting", slug="sitting")

    answer = approve(client, other, state)

    assert answer.status_code == 404
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_text_of_the_reviewers_own_token_is_not_signed_unread(client, review):
    article, state = review("clinician")
    opened_at = timezone.now()
    key = make.token(User.objects.get(pk=client.session["_auth_user_id"]))
    changed = Client().patch(
        f"/api/v3/pages/{article.pk}/",
        json.dumps({"title": "By the token"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert changed.status_code == 200

    answer = approve(client, article, state, opened_at)

    assert "has changed since you opened the dialog" in answer.text
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_autosave_approves_nothing(client, review):
    article, state = review("clinician")
    opened = json.dumps({"opened_at": timezone.now().isoformat()})
    action = {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": opened,
    }

    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
        writing.form(slug=article.slug, **action),
        headers={"Accept": "application/json"},
    )

    assert answer.json()["error_code"] == "invalid_action"
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    newest = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert newest.signature == signing.in_autumn()


OPENED = ["", "2999-13-01T00:00:00+00:00", "2999-01-01T00:00:00"]


@pytest.mark.parametrize("opened_at", [*OPENED, None])
def test_a_text_that_changed_meanwhile_is_neither_approved_nor_signed(
    client, review, opened_at
):
    article, state = review("clinician")
    if opened_at is None:
        opened_at = timezone.now().isoformat()
        article.title = "Another text"
        article.save_revision(user=make.user("editor@clinic.example"))

    answer = client.post(address(article, state), {"opened_at": opened_at}, follow=True)

    assert "neither approved nor signed" in reading.words(answer)
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    newest = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert newest.signature == signing.in_autumn()


REVIEWERS = "Clinical reviewers"
