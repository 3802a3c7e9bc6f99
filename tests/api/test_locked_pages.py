"""Pages that a person has locked, which nobody else changes by API v3."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, Workflow

from core.models import User
from tests import make
from tests.api.test_page_batches import batch, change
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """Has a draft that is newer than what readers see."""
    page = make.article("Old")
    page.save_revision()
    page.title = "Draft"
    page.save_revision()
    return page


def lock(page, by):
    page.locked, page.locked_by, page.locked_at = True, by, timezone.now()
    page.save(update_fields=["locked", "locked_by", "locked_at"])


def writes(client, page):
    path = f"/api/v3/pages/{page.pk}/"
    first = page.revisions.order_by("pk").first().pk
    publication = {"action": "publish", "id": page.pk}
    return [
        send(client, "PATCH", path, {"title": "New"}),
        send(client, "PATCH", f"{path}?dry_run=true", {"title": "New"}),
        send(client, "POST", f"{path}actions/revert/", {"revision_id": first}),
        send(client, "POST", f"{path}actions/publish/", {}),
        batch(client, change(page, title="New")),
        batch(client, publication),
    ]


def test_a_page_that_another_has_locked_stays_as_it_is(owner, page):
    lock(page, make.user("other@clinic.example"))
    latest = page.latest_revision_id

    answers = writes(owner, page)

    assert [each.status_code for each in answers] == [403] * 6
    reasons = {each.json()["detail"].removeprefix("Operation 0: ") for each in answers}
    assert reasons == {
        "The page is locked: somebody works on it alone. Ask them to unlock it."
    }
    page.refresh_from_db()
    assert page.latest_revision_id == latest
    assert page.title == "Old"


def test_they_go_on_themselves(owner, page):
    lock(page, User.objects.get())

    assert [each.status_code for each in writes(owner, page)] == [200] * 6


def test_a_lock_tells_nothing_of_a_page_that_is_not_seen(client, page):
    lock(page, make.user("other@clinic.example"))
    page.unpublish()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token(make.user())}"

    for name in ("publish", "revert"):
        path = f"/api/v3/pages/{page.pk}/actions/{name}/"
        assert send(client, "POST", path, {"revision_id": 1}).status_code == 404


def test_a_page_that_waits_for_others_or_for_its_time_stays_as_it_is(client, page):
    client.defaults["HTTP_AUTHORIZATION"] = (
        f"Bearer {make.token(make.member('Moderators'))}"
    )
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    state = workflow.start(page, make.superuser())
    page.unpublish()
    waiting = writes(client, page)
    state.cancel()
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    planned = writes(client, page)

    assert [each.status_code for each in [*waiting, *planned]] == [403] * 12
    assert all("others in its workflow" in waiting[n].text for n in (2, 3, 5))
    assert all("publication is planned" in planned[n].text for n in (2, 3, 5))
    assert not Page.objects.get(pk=page.pk).live


def test_a_locked_page_is_moved_and_deleted_as_in_the_admin(owner, page):
    lock(page, make.user("other@clinic.example"))
    path, there = f"/api/v3/pages/{page.pk}/", make.index()
    body = {"destination_id": there.pk, "position": "first-child"}

    assert send(owner, "POST", f"{path}actions/unpublish/", {}).status_code == 403
    assert send(owner, "POST", f"{path}actions/move/", body).status_code == 200
    assert owner.delete(path).status_code == 204
    assert not Page.objects.filter(pk=page.pk).exists()
