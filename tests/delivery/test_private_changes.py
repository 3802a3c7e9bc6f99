"""``changes/`` and pages that no client without a token could read."""

import pytest
from wagtail.models import Page, PageViewRestriction

from delivery.sync import LAST_ENTRY
from tests import make
from tests.delivery import feed
from tests.delivery.test_changes import (
    actions,
    changed_by_hand,
    days_ago,
    restrict,
    token,
)

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture
def section():
    """A published page for signed-in readers, with a page below it."""
    found = make.standard_page(title="Staff", slug="staff")
    make.standard_page(title="Below", slug="below", parent=found)
    restrict(found)
    return found


@pytest.fixture
def page(section):
    return fresh(section).get_children().get()


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def rename(page, slug):
    page = fresh(page)
    page.slug = slug
    page.save()


def move(page, target):
    fresh(page).move(fresh(target), pos="last-child")


ENDS = {
    "deleted": lambda page: fresh(page).delete(),
    "unpublished": lambda page: fresh(page).unpublish(),
    "renamed": lambda page: rename(page, "another"),
    "restricted": lambda page: restrict(page),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_page_that_was_private_all_the_while_is_not_told(client, page, end):
    before = token(client)

    end(page)

    assert actions(client, before) == {}


def test_a_page_below_a_private_one_was_never_told(client, section):
    before = token(client)

    page = make.standard_page(title="New", slug="new", parent=fresh(section))
    page.delete()

    assert actions(client, before) == {}


def test_what_happens_to_a_private_page_on_its_way_is_not_told(client, section, page):
    other = make.standard_page(title="Board", slug="board")
    restrict(other)
    before = token(client)

    move(page, other)
    fresh(page).delete()

    assert actions(client, before) == {}


def test_a_page_that_was_made_private_and_deleted_is_told(client):
    section = make.standard_page(title="Staff", slug="staff")
    page = make.standard_page(title="Below", slug="below", parent=section)
    before = token(client)
    restrict(section)
    fresh(page).delete()

    assert actions(client, before)[page.pk] == "deleted"


def test_a_page_that_was_public_for_a_while_is_told(client, section, page):
    before = token(client)
    PageViewRestriction.objects.get().delete()
    token(client)
    restrict(section)
    fresh(page).delete()

    assert actions(client, before)[page.pk] == "deleted"


@pytest.mark.parametrize("first", ["into the section", "out of the section"])
def test_a_page_that_was_elsewhere_for_a_while_is_told(client, section, page, first):
    if first == "into the section":
        page = make.standard_page(title="Public", slug="public")
    before = token(client)
    move(page, section if first == "into the section" else make.home())
    fresh(page).delete()

    assert actions(client, before) == {page.pk: "deleted"}


def test_a_page_whose_private_neighbour_took_the_place_above_it_is_told(
    client, section
):
    public = make.standard_page(title="Guides", slug="guides")
    page = make.standard_page(title="Walking", slug="walking", parent=public)
    before = token(client)
    fresh(public).delete()
    rename(section, "guides")

    assert actions(client, before)[page.pk] == "deleted"


def test_a_page_behind_a_password_is_told_as_clients_may_have_it(client, section, page):
    PageViewRestriction.objects.update(restriction_type="password", password="x")
    before = token(client)
    fresh(page).delete()

    assert actions(client, before) == {page.pk: "deleted"}


def test_a_public_page_is_told_beside_a_private_one(client, page):
    public = make.article()
    before = token(client)
    fresh(page).delete()
    public.delete()

    assert actions(client, before) == {public.pk: "deleted"}


def test_a_page_is_told_where_the_feed_may_lack_what_came_before(client, page):
    before = token(client)
    number = feed.version()
    fresh(page).delete()

    for days, entry, told in [
        (5.9, LAST_ENTRY, {}),
        (6.1, LAST_ENTRY, {page.pk: "deleted"}),
        # The token of an answer that has_more.
        (0, LAST_ENTRY - 1, {page.pk: "deleted"}),
    ]:
        given = changed_by_hand(number, entry=entry, given_at=days_ago(days))
        assert actions(client, given) == told, (days, entry)
    assert actions(client, before) == {}
