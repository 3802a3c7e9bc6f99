"""Shared values of lists and of the home page, after each kind of change."""

import pytest
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticleIndexPage, ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from contact.models import ContactPage
from core.models import Image, Rendition
from home.models import HomePage
from tests import make
from tests.delivery import feed
from tests.delivery.test_few_queries import everything, pages
from tests.delivery.test_shared_values import hide
from tests.delivery.wsgi import ask, django

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/",
    "/index.md",
    "/articles/",
    "/articles.md",
    "/articles.atom",
    "/topics/pain/",
    "/topics/pain.md",
    "/people/maya-lindqvist.atom",
    "/llms.txt",
    "/sitemap.xml",
    "{plain.url}",
    "/api/v3/articles/",
    "/api/v3/articles/?fields=topics",
    "/api/v3/pages/{home.pk}/",
)


def put_another_index_first(content):
    made = make.index(parent=content["contact"], title="Guides", slug="guides")
    made.move(Page.objects.get(pk=content["home"].pk), pos="first-child")


def add_contact_page(content):
    ContactPage.objects.all().delete()
    feed.settle()
    make.contact_page(title="Reach us", slug="reach-us")


# One after another in each case, with all answers kept in between: making the site and
# the answers before a change takes longer than comparing them after it.
ONE_BY_ONE = [
    [lambda content: Topic.objects.update(name="Aches")],
    [
        lambda content: make.article("New", topics=[make.topic("Sleep")]),
        lambda content: Person.objects.update(name="Maya Ruiz"),
        lambda content: ArticlePage.objects.update(summary="In short."),
        lambda content: pages(content, "second").update(title="Seated"),
        lambda content: Page.objects.filter(slug="articles").update(title="Guides"),
        lambda content: pages(content, "contact").update(title="Reach us"),
        lambda content: HomePage.objects.update(hero_text="Welcome."),
        lambda content: pages(content, "home").update(search_description="Backs."),
        lambda content: Image.objects.update(description="A mountain"),
        lambda content: Page.objects.filter(title="Lifting").update(live=False),
        lambda content: PageViewRestriction.objects.all().delete(),
        lambda content: pages(content, "contact").update(live=False),
        lambda content: pages(content, "second").update(live=False),
        lambda content: Topic.objects.filter(name="Pain").update(slug="aches"),
    ],
    [
        lambda content: hide(Page.objects.get(title="Lifting")),
        lambda content: hide(content["contact"]),
        lambda content: ArticlePage.topics.through.objects.all().delete(),
        lambda content: ArticleIndexPage.objects.get().unpublish(),
    ],
    [
        lambda content: Page.objects.get(title="Lifting").delete(),
        put_another_index_first,
        add_contact_page,
        lambda content: Topic.objects.all().delete(),
        lambda content: pages(content, "home").update(live=False),
    ],
    [lambda content: hide(ArticleIndexPage.objects.get())],
]


@pytest.mark.parametrize("changes", ONE_BY_ONE)
def test_a_change_shows_in_lists_that_are_made_after_it(application, changes):
    content = everything()
    content["plain"] = make.article("Plain", call_to_action=None)
    hide(content["about"])
    addresses = [each.format(**content) for each in ADDRESSES]
    for address in addresses:
        ask(django(), address)
    feed.settle()
    for address in addresses:
        assert ask(application, address).status == 200, address

    for number, change in enumerate(changes):
        change(content)
        feed.settle()

        for address in addresses:
            made, fresh = ask(application, address), ask(django(), address)
            told = number, address
            assert (made.status, made.content) == (fresh.status, fresh.content), told


@pytest.mark.parametrize(
    "address",
    [
        *("/topics/pain/", "/topics/pain.md", "/api/v3/topics/pain/"),
        "/api/v3/articles/?topic=pain&count=true",
    ],
)
@pytest.mark.parametrize("is_made", [True, False])
def test_a_draft_with_a_topic_changes_none_of_its_numbers(
    application, address, is_made
):
    topic = make.topic("Pain")
    make.article("One", topics=[topic])
    second = make.article("Two", topics=[topic])
    # Deleted or made again, without a change that touches what is public.
    draft = make.article("Draft", topics=[topic], live=False)
    if is_made:
        Page.objects.get(pk=draft.pk).delete()
    feed.settle()
    assert ask(application, address).status == 200

    if is_made:
        make.article("Draft", topics=[topic], live=False)
    else:
        Page.objects.get(pk=draft.pk).delete()
    feed.settle()
    Page.objects.filter(pk=second.pk).update(title="Two, anew")
    feed.settle()

    assert ask(application, address).content == ask(django(), address).content


@pytest.mark.parametrize("end", ["&include=page,site", "&include=page"])
def test_a_logo_is_that_of_the_database_whatever_a_cache_of_renditions_holds(
    application, settings, end
):
    cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {**settings.CACHES, "renditions": cache}
    content = everything()
    address = f"/api/v3/route/?path={content['first'].url}{end}"
    feed.settle()
    ask(application, address)
    drawn = Rendition.objects.filter(image=ClinicSettings.objects.get().logo)
    before = [rendition.file.name for rendition in drawn]

    for rendition in drawn:
        renamed = rendition.file.name.replace("images/", "images/restored-")
        Rendition.objects.filter(pk=rendition.pk).update(file=renamed)
    feed.settle()

    body = ask(application, address).content.decode()
    assert before
    assert [name for name in before if name in body] == []
