import pytest
from django.test import override_settings
from wagtail.models import Site

from tests import make, reading

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & \" ' {{ 7|add:7 }} \u202e"


def test_a_shared_link_has_a_card_with_a_large_picture(client):
    make.clinic()
    article = make.article(hero_image=make.image(size=(1600, 1200)))

    response = client.get(article.url)

    assert reading.meta(response, "og:title") == "Can walking ease lower back pain?"
    assert reading.meta(response, "og:type") == "article"
    assert reading.meta(response, "og:site_name") == "Larch Spine Clinic"
    assert reading.meta(response, "og:description") == article.summary
    assert reading.meta(response, "og:image").startswith("http://localhost/media/")
    assert reading.meta(response, "og:image:width") == "1200"
    assert reading.meta(response, "og:image:height") == "630"
    assert reading.meta(response, "og:image:alt") == "A path between trees"
    assert reading.meta(response, "twitter:card") == "summary_large_image"


def test_a_page_without_a_picture_asks_for_no_large_one(client):
    article = make.article(hero_image=None)

    response = client.get(article.url)

    assert reading.meta(response, "twitter:card") == "summary"


def test_where_a_page_has_no_picture_the_logo_stands_in_for_it(client):
    make.clinic(logo=make.image())
    make.article("Walking", hero_image=None, topics=[make.topic("Back pain")])
    make.contact_page()

    for path in ("/articles/walking/", "/topics/back-pain/", "/contact/"):
        response = client.get(path)

        logo = reading.json_ld(response)["MedicalClinic"]["logo"]["url"]
        assert reading.meta(response, "og:image") == logo
        assert reading.meta(response, "og:image:width") is None
        assert reading.meta(response, "twitter:card") == "summary"


def test_a_portrait_is_shared_as_high_as_it_is(client):
    make.home()
    make.person("Maya Lindqvist", photo=make.image(size=(800, 1000)))

    response = client.get("/people/maya-lindqvist/")

    assert reading.meta(response, "og:image:width") == "640"
    assert reading.meta(response, "og:image:height") == "800"
    assert reading.meta(response, "twitter:card") == "summary"


def test_a_picture_chosen_for_sharing_goes_before_the_main_one(client):
    article = make.article(
        hero_image=make.image(),
        sharing_image=make.image(description="The clinic's door"),
    )

    response = client.get(article.url)

    assert reading.meta(response, "og:image:alt") == "The clinic's door"


def test_words_for_search_engines_go_before_the_pages_own(client):
    article = make.article(seo_title="Walk it off", search_description="Do walk.")

    response = client.get(article.url)

    assert reading.html(response).title.get_text(strip=True) == "Walk it off"
    assert reading.meta(response, "description") == "Do walk."


TITLES = [
    ("/articles/", "Articles"),
    ("/articles/?page=2", "Articles, page 2"),
    ("/articles/?topic=back-pain", "Articles about Back pain"),
    ("/articles/?topic=back-pain&page=2", "Articles about Back pain, page 2"),
    ("/topics/back-pain/?page=2", "Back pain, page 2"),
    ("/search/?q=walking", "Search: walking"),
    ("/search/?q=walking&page=2", "Search: walking, page 2"),
]


@pytest.mark.usefixtures("two_on_a_page")
def test_each_list_and_each_of_its_pages_has_a_title_of_its_own(client):
    make.clinic()
    make.articles(3, topics=[make.topic("Back pain")])

    for path, title in TITLES:
        response = client.get(path)

        shown = reading.html(response).title.get_text(strip=True)
        assert shown == f"{title} | Larch Spine Clinic"
        assert reading.meta(response, "og:title") == title


def test_pages_outside_the_tree_say_what_they_are_for(client):
    page = make.article(author=make.person())

    for path in ("/people/", "/search/", f"/replies/{page.pk}/"):
        assert reading.meta(client.get(path), "description"), path


def test_a_long_biography_is_described_up_to_the_end_of_a_word(client):
    make.home()
    make.person("Maya Lindqvist", biography=f"<p>{'Listening ' * 40}</p>")

    response = client.get("/people/maya-lindqvist/")

    description = reading.meta(response, "description")
    assert description.endswith("Listening Listening…")
    assert len(description) <= 300


def test_search_results_are_read_by_robots_but_never_indexed(client):
    make.article()

    assert "/search/" not in client.get("/robots.txt").content.decode()
    for path in ("/search/", "/search/?q=walking"):
        response = client.get(path)

        assert reading.meta(response, "robots") == "noindex,follow"
        crumbs = reading.json_ld(response)["BreadcrumbList"]["itemListElement"]
        assert crumbs[-1]["name"] == "Search"


def test_a_text_first_published_elsewhere_names_its_original(client):
    article = make.article(canonical_override="https://original.example/walking")

    response = client.get(article.url)

    assert reading.canonical(response) == "https://original.example/walking"


def test_a_page_hidden_from_search_engines_says_so(client):
    article = make.article("Hidden", hide_from_search_engines=True)
    other = make.article("Other")

    assert reading.meta(client.get(article.url), "robots") == "noindex,follow"
    assert reading.meta(client.get(other.url), "robots") == "index,follow"


@override_settings(ALLOWED_HOSTS=["*"])
def test_addresses_come_from_the_site_never_from_the_host_header(client):
    site = Site.objects.get(pk=make.site().pk)
    site.hostname, site.port = "www.larch.example", 443
    site.save()
    make.clinic(logo=make.image())
    make.article("Walking", hero_image=make.image(), topics=[make.topic()])

    for path in ("/articles/walking/", "/articles.atom", "/sitemap.xml", "/robots.txt"):
        answer = client.get(path, headers={"host": "evil.example"}).content.decode()

        assert "https://www.larch.example" in answer
        assert "evil.example" not in answer


def test_titles_are_text_wherever_they_stand(client):
    make.clinic(name=f"Clinic {HOSTILE}")
    topic = make.topic(f"Topic {HOSTILE}", slug="topic")
    person = make.person(f"Person {HOSTILE}", slug="person")
    make.article(
        f"Title {HOSTILE}",
        slug="article",
        summary=f"Summary {HOSTILE}",
        topics=[topic],
        author=person,
        sections=[("prose", {"heading": f"Heading {HOSTILE}", "body": "<p>x</p>"})],
    )

    for path in (
        "/",
        "/articles/",
        "/articles/article/",
        "/topics/topic/",
        "/people/",
        "/people/person/",
        "/search/?q=title",
        "/search/?q=script",
    ):
        response = client.get(path)

        scripts = reading.html(response).find_all("script", src=None)
        assert [script.get("type") for script in scripts] == ["application/ld+json"]
        assert "alert(1)" not in [script.string for script in scripts]
        assert "14" not in reading.html(response).h1.get_text()
    nodes = reading.json_ld(client.get("/articles/article/"))
    assert nodes["MedicalWebPage"]["headline"] == f"Title {HOSTILE}"
