"""Copying a page with many below it: by the worker, all or nothing."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from wagtail.models import Page, PageLogEntry

from core.models import User
from home import tree_copies
from home.models import StandardPage
from public_forms import retention
from tests import make
from tests.api.test_writing import send
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

NUMBER = 3


def pages_below(number):
    """A page for so many others below it, the last of them a draft."""
    above = make.standard_page(title="Guide", slug="guide")
    for n in range(1, number):
        make.standard_page(parent=above, title=f"Part {n}", slug=f"part-{n}")
    make.standard_page(parent=above, title="Draft", slug="draft", live=False)
    return StandardPage.objects.get(pk=above.pk)


@pytest.fixture
def guide():
    return pages_below(NUMBER)


def copy(editor, page, **wanted):
    form = {
        "new_title": "Guides",
        "new_slug": "guides",
        "new_parent_page": make.home().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
        **wanted,
    }
    return editor.post(
        f"/admin/pages/{page.pk}/copy/", {k: v for k, v in form.items() if v}
    )


def copied():
    return Page.objects.filter(url_path__startswith=f"{make.home().url_path}guides/")


def test_a_large_tree_is_copied_by_the_worker(editor, guide, client):
    answer = copy(editor, guide)

    assert not copied().exists()
    [said] = get_messages(answer.wsgi_request)
    assert f"{NUMBER} pages below it are being copied" in str(said)
    work()
    assert copied().count() == NUMBER + 1
    assert copied().live().count() == NUMBER
    assert client.get("/guides/part-1/").status_code == 200
    assert client.get("/guides/draft/").status_code == 404
    assert not any(Page.find_problems())
    one = copied().get(slug="part-1").specific
    assert one.get_latest_revision() == one.live_revision
    assert not one.has_unpublished_changes
    assert PageLogEntry.objects.filter(action="wagtail.copy").count() == NUMBER + 1


def test_a_published_copy_keeps_what_is_not_published_yet(editor, guide):
    guide.title = "Guide, rewritten"
    guide.save_revision()

    copy(editor, guide)
    work()

    changed = copied().live().filter(has_unpublished_changes=True)
    assert [page.slug for page in changed] == ["guides"]


def test_without_publishing_all_copies_are_drafts(editor, guide):
    copy(editor, guide, publish_copies="")
    work()

    assert (copied().count(), copied().live().count()) == (NUMBER + 1, 0)


def test_a_large_tree_of_aliases_is_made_by_the_worker(editor, guide, client):
    answer = copy(editor, guide, alias="on")

    assert not copied().exists()
    [said] = get_messages(answer.wsgi_request)
    assert f"{NUMBER} pages below it are being copied" in str(said)
    work()
    assert copied().count() == NUMBER + 1
    assert copied().live().count() == NUMBER
    assert client.get("/guides/part-1/").status_code == 200
    assert client.get("/guides/draft/").status_code == 404
    assert not any(Page.find_problems())
    titles = copied().values_list("title", "alias_of__title", "alias_of__url_path")
    assert sorted(titles) == sorted(
        (page.title, page.title, page.url_path)
        for page in guide.get_descendants(inclusive=True)
    )
    assert tasks("SUCCESSFUL").get().return_value["pages"] == NUMBER + 1


def test_aliases_are_public_only_when_all_of_them_are_there(editor, guide, monkeypatch):
    seen, make_one = [], tree_copies._alias

    def watched(*args, **kwargs):
        seen.append((copied().count(), copied().live().count()))
        return make_one(*args, **kwargs)

    monkeypatch.setattr(tree_copies, "_alias", watched)
    copy(editor, guide, alias="on")
    work()

    assert seen == [(number, 0) for number in range(NUMBER + 1)]
    assert copied().live().count() == NUMBER


def test_an_original_taken_off_meanwhile_gets_no_public_alias(
    editor, guide, monkeypatch
):
    make_public = tree_copies._publish_aliases

    def after_a_change(*args, **kwargs):
        Page.objects.get(url_path__endswith="guide/part-1/").specific.unpublish()
        return make_public(*args, **kwargs)

    monkeypatch.setattr(tree_copies, "_publish_aliases", after_a_change)
    copy(editor, guide, alias="on")
    work()

    assert [page.slug for page in copied().not_live()] == ["part-1", "draft"]


def test_aliases_that_became_public_too_early_are_made_anew(editor, guide, monkeypatch):
    with monkeypatch.context() as patch:
        fail_at(patch, 3, SystemExit(), "_alias")
        copy(editor, guide, alias="on")
        work()
    guide.save_revision().publish()
    assert copied().get(slug="guides").live

    retention.try_again()
    work()

    assert copied().count() == NUMBER + 1
    assert copied().live().count() == NUMBER


def test_a_small_tree_is_copied_at_once(editor):
    copy(editor, pages_below(NUMBER - 1))

    assert copied().count() == NUMBER
    assert not tasks("READY").exists()


def test_what_is_wrong_with_a_copy_is_said_at_once(editor, guide):
    answer = copy(editor, guide, new_slug=guide.slug)

    assert answer.status_code == 200
    assert not tasks("READY").exists()


def fail_at(monkeypatch, number, problem, making="_copy"):
    """A copy that goes wrong at this page."""
    make_one, done = getattr(tree_copies, making), []

    def fail(page, *args, **kwargs):
        done.append(page)
        if len(done) == number:
            raise problem
        return make_one(page, *args, **kwargs)

    monkeypatch.setattr(tree_copies, making, fail)


@pytest.mark.parametrize(("making", "alias"), [("_copy", ""), ("_alias", "on")])
def test_a_copy_that_fails_half_way_leaves_nothing(
    editor, guide, monkeypatch, making, alias
):
    before = Page.objects.count()
    fail_at(monkeypatch, 3, ZeroDivisionError(), making)

    copy(editor, guide, alias=alias)
    work()

    assert Page.objects.count() == before
    [failed] = retention.failed()
    assert failed.words == "Copy a page with all that is below it"


def test_what_a_killed_worker_copied_is_removed_before_it_is_copied_anew(
    editor, guide, monkeypatch
):
    before = Page.objects.count()
    with monkeypatch.context() as patch:
        fail_at(patch, 3, SystemExit())
        copy(editor, guide)
        work()
    assert Page.objects.count() == before + 2
    assert not copied().live().exists(), "readers see none of it"

    [task] = tasks("FAILED")
    retention.try_again()
    work()

    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert Page.objects.count() == before + NUMBER + 1


def test_a_copy_that_is_finished_is_not_made_again(editor, guide):
    copy(editor, guide)
    work()
    known = set(copied().values_list("pk", flat=True))

    tasks("SUCCESSFUL").update(status="READY")
    work()

    assert set(copied().values_list("pk", flat=True)) == known


@pytest.mark.parametrize(
    "gone", ["the right", "the account", "the page", "the address"]
)
def test_a_copy_that_has_become_impossible_is_told_in_words(editor, guide, gone):
    copy(editor, guide)
    user = type(make.user("x@x.example")).objects.get(email="admin@clinic.example")
    if gone == "the right":
        user.is_superuser = False
    if gone == "the account":
        user.is_active = False
    user.save()
    if gone == "the page":
        guide.delete()
    if gone == "the address":
        make.standard_page(slug="guides")
    before = Page.objects.count()

    work()

    assert Page.objects.count() == before
    [failed] = retention.failed()
    assert {
        "the right": "may no longer",
        "the account": "was deleted",
        "the page": "was deleted",
        "the address": "is taken",
    }[gone] in failed.problem


def test_aliases_need_the_right_to_publish_when_the_worker_makes_them(editor, guide):
    copy(editor, guide, alias="on")
    asked = User.objects.get(email="admin@clinic.example")
    asked.is_superuser = False
    asked.save()
    asked.groups.add(Group.objects.get(name="Editors"))

    work()

    assert not copied().exists()
    [failed] = retention.failed()
    assert "may no longer publish there" in failed.problem


def restrict(page, kind="password", group="Editors"):
    page = Page.objects.get(pk=page.pk)
    made = page.view_restrictions.create(restriction_type=kind, password="walk")
    if kind == "groups":
        made.groups.set(Group.objects.filter(name=group))


def restrictions(page):
    return sorted(
        (each.restriction_type, [group.name for group in each.groups.all()])
        for each in page.view_restrictions.all()
    )


def by_admin(editor, page):
    copy(editor, page)
    work()


def by_token(editor, page, action="copy"):
    user = User.objects.get(is_superuser=True)
    token = make.token(user)
    owner = Client(headers={"Authorization": f"Bearer {token}"})
    path = f"/api/v3/pages/{page.pk}/actions/{action}/"
    answer = send(owner, "POST", path, {"slug": "guides", "recursive": True})
    assert answer.status_code in {201, 202}, answer.content
    work()


def by_alias(editor, page):
    by_token(editor, page, "create_alias")


@pytest.mark.parametrize("number", [NUMBER - 1, NUMBER])
@pytest.mark.parametrize("way", [by_admin, by_token, by_alias])
def test_who_may_not_read_a_page_may_not_read_its_copy(editor, way, number):
    guide = pages_below(number)
    restrict(guide, "login")
    restrict(Page.objects.get(slug="part-1"), "groups")

    way(editor, guide)

    found = {page.slug: restrictions(page) for page in copied()}
    assert len(found) == number + 1
    assert found.pop("guides") == [("login", [])]
    assert found.pop("part-1") == [("groups", ["Editors"])]
    assert not any(found.values())


@pytest.mark.parametrize("way", [by_admin, by_token, by_alias])
def test_a_copy_below_a_private_page_keeps_its_own_restriction_too(editor, way):
    guide = pages_below(NUMBER - 1)
    restrict(make.home(), "login")
    restrict(guide, "groups")

    way(editor, guide)

    assert restrictions(copied().get(slug="guides")) == [("groups", ["Editors"])]
