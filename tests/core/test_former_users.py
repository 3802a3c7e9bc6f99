"""Names of deleted accounts stay in histories and reports."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from core.models import FormerUser, User
from tests import make
from tests.articles import signing
from tests.working import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    """An article that somebody published whose account is deleted afterwards."""
    reviewer = make.superuser("maya@clinic.example")
    reviewer.first_name, reviewer.last_name = "Maya", "Lindqvist"
    reviewer.save()
    article = make.article()
    article.save_revision(user=reviewer, log_action=True).publish(user=reviewer)
    return article, User.objects.get(pk=reviewer.pk)


def shown(editor, article):
    paths = [f"/admin/pages/{article.pk}/history/", "/admin/reports/site-history/"]
    return [editor.get(path).content.decode() for path in paths]


@pytest.mark.parametrize("how", ["the account", "all at once", "in the admin"])
def test_histories_name_whoever_published_after_the_account_is_deleted(
    editor, published, how
):
    article, reviewer = published
    key = reviewer.pk
    {
        "the account": lambda: reviewer.delete(),
        "all at once": lambda: User.objects.filter(pk=reviewer.pk).delete(),
        "in the admin": lambda: editor.post(f"/admin/users/delete/{reviewer.pk}/"),
    }[how]()

    assert not User.objects.filter(pk=key).exists()
    for page in shown(editor, article):
        assert "Maya Lindqvist (account deleted)" in page
        assert f"user {key}" not in page


def test_the_report_of_old_pages_names_them_too(editor, published):
    _, reviewer = published
    reviewer.delete()

    body = editor.get("/admin/reports/aging-pages/").content.decode()

    assert "Maya Lindqvist (account deleted)" in body


def test_an_account_deleted_before_names_were_kept_shows_its_number(editor, published):
    article, reviewer = published
    key = reviewer.pk
    reviewer.delete()
    FormerUser.objects.all().delete()
    cache.clear()

    for page in shown(editor, article):
        assert f"user {key} (account deleted)" in page


def test_a_history_costs_the_same_however_many_left(count_queries, client):
    client.force_login(make.superuser())
    article = make.article()
    costs = []
    for number in (1, 3):
        for n in range(number):
            leaver = make.superuser(f"n{n}-of-{number}@x.example")
            article.save_revision(user=leaver, log_action=True)
            leaver.delete()
        costs.append(count_queries(f"/admin/pages/{article.pk}/history/"))

    assert costs[0] == costs[1]


@pytest.fixture
def decided(client):
    """Two accounts that are deleted after one asked for a review and one decided."""
    article = signing.article()
    asks = make.member(
        "Editors", "asks@clinic.example", first_name="Ana", last_name="Ask"
    )
    article.get_workflow().start(article, asks)
    decides = signing.account("reviewer")
    User.objects.filter(pk=decides.pk).update(first_name="Dee", last_name="Cide")

    def decide(action):
        state = article.current_workflow_task_state
        client.force_login(decides)
        address = reverse(
            "wagtailadmin_pages:workflow_action", args=[article.pk, action, state.pk]
        )
        client.post(
            address, {"comment": "Read.", "opened_at": timezone.now().isoformat()}
        )
        User.objects.filter(pk__in=[asks.pk, decides.pk]).delete()
        client.force_login(make.superuser())
        return TaskState.objects.get(pk=state.pk)

    return decide


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_workflows_name_who_asked_and_who_decided(client, decided, action):
    state = decided(action)
    page = state.revision.object_id

    for name, key in (("workflow_history", None), ("workflow_history_detail", state)):
        args = [page, key.workflow_state_id] if key else [page]
        body = client.get(reverse(f"wagtailadmin_pages:{name}", args=args))
        assert "Ana Ask (account deleted)" in body.content.decode()
    assert "Dee Cide (account deleted)" in body.content.decode()
    report = client.get("/admin/reports/workflow_tasks/?export=csv")
    assert "Dee Cide (account deleted)" in report.getvalue().decode()


def test_a_step_that_nobody_finished_names_nobody(client, decided):
    state = decided("reject")
    state.workflow_state.resume(user=make.superuser("other@clinic.example"))
    open_step = TaskState.objects.order_by("-pk").first()

    assert open_step.finished_at is None
    assert open_step.finished_by is None
    assert open_step.workflow_state.requested_by.pk is not None


def test_nothing_is_mailed_to_an_account_that_was_deleted(decided):
    state = decided("reject")
    work()
    state.workflow_state.resume(user=make.superuser("other@clinic.example"))
    work()

    again = TaskState.objects.order_by("-pk").first()
    again.reject(user=User.objects.get(email="other@clinic.example"))

    assert work() == []


def test_names_of_many_who_left_cost_a_workflow_history_no_more_than_of_one(
    count_queries, client
):
    article = signing.article()
    client.force_login(make.superuser())
    path = reverse("wagtailadmin_pages:workflow_history", args=[article.pk])
    leavers = [make.superuser(f"n{number}@x.example") for number in range(3)]
    for leaver in leavers:
        article.get_workflow().start(article, leaver)
        article.current_workflow_state.cancel(user=leaver)
    leavers.pop().delete()
    for_one = count_queries(path)

    for leaver in leavers:
        leaver.delete()

    assert count_queries(path) == for_one
