"""``changes/`` of API v3: what has changed since a token."""

import random
import sys
from base64 import urlsafe_b64encode
from datetime import timedelta
from os import environ

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from clinic.models import Person
from delivery.models import ContentVersion
from tests import make
from tests.delivery import feed
from tests.delivery.changing.models import CHANGES as RANDOM_CHANGES
from tests.delivery.mirror import CHANGES, Mirror
from tests.delivery.test_kept_answers import public_site, reset_memory

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def token(client):
    feed.settle()
    return client.get(CHANGES).json()["next"]


def since(client, given):
    feed.settle()
    return client.get(CHANGES, {"since": given}).json()


def actions(client, given, kind="page"):
    """The actions by the ids of the objects of a kind."""
    items = since(client, given)["items"]
    return {item["id"]: item["action"] for item in items if item["kind"] == kind}


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_without_a_token_there_is_only_a_token(client):
    make.article()
    feed.settle()

    answer = client.get(CHANGES)

    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert (said["items"], said["has_more"]) == ([], False)
    assert since(client, said["next"])["items"] == []


def test_a_changed_page_is_named_with_its_address_and_its_tags(client):
    article = make.article("Walking")
    before = token(client)
    began = timezone.now()

    ArticlePage.objects.update(summary="Another one.")

    [item] = since(client, before)["items"]
    assert began.isoformat()[:19] <= item.pop("changed_at")[:19]
    tags = item.pop("tags")
    assert {f"page-{article.pk}", "articles"} <= set(tags)
    assert item == {
        "action": "changed",
        "kind": "page",
        "id": article.pk,
        "type": "articles.ArticlePage",
        "url": "http://localhost/articles/walking/",
    }


def test_each_action_is_named_as_readers_see_it(client):
    kept, moved, shown, hidden, deleted = (make.article(f"Walk {n}") for n in range(5))
    Page.objects.filter(pk=shown.pk).update(live=False)
    before = token(client)

    new = make.article("New")
    Page.objects.filter(pk=kept.pk).update(seo_title="Another title")
    moved.move(make.home(), pos="last-child")
    Page.objects.filter(pk=shown.pk).update(live=True)
    Page.objects.filter(pk=hidden.pk).update(live=False)
    gone = deleted.pk
    deleted.delete()

    found = actions(client, before)
    assert found.items() >= {
        (new.pk, "created"),
        (kept.pk, "changed"),
        (moved.pk, "moved"),
        (shown.pk, "created"),
        (hidden.pk, "deleted"),
        (gone, "deleted"),
    }


def test_an_object_is_named_once_by_its_last_change(client):
    one, other = make.person(), make.person("Ada Moss")
    before = token(client)

    for role in ("Nurse", "Surgeon"):
        Person.objects.update(role=role)
    Person.objects.filter(pk=one.pk).update(role="Head")
    new = make.person("Ben Reed")
    Person.objects.filter(pk=new.pk).update(role="Nurse")
    gone = other.pk
    other.delete()

    found = actions(client, before, kind="person")
    assert list(found.items()) == [
        (one.pk, "changed"),
        (new.pk, "created"),
        (gone, "deleted"),
    ]


def test_a_view_restriction_deletes_and_its_end_creates_all_below(client):
    index, article = make.index(), make.article()
    index.refresh_from_db()
    alias = index.create_alias(parent=make.home(), update_slug="again", recursive=True)
    below = alias.get_children().get()
    pages = [index.pk, article.pk, alias.pk, below.pk]
    before = token(client)
    restriction = restrict(index)

    items = since(client, before)["items"]
    assert {i["id"]: i["action"] for i in items if i["kind"] == "page"} == (
        dict.fromkeys(pages, "deleted")
    )
    assert {item["url"] for item in items} == {None}

    between = token(client)
    restriction.delete()

    assert actions(client, between) == dict.fromkeys(pages, "created")


def test_an_edit_of_a_private_page_is_not_told(client):
    private, other = make.article("Private walk"), make.article("Public walk")
    restrict(private)
    before = token(client)

    for article in (private, other):
        article.summary = "Another one."
        article.save()

    assert actions(client, before) == {other.pk: "changed"}


def test_what_is_not_public_any_more_shows_no_words(client):
    article = make.article("A secret word")
    before = token(client)

    restrict(article)
    article.slug = "another-secret"
    article.save()

    feed.settle()
    said = client.get(CHANGES, {"since": before}).content
    assert f'"id": {article.pk}'.encode() in said
    assert b"secret" not in said


def test_a_draft_is_not_told(client):
    article = make.article()
    unpublished = make.article("Never published", live=False)
    before = token(client)

    article.title = "Not yet"
    article.save_revision()
    unpublished.title = "Still not"
    unpublished.save()

    assert since(client, before)["items"] == []


