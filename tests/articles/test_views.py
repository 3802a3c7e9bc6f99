import pytest

from tests import make, reading

pytestmark = pytest.mark.django_db


def test_a_topics_page_shows_its_articles(client):
    topic = make.topic("Back pain", description="What it is and what helps.")
    make.article("About the back", topics=[topic])
    make.article("About sleep")

    response = client.get("/topics/back-pain/")

    assert reading.cards(response) == ["About the back"]
    assert "What it is and what helps." in reading.words(response)
    assert reading.meta(response, "robots") == "index,follow"


def test_all_topics_with_articles_are_listed_with_their_numbers(client):
    back, neck = make.topic("Back", description="What helps."), make.topic("Neck")
    make.topic("Of nothing")
    make.article("One", topics=[back])
    make.article("Two", topics=[back, neck])
    make.article("Draft", topics=[back], live=False)

    response = client.get("/topics/")

    cards = reading.html(response).select(".topic-card")
    assert [each.a["href"] for each in cards] == ["/topics/back/", "/topics/neck/"]
    assert "What helps." in cards[0].get_text()
    assert "2 articles" in cards[0].get_text()
    assert "1 article" in cards[1].get_text(" ", strip=True)
    assert reading.meta(response, "robots") == "index,follow"


def test_without_topics_their_list_says_so_and_is_not_indexed(client):
    make.home()
    make.topic("Of nothing")

    response = client.get("/topics/")

    assert "No topics yet" in reading.words(response)
    assert reading.meta(response, "robots") == "noindex,follow"


def test_the_breadcrumbs_of_a_topic_lead_to_all_topics(client):
    make.article(topics=[make.topic("Back")])

    trail = reading.html(client.get("/topics/back/")).select(".breadcrumbs a")

    assert [each["href"] for each in trail] == ["/", "/topics/"]


def test_a_topic_without_articles_says_so_and_is_not_indexed(client):
    make.home()
    make.topic("Back pain")

    response = client.get("/topics/back-pain/")

    assert "Nothing about Back pain yet" in reading.words(response)
    assert reading.meta(response, "robots") == "noindex,follow"


@pytest.mark.parametrize("path", ["/topics/nonsense/", "/people/nobody/"])
def test_what_nobody_made_is_not_found(client, path):
    make.home()

    assert client.get(path).status_code == 404


def test_people_are_listed_with_their_profession(client):
    make.home()
    make.person("Maya Lindqvist", credentials="MD", role="Neurosurgeon")

    page = reading.html(client.get("/people/"))

    link = page.select_one(".person-card a")
    assert link["href"] == "/people/maya-lindqvist/"
    assert link.get_text(strip=True) == "Maya Lindqvist, MD"
    assert "Neurosurgeon" in page.main.get_text()


def test_a_profile_shows_what_the_person_wrote_or_checked(client):
    maya = make.person("Maya Lindqvist", biography="<p>She listens.</p>")
    make.article("Written", author=maya)
    make.article("Checked", reviewer=maya)
    make.article("Both", author=maya, reviewer=maya)
    make.article("Neither")

    response = client.get("/people/maya-lindqvist/")

    assert reading.cards(response) == ["Both", "Checked", "Written"]
    assert "She listens." in reading.words(response)


def test_a_profile_never_shows_the_account_behind_it(client):
    make.home()
    make.person("Maya Lindqvist", user=make.user("maya@private.example"))

    answer = client.get("/people/maya-lindqvist/").content.decode()

    assert "private.example" not in answer


def test_more_people_and_articles_cost_no_more_queries(count_queries):
    make.clinic()
    topic = make.topic("Back pain")
    maya = make.person("Maya Lindqvist", photo=make.image())
    make.article("One", author=maya, hero_image=make.image(), topics=[topic])
    paths = ("/people/", "/people/maya-lindqvist/", "/topics/back-pain/")
    few = [count_queries(path) for path in paths]
    for n in range(8):
        person = make.person(f"Person {n}", photo=make.image())
        make.article(
            f"More {n}",
            author=maya,
            reviewer=person,
            hero_image=make.image(),
            topics=[topic, make.topic(f"Topic {n}")],
        )

    assert [count_queries(path) for path in paths] == few


PATHS = [
    "/",
    "/articles/",
    "/articles/walking/",
    "/topics/back-pain/",
    "/people/",
    "/people/maya-lindqvist/",
    "/search/?q=walking",
    "/articles.atom",
    "/sitemap.xml",
    "/robots.txt",
]


def test_head_is_answered_like_get_but_without_the_body(client):
    make.article("Walking", topics=[make.topic("Back pain")], author=make.person())

    for path in PATHS:
        client.get(path)
        read = client.get(path)
        asked = client.head(path)

        assert asked.status_code == 200, path
        assert asked.content == b"", path
        for name in ("ETag", "Content-Type", "Cache-Control"):
            assert asked[name] == read[name], path


@pytest.mark.parametrize(
    "path", ["/people/", "/search/", "/articles.atom", "/robots.txt"]
)
def test_nothing_can_be_sent_to_what_is_only_read(client, path):
    make.home()

    response = client.post(path, {"q": "x"})

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_robots_are_told_where_the_sitemap_is_and_what_is_not_for_them(client):
    make.home()

    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines
