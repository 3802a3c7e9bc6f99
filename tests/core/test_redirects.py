import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from core.redirects import BATCH_SIZE, BatchedRedirectCreator
from tests import make
from tests.articles.test_sites import other_site

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def change(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return change


@pytest.fixture
def rename_draft(django_capture_on_commit_callbacks):
    """As autosave does, which takes the new address from the new title."""

    def change(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save()

    return change


def test_an_article_that_changed_its_address_is_still_found(client, rename):
    article = make.article("Walking", slug="walking")

    rename(article, "walk-it-off")
    response = client.get("/articles/walking/?from=newsletter")

    assert response.status_code == 301
    assert response["Location"] == "/articles/walk-it-off/"
    assert response["Cache-Control"] == "no-cache"


def test_articles_follow_an_index_that_changed_its_address(client, rename):
    make.article("Walking", slug="walking")

    rename(make.index(), "guides")

    for old, new in (
        ("/articles/", "/guides/"),
        ("/articles/walking/", "/guides/walking/"),
    ):
        response = client.get(old)

        assert response.status_code == 301
        assert response["Location"] == new


def many_articles(number):
    """Below the index, in few statements."""
    first = make.article("Walking", slug="walking")
    index = first.get_parent()
    type_of = ContentType.objects.get_for_model(Page)
    pages = [
        Page(
            title=f"Page {n}",
            slug=f"page-{n}",
            depth=first.depth,
            path=Page._get_path(index.path, first.depth, n + 2),
            url_path=f"{index.url_path}page-{n}/",
            content_type=type_of,
            locale=index.locale,
        )
        for n in range(number)
    ]
    Page.objects.bulk_create(pages, batch_size=100)
    Page.objects.filter(pk=index.pk).update(numchild=number + 1)
    return index.specific


@pytest.mark.slow
def test_an_index_with_many_articles_keeps_all_their_old_addresses(client):
    number = BATCH_SIZE + 10
    index = many_articles(number)

    for slug in ("guides", "articles", "guides"):
        index.slug = slug
        index.save()

        assert Redirect.objects.count() == number + 2
    last = f"page-{number - 1}/"
    assert client.get(f"/articles/{last}")["Location"] == f"/guides/{last}"


def test_an_address_whose_redirects_fail_is_not_changed(monkeypatch, as_migrated):
    article = make.article("Walking", slug="walking")

    def fail(batch):
        raise ZeroDivisionError

    monkeypatch.setattr(BatchedRedirectCreator, "process", fail)
    article.slug = "walk"
    with pytest.raises(ZeroDivisionError):
        article.save()

    assert Page.objects.get(pk=article.pk).slug == "walking"


def test_a_tree_is_copied_as_a_whole_or_not(client, monkeypatch, as_migrated):
    guide = make.standard_page(title="Guide", slug="guide")
    for n in range(2):
        make.standard_page(parent=guide, title=f"Part {n}", slug=f"part-{n}")
    client.force_login(make.superuser())
    client.raise_request_exception = False
    number = Page.objects.count()

    def fail(entry, **options):
        if entry.label == "Part 1":
            raise ZeroDivisionError
        return save(entry, **options)

    save = PageLogEntry.save
    monkeypatch.setattr(PageLogEntry, "save", fail)
    copy = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": make.home().pk,
        "copy_subpages": "on",
    }

    answer = client.post(f"/admin/pages/{guide.pk}/copy/", copy)

    assert answer.status_code == 500
    assert Page.objects.count() == number


def test_a_page_is_moved_with_its_redirects_or_not(client, monkeypatch, as_migrated):
    about = make.standard_page(title="About", slug="about")
    privacy = make.standard_page(title="Privacy", slug="privacy")
    client.force_login(make.superuser())
    client.raise_request_exception = False

    def fail(batch):
        raise ZeroDivisionError

    monkeypatch.setattr(BatchedRedirectCreator, "process", fail)
    answer = client.post(f"/admin/pages/{privacy.pk}/move/{about.pk}/confirm/")

    assert answer.status_code == 500
    assert Page.objects.get(pk=privacy.pk).path == privacy.path


def test_a_page_that_was_moved_is_still_found(client):
    about = make.standard_page(title="About", slug="about")
    privacy = make.standard_page(title="Privacy", slug="privacy")

    privacy.move(about, pos="last-child")

    response = client.get("/privacy/")
    assert response.status_code == 301
    assert response["Location"] == "/about/privacy/"


def test_a_page_that_returns_to_its_old_address_is_shown_there(client, rename):
    article = make.article("Walking", slug="walking")
    rename(article, "walk")

    rename(article, "walking")

    assert client.get("/articles/walking/").status_code == 200
    assert client.get("/articles/walk/").status_code == 301


def test_an_old_address_does_not_tell_of_a_page_that_is_no_longer_public(
    client, rename
):
    article = make.article("Walking", slug="walking")
    rename(article, "secret-new-name")

    # As the admin does, from the database: the old object has the old URL.
    Page.objects.get(pk=article.pk).unpublish()
    response = client.get("/articles/walking/")

    assert response.status_code == 404


def test_an_old_address_does_not_tell_of_a_page_behind_a_password(client, rename):
    article = make.article("Walking", slug="walking")
    rename(article, "secret-new-name")
    PageViewRestriction.objects.create(
        page=make.index(), restriction_type="password", password="walk"
    )

    assert client.get("/articles/walking/").status_code == 404


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_first_address_of_a_draft_does_not_tell_the_next(
    client, rename_draft, signed_in
):
    article = make.article(slug="secret-merger", live=False, first_published_at=None)
    if signed_in:
        client.force_login(make.superuser())

    rename_draft(article, "secret-merger-with-northside")

    assert client.get("/articles/secret-merger/").status_code == 404
    article.save_revision().publish()
    assert client.get("/articles/secret-merger/").status_code == 404


def test_an_old_address_leads_to_the_page_that_had_it_last(client, rename):
    rename(make.article("Walking", slug="walking"), "walk")
    newcomer = make.article("Running", slug="walking")

    rename(newcomer, "run")

    assert client.get("/articles/walking/")["Location"] == "/articles/run/"


def test_each_site_keeps_its_redirect_from_the_same_address(client, rename, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    theirs = make.index(parent=other_site())
    rename(make.article("Walking", slug="walking"), "walk")

    rename(make.article("Walking", slug="walking", parent=theirs), "stroll")

    old, host = "/articles/walking/", {"host": "other.example"}
    assert client.get(old)["Location"].endswith("/articles/walk/")
    assert client.get(old, headers=host)["Location"].endswith("/articles/stroll/")


def test_a_page_that_leaves_an_address_does_not_replace_an_editors_redirect(
    client, rename
):
    Redirect.objects.create(
        old_path="/articles/walking", site=make.site(), redirect_link="/prices/"
    )
    article = make.article("Walking", slug="walking")

    rename(article, "walk")

    assert client.get("/articles/walking/")["Location"] == "/prices/"


def test_a_page_that_takes_an_address_leaves_an_editors_redirect_from_it(
    client, rename
):
    article = make.article("Walking", slug="walking")
    made = Redirect.add_redirect("/articles/walk", article)

    rename(article, "walk")

    assert Redirect.objects.filter(pk=made.pk).exists()


def test_a_page_that_is_no_longer_public_keeps_its_old_addresses(
    client, rename, rename_draft
):
    article = make.article("Walking", slug="walking")
    article.unpublish()

    rename_draft(article, "walk")
    article.save_revision().publish()

    assert client.get("/articles/walking/")["Location"] == "/articles/walk/"


def test_a_draft_takes_no_redirect_from_a_page_that_is_public(
    client, rename, rename_draft
):
    rename(make.article("Walking", slug="walking"), "walk")
    draft = make.article(slug="walking", live=False, first_published_at=None)

    rename_draft(draft, "walking-again")

    assert client.get("/articles/walking/")["Location"] == "/articles/walk/"


def test_articles_below_an_index_that_is_not_public_keep_their_old_addresses(
    client, rename_draft
):
    index = make.index(live=False, first_published_at=None)
    make.article("Walking", slug="walking")

    rename_draft(index, "guides")

    assert client.get("/articles/walking/")["Location"] == "/guides/walking/"


def test_an_address_that_is_left_and_taken_again_does_not_lead_to_itself(
    client, rename
):
    article = make.article("Walking", slug="walking")
    make.article("Running", slug="running")
    rename(article, "walk")
    rename(article, "walking")
    rename(make.index(), "guides")

    rename(make.index(), "articles")

    known = set(Redirect.objects.values_list("old_path", flat=True))
    assert known == {
        "/articles/walk",
        "/guides",
        "/guides/running",
        "/guides/walking",
    }
    article.refresh_from_db()
    article.unpublish()
    assert client.get("/articles/walking/").status_code == 404


def test_a_page_that_is_moved_there_and_back_does_not_lead_to_itself(client):
    about = make.standard_page(title="About", slug="about")
    privacy = make.standard_page(title="Privacy", slug="privacy")
    privacy.move(about, pos="last-child")
    privacy.refresh_from_db()

    privacy.move(make.home(), pos="last-child")

    assert client.get("/about/privacy/")["Location"] == "/privacy/"
    assert not Redirect.objects.filter(old_path="/privacy").exists()


def test_the_old_address_of_a_page_that_leaves_all_sites_leads_nowhere(client):
    about = make.standard_page(title="About", slug="about")
    privacy = make.standard_page(title="Privacy", slug="privacy")
    privacy.move(about, pos="last-child")

    Page.objects.get(pk=privacy.pk).move(Page.objects.get(depth=1), pos="last-child")

    assert client.get("/privacy/").status_code == 404


def test_the_same_path_of_another_site_is_no_loop(client, settings):
    settings.ALLOWED_HOSTS = ["localhost", "other.example"]
    ours = make.site()
    other_site()
    Redirect.objects.create(
        old_path="/prices", site=ours, redirect_link="http://other.example/prices"
    )

    answer = client.get("/prices/", headers={"host": "localhost"})

    assert (answer.status_code, answer.url) == (301, "http://other.example/prices")
