from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage
from clinic.models import Person
from delivery.models import ContentChange
from tests import make
from tests.delivery import feed
from tests.delivery.test_changes import actions, restrict, since, token

pytestmark = pytest.mark.django_db


def compact():
    ContentChange.objects.update(changed_at=timezone.now() - timedelta(days=8))
    call_command("delete_expired_data")


def entries(person):
    return ContentChange.objects.filter(kind="person", object_id=person.pk)


@pytest.mark.parametrize(("days", "kept"), [(6.9, 3), (7.1, 1), (89.9, 1), (90.1, 0)])
def test_old_changes_are_reduced_to_the_last_one_and_then_deleted(days, kept):
    person = make.person()
    for role in ("Nurse", "Surgeon"):
        Person.objects.update(role=role)
    feed.settle()
    entries(person).update(changed_at=timezone.now() - timedelta(days=days))

    call_command("delete_expired_data")

    assert entries(person).count() == kept
    assert kept != 1 or entries(person).get().action == "changed"


def test_the_feed_of_other_objects_stays():
    one, other = make.person(), make.person("Ada Moss")
    feed.settle()

    compact()

    assert entries(one).exists()
    assert entries(other).exists()


def test_the_compaction_of_the_feed_loses_nothing(client):
    one, other = make.person(), make.person("Ada Moss")
    before = token(client)
    for role in ("Nurse", "Surgeon"):
        Person.objects.update(role=role)
    other.delete()
    feed.settle()
    compact()

    found = actions(client, before, kind="person")
    assert [*found.values()] == ["changed", "deleted"]
    assert one.pk in found


def test_compaction_keeps_the_tags_that_a_client_goes_by(client):
    article, topic = make.article(), make.topic("Movement")
    before = token(client)
    article.title, article.topics = "A new title", [topic]
    article.save()
    feed.settle()
    # Touches no list and no topic.
    ArticlePage.objects.filter(pk=article.pk).update(summary="Another summary.")

    def tags():
        items = since(client, before)["items"]
        return {(item["kind"], item["id"]): set(item["tags"]) for item in items}

    found = tags()
    assert {f"topic-{topic.pk}", "pages"} <= found["page", article.pk]

    compact()

    compacted = tags()
    assert set(compacted) == set(found)
    # With those from before the token.
    assert all(found[key] <= compacted[key] for key in found)


def test_compaction_keeps_that_a_draft_was_public(client):
    page = make.standard_page(title="Page", slug="page")
    there = make.standard_page(title="There", slug="there")
    alias = page.create_alias(parent=make.home(), update_slug="alias")
    before = token(client)
    alias.unpublish()
    feed.settle()
    # The entry of this has no address.
    Page.objects.get(pk=alias.pk).move(Page.objects.get(pk=there.pk), "last-child")
    assert actions(client, before)[alias.pk] == "deleted"

    compact()

    assert actions(client, before)[alias.pk] == "deleted"


def test_compaction_keeps_that_a_page_went_below_a_private_one(client):
    private = make.standard_page(title="Staff", slug="staff")
    page = make.standard_page(title="Page", slug="page")
    restrict(private)
    before = token(client)
    page.move(Page.objects.get(pk=private.pk), "last-child")
    feed.settle()
    Page.objects.filter(pk=page.pk).update(seo_title="Another")
    assert actions(client, before) == {page.pk: "deleted"}

    compact()

    assert actions(client, before)[page.pk] == "deleted"
