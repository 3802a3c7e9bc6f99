import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_a_home_page_says_all_its_parts(read):
    make.clinic()
    home = make.home()
    article, draft = make.article("Walking"), make.article("A draft", live=False)
    home.hero_heading = "Your back"
    home.hero_text = "Explained."
    home.hero_image = make.image()
    home.featured_articles = [("article", draft), ("article", article)]
    home.call_to_action = [("call_to_action", make.CALL_TO_ACTION)]
    home.save()

    said = read(home)

    assert (said["hero_heading"], said["hero_text"]) == ("Your back", "Explained.")
    assert said["hero_image"]["alt"] == "A path between trees"
    assert [card["title"] for card in said["featured_articles"]] == ["Walking"]
    assert said["call_to_action"]["phone"]["uri"] == "tel:+14045550126"
    assert said["breadcrumbs"] == []
    assert said["seo"]["canonical_url"] == "http://localhost/"


def test_an_empty_home_page_says_null_and_empty_lists(read):
    said = read(make.home())

    assert said["hero_image"] is None
    assert said["featured_articles"] == []
    assert said["call_to_action"] is None


def test_a_featured_article_that_is_gone_is_left_out(read):
    home, article = make.home(), make.article()
    home.featured_articles = [("article", article)]
    home.save()
    article.delete()

    assert read(home)["featured_articles"] == []


def test_more_featured_articles_cost_no_more_queries(client, count_queries):
    home = make.home()
    path = f"/api/v2/pages/{home.pk}/"
    for number in (1, 3):
        articles = [
            make.article(
                f"Article {number} {n}",
                hero_image=make.image(size=(40, 30)),
                topics=[make.topic(f"Topic {number} {n}")],
            )
            for n in range(number)
        ]
        home.featured_articles = [("article", article) for article in articles]
        home.save()
        if number == 1:
            few = count_queries(path)

    assert count_queries(path) == few


def test_a_standard_page_says_its_body(read):
    page = make.standard_page()

    said = read(page)

    [section] = said["body"]
    assert (section["type"], section["value"]["heading"]) == ("prose", "How to begin")
    assert [crumb["title"] for crumb in said["breadcrumbs"]] == ["Larch Clinic"]


def test_an_article_index_says_its_introduction(read):
    index = make.index(introduction="<p>All we know.</p>")

    assert read(index)["introduction"] == "<p>All we know.</p>"


def test_both_apis_say_the_same_of_every_kind_of_page(client):
    make.clinic()
    pages = [make.home(), make.index(), make.contact_page(), make.standard_page()]

    for page in pages:
        second, third = (
            client.get(f"/api/{version}/pages/{page.pk}/").json()
            for version in ("v2", "v3")
        )
        # In v2 the type is in meta alone.
        del second["meta"], third["meta"], third["type"]
        assert second == third
