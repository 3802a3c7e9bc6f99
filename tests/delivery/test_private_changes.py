"""``changes/`` and pages that no client without a token could read."""

import pytest
from django.db.models import F
from wagtail.models import Page, PageViewRestriction

from comments.models import Comment
from delivery.models import ContentChange
from delivery.sync import LAST_ENTRY
from tests import make
from tests.delivery import feed
from tests.delivery.test_changes import (
    actions,
    changed_by_hand,
    days_ago,
    restrict,
    since,
    token,
)
from tests.delivery.test_kept_answers import reset_memory

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


def told(client, before):
    """The items but those of redirects, which name no page."""
    items = since(client, before)["items"]
    return [item for item in items if item["kind"] != "redirect"]


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
    "answered": lambda page: make.comment(page=page),
    "section renamed": lambda page: rename(page.get_parent(), "team"),
    "section renamed and deleted": lambda page: (
        rename(page.get_parent(), "team"),
        fresh(page).delete(),
    ),
    "section renamed twice": lambda page: (
        rename(page.get_parent(), "team"),
        rename(page.get_parent(), "staff"),
        fresh(page).unpublish(),
    ),
    "section moved": lambda page: move(
        page.get_parent(), make.standard_page(title="About", slug="about")
    ),
    "section unpublished": lambda page: (
        fresh(page.get_parent()).unpublish(),
        fresh(page).delete(),
    ),
    "section restricted again": lambda page: restrict(page.get_parent()),
    "published": lambda page: (
        fresh(page).unpublish(),
        fresh(page).save_revision().publish(),
    ),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_page_that_was_private_all_the_while_is_not_told(client, page, end):
    before = token(client)

    end(page)

    public = make.home().get_children().filter(slug="about").values_list("pk")
    shown = {("page", pk) for (pk,) in public}
    assert {(each["kind"], each["id"]) for each in told(client, before)} == shown


@pytest.mark.parametrize("is_page_first", [True, False])
def test_what_moves_with_a_public_page_stays_private(
    client, section, page, is_page_first
):
    outer = make.standard_page(title="Outer", slug="outer")
    move(section, outer)
    before = token(client)
    rename(outer, "around")
    feed.settle()
    # Such rows change in any order.
    first, second = ContentChange.objects.filter(
        path_before__startswith=outer.url_path + "staff/"
    ).exclude(path_before=F("path_after"))
    assert (first.object_id, second.object_id) == (section.pk, page.pk)
    if is_page_first:
        first.pk, second.pk = second.pk, first.pk
        first.number, second.number = second.number, first.number
        ContentChange.objects.bulk_update(
            [first, second], ["object_id", "tags", "path_before", "path_after"]
        )
    fresh(page).delete()

    assert actions(client, before) == {outer.pk: "moved"}


def test_a_private_section_is_not_told_from_its_beginning(client):
    before = token(client)
    section = make.standard_page(title="Staff", slug="staff", live=False)
    restrict(section)
    fresh(section).save_revision().publish()
    page = make.article("Secret", parent=fresh(section), topics=[])
    make.comment(page=page)
    fresh(page).save_revision().publish()
    rename(section, "team")

    assert told(client, before) == []


def test_a_restricted_draft_is_not_told(client):
    page = make.standard_page(title="Staff", slug="staff", live=False)
    before = token(client)

    restrict(page)

    assert told(client, before) == []


def test_a_restricted_draft_is_not_told_where_the_feed_may_lack_something(client):
    page = make.standard_page(title="Staff", slug="staff", live=False)
    token(client)
    number = feed.version()

    restrict(page)

    given = changed_by_hand(number, entry=LAST_ENTRY, given_at=days_ago(7))
    assert told(client, given) == []


def test_a_page_whose_place_a_private_draft_took_is_told(client, section):
    guides = make.standard_page(title="Guides", slug="guides")
    page = make.standard_page(title="Walking", slug="walking", parent=guides)
    for each in (section, guides):
        fresh(each).unpublish()
    before = token(client)
    fresh(guides).delete()
    rename(section, "guides")

    assert actions(client, before)[page.pk] == "deleted"


