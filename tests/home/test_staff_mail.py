import time

import pytest
from django.urls import reverse
from wagtail.models import Comment, PageSubscription
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text
from wagtail.users.models import UserProfile

from core.models import User
from tests import make, servers
from tests.articles import signing
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

REVIEWER = "reviewer@clinic.example"
EDITOR = "starts@clinic.example"


@pytest.fixture
def reviewer():
    return signing.account("reviewer")


def submit(article):
    editor = User.objects.filter(email=EDITOR).first() or make.member("Editors", EDITOR)
    article.get_workflow().start(article, editor)


def act(client, article, action, **fields):
    state = article.current_workflow_task_state
    address = reverse(
        "wagtailadmin_pages:workflow_action", args=[article.pk, action, state.pk]
    )
    return client.post(address, fields)


def recipients(mails):
    return sorted(address for mail in mails for address in mail.recipients())


def test_reviewers_are_told_of_a_submission_by_the_worker(reviewer, mailoutbox):
    article = signing.article()

    submit(article)
    assert not mailoutbox

    told = work()
    assert recipients(told) == [REVIEWER]
    assert "has been submitted for approval" in told[0].subject
    assert f"http://localhost/admin/pages/{article.pk}/edit/" in told[0].body


def test_each_mail_goes_to_one_person_alone(reviewer):
    for number in range(3):
        make.member("Clinical reviewers", f"r{number}@clinic.example")

    submit(signing.article())

    assert {len(mail.recipients()) for mail in work()} == {1}


def test_the_request_does_as_much_for_one_reviewer_as_for_many(reviewer):
    article = signing.article()
    submit(article)
    for_one = tasks("READY").count()
    tasks("READY").delete()
    article.current_workflow_state.cancel()
    for number in range(20):
        make.member("Clinical reviewers", f"r{number}@clinic.example")

    submit(article)

    assert tasks("READY").count() == for_one


@pytest.mark.parametrize(
    ("fields", "profile"),
    [({"is_active": False}, {}), ({}, {"submitted_notifications": False})],
)
def test_who_left_or_does_not_want_them_gets_none(reviewer, fields, profile):
    User.objects.filter(pk=reviewer.pk).update(**fields)
    UserProfile.objects.update_or_create(user=reviewer, defaults=profile)

    submit(signing.article())

    assert work() == []


def test_who_submitted_is_told_of_a_rejection_and_its_reason(client, reviewer):
    article = signing.article()
    submit(article)
    work()
    client.force_login(reviewer)

    act(client, article, "reject", comment="Cite a source.")
    # Before the worker comes to it, the article is handed in again.
    article.refresh_from_db()
    article.current_workflow_state.resume(user=User.objects.get(email=EDITOR))

    [rejection] = [mail for mail in work() if EDITOR in mail.recipients()]
    assert "rejected" in rejection.subject
    assert "Cite a source." in rejection.body


def test_who_submitted_is_told_of_the_approval(reviewer):
    article = signing.article()
    submit(article)
    work()
    article.current_workflow_state.finish(user=make.superuser())

    [approval] = work()
    assert approval.recipients() == [EDITOR]
    assert "has been approved" in approval.subject


def test_of_a_page_that_was_deleted_nobody_is_told(reviewer):
    article = signing.article()
    submit(article)
    article.delete()

    assert work() == []
    assert not tasks("FAILED").exists()


@pytest.fixture
def silent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    with servers.mail_server() as server:
        server.mood, settings.EMAIL_PORT = "mute", server.port
        yield server


def test_a_silent_mail_server_holds_no_request_and_doubles_no_mail(reviewer, silent):
    make.member("Clinical reviewers", "second@clinic.example")
    article = signing.article()
    begun = time.monotonic()
    submit(article)
    assert time.monotonic() - begun < 1
    assert not silent.connected

    work()
    assert tasks("READY").count() == 2
    silent.mood = "up"
    work(waits_too=True)
    work(waits_too=True)

    assert sorted(address for each in silent.received for address in each.rcpt_tos) == [
        REVIEWER,
        "second@clinic.example",
    ]


def save_with_comments(client, page, comments):
    revision = page.get_latest_revision()
    form = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": rich_text("<p>Come and see us.</p>"),
            "comments": comments,
            "loaded_revision_id": str(revision.pk),
            "loaded_revision_created_at": revision.created_at.isoformat(),
        }
    )
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert answer.status_code == 302


@pytest.fixture
def followed():
    """A page whose comments Ana follows."""
    page = make.contact_page()
    ana = make.user("ana@clinic.example", first_name="Ana")
    page.save_revision(user=ana)
    PageSubscription.objects.create(page=page, user=ana, comment_notifications=True)
    return page


def test_followers_are_told_of_comments_by_the_worker(admin_client, followed):
    note = {"contentpath": "title", "position": "", "text": "Too short?"}
    notes = inline_formset([{**note, "replies": inline_formset([])}])

    save_with_comments(admin_client, followed, notes)

    [mail] = work()
    assert mail.recipients() == ["ana@clinic.example"]
    assert "Too short?" in mail.body


def test_followers_are_told_what_a_deleted_comment_said(admin_client, followed):
    comment = Comment.objects.create(
        page=followed,
        user=User.objects.get(first_name="Ana"),
        text="Call it Visit us?",
        contentpath="title",
    )
    note = {
        "id": str(comment.pk),
        "contentpath": "title",
        "position": "",
        "text": comment.text,
        "DELETE": "on",
        "replies": inline_formset([]),
    }

    save_with_comments(admin_client, followed, inline_formset([note], initial=1))

    assert "Call it Visit us?" in "".join(mail.body for mail in work())
