"""Copies of large trees on the dashboard of the editor who asked for them."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from home import background_copies, tree_copies
from tests import make
from tests.home.test_tree_copies import copied, copy, fail_at, pages_below
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

NUMBER = 3


@pytest.fixture
def guide():
    return pages_below(NUMBER)


@pytest.fixture
def colleague(client):
    member = make.member("Moderators")
    client.force_login(member)
    return member


def rows(client):
    """The cells of each copy that the dashboard shows."""
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    panel = page.find(id="your-copies-section")
    found = panel.select("tbody tr") if panel else []
    return [[" ".join(cell.text.split()) for cell in row("td")][:2] for row in found]


def start(user, source, **wanted):
    copies = {"title": "Guides", "slug": "guides", "publish": True, **wanted}
    return background_copies.start(source, to=make.home(), by=user, **copies)


def test_an_editor_is_led_to_where_a_copy_shows(editor, guide):
    answer = copy(editor, guide)

    page = BeautifulSoup(editor.get(answer["Location"]).content, "html.parser")
    [said] = page.select(".messages > ul > .success")
    assert "The dashboard shows how far it is." in " ".join(said.text.split())
    assert said.find("a")["href"] == "/admin/"
    assert rows(editor) == [["Guides", "Waits for its turn"]]


def test_a_copy_shows_how_far_it_is_and_that_it_is_done(editor, guide, monkeypatch):
    copy(editor, guide)
    seen, make_one = [], tree_copies._copy

    def watched(*args, **kwargs):
        seen.append(rows(editor))
        return make_one(*args, **kwargs)

    monkeypatch.setattr(tree_copies, "_copy", watched)
    work()

    assert seen[0] == [["Guides", "0 of 4 pages copied"]]
    assert seen[2] == [["Guides", "2 of 4 pages copied"]]
    assert rows(editor) == [["Guides", "Done: 4 pages copied"]]
    page = copied().get(slug="guides")
    assert f'href="/admin/pages/{page.pk}/"' in editor.get("/admin/").text


def test_a_copy_that_failed_says_why(colleague, client, guide):
    start(colleague, guide)
    make.standard_page(slug="guides")
    work()

    assert rows(client) == [["Guides", "Failed: The address “guides” is taken there."]]


def test_a_mistake_of_our_own_is_told_without_its_code(
    colleague, client, guide, monkeypatch
):
    start(colleague, guide)
    fail_at(monkeypatch, 3, ZeroDivisionError("secret"))
    work()

    assert rows(client) == [
        ["Guides", "Failed: Something went wrong on our side. Nothing was copied."]
    ]


def test_nobody_is_shown_the_copies_of_others(editor, colleague, guide):
    start(colleague, guide)
    other = Client()
    other.force_login(make.superuser("other@clinic.example"))

    assert rows(other) == []


def test_a_copy_without_a_title_of_its_own_shows_that_of_its_source(
    colleague, client, guide
):
    start(colleague, guide, title="")

    assert rows(client) == [["Guide", "Waits for its turn"]]


def test_the_title_of_a_page_that_somebody_may_no_longer_see_does_not_show(
    colleague, client, guide
):
    start(colleague, guide, title="")
    guide.unpublish()
    colleague.groups.set([make.member("Reply moderators", "x@x.example").groups.get()])

    assert rows(client) == [["A page", "Waits for its turn"]]


def test_a_copy_that_was_deleted_has_no_link(colleague, client, guide):
    start(colleague, guide)
    work()
    page = copied().get(slug="guides")

    page.delete()

    assert rows(client) == [["Guides", "Done: 4 pages copied"]]
    assert f'href="/admin/pages/{page.pk}/"' not in client.get("/admin/").text


def test_a_copy_that_ended_before_results_were_kept_shows(colleague, client, guide):
    start(colleague, guide)
    tasks("READY").update(status="SUCCESSFUL", return_value=None)

    assert rows(client) == [["Guides", "Done"]]


def test_the_last_copies_of_the_last_days_show(colleague, client, guide):
    for n in range(7):
        start(colleague, guide, title=f"Copy {n}")
    names = [title for title, _ in rows(client)]
    assert names == ["Copy 6", "Copy 5", "Copy 4", "Copy 3", "Copy 2"]

    tasks("READY").update(enqueued_at=timezone.now() - datetime.timedelta(days=8))

    assert rows(client) == []


def test_the_dashboard_costs_the_same_however_many_copies_there_are(
    colleague, client, guide, count_queries
):
    start(colleague, guide, title="")
    tasks("READY").update(status="RUNNING")
    of_one = count_queries("/admin/")
    for n in range(4):
        start(colleague, guide, title="", slug=f"guides-{n}")
    tasks("READY").update(status="RUNNING")

    assert len(rows(client)) == 5
    assert count_queries("/admin/") == of_one
