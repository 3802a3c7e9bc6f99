"""Who may open what: every address of the project, asked by six kinds of people.

``access.txt`` is the table. An address in it may name what is in ``world()``; an answer
is a status, or where the asker is sent instead: ``login`` to the sign-in form, ``no`` to
the dashboard, as Wagtail does with those who may not.
"""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    APIToken,
    Collection,
    GroupPagePermission,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
)

from core.models import ChosenResult, SearchSynonyms, SearchWithoutResults
from delivery.models import ContentChange
from home import background_copies
from home.models import HomePage
from outbox import events
from outbox.models import Endpoint, Event
from public_forms.models import FrontEndKey
from tests import make
from tests.delivery import feed

TABLE = Path(__file__).with_name("access.txt")
PEOPLE = (
    "anonymous",
    "without-admin",
    "without-pages",
    "editor-elsewhere",
    "editor-here",
    "superuser",
)

pytestmark = pytest.mark.django_db


def rows():
    """Pairs of an address and what each of the people gets there."""
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            address, *answers = line.split()
            yield address, dict(zip(PEOPLE, answers, strict=True))


def patterns(resolver=None, before=""):
    """Every pattern of an address that the project answers."""
    for each in (resolver or get_resolver()).url_patterns:
        route = str(each.pattern)
        # As Django puts them together for a match.
        whole = before + route.removeprefix("^") if before else route
        if hasattr(each, "url_patterns"):
            yield from patterns(each, whole)
        else:
            yield whole


def world():
    """What the addresses of the table name, by name."""
    boss = make.user("boss@clinic.example", is_superuser=True)
    token, _ = APIToken.create_token(user=boss, name="app")
    return {
        **public_pages(boss),
        **hidden_page(),
        **page_in_review(boss),
        **snippets_and_files(),
        "redirect": Redirect.objects.create(
            old_path="/old", redirect_page=make.home()
        ).pk,
        "collection": Collection.objects.create(
            path="00010001", depth=2, name="Own"
        ).pk,
        "upload": UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(Page), file="x.jpg"
        ).pk,
        "site": Site.objects.get().pk,
        "locale": Locale.objects.get().pk,
        "user": boss.pk,
        "group": Group.objects.get(name="Editors").pk,
        "token": token.pk,
        "front_end_key": front_end_key(),
        "copy": large_copy(boss).id,
        "change": public_change(),
        **messages(),
    }


def public_change():
    feed.settle()
    return ContentChange.objects.latest("pk").pk


def front_end_key():
    row = FrontEndKey(name="Website", site=Site.objects.get())
    row.make_key()
    row.save()
    return row.pk


def messages():
    webhook = Endpoint.objects.create(
        name="Website", url="https://site.example/hook", events=[Event.CONTENT_CHANGED]
    )
    return {
        "webhook": webhook.pk,
        "message": events.write(webhook, Event.TEST, {}).pk,
    }


def large_copy(boss):
    source = make.standard_page(slug="copied")
    return background_copies.start(
        source, to=make.home(), title="", slug="", publish=True, by=boss
    )


def public_pages(boss):
    article, form = make.article(), make.form_page()
    return {
        "home": make.home().pk,
        "index": make.index().pk,
        "article": article.pk,
        "slug": article.slug,
        "revision": article.save_revision(user=boss).pk,
        "reply": make.comment(page=article).pk,
        "contact": form.get_parent().pk,
        "form": form.pk,
        "form_slug": form.slug,
        "submission": make.submission(form).pk,
    }


def hidden_page():
    hidden = make.article("For patients with a password")
    lock = PageViewRestriction.objects.create(
        page=hidden, restriction_type=PageViewRestriction.PASSWORD, password="walk"
    )
    return {"hidden": hidden.pk, "hidden_slug": hidden.slug, "lock": lock.pk}


def page_in_review(boss):
    draft = make.article("Not yet published", live=False)
    draft.save_revision(user=boss)
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    state = workflow.start(draft, boss)
    return {
        "draft": draft.pk,
        "draft_slug": draft.slug,
        "workflow": workflow.pk,
        "task": workflow.tasks.first().pk,
        "workflow_state": state.pk,
        "task_state": state.current_task_state.pk,
    }


def snippets_and_files():
    document = make.document()
    return {
        "image": make.image().pk,
        "document": document.pk,
        "document_name": document.filename,
        "chosen": ChosenResult.objects.create(
            words="walk", page=Page.objects.get(depth=2)
        ).pk,
        "synonyms": SearchSynonyms.objects.first().pk,
        "unanswered": SearchWithoutResults.objects.create(
            digest="hash", words="zebra", last_on=date(2026, 11, 26)
        ).pk,
        "topic": make.topic().pk,
        "person": make.person().pk,
    }


def asker(kind):
    """A browser in which one of the people is signed in, and the headers of an app."""
    if kind == "anonymous":
        return Client(), {}
    user = make.user(
        f"{kind}@clinic.example", password="x", is_superuser=kind == "superuser"
    )
    if kind == "editor-here":
        user.groups.add(Group.objects.get(name="Editors"))
    elif kind in {"without-pages", "editor-elsewhere"}:
        user.groups.add(sees_the_admin(pages=kind == "editor-elsewhere"))
    browser = Client()
    browser.force_login(user)
    key = make.token(user)
    return browser, {"Authorization": f"Bearer {key}"}


def sees_the_admin(*, pages):
    group = Group.objects.create(name="Elsewhere")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if pages:
        other = HomePage(title="Other clinic", slug="other", hero_heading="Elsewhere")
        Page.objects.get(depth=1).add_child(instance=other)
        for codename in ("add_page", "change_page", "publish_page"):
            GroupPagePermission.objects.create(
                group=group,
                page=other,
                permission=Permission.objects.get(codename=codename),
            )
    return group


def said(answer):
    if answer.streaming:
        # Closes the file behind it.
        answer.getvalue()
    if answer.status_code == 302:
        to = answer["Location"].split("?")[0]
        words = {
            reverse("wagtailadmin_login"): "login",
            reverse("wagtailadmin_home"): "no",
        }
        return words.get(to, "302")
    return str(answer.status_code)


@pytest.mark.slow
@pytest.mark.parametrize("kind", PEOPLE)
def test_everybody_gets_what_the_table_says(kind):
    names = world()
    browser, headers = asker(kind)
    browser.raise_request_exception = False

    def answer(address):
        own = headers if address.startswith("/api/") else {}
        return said(browser.get(address.format(**names), headers=own))

    expected = {address: answers[kind] for address, answers in rows()}

    assert {address: answer(address) for address in expected} == expected


@pytest.mark.slow
def test_head_and_options_are_answered_wherever_get_is():
    names = world()
    visitor = Client()
    readable = {
        address.format(**names): answers["anonymous"]
        for address, answers in rows()
        if answers["anonymous"] != "405"
    }

    options = {address: said(visitor.options(address)) for address in readable}
    heads = {address: said(visitor.head(address)) for address in readable}

    assert [address for address in readable if options[address] == "405"] == []
    assert heads == readable


def test_an_address_tells_its_methods():
    path = f"/replies/{make.article().pk}/"

    answer = Client().options(path)

    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_every_address_has_a_row():
    names = world()
    covered = {resolve(a.format(**names).split("?")[0]).route for a, _ in rows()}

    assert set(patterns()) - covered == set()
