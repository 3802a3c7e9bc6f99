"""Drafts that decide on what is public: aliases of private pages, roots of sites."""

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from home.models import HomePage
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, django, seen

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

SECRET = "Nobody may read this"


def fresh(page):
    return Page.objects.get(pk=page.pk)


@pytest.fixture
def alias():
    """A draft that is an alias of a private page, in a folder, with a live page below."""
    private = make.standard_page(title="Private", slug="private")
    fresh(private).specific.unpublish()
    folder = make.standard_page(title="Folder", slug="folder")
    alias = fresh(private).specific.create_alias(
        parent=fresh(folder), update_slug="alias"
    )
    make.standard_page(title=SECRET, slug="below", parent=fresh(alias))
    PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.LOGIN
    )
    return alias


def move(page):
    fresh(page).move(fresh(make.standard_page(slug="elsewhere")), pos="last-child")


def move_alias(alias):
    move(alias)


def move_folder(alias):
    move(fresh(alias).get_parent())


def detach(alias):
    Page.objects.filter(pk=alias.pk).update(alias_of=None)


@pytest.mark.parametrize("change", [move_alias, move_folder, detach])
def test_what_is_below_a_draft_alias_is_as_public_as_it_is(alias, change):
    front = cached()
    below = fresh(alias).get_children().get()

    def addresses():
        below.refresh_from_db()
        return [
            *(below.get_url(), f"/api/v2/pages/{below.pk}/"),
            *(f"/api/v3/pages/{below.pk}/", "/api/v2/pages/?order=-id", "/sitemap.xml"),
            "/api/v3/pages/?order=-id",
        ]

    for address in addresses():
        assert SECRET not in ask(front, address).body.decode()
    change(alias)
    feed.settle()

    for address in addresses():
        kept = ask(front, address)
        assert (SECRET in kept.body.decode()) <= (change == detach), address
        assert seen(kept) == seen(ask(django(), address)), address


def test_a_site_whose_home_page_is_a_draft_has_the_addresses_of_today(settings):
    settings.ALLOWED_HOSTS = ["*"]
    make.home()
    root = HomePage(title="Other", slug="other", hero_heading="Other", live=False)
    Page.objects.get(depth=1).add_child(instance=root)
    Site.objects.create(hostname="other.example", root_page=root)
    below = make.standard_page(title="Below", slug="below", parent=fresh(root))
    front = cached()
    addresses = [
        f"//other.example{path}"
        for path in ("/below/", f"/api/v3/pages/{below.pk}/", "/sitemap.xml")
    ]
    for address in addresses:
        ask(front, address)

    root = fresh(root).specific
    root.slug = "renamed"
    root.save()
    feed.settle()

    for address in addresses:
        assert seen(ask(front, address)) == seen(ask(django(), address)), address
