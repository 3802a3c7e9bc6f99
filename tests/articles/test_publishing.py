"""Whatever door an article goes public by, it is complete, or it stays what it was."""

import datetime
import logging

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, Workflow
from wagtail.signals import page_published

from articles.models import ArticlePage
from home.management.commands.publish_on_time import publish_what_is_due
from tests import make, reading
from tests.articles import writing
from tests.working import work

pytestmark = pytest.mark.django_db

EMPTY_PARTS = {
    "benefits": writing.part("benefits", writing.benefits(listed=())),
    "safety": writing.part("safety", writing.safety("")),
    "call_to_action": writing.part("call_to_action", writing.call_to_action("")),
}


def member(group):
    return make.member(group, f"{group.split()[-1].lower()}@clinic.example")


def half_filled(client, **fields):
    """An editor's draft that lacks what ``fields`` leave out."""
    client.force_login(make.superuser())
    writing.create(client, make.index(), **(fields or EMPTY_PARTS))
    return ArticlePage.objects.get()


def with_gap(article):
    """The article, its newest version without the title of a benefit."""
    draft = article.get_latest_revision_as_object()
    draft.benefits = [("benefits", {**make.BENEFITS, "items": [{"title": ""}]})]
    draft.save_revision(clean=False)
    return article


def test_a_publication_that_fails_half_way_is_tried_again():
    article = make.article(live=False)
    revision = article.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now())

    def fail(**signal):
        raise RuntimeError("The disk is full.")

    page_published.connect(fail)
    try:
        publish_what_is_due()
    finally:
        page_published.disconnect(fail)
    article.refresh_from_db()
    assert not article.live

    publish_what_is_due()

    article.refresh_from_db()
    assert article.live