def test_a_page_below_a_draft_that_gets_a_restriction_is_told(client, page):
    PageViewRestriction.objects.get().delete()
    fresh(page.get_parent()).unpublish()
    before = token(client)

    restrict(page.get_parent())

    [item] = told(client, before)
    assert (item["id"], item["action"]) == (page.pk, "deleted")
    assert "restrictions" in item["tags"]


def test_a_page_below_a_private_draft_is_not_told(client, section, page):
    fresh(section).unpublish()
    before = token(client)

    fresh(page).delete()

    assert told(client, before) == []


@pytest.mark.parametrize("end", ["renamed", "unpublished", "deleted below"])
def test_an_alias_of_a_private_page_is_not_told(client, section, end):
    alias = section.create_alias(
        parent=make.home(), update_slug="alias", recursive=True
    )
    below = alias.get_children().get()
    # Wagtail copies the section's own.
    PageViewRestriction.objects.exclude(page=section).delete()
    before = token(client)

    if end == "deleted below":
        rename(alias, "another")
    ENDS[end.split()[0]](below)

    assert told(client, before) == []


def test_an_alias_that_was_another_pages_is_told(client, section):
    public = make.standard_page(title="Guides", slug="guides")
    alias = public.create_alias(parent=make.home(), update_slug="alias")
    before = token(client)
    Page.objects.filter(pk=alias.pk).update(alias_of=section)
    fresh(alias).unpublish()

    assert actions(client, before)[alias.pk] == "deleted"


def test_a_page_below_an_alias_is_told_when_another_original_makes_it_public(
    client, section
):
    alias = section.create_alias(parent=make.home(), update_slug="alias")
    Page.objects.filter(pk=alias.pk).update(live=False)
    # Wagtail copies the section's own.
    PageViewRestriction.objects.filter(page=alias).delete()
    below = make.standard_page(title="Under", slug="under", parent=fresh(alias))
    before = token(client)

    Page.objects.filter(pk=alias.pk).update(alias_of=None)
    assert actions(client, before)[below.pk] == "created"

    between = token(client)
    Page.objects.filter(pk=alias.pk).update(alias_of=section)
    assert actions(client, between)[below.pk] == "deleted"


def reply_items(client, before):
    return {
        item["id"]: {tag for tag in item["tags"] if tag != "replies"}
        for item in told(client, before)
        if item["kind"] == "reply"
    }


def test_a_reply_is_told_with_its_public_page_alone(client, page):
    public = make.article("Public")
    of_private = make.comment(page=page)
    before = token(client)
    reply = make.comment(page=public)
    Comment.objects.filter(pk=of_private.pk).update(text="Another.")
    assert reply_items(client, before) == {reply.pk: {f"replies-{public.pk}"}}

    Comment.objects.filter(pk=of_private.pk).update(page=public)

    assert reply_items(client, before) == {
        reply.pk: {f"replies-{public.pk}"},
        of_private.pk: {f"replies-{public.pk}"},
    }


def test_the_replies_of_a_deleted_public_page_are_told(client):
    public = make.article("Public")
    reply = make.comment(page=public)
    before = token(client)
    public.delete()

    assert reply_items(client, before) == {reply.pk: {f"replies-{public.pk}"}}


def test_a_page_with_replies_that_becomes_private_is_told_by_tags_of_its_own(client):
    public = make.article("Public")
    make.comment(page=public)
    feed.settle()
    answer = client.get(f"/api/v3/comments/?page={public.pk}")
    before = token(client)
    restrict(public)
    between = token(client)
    make.comment(page=public)

    tags = {tag for item in told(client, before) for tag in item["tags"]}
    assert tags & set(answer.headers["Cache-Tag"].split(","))
    assert told(client, between) == []


def test_replies_of_more_pages_cost_no_more_queries(client, count_queries):
    pages = [make.article(f"Walk {n}") for n in range(6)]
    restrict(pages[0])
    before = token(client)

    def asked():
        feed.settle()
        reset_memory()
        return count_queries(f"/api/v3/changes/?since={before}")

    rename(pages[0], "another")
    make.comment(page=pages[0])
    make.comment(page=pages[1])
    few = asked()
    for each in pages:
        make.comment(page=each)
    rename(pages[0], "a-third")
    assert asked() == few


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
