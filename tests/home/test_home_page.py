import pytest

from tests import make, reading

pytestmark = pytest.mark.django_db


def update(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    return page


def test_the_home_page_leads_on(client):
    make.clinic()
    topic = make.topic("Back pain")
    featured = make.article("Featured", topics=[topic])
    make.article("Latest")
    update(
        make.home(),
        hero_heading="Your back, explained",
        hero_text="Plain words from people who know.",
        featured_articles=[("article", featured)],
        call_to_action=[("call_to_action", make.CALL_TO_ACTION)],
    )

    response = client.get("/")

    words = reading.words(response)
    assert reading.html(response).h1.get_text(strip=True) == "Your back, explained"
    assert "Plain words from people who know." in words
    assert reading.cards(response)[0] == "Featured"
    assert reading.cards(response).count("Featured") == 1
    assert "Latest" in reading.cards(response)
    assert "Back pain" in words
    assert "(404) 555-0126" in words
    assert reading.html(response).select_one('.band-head a[href="/articles/"]')


def test_featured_articles_keep_the_editors_order(client):
    one, two, three = make.articles(3)
    update(
        make.home(), featured_articles=[("article", page) for page in (two, three, one)]
    )

    assert reading.cards(client.get("/")) == [two.title, three.title, one.title]


def test_a_featured_article_that_was_unpublished_leaves_its_place(client):
    one, two = make.articles(2)
    update(make.home(), featured_articles=[("article", one), ("article", two)])

    one.unpublish()

    assert reading.cards(client.get("/")) == [two.title]


def test_the_latest_six_are_shown(client):
    make.articles(8)

    cards = reading.cards(client.get("/"))

    assert cards == [f"Article {n} on walking" for n in (8, 7, 6, 5, 4, 3)]


def test_an_empty_site_has_a_home_page(client):
    make.home()

    response = client.get("/")

    assert reading.cards(response) == []


def test_a_fuller_home_page_costs_no_more_queries(count_queries):
    make.clinic(logo=make.image())
    one = make.article("One", hero_image=make.image(), topics=[make.topic("One")])
    make.article("Two", hero_image=make.image(), topics=[make.topic("Two")])
    home = update(
        make.home(),
        hero_image=make.image(),
        featured_articles=[("article", one)],
        call_to_action=[("call_to_action", make.CALL_TO_ACTION)],
    )
    few = count_queries("/")
    more = [
        make.article(
            f"More {n}", hero_image=make.image(), topics=[make.topic(f"Topic {n}")]
        )
        for n in range(9)
    ]
    update(home, featured_articles=[("article", page) for page in more[:3]])

    assert count_queries("/") == few