def publish_together(client, *pages, **form):
    client.force_login(member("Moderators"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{address}?next=/admin/&{chosen}", form, follow=True)


def test_half_filled_parts_are_not_published_together_with_others(client):
    half, whole = half_filled(client), make.article(title="Sleep", live=False)

    answer = publish_together(client, whole, half)

    assert (
        "missing or wrong in: Benefits, Safety and Call to action"
        in reading.messages(answer)
    )
    assert reverse("wagtailadmin_pages:edit", args=[half.pk]) in reading.messages(
        answer
    )
    assert not ArticlePage.objects.live().exists()


def test_a_draft_without_a_summary_is_not_published_but_named(client):
    half_filled(client, summary="")

    answer = publish_together(client, ArticlePage.objects.get())

    assert "Can walking ease lower back pain?" in reading.messages(answer)
    assert "missing or wrong in: Summary." in reading.messages(answer)
    assert not ArticlePage.objects.live().exists()


def test_a_half_filled_page_is_not_published_along_with_its_index(client):
    half_filled(client)

    answer = publish_together(client, make.index(), include_descendants="on")

    assert "missing or wrong" in reading.messages(answer)
    assert not ArticlePage.objects.live().exists()


def test_complete_drafts_are_published_together(client):
    drafts = [make.article(title=title, live=False) for title in ("Sleep", "Desk")]

    publish_together(client, *drafts)

    assert ArticlePage.objects.live().count() == 2


@pytest.fixture
def approving(client):
    """Approves the article's step in the workflow as a moderator, at the dashboard."""

    def approve(article, **headers):
        client.force_login(member("Moderators"))
        state = article.current_workflow_task_state
        address = reverse(
            "wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk]
        )
        return client.post(f"{address}?next=/admin/", headers=headers)

    return approve


def in_moderation(article):
    workflow = Workflow.objects.get(name="Moderators approval")
    article.save_revision(clean=False)
    workflow.start(article, make.superuser())
    return article


def test_mails_of_a_workflow_name_their_recipient_and_hold_signs_as_typed():
    moderator = member("Moderators")

    in_moderation(make.article('Söhne & O’Brien’s "back"', live=False))

    told = [each for each in work() if each.message()["To"] == moderator.email]
    assert told
    assert all('Söhne & O’Brien’s "back"' in each.subject for each in told)


def test_approval_does_not_publish_what_lost_a_title_meanwhile(client, approving):
    article = with_gap(in_moderation(make.article(live=False)))

    approving(article)

    answer = client.get("/admin/")
    assert "missing or wrong in: Benefits." in reading.messages(answer)
    article = ArticlePage.objects.get()
    assert not article.live
    assert article.workflow_in_progress


def test_an_approval_from_a_dialog_leads_on_to_the_message(client, approving):
    article = with_gap(in_moderation(make.article(live=False)))

    answer = approving(article, X_Requested_With="XMLHttpRequest")

    assert answer.json() == {"step": "success", "redirect": "/admin/"}
    assert "missing or wrong in: Benefits." in reading.messages(client.get("/admin/"))


def test_approval_publishes_what_is_complete(approving):
    approving(in_moderation(make.article(live=False)))

    assert ArticlePage.objects.get().live


def test_a_public_article_keeps_its_text_when_a_gap_is_approved(client, approving):
    article = with_gap(in_moderation(make.article()))

    approving(article)

    assert "Stronger muscles" in client.get(article.url).content.decode()


def with_token(client):
    token = make.token(make.superuser("api@clinic.example"))
    client.logout()
    return {"headers": {"Authorization": f"Bearer {token}"}}


def test_the_api_refuses_to_publish_a_half_filled_draft(client):
    half = half_filled(client)

    answer = client.post(
        f"/api/v3/pages/{half.pk}/actions/publish/",
        content_type="application/json",
        **with_token(client),
    )

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Benefits, Safety and Call to action" in answer.json()["detail"]
    assert not ArticlePage.objects.live().exists()


def test_the_api_of_the_admin_refuses_it_too(client):
    half = half_filled(client)
    address = reverse("wagtailadmin_api:pages:action", args=[half.pk, "publish"])

    answer = client.post(address)

    assert answer.status_code == 400
    assert "Call to action" in answer.content.decode()
    assert not ArticlePage.objects.live().exists()


def test_code_cannot_publish_a_gap_either():
    article = with_gap(make.article(live=False))

    with pytest.raises(ValidationError, match="Benefits"):
        article.get_latest_revision().publish()

    assert not ArticlePage.objects.live().exists()


def due(article):
    article.go_live_at = timezone.now() - datetime.timedelta(minutes=1)
    revision = article.save_revision(clean=False)
    revision.approved_go_live_at = article.go_live_at
    revision.save()
    return article


def test_what_is_due_goes_public_without_what_is_not_complete(caplog):
    half = make.article(title="Half", live=False)
    half.summary = ""
    due(half)
    whole = due(make.article(title="Whole", live=False))

    with caplog.at_level(logging.ERROR, logger="gait.publishing"):
        call_command("publish_scheduled")

    assert list(ArticlePage.objects.live()) == [whole]
    assert "“Half” cannot be published yet" in caplog.text
    assert "Summary" in caplog.text


def test_make_run_publishes_what_is_due():
    article = due(make.article(live=False))

    publish_what_is_due()

    assert list(ArticlePage.objects.live()) == [article]


def test_make_run_takes_off_what_has_expired():
    make.article(expire_at=timezone.now() - datetime.timedelta(minutes=1))

    publish_what_is_due()

    assert not ArticlePage.objects.live().exists()


def test_what_is_not_complete_is_not_put_on_the_schedule(client):
    half = half_filled(client)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    draft = half.get_latest_revision_as_object()
    draft.go_live_at = tomorrow
    draft.save_revision(clean=False)

    answer = publish_together(client, half)

    assert "missing or wrong" in reading.messages(answer)
    assert not Page.objects.get(pk=half.pk).scheduled_revision


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_a_copy_with_a_gap_is_not_published_and_the_form_keeps_its_text(editor, how):
    article = make.article("Sleep")
    article.save_revision().publish()
    ArticlePage.objects.update(summary="")
    address = reverse("wagtailadmin_pages:copy", args=[article.pk])
    typed = {
        "new_title": "Sleeping well",
        "new_slug": "sleeping-well",
        "new_parent_page": make.index().pk,
    }

    answer = editor.post(address, {**typed, how: "on"})

    assert "missing or wrong in: Summary." in answer.text
    assert 'value="Sleeping well"' in answer.text
    assert ArticlePage.objects.count() == 1
    assert editor.post(address, typed).status_code == 302
    assert not ArticlePage.objects.get(slug="sleeping-well").live


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_a_draft_with_a_gap_is_copied_as_a_draft(editor, how):
    draft = make.article("Sleep", live=False)
    ArticlePage.objects.update(summary="")
    address = reverse("wagtailadmin_pages:copy", args=[draft.pk])
    typed = {
        "new_title": "Sleeping well",
        "new_slug": "sleeping-well",
        "new_parent_page": make.index().pk,
    }

    assert editor.post(address, {**typed, how: "on"}).status_code == 302
    assert not ArticlePage.objects.get(slug="sleeping-well").live
