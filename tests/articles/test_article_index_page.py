import pytest

from tests import make, reading

pytestmark = pytest.mark.django_db


def test_the_newest_twelve_come_first_and_the_rest_follow(client):
    make.articles(14)

    first = reading.cards(client.get("/articles/"))
    second = reading.cards(client.get("/articles/?page=2"))

    assert len(first) == 12
    assert first[0] == "Article 14 on walking"
    assert second == ["Article 2 on walking", "Article 1 on walking"]


@pytest.mark.usefixtures("two_on_a_page")
def test_the_pages_of_the_list_are_linked(client):
    make.articles(4)

    links = reading.html(client.get("/articles/")).select(".pagination a")

    assert {link["href"] for link in links} == {"?page=1", "?page=2"}


@pytest.mark.usefixtures("two_on_a_page")
def test_a_topic_narrows_the_list_and_its_links(client):
    topic = make.topic("Back pain")
    make.articles(3, topics=[topic])
    make.article("Something else")

    response = client.get("/articles/?topic=back-pain")

    assert "Something else" not in reading.cards(response)
    assert "3 articles" in reading.words(response)
    links = reading.html(response).select(".pagination a")
    assert {link["href"] for link in links} == {
        "?topic=back-pain&page=1",
        "?topic=back-pain&page=2",
    }


@pytest.mark.usefixtures("two_on_a_page")
def test_a_narrowed_list_has_its_address_on_the_topics_own_page(client):
    make.articles(3, topics=[make.topic("Back pain")])

    first = client.get("/articles/?topic=back-pain")
    second = client.get("/articles/?topic=back-pain&page=2")

    assert reading.canonical(first) == "http://localhost/topics/back-pain/"
    assert reading.canonical(second) == "http://localhost/topics/back-pain/?page=2"


@pytest.mark.usefixtures("two_on_a_page")
def test_each_page_of_the_list_has_an_address_of_its_own(client):
    make.articles(3)

    response = client.get("/articles/?page=2")

    assert reading.canonical(response) == "http://localhost/articles/?page=2"
    assert reading.meta(response, "og:url") == "http://localhost/articles/?page=2"


def test_a_page_that_does_not_exist_is_not_found(client):
    make.article(topics=[make.topic("Back pain")])

    for path in ("/articles/", "/topics/back-pain/", "/search/"):
        for page in ("0", "3", "x", "9" * 5000, " "):
            response = client.get(path, {"page": page, "q": "walking"})

            assert response.status_code == 404, (path, page[:20])
            assert "We cannot find this page" in response.content.decode()


def test_an_unknown_topic_is_not_found(client):
    make.index()

    response = client.get("/articles/?topic=nonsense")

    assert response.status_code == 404
    assert "We cannot find this page" in response.content.decode()


def test_an_empty_index_says_so(client):
    make.index()

    assert "No articles yet" in reading.words(client.get("/articles/"))


def test_a_longer_list_costs_no_more_queries(count_queries):
    make.clinic(logo=make.image())
    person = make.person()
    make.article(
        "One", hero_image=make.image(), topics=[make.topic("One")], author=person
    )
    few = count_queries("/articles/")
    for n in range(9):
        make.article(
            f"More {n}",
            hero_image=make.image(),
            topics=[make.topic(f"Topic {n}")],
            author=person,
        )

    assert count_queries("/articles/") == few
