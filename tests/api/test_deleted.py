"""Both APIs answer 410 for what was public and is deleted."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from delivery.models import ContentChange
from tests import make
from tests.delivery import feed
from tests.planner import renew_statistics

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def address(api, thing):
    kind = {"Image": "images", "Document": "documents"}.get(
        type(thing).__name__, "pages"
    )
    return f"/api/{api}/{kind}/{thing.pk}/"


@pytest.mark.parametrize("api", ["v2", "v3"])
@pytest.mark.parametrize(
    ("create", "noun"),
    [(make.article, "page"), (make.image, "image"), (make.document, "document")],
)
def test_what_was_deleted_is_gone(client, api, create, noun):
    thing = create()
    path = address(api, thing)
    assert client.get(path).status_code == 200
    thing.delete()
    feed.settle()

    answer = client.get(path)

    assert answer.status_code == 410
    said = answer.json()
    assert said["detail" if api == "v3" else "message"] == f"This {noun} was deleted."
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.head(path).status_code == 410


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_what_is_hidden_or_never_was_is_not_found(client, api):
    hidden, private = make.article("Hidden"), make.article("Private")
    draft = make.article("Never published", live=False)
    Page.objects.filter(pk=hidden.pk).update(live=False)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    never = address(api, draft)
    draft.delete()
    feed.settle()

    paths = [address(api, hidden), address(api, private), never]
    paths += [f"/api/{api}/{kind}/{10**17}/" for kind in ("pages", "images")]
    assert {client.get(path).status_code for path in paths} == {404}


@pytest.mark.parametrize("api", ["v2", "v3"])
@pytest.mark.parametrize("is_inherited", [True, False])
def test_a_page_that_was_private_or_a_draft_is_not_found_when_it_is_deleted(
    client, api, is_inherited
):
    section = make.index(slug="private")
    private = make.article("Private", parent=section)
    restricted = section if is_inherited else private
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    draft = make.article("Draft", live=False, parent=section)
    alias = draft.create_alias(parent=make.home(), update_slug="alias")
    feed.settle()

    for page in (private, alias, draft):
        path = address(api, page)
        assert client.get(path).status_code == 404
        Page.objects.get(pk=page.pk).delete()
        feed.settle()
        assert client.get(path).status_code == 404


def test_a_page_that_was_unpublished_first_is_gone_too(client):
    article = make.article()
    path = address("v3", article)
    article.unpublish()
    article.delete()
    feed.settle()

    assert client.get(path).status_code == 410


def private_child():
    """A published page below a section for signed-in readers, with the section."""
    section = make.standard_page(title="Staff", slug="staff")
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    return make.standard_page(title="Below", slug="below", parent=section), section


def renamed(page, slug="another"):
    page = Page.objects.get(pk=page.pk).specific
    page.slug = slug
    page.save()
    return page


def is_gone(client, page, path):
    """By its id in both APIs and by its path, all of which agree."""
    feed.settle()
    found = [client.get(address(api, page)).status_code for api in ("v2", "v3")]
    route = client.get("/api/v3/route/", {"path": path})
    found.append(410 if route.status_code == 200 else route.status_code)
    assert len(set(found)) == 1, found
    return found[0] == 410


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_private_page_that_was_unpublished_first_is_not_found(client, api):
    page, section = private_child()
    page.unpublish()
    path = address(api, page)
    Page.objects.get(pk=page.pk).delete()
    feed.settle()
    assert client.get(path).status_code == 404

    for change in (renamed, lambda it: it.delete()):
        change(Page.objects.get(pk=section.pk))
        feed.settle()
        assert client.get(path).status_code == 404


def test_a_page_that_was_moved_out_of_a_private_section_is_gone(client):
    page, _ = private_child()
    page.move(make.home(), pos="last-child")
    Page.objects.get(pk=page.pk).unpublish()
    Page.objects.get(pk=page.pk).delete()
    feed.settle()

    assert client.get(address("v3", page)).status_code == 410


def test_a_page_that_was_private_is_not_found_wherever_it_goes_as_a_draft(client):
    page, _ = private_child()
    page.unpublish()
    Page.objects.get(pk=page.pk).move(make.home(), pos="last-child")
    Page.objects.get(pk=page.pk).delete()
    feed.settle()

    assert client.get(address("v3", page)).status_code == 404


LEAVINGS = {
    "another slug": renamed,
    "moved": lambda it: it.move(
        make.standard_page(title="Board", slug="board"), pos="last-child"
    ),
    "unpublished and renamed": lambda it: it.unpublish() or renamed(it),
    "renamed twice": lambda it: renamed(renamed(it), "a-third"),
    "renamed and deleted": lambda it: renamed(it).delete(),
}


@pytest.mark.parametrize("leave", LEAVINGS.values(), ids=LEAVINGS)
@pytest.mark.parametrize("compacts", [False, True])
def test_a_deleted_page_was_private_though_its_section_stands_elsewhere(
    client, leave, compacts
):
    page, section = private_child()
    feed.settle()
    # The restriction may be older than all of the feed.
    ContentChange.objects.all().delete()
    Page.objects.get(pk=page.pk).delete()
    assert not is_gone(client, page, "/staff/below/")

    leave(Page.objects.get(pk=section.pk).specific)
    feed.settle()
    if compacts:
        before = timezone.now() - timedelta(days=8)
        ContentChange.objects.update(changed_at=before)
        call_command("delete_expired_data")

    assert not is_gone(client, page, "/staff/below/")


def test_a_deleted_page_is_not_found_where_the_feed_lacks_a_draft_above_it(client):
    page, section = private_child()
    Page.objects.get(pk=section.pk).unpublish()
    feed.settle()
    # As if the section had been a draft always.
    ContentChange.objects.filter(object_id=section.pk).delete()
    Page.objects.get(pk=page.pk).delete()
    renamed(section)

    assert not is_gone(client, page, "/staff/below/")


def test_a_deleted_page_is_gone_though_its_public_section_stands_elsewhere(client):
    section = make.standard_page(title="Guides", slug="guides")
    page = make.standard_page(title="Below", slug="below", parent=section)
    page.delete()
    renamed(section)

    assert is_gone(client, page, "/guides/below/")


def test_a_deleted_alias_of_a_private_page_is_not_found(client):
    page, _ = private_child()
    alias = page.create_alias(parent=make.home(), update_slug="alias")
    Page.objects.get(pk=alias.pk).delete()
    assert not is_gone(client, alias, "/alias/")


def test_a_longer_history_costs_no_more_queries(client, count_queries):
    section = make.standard_page(title="Guides", slug="guides")
    for title in ("Below", "Others"):
        page = make.standard_page(title=title, slug=title.lower(), parent=section)
        page.delete()
    feed.settle()
    few = count_queries("/api/v3/route/?path=/guides/below/")

    for n in range(5):
        renamed(section, f"guides-{n}")
        section = renamed(section, "guides")
    feed.settle()

    assert count_queries("/api/v3/route/?path=/guides/others/") == few


def test_the_end_of_the_feed_forgets_what_was_deleted(client):
    article = make.article()
    path = address("v3", article)
    article.delete()
    feed.settle()
    ContentChange.objects.update(changed_at=timezone.now() - timedelta(days=91))

    call_command("delete_expired_data")

    assert client.get(path).status_code == 404


def test_a_change_of_what_was_deleted_answers_gone(owner):
    article = make.article()
    path = address("v3", article)
    article.delete()
    feed.settle()

    for answer in (owner.get(path), owner.delete(path)):
        assert answer.status_code == 410
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("prepare", ["SELECT 1", "ANALYZE"])
def test_the_feed_is_not_read_whole_for_a_path(client, prepare):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole.")
    make.standard_page(title="Below", slug="below").delete()
    entry = {"kind": "page", "object_id": 1, "number": 1, "changed_at": timezone.now()}
    ContentChange.objects.bulk_create(
        ContentChange(**entry, action="changed", path_before=f"/home/page-{n}/")
        for n in range(1000)
    )

    renew_statistics()
    with connection.cursor() as cursor:
        cursor.execute(prepare)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v3/route/?path=/below/").status_code == 200
        asked = [each["sql"] for each in queries if "path_before" in each["sql"]]
        plans = [
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked
        ]

    steps = [row[-1] for plan in plans for row in plan]
    by_path = "USING INDEX delivery_deleted_pages (kind=? AND action=? AND <expr>=?)"
    assert any(by_path in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps
