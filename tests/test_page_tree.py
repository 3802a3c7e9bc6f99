"""What may stand under what, asked of the admin as an editor does."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.models import ArticleIndexPage, ArticlePage
from contact.models import ContactPage
from core.reserved_slugs import reserved_slugs
from home.models import HomePage, StandardPage
from tests import make, reading

pytestmark = pytest.mark.django_db

CONTENT = [ArticleIndexPage, ArticlePage, ContactPage, HomePage, StandardPage]


def offered(parent):
    """The types of ours that may be added here."""
    return {
        model
        for model in CONTENT
        if model in parent.specific.creatable_subpage_models()
        and model.can_create_at(parent.specific)
    }


def add_form(client, model, parent):
    name = model._meta.model_name
    address = reverse(
        "wagtailadmin_pages:add", args=[model._meta.app_label, name, parent.pk]
    )
    return client.get(address).status_code == 200


def add_privacy(client, parent, slug):
    form = nested_form_data(
        {
            "title": "Privacy",
            "slug": slug,
            "body": streamfield([]),
            "action-publish": "1",
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
        }
    )
    address = reverse(
        "wagtailadmin_pages:add", args=["home", "standardpage", parent.pk]
    )
    return client.post(address, form)


def test_below_the_home_page_stand_the_index_the_contact_page_and_plain_pages():
    make.index().delete()

    assert offered(make.home()) == {ArticleIndexPage, ContactPage, StandardPage}


def test_below_the_index_stand_articles_only():
    assert offered(make.index()) == {ArticlePage}


def test_below_an_article_and_the_contact_page_stands_nothing():
    assert offered(make.article()) == set()
    assert offered(make.contact_page()) == set()


def test_below_a_plain_page_stand_plain_pages():
    assert offered(make.standard_page()) == {StandardPage}


def test_a_site_starts_with_a_home_page():
    assert offered(Page.objects.get(depth=1)) == {HomePage}


def test_a_site_has_one_index_and_one_contact_page(editor):
    make.index()
    make.contact_page()

    assert offered(make.home()) == {StandardPage}
    assert not add_form(editor, ArticleIndexPage, make.home())
    assert not add_form(editor, ContactPage, make.home())
    assert add_form(editor, StandardPage, make.home())


def test_an_article_cannot_be_moved_out_of_an_index(editor):
    article = make.article()

    editor.post(
        reverse("wagtailadmin_pages:move_confirm", args=[article.pk, make.home().pk])
    )

    assert ArticlePage.objects.get().get_parent().pk == make.index().pk


@pytest.mark.parametrize("slug", ["admin", "api", "search", "topics", "people"])
def test_a_page_cannot_take_an_address_of_the_site_itself(editor, slug):
    answer = add_privacy(editor, make.home(), slug)

    assert answer.status_code == 200
    assert "is taken by the site itself" in answer.content.decode()
    assert not StandardPage.objects.exists()


def test_a_page_cannot_change_to_an_address_of_the_site_itself(editor):
    page = make.standard_page()

    answer = editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        nested_form_data(
            {"title": "Privacy", "slug": "search", "body": streamfield([])}
        ),
    )

    assert "is taken by the site itself" in answer.content.decode()


def test_deeper_in_the_tree_such_an_address_is_free(editor):
    answer = add_privacy(editor, make.standard_page(), "search")

    assert answer.status_code == 302
    assert editor.get("/privacy/search/").status_code == 200


def test_a_page_cannot_be_moved_to_an_address_of_the_site_itself(editor):
    page = make.standard_page(parent=make.standard_page(), slug="search")

    editor.post(
        reverse("wagtailadmin_pages:move_confirm", args=[page.pk, make.home().pk])
    )

    assert StandardPage.objects.get(pk=page.pk).get_parent().pk != make.home().pk


@pytest.mark.parametrize("live", [True, False])
def test_a_page_cannot_be_copied_to_an_address_of_the_site_itself(editor, live):
    page = make.standard_page(live=live)
    form = {
        "new_title": "Search",
        "new_slug": "search",
        "new_parent_page": make.home().pk,
    }

    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)

    assert "is taken by the site itself" in answer.content.decode()
    assert StandardPage.objects.get() == page


def copy(editor, page, **fields):
    form = {"new_title": "Copy", "new_slug": "search", **fields}
    return editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)


def test_the_address_of_a_copy_is_checked_where_the_copy_will_be(editor):
    above = make.standard_page()
    below = make.standard_page(parent=above, slug="search")

    refused = copy(editor, below, new_parent_page=make.home().pk)
    made = copy(editor, above, new_parent_page=above.pk, new_slug="admin")

    assert "is taken by the site itself" in refused.content.decode()
    assert made.status_code == 302


def test_a_copy_without_an_address_is_refused(editor):
    page = make.standard_page()

    answer = copy(editor, page, new_slug="", new_parent_page=make.home().pk)

    assert answer.status_code == 200
    assert StandardPage.objects.get() == page


def test_a_page_with_an_impossible_address_is_refused(editor):
    answer = add_privacy(editor, make.home(), "not an address")

    assert answer.status_code == 200
    assert not StandardPage.objects.exists()


def test_the_form_of_a_copy_says_address_where_django_says_slug(editor):
    page = make.standard_page()

    answer = editor.get(reverse("wagtailadmin_pages:copy", args=[page.pk]))

    words = reading.html(answer).main.get_text()
    assert "New address" in words
    assert "The last part of the page's address." in words
    assert "slug" not in words.lower()


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("copy", {"slug": "search"}),
        ("copy", {"slug": "search", "keep_live": False}),
        ("create_alias", {"slug": "search"}),
        ("move", {"position": "last-child"}),
    ],
)
def test_nor_through_the_api(client, action, body):
    token = make.token()
    page = make.standard_page(parent=make.standard_page(), slug="search")

    answer = client.post(
        f"/api/v3/pages/{page.pk}/actions/{action}/",
        {"destination_id": make.home().pk, **body},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 422
    assert "is taken by the site itself" in answer.content.decode()
    assert not make.home().get_children().filter(slug="search")


def test_the_first_segment_of_each_url_of_ours_is_reserved():
    assert reserved_slugs() == {
        "_util",
        "admin",
        "api",
        "articles.atom",
        "documents",
        "forms",
        "form-token",
        "index",
        "llms.txt",
        "media",
        "oembed",
        "people",
        "people.md",
        "replies",
        "robots.txt",
        "search",
        "sitemap-topics-and-people.xml",
        "sitemap.xml",
        "static",
        "topics",
        "topics.md",
    }
