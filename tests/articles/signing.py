"""People who try to sign an article, and the ways by which they try."""

import datetime
import json

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, Workflow, WorkflowPage

from articles.models import ArticlePage
from articles.models.reviewed import Signature
from clinic.models import Person
from core.models import User
from tests import make
from tests.articles import writing

SPRING, AUTUMN = datetime.date(2026, 3, 9), datetime.date(2026, 9, 1)


def maya():
    return Person.objects.get(slug="maya-lindqvist")


def jon():
    return Person.objects.get(slug="jon-reyes")


def account(kind):
    """An account with the groups of this kind, linked to a person as it says."""
    if kind.startswith("superuser"):
        user = make.superuser(f"{kind.replace(' ', '-')}@clinic.example")
    else:
        user = make.user(f"{kind.replace(' ', '-')}@clinic.example")
        for name in GROUPS[kind]:
            user.groups.add(Group.objects.get(name=name))
    person = {"clinician": maya, "linked": jon}.get(kind.split()[-1])
    if person:
        Person.objects.filter(pk=person().pk).update(user=user)
    return user


GROUPS = {
    "editor": ["Editors"],
    "moderator": ["Moderators"],
    "reviewer": ["Clinical reviewers"],
    "reviewer linked": ["Clinical reviewers", "Moderators"],
    "clinician": ["Clinical reviewers", "Moderators"],
}
KINDS = [*GROUPS, "superuser", "superuser linked"]
# As whom they may sign; the others as nobody.
SIGNS_AS = {"clinician": maya, "reviewer linked": jon, "superuser linked": jon}


def article():
    """Signed in spring by Maya, in autumn with another text by Jon; that is published."""
    make.person("Maya Lindqvist")
    make.person("Jon Reyes")
    page = make.article("Walking", slug="walking")
    for person, day in ((maya(), SPRING), (jon(), AUTUMN)):
        page.title = f"Walking, read by {person.name}"
        page.record_review(reviewer=person, day=day)
        revision = page.save_revision()
    revision.publish()
    page = ArticlePage.objects.get(pk=page.pk)
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    WorkflowPage.objects.create(workflow=workflow, page=make.index())
    return page


def old_revision(page, person):
    return page.revisions.filter(content__reviewer=person.pk).first()


def forged():
    """Fields that no form of the admin asks them for."""
    return {
        "reviewer": maya().pk,
        "last_reviewed": timezone.localdate().isoformat(),
        "next_review_due": "2030-01-01",
        "withdraw": "",
    }


def by_form(client, page):
    writing.edit(client, page, slug=page.slug, sign="on", **forged())


def by_publishing_form(client, page):
    writing.edit(client, page, publish=True, slug=page.slug, sign="on", **forged())


def by_form_without_the_box(client, page):
    writing.edit(client, page, publish=True, slug=page.slug, **forged())


def by_autosave(client, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = writing.form(slug=page.slug, sign="on", **forged())
    client.post(address, form, headers={"Accept": "application/json"})


def by_new_article(client, page):
    writing.create(
        client, make.index(), publish=True, slug="new", sign="on", **forged()
    )


def by_submitting_for_moderation(client, page):
    form = {"action-submit": "x", "slug": page.slug, **forged()}
    writing.edit(client, page, **form)


def by_schedule(client, page):
    go_live = {"go_live_at": "2099-01-01 10:00"}
    writing.edit(client, page, publish=True, slug=page.slug, **go_live, **forged())
    past = (timezone.now() - datetime.timedelta(minutes=1)).isoformat()
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = revision.approved_go_live_at = past
        revision.save()
    call_command("publish_scheduled")


def in_workflow(page):
    page.get_workflow().start(page, make.superuser("starts@clinic.example"))
    return page.current_workflow_task_state


def by_workflow(client, page):
    state = in_workflow(page)
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]
    )
    client.post(address, {"opened_at": timezone.now().isoformat(), **forged()})


def by_workflow_in_form(client, page):
    in_workflow(page)
    opened = json.dumps({"comment": "", "opened_at": timezone.now().isoformat()})
    form = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": opened,
    }
    writing.edit(client, page, slug=page.slug, **form, **forged())


def by_approval_for_publication(client, page):
    Workflow.objects.get(name="Moderators approval").start(
        page, make.superuser("starts@clinic.example")
    )
    state = page.current_workflow_task_state
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]
    )
    client.post(address, {"opened_at": timezone.now().isoformat(), **forged()})


def revert(client, page, revision, **fields):
    address = reverse(
        "wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk]
    )
    client.post(address, writing.form(slug=page.slug, **fields, **forged()))


