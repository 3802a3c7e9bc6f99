"""Both APIs answer 410 for what was public and is deleted."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from delivery.models import ContentChange
from tests import make
from tests.delivery import feed

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
