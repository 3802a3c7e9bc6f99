"""Fields of articles in full on the list of API v3."""

import pytest
from wagtail.models import PageViewRestriction

from tests import make
from tests.articles.test_sites import other_site

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

LIST = "/api/v3/articles/"


def read(client, query=""):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


@pytest.fixture
def articles():
    """Two articles with all that articles have, and one with little."""
    make.clinic()
    back, author = make.topic("Back"), make.person(photo=make.image())
    given = {"topics": [back], "author": author, "reviewer": author}
    first = make.article("First", hero_image=make.image(), **given)
    second = make.article("Second", last_reviewed=make.LATELY.date(), **given)
    bare = {"benefits": None, "safety": None, "call_to_action": None}
    third = make.article("Third", **bare, sections=[], references=[])
    make.comment(page=first)
    third.create_alias(update_slug="alias")
    return [first, second, third]


def test_all_fields_are_those_of_the_article_in_full(client, articles):
    cards = {card["id"]: card for card in read(client)}

    listed = read(client, "fields=*")

    assert [item["id"] for item in listed] == [*cards]
    for item in listed:
        page = client.get(f"/api/v3/pages/{item['id']}/").json()
        assert {name: item[name] for name in page} == page
        card = cards[item["id"]]
        assert set(item) == {*page, *card}
        assert {name: item[name] for name in set(card) - set(page)} == {
            name: card[name] for name in set(card) - set(page)
        }
    assert {item["type"] for item in listed} == {"articles.ArticlePage"}


def test_a_card_has_the_fields_that_are_asked_for_as_well(client, articles):
    cards = read(client, "order=title")

    for query in ("fields=benefits,review", "fields=review&fields=benefits,review,"):
        listed = read(client, f"{query}&order=title")
        assert [set(item) - set(card) for item, card in zip(listed, cards, strict=True)]
        for item, card in zip(listed, cards, strict=True):
            assert set(item) - set(card) == {"benefits", "review"}
            assert {name: item[name] for name in card} == card
    assert listed[0]["benefits"]["heading"] == "How walking helps"
    assert listed[-1]["benefits"] is None
    assert read(client, "fields=&order=title") == cards


def test_a_picture_that_is_asked_for_is_as_large_as_in_the_article(client, articles):
    [card] = read(client, "search=first&limit=1")
    [item] = read(client, "search=first&limit=1&fields=hero_image")
    page = client.get(f"/api/v3/pages/{card['id']}/").json()

    assert item["hero_image"] == page["hero_image"] != card["hero_image"]


@pytest.mark.parametrize(
    "query", ["search=first", "order=-updated_at", "topic=back", "order=title&limit=2"]
)
def test_fields_go_with_filters_orders_and_searches(client, articles, query):
    cards = read(client, query)

    listed = read(client, f"{query}&fields=introduction")

    assert [item["id"] for item in listed] == [card["id"] for card in cards]
    assert all(item["introduction"] for item in listed)


@pytest.mark.parametrize(
    "name",
    ["password", "owner", "benefits.heading", "**", "-benefits", "id;", "x" * 3000],
)
def test_an_unknown_field_is_refused(client, articles, name):
    answer = client.get(LIST, {"fields": name})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == ["query", "fields"]


def test_fields_show_nothing_that_is_not_public(client, articles):
    first, second, third = articles
    first.unpublish()
    PageViewRestriction.objects.create(page=second, restriction_type="password")
    second.save_revision()

    listed = client.get(f"{LIST}?fields=*")

    titles = {item["title"] for item in listed.json()["items"]}
    assert titles == {third.title}
    assert "Second" not in listed.text
    assert "First" not in listed.text


def test_articles_of_another_site_are_listed_in_full_with_its_addresses(
    client, settings
):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make.article("On hearts", parent=make.index(parent=other_site()))

    [item] = read(client, "fields=*&site=other.example")

    own = client.get("/api/v3/articles/on-hearts/", headers={"host": "other.example"})
    said = own.json()
    for name in ("seo", "breadcrumbs", "title", "sections"):
        assert item[name] == said[name]


def test_more_articles_in_full_cost_no_more_queries(client, articles, count_queries):
    path = f"{LIST}?fields=*&limit=20"
    few = count_queries(path)
    topic = make.topic("More")
    for number in range(6):
        person = make.person(f"Person {number}", photo=make.image())
        made = make.article(
            f"More {number}", topics=[topic], author=person, hero_image=make.image()
        )
        make.comment(page=made)

    assert count_queries(path) <= few


def test_the_document_says_which_fields_may_be_missing(client):
    document = client.get("/api/v3/openapi.json").json()
    item = document["components"]["schemas"]["ArticleItemData"]
    card = document["components"]["schemas"]["CardData"]
    page = document["components"]["schemas"]["ArticlePageSchema"]

    assert sorted(item["required"]) == sorted(card["required"])
    assert set(item["properties"]) == {*card["properties"], *page["properties"]}