def by_revert(client, page):
    revert(client, page, old_revision(page, maya()))


def by_publishing_an_old_version(client, page):
    old = old_revision(page, maya())
    revert(client, page, old, **{"action-publish": "x"})


def by_signing_an_old_version(client, page):
    old = old_revision(page, maya())
    revert(client, page, old, sign="on", **{"action-publish": "x"})


def by_bulk(client, page):
    page.title = "A draft"
    page.save_revision()
    for action in ("publish", "unpublish", "publish", "move"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        chosen = {"chooser": make.index().pk, "include_descendants": "on", **forged()}
        client.post(f"{address}?next=/admin/&id={page.pk}", chosen)


def copying(client, page, **chosen):
    form = {
        "new_title": "Once more",
        "new_slug": "once-more",
        "new_parent_page": page.get_parent().pk,
        **chosen,
        **forged(),
    }
    client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)


def by_copy(client, page):
    copying(client, page, publish_copies="on", copy_subpages="on")


def by_alias(client, page):
    copying(client, page, alias="on")
    alias = ArticlePage.objects.filter(alias_of=page).first()
    if alias:
        client.post(
            reverse("wagtailadmin_pages:edit", args=[alias.pk]),
            writing.form(slug=alias.slug, sign="on", **forged()),
        )
        client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))


def by_admin_api(client, page):
    for action, body in [
        ("publish", {}),
        ("copy", {"slug": "api-copy"}),
        ("create_alias", {"update_slug": "api-alias"}),
        ("revert_to_page_revision", {"revision_id": old_revision(page, maya()).pk}),
        ("publish", {}),
    ]:
        address = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
        client.post(address, {**body, **forged()}, content_type="application/json")


def by_api_v3(client, page):
    token = make.token(User.objects.get(pk=client.session["_auth_user_id"]))
    signature = {**forged(), "review": {"reviewer": maya().pk}, "sign": True}
    where = f"/api/v3/pages/{page.pk}/"
    meta = {
        "type": "articles.ArticlePage",
        "parent_id": make.index().pk,
        "action": "publish",
    }
    old = old_revision(page, maya()).pk
    for method, path, body in [
        ("POST", "/api/v3/pages/", {"title": "New", "meta": meta, **signature}),
        ("PATCH", where, {"title": "New", **signature}),
        ("PATCH", where, {"title": "New", "meta": {"action": "publish"}}),
        ("POST", f"{where}actions/copy/", {"slug": "copied"}),
        ("POST", f"{where}actions/create_alias/", {"slug": "alias"}),
        ("POST", f"{where}actions/revert/", {"revision_id": old, **signature}),
        ("POST", f"{where}actions/revert/", {"revision_id": old}),
        ("POST", f"{where}actions/publish/", {}),
    ]:
        client.generic(
            method,
            path,
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
    alias = ArticlePage.objects.filter(alias_of=page).first()
    if alias:
        client.post(
            f"/api/v3/pages/{alias.pk}/actions/convert_alias/",
            headers={"Authorization": f"Bearer {token}"},
        )


def by_api_v2(client, page):
    for path in (f"/api/v2/pages/{page.pk}/", "/api/v2/pages/"):
        for method in ("POST", "PUT", "PATCH"):
            client.generic(
                method, path, json.dumps(forged()), content_type="application/json"
            )


SIGNING = [
    by_form,
    by_publishing_form,
    by_workflow,
    by_workflow_in_form,
    by_signing_an_old_version,
]
OTHERS = [
    by_form_without_the_box,
    by_autosave,
    by_new_article,
    by_submitting_for_moderation,
    by_schedule,
    by_approval_for_publication,
    by_revert,
    by_publishing_an_old_version,
    by_bulk,
    by_copy,
    by_alias,
    by_admin_api,
    by_api_v3,
    by_api_v2,
]


MAKE_PAGES = {"by_new_article", "by_copy", "by_alias", "by_admin_api", "by_api_v3"}
# They go back to the text of spring: Jon has not signed that one.
GO_BACK = {"by_revert", "by_publishing_an_old_version", "by_admin_api", "by_api_v3"}


def signatures(*, since):
    """On all pages and in all newer revisions."""
    rows = [page.signature for page in ArticlePage.objects.all()]
    drafts = [
        revision.as_object().signature
        for revision in Revision.objects.filter(pk__gt=since)
        if isinstance(revision.content_object, ArticlePage)
    ]
    return {*rows, *drafts}


def in_autumn():
    return Signature(jon().pk, AUTUMN)


def today(page, person):
    return Signature(person.pk, page.today())
