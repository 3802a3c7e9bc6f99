"""Answers that are made anew, by a worker that has made others, in few queries."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from articles.models import ArticlePage
from comments.models import Comment
from core.models import Image, Rendition
from delivery.models import StoredDocument
from tests import make
from tests.delivery import feed
from tests.delivery.test_shared_values import change_logo, hide
from tests.delivery.wsgi import ask, cached, django

pytestmark = pytest.mark.django_db

MOST = 8
ALL_PARTS = "include=page,site,comments,form"
# Made before, by the same worker.
BEFORE = (
    "/index.md",
    "/articles.md",
    "{first.url}",
    "/api/v2/pages/{first.pk}/",
    "/api/v3/pages/{first.pk}/",
    f"/api/v3/route/?path={{first.url}}&{ALL_PARTS}",
)
ADDRESSES = (
    "/",
    "/articles/",
    "/articles/sitting.md",
    "/topics/pain/",
    "/topics/pain.md",
    "/people/maya-lindqvist.md",
    "/llms.txt",
    "/sitemap.xml",
    "/replies/{second.pk}/",
    "/api/v3/articles/",
    "/api/v3/articles/?fields=*",
    "/api/v3/articles/?search=walking",
    "/api/v3/people/",
    "/api/v3/comments/?page={second.pk}",
    "/api/v3/site/",
    f"/api/v3/route/?path={{second.url}}&{ALL_PARTS}",
    f"/api/v3/route/?path={{contact.url}}&{ALL_PARTS}",
)


def everything():
    """A site with all that its pages can show; what the clinic's people have is shared."""
    topic, person = make.topic("Pain"), make.person(photo=make.image("Maya"))
    about = make.standard_page(title="About us", slug="about-us")
    links = [("link", {"label": "Us", "page": about})]
    make.clinic(
        logo=make.image("Our sign"),
        header_navigation=links,
        footer_navigation=links,
        privacy_page=about,
    )
    contact = make.contact_page()
    form = make.form_page(parent=contact)
    first, second, *others = (
        make.article(
            title,
            topics=[topic],
            author=person,
            reviewer=person,
            hero_image=make.image(f"{title} on a hill"),
            safety={**make.SAFETY, "image": make.image(f"{title} with a friend")},
            call_to_action={
                **make.CALL_TO_ACTION,
                "links": [{"label": "About us", "page": about}],
            },
        )
        for title in ("Walking", "Sitting", "Lifting", "Running")
    )
    for page in (first, second):
        make.comment(page=page, person=person)
    home = make.home(
        hero_image=make.image("The clinic"),
        featured_articles=[("article", each) for each in others],
        call_to_action=first.call_to_action,
    )
    return locals()


def test_answers_are_made_anew_in_eight_queries():
    content = everything()
    addresses = [each.format(**content) for each in ADDRESSES]
    for address in addresses:
        # Draws its pictures.
        ask(django(), address)
    feed.settle()

    numbers = {}
    for address in addresses:
        worker = cached()
        # What another worker has stored would not be made.
        StoredDocument.objects.all().delete()
        for each in BEFORE:
            ask(worker, each.format(**content))
        answer = ask(worker, address)
        assert answer.status == 200, address
        numbers[address] = answer.queries

    assert {each: number for each, number in numbers.items() if number > MOST} == {}


def test_a_redirect_is_found_without_a_search_for_pages(application):
    page = make.article("Walking uphill")
    Redirect.objects.create(old_path="/walking-uphill", redirect_page=page)
    feed.settle()
    ask(application, page.url)

    answer = ask(application, "/walking-uphill/")

    assert (answer.status, answer.headers["location"]) == (301, page.url)
    # The address among pages, and among redirects with their pages.
    assert answer.queries <= 2


def show_another_home_page(content):
    about = content["about"]
    Site.objects.update(root_page=about)
    ArticlePage.objects.get(pk=content["second"].pk).move(about, pos="last-child")


# One after another in each case, with all answers kept in between: making the site takes
# longer than comparing them.
ONE_BY_ONE = [
    [lambda content: Locale.objects.create(language_code="fr")],
    [
        lambda content: pages(content, "home").update(title="Back Clinic"),
        lambda content: make.comment("So it is.", page=content["second"]),
        lambda content: Image.objects.update(description="A mountain"),
        lambda content: Rendition.objects.update(width=77),
        lambda content: change_logo(),
        lambda content: Comment.objects.all().delete(),
        lambda content: Image.objects.filter(title="Our sign").delete(),
        lambda content: hide(content["second"]),
        lambda content: hide(content["home"]),
    ],
    [
        lambda content: Site.objects.update(hostname="spine.example"),
        lambda content: pages(content, "home").update(live=False),
    ],
    [lambda content: pages(content, "home", "second").update(live=False)],
    [
        lambda content: pages(content, "second").update(slug="seated"),
        lambda content: content["second"].delete(),
    ],
    [show_another_home_page],
]


@pytest.mark.parametrize("changes", ONE_BY_ONE)
def test_a_change_shows_in_a_route_that_is_made_after_it(application, changes):
    content = everything()
    route = f"/api/v3/route/?path={{}}&{ALL_PARTS}"
    # A page that was deleted has no address any more.
    paths = [content[page].url for page in ("second", "home", "contact")]
    feed.settle()
    before = ask(application, route.format(content["first"].url))
    assert before.status == 200

    for number, change in enumerate(changes):
        change(content)
        feed.settle()

        for path in paths:
            address = route.format(path)
            made, fresh = ask(application, address), ask(django(), address)
            told = number, address
            assert (made.status, made.content) == (fresh.status, fresh.content), told


def test_a_home_page_that_is_published_is_at_once_at_its_path(application):
    content = everything()
    pages(content, "home").update(live=False)
    feed.settle()
    path = content["second"].url
    assert ask(application, f"/api/v3/route/?path={path}").status == 200

    pages(content, "home").update(live=True)
    feed.settle()

    assert ask(application, "/api/v3/route/?path=/").status == 200


def pages(content, *names):
    return Page.objects.filter(pk__in=[content[name].pk for name in names])
