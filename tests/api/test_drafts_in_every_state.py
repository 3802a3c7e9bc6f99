"""Writes with a token for drafts, on pages in every state: readers see no difference."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Workflow

from cms.api import v3
from tests import make
from tests.api.test_token_scopes import DRAFTS, second_site, send
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAST = "2020-01-01T00:00:00Z"
# Where nothing hinders them; all else needs the scope "publish".
ALLOWED = {
    "pages_create",
    "pages_update",
    "pages_batch",
    "pages_actions_submit",
    "pages_actions_revert",
}
LOCKED = {"pages_create"}
STATES = {
    "never published": ALLOWED,
    "published": ALLOWED,
    "private": ALLOWED,
    "of another site": ALLOWED,
    "expired": ALLOWED,
    "alias": {"pages_create"},
    "locked": LOCKED,
    "in a workflow of another": LOCKED,
    "planned": LOCKED,
}


def lock(page):
    page.locked, page.locked_by = True, make.user()
    page.save(update_fields=["locked", "locked_by"])


def submit(page):
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    workflow.start(page, make.user())


def plan(page):
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()


COMING_INTO = {
    "private": make.HIDDEN["private"],
    "expired": lambda page: page.unpublish(set_expired=True),
    "locked": lock,
    "in a workflow of another": submit,
    "planned": plan,
}


def in_state(state):
    """A page with a first version and a newer draft."""
    is_elsewhere = state == "of another site"
    page = second_site()[1] if is_elsewhere else make.standard_page(live=False)
    first = page.save_revision()
    if state != "never published":
        first.publish()
    page.refresh_from_db()
    page.title = "Draft"
    page.save_revision()
    page.refresh_from_db()
    if state == "alias":
        return page.create_alias(update_slug="alias")
    COMING_INTO.get(state, bool)(page)
    return page


def bodies(page):
    """Bodies of requests by operation, with the address of the page where one is needed."""
    first = page.revisions.order_by("pk").first() or page.alias_of.latest_revision
    changed = {"title": "Changed", "seo_title": "Changed", "go_live_at": PAST}
    update = {"title": "Changed", "meta": {"type": page._meta.label}}
    below = {"type": "home.StandardPage", "parent_id": page.get_parent().pk}
    return {
        "pages_create": {"title": "New", "meta": below},
        "pages_update": changed,
        "pages_batch": {
            "operations": [{"action": "update", "id": page.pk, "page": update}]
        },
        "pages_actions_revert": {"revision_id": first.pk},
        "pages_actions_request_changes": {"comment": "Why?"},
        "pages_actions_move": {"destination_id": make.index().pk},
        "pages_actions_copy_for_translation": {"locale": "en-gb"},
    }


def writes():
    """Triples of operation, method and path of all that writes pages."""
    for path, methods in v3.get_openapi_schema()["paths"].items():
        for method, described in methods.items():
            if method != "get" and path.startswith("/api/v3/pages/"):
                yield described["operationId"], method.upper(), path


@pytest.mark.parametrize("state", STATES)
def test_a_token_for_drafts_changes_nothing_that_readers_see(client, state):
    page = in_state(state)
    key, sent, done = make.token(None, *DRAFTS), bodies(page), set()

    for name, method, path in writes():
        address = path.format(page_id=page.pk).removeprefix("/api/v3/")
        with transaction.atomic():
            with feed.noting() as noted:
                answer = send(client, key, method, address, sent.get(name, {}))
            new = set(Page.objects.filter(title="New").values_list("pk", flat=True))
            transaction.set_rollback(True)
        if answer.status_code < 300:
            done.add(name)

        assert answer.status_code in {200, 201, 403, 404, 409, 422}, (name, answer.text)
        assert {each.object_id for each in noted.changes if each.kind} <= new, name
    assert done == STATES[state]
