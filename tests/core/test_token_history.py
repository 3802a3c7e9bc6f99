import json

import pytest
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from tests import make

pytestmark = pytest.mark.django_db

NOTICE = "was written that no person has published yet"


def send(client, key, method, path, body):
    return client.generic(
        method,
        f"/api/v3/pages/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


@pytest.fixture
def agent():
    owner = make.superuser("ann@clinic.example")
    owner.first_name, owner.last_name = "Ann", "Lee"
    owner.save()
    return make.token(owner, "write:drafts", name="Agent <7>")


def new_page(client, agent):
    meta = {"type": "home.StandardPage", "parent_id": make.home().pk}
    answer = send(client, agent, "POST", "", {"title": "New", "meta": meta})
    return Page.objects.get(pk=answer.json()["id"])


def history(client, page):
    return client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).text


def form(client, page):
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_the_history_names_the_token_and_its_owner(client, agent):
    page = new_page(client, agent)
    send(client, agent, "PATCH", f"{page.pk}/", {"title": "Newer"})
    client.force_login(make.superuser())

    shown = history(client, page)

    assert shown.count("by Agent &lt;7&gt; (API token)") == 3
    assert "Ann Lee" in shown
    report = client.get(reverse("wagtailadmin_reports:site_history")).text
    assert "by Agent &lt;7&gt; (API token)" in report


def test_the_form_says_that_a_token_has_written_in_the_draft(editor, client, agent):
    article = make.article()
    assert NOTICE not in form(editor, article)

    send(client, agent, "PATCH", f"{article.pk}/", {"title": "Newer"})

    shown = form(editor, article)
    assert NOTICE in shown
    assert "Agent &lt;7&gt;" in shown
    assert "Ann Lee" in shown


def test_the_notice_stays_until_a_person_publishes(editor, client, agent):
    page = new_page(client, agent).specific
    page.title = "Corrected"
    revision = page.save_revision(user=make.user(), log_action=True)
    assert NOTICE in form(editor, page)

    revision.publish()

    assert NOTICE not in form(editor, page)
    page.refresh_from_db()
    page.save_revision(user=make.user("b@clinic.example"), log_action=True)
    assert NOTICE not in form(editor, page)


def test_what_a_person_does_has_no_mark(editor):
    article = make.article()
    article.save_revision(user=make.user(), log_action=True)

    assert "(API token)" not in history(editor, article)
    assert not PageLogEntry.objects.filter(data__has_key="token").exists()


def test_the_mark_outlives_the_token_and_its_owner(client, agent):
    page = new_page(client, agent)
    PageLogEntry.objects.first().user.delete()
    client.force_login(make.superuser())

    assert "by Agent &lt;7&gt; (API token)" in history(client, page)
    assert NOTICE in form(client, page)