def test_many_changes_come_in_pages(client, monkeypatch):
    monkeypatch.setattr("delivery.sync.ENTRIES", 3)
    people = [make.person(f"Person {n}") for n in range(4)]
    before = token(client)
    Person.objects.update(role="Nurse")

    seen, pages, has_more = [], 0, True
    while has_more:
        said = since(client, before)
        seen += [item["id"] for item in said["items"]]
        before, has_more = said["next"], said["has_more"]
        pages += 1

    assert pages > 1
    assert sorted(set(seen)) == sorted(person.pk for person in people)
    assert since(client, before)["items"] == []


def changed_by_hand(number=0, entry=0, given_at=None):
    """A token with these values."""
    given_at = given_at or int(timezone.now().timestamp())
    text = f"{number}.{entry}.{given_at}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        *("x", "%", "1.2.3", "ü", "0" * 500),
        *(urlsafe_b64encode(each).decode() for each in (b"1.2", b"1.2.3.4", b"-1.2.3")),
        urlsafe_b64encode("\u0661.\u0662.\u0663".encode()).decode(),
        urlsafe_b64encode(b"1.2." + b"9" * 19).decode(),
    ],
)
def test_another_text_than_a_token_is_refused_by_name(client, text):
    answer = client.get(CHANGES, {"since": text})

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("since: take it from “next”")
    [error] = answer.json()["errors"]
    assert (error["path"], error["code"]) == (["query", "since"], "invalid")
    assert error["message"].startswith("take it from “next”")


def test_an_empty_token_counts_as_left_out(client):
    answer = client.get(CHANGES, {"since": ""}).json()

    assert (answer["items"], answer["has_more"]) == ([], False)
    assert answer["next"]


def days_ago(days):
    return int((timezone.now() - timedelta(days=days)).timestamp())


@pytest.mark.parametrize(("days", "status"), [(88.9, 200), (89.1, 410)])
def test_a_token_that_is_older_than_the_feed_begins_anew(client, days, status):
    make.person()
    feed.settle()
    number = feed.version()
    given = changed_by_hand(number, given_at=days_ago(days))

    answer = client.get(CHANGES, {"since": given})

    assert answer.status_code == status
    if status == 410:
        assert answer.json()["detail"].endswith("begin anew, without since.")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_begins_anew_where_what_has_changed_is_not_known(client):
    before = token(client)
    ahead = changed_by_hand(feed.version() + 1)
    assert client.get(CHANGES, {"since": ahead}).status_code == 410

    call_command("forget_answers", verbosity=0)

    feed.settle()
    assert client.get(CHANGES, {"since": before}).status_code == 410
    assert since(client, token(client))["items"] == []


def test_more_pages_than_one_answer_lists_begin_anew(client, monkeypatch):
    monkeypatch.setattr("delivery.sync.MOST_PAGES", 2)
    make.article("One")
    before = token(client)
    restrict(make.article("Two"))
    feed.settle()
    assert client.get(CHANGES, {"since": before}).status_code == 200

    restrict(make.index())

    feed.settle()
    assert client.get(CHANGES, {"since": before}).status_code == 410


def test_there_is_no_token_while_changes_are_not_recorded(client):
    before = token(client)
    ContentVersion.objects.update(number=-5)

    for query in ({}, {"since": before}):
        assert client.get(CHANGES, query).status_code == 503


def test_the_queries_do_not_grow_with_the_changes(client, count_queries):
    articles = [make.article(f"Walk {n}") for n in range(8)]
    before = token(client)

    def asked():
        feed.settle()
        reset_memory()
        return count_queries(f"{CHANGES}?since={before}")

    articles[0].save()
    few = asked()
    for article in articles:
        Page.objects.filter(pk=article.pk).update(seo_title="Another")
    assert asked() == few


SEEDS = [int(environ["SEED"])] if "SEED" in environ else [1]
NUMBER = int(environ.get("CHANGES", "50"))
# A client asks after fewer changes than these, and is compared at each such time.
MOST_AT_ONCE, COMPARED_EACH = 6, 6


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_client_mirrors_a_site_through_random_changes(client, seed):
    chance = random.Random(seed)
    public_site()
    feed.settle()
    mirror = Mirror(client)
    made = fetched = asked = 0
    while made < NUMBER or asked % COMPARED_EACH:
        for _ in range(chance.randrange(1, MOST_AT_ONCE)):
            change = chance.choice(RANDOM_CHANGES)
            try:
                change(chance)
            except IndexError:
                # There is no row to change.
                continue
            made += 1
        feed.settle()
        reset_memory()
        fetched += mirror.follow()
        asked += 1
        if asked % COMPARED_EACH == 0:
            assert mirror.answers == Mirror(client).answers, (made, change.__name__)

    assert mirror.begun == 1
    sys.stdout.write(f"{made} changes, {fetched} answers fetched\n")


def test_a_draft_that_hides_others_is_not_announced(client):
    page = make.standard_page(title="Page", slug="page")
    there = make.standard_page(title="There", slug="there")
    page.unpublish()
    before = token(client)
    alias = page.specific.create_alias(parent=make.home(), update_slug="alias")
    Page.objects.get(pk=alias.pk).move(Page.objects.get(pk=there.pk), "last-child")
    assert actions(client, before) == {}

    Page.objects.get(pk=alias.pk).delete()
    assert actions(client, before) == {}
