"""Related articles, which answers of a worker share by their topics."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from home.models import StandardPage
from tests import make
from tests.delivery import feed
from tests.delivery.test_shared_values import ADDRESSES, hide, text_at
from tests.delivery.wsgi import ask, cached, django

pytestmark = pytest.mark.django_db


@pytest.fixture
def family():
    """Five articles with one topic: the first two, and those that both are related to."""
    topic = make.topic("Pain")
    titles = ("Walking", "Sitting", "Lifting", "Running", "Resting")
    found = [make.article(title, topics=[topic]) for title in titles]
    feed.settle()
    return found


def retitle(family):
    Page.objects.filter(pk=family[4].pk).update(title="Sleeping")


def republish(family):
    now = timezone.now()
    Page.objects.filter(pk=family[2].pk).update(first_published_at=now)


def convert(family):
    other = ContentType.objects.get_for_model(StandardPage)
    Page.objects.filter(pk=family[4].pk).update(content_type=other)


@pytest.mark.parametrize(
    "change",
    [
        convert,
        lambda family: family[4].unpublish(),
        lambda family: family[4].delete(),
        lambda family: hide(family[4]),
        lambda family: hide(family[0].get_parent()),
        lambda family: make.article("Swimming", topics=[*family[0].topics.all()]),
        lambda family: ArticlePage.topics.through.objects.all().delete(),
        lambda family: PageViewRestriction.objects.all().delete(),
        lambda family: family[4].move(make.home(), pos="first-child"),
        retitle,
        republish,
    ],
)
def test_a_change_of_related_articles_shows_on_a_page_that_is_made_after_it(
    family, change
):
    hide(family[3])
    feed.settle()
    # What one has made for an address would be shared with the next.
    workers = {address: cached() for address in ADDRESSES}
    for address, worker in workers.items():
        text_at(worker, address.format(page=family[0]))

    change(family)
    feed.settle()

    for address, worker in workers.items():
        of_second = address.format(page=family[1])
        assert ask(worker, of_second).content == ask(django(), of_second).content


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_alias_whose_original_leaves_is_related_on_a_page_that_is_made_after_it(
    family, application, address
):
    original = make.article("Original", topics=[*family[0].topics.all()])
    original.create_alias(update_slug="alias")
    original = ArticlePage.objects.get(pk=original.pk)
    # The alias keeps the topic: nothing is published.
    original.topics.clear()
    original.save()
    feed.settle()
    text_at(application, address.format(page=family[0]))

    Page.objects.filter(pk=original.pk).update(live=False)
    feed.settle()

    of_second = address.format(page=family[1])
    assert ask(application, of_second).content == ask(django(), of_second).content


def test_articles_with_one_topic_look_for_related_ones_once(family, application):
    def asked_for(page):
        with CaptureQueriesContext(connection) as captured:
            ask(application, f"/api/v3/pages/{page.pk}/")
        return [each["sql"] for each in captured if "UNION ALL" in each["sql"]]

    assert asked_for(family[0])
    assert not asked_for(family[1])
