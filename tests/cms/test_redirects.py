import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def change(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

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

    article.unpublish()
    response = client.get("/articles/walking/")

    assert "secret-new-name" not in response.get("Location", "")
