import pytest
from django.core.cache import cache
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage
from clinic.models import ClinicSettings, Person
from core import dependencies
from core.models import Image
from home.models import HomePage
from tests import make
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def tags_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return set(answer.headers["Cache-Tag"].split(","))


def as_read(article):
    """The addresses of the article in HTML and in both APIs."""
    return [
        article.url,
        f"/api/v2/pages/{article.pk}/",
        f"/api/v3/pages/{article.pk}/",
        f"/api/v3/articles/{article.slug}/",
    ]


@pytest.fixture
def articles():
    """Three articles on one topic and one on another, with all that they show."""
    make.clinic(logo=make.image("Logo"))
    make.reply_rules()
    topic, other = make.topic(), make.topic("Sleep")
    person, image = make.person(), make.image()
    shown = {"author": person, "hero_image": image}
    found = [
        make.article(f"Walk {number}", topics=[topic], **shown) for number in range(4)
    ]
    return [*found, make.article("Sleep well", topics=[other], author=person)]


def test_the_same_tags_in_html_and_both_apis(client, articles):
    for address in as_read(articles[0]):
        assert {
            "gait",
            f"page-{articles[0].pk}",
            f"page-{make.index().pk}",
            f"person-{articles[0].author_id}",
            f"image-{articles[0].hero_image_id}",
            f"topic-{articles[0].topics.get().pk}",
            f"replies-{articles[0].pk}",
            f"clinic-{ClinicSettings.objects.get().pk}",
            f"site-{make.site().pk}",
            "restrictions",
        } <= tags_of(client, address)


@pytest.mark.parametrize("number", range(4))
def test_a_reply_to_one_article_touches_no_other(client, articles, number):
    mine, other = as_read(articles[0])[number], as_read(articles[1])[number]
    before = tags_of(client, mine), tags_of(client, other)

    with feed.noting() as noted:
        make.comment(page=articles[0])

    assert noted.tags & before[0]
    assert not noted.tags & before[1]


@pytest.mark.parametrize(
    "address", ["/replies/{}.atom", *(f"/api/v{n}/comments/?page={{}}" for n in (2, 3))]
)
def test_the_replies_to_an_article_depend_on_no_list(client, articles, address):
    make.comment(page=articles[0])

    lists = {"articles", "pages", "people", "replies"}
    assert not lists & tags_of(client, address.format(articles[0].pk))


def test_a_new_text_touches_one_article_and_the_lists(articles):
    with feed.noting() as noted:
        ArticlePage.objects.filter(pk=articles[0].pk).update(introduction="<p>New.</p>")

    assert noted.tags == {f"page-{articles[0].pk}", "articles"}


def test_an_article_depends_on_no_list(client, articles):
    for address in as_read(articles[0]):
        lists = {"articles", "images", "pages", "people", "replies"}
        assert not lists & tags_of(client, address)


def test_an_article_found_by_its_slug_changes_with_each_page_that_takes_it(
    client, articles
):
    before = tags_of(client, f"/api/v3/articles/{articles[0].slug}/")
    other = make.index(parent=make.standard_page(title="More"), slug="more-articles")
    changes = []

    with feed.noting() as published:
        later = make.article("Again", slug=articles[0].slug, parent=other)
    changes.append(published)
    for fields in ({"slug": "elsewhere"}, {"slug": articles[0].slug}, {"live": False}):
        with feed.noting() as changed:
            ArticlePage.objects.filter(pk=later.pk).update(**fields)
        changes.append(changed)

    assert all(noted.tags & before for noted in changes)
    with feed.noting() as rewritten:
        ArticlePage.objects.filter(pk=articles[4].pk).update(title="New")
    assert not rewritten.tags & before


@pytest.mark.parametrize("slug", ["wälk", "a,b", "a%0Ab"])
def test_a_slug_that_no_header_holds_is_looked_up_among_all_pages(client, slug):
    make.article("Walk", slug="wälk")

    answer = client.get(f"/api/v3/articles/{slug}/")

    assert answer.status_code == (200 if slug == "wälk" else 404)
    assert "slug" not in answer.headers.get("Cache-Tag", "")


def test_a_new_page_touches_no_article(client, articles):
    before = [tags_of(client, address) for address in as_read(articles[0])]

    with feed.noting() as noted:
        make.standard_page(title="Parking", slug="parking")

    assert [noted.tags & tags for tags in before] == [set()] * 4


def test_a_new_article_touches_those_of_its_topic_alone(client, articles):
    near = [tags_of(client, address) for address in as_read(articles[0])]

    with feed.noting() as elsewhere:
        make.article("Rest", topics=[make.topic("Rest")])
    with feed.noting() as beside:
        make.article("Walk more", topics=[articles[0].topics.get()])

    assert [elsewhere.tags & tags for tags in near] == [set()] * 4
    assert all(beside.tags & tags for tags in near)


def test_a_new_article_touches_those_that_fill_up_with_the_newest(client, articles):
    lonely = [tags_of(client, address) for address in as_read(articles[4])]

    with feed.noting() as noted:
        make.article("Rest", topics=[make.topic("Rest")])

    assert all(noted.tags & tags for tags in lonely)


SHARED = {
    "the clinic's phone number": lambda: ClinicSettings.objects.update(
        phone="+14045550199"
    ),
    "the author's role": lambda: Person.objects.update(role="Nurse"),
    "the picture's description": lambda: Image.objects.update(description="Trees"),
    "a page above": lambda: make.index().unpublish(),
    "a page above is hidden": lambda: PageViewRestriction.objects.create(
        page=make.home(), restriction_type="login"
    ),
    "the site's port": lambda: type(make.site()).objects.update(port=8080),
}


@pytest.mark.parametrize("name", SHARED)
def test_what_articles_share_touches_each_of_them(client, articles, name):
    addresses = [each for article in articles[:4] for each in as_read(article)]
    before = [tags_of(client, address) for address in addresses]

    with feed.noting() as noted:
        SHARED[name]()

    assert all(noted.tags & tags for tags in before)


def test_a_missing_page_depends_on_all_pages(client):
    make.home()

    assert "pages" in client.get("/nothing/").gait_dependencies.tags


def test_apps_may_read_the_tags(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    make.home()

    answer = client.get("/api/v3/site/", headers={"Origin": "https://app.example.org"})

    assert "Cache-Tag" in answer.headers["Access-Control-Expose-Headers"]


def test_many_tags_give_way_to_those_of_lists(client):
    topics = [make.topic(f"Topic {number}") for number in range(60)]
    people = [make.person(f"Person {number}") for number in range(60)]
    pages = [
        make.article(f"Walk {number}", topics=[topics[number]], author=people[number])
        for number in range(60)
    ]
    make.comment(page=pages[0])

    answer = client.get("/api/v2/pages/?type=articles.ArticlePage&fields=*&limit=60")

    header = answer.headers["Cache-Tag"]
    assert len(header) < 500
    assert {"gait", "articles", "pages", "people", "replies", "topics"} <= set(
        header.split(",")
    )
    assert not {f"page-{pages[0].pk}", f"topic-{topics[0].pk}"} & set(header.split(","))


def test_each_tag_of_a_thing_is_touched_together_with_the_wider_ones(articles):
    """Or a purge by a tag of a list would miss an answer whose tags gave way to it."""
    article = articles[0]

    def touched(change):
        with feed.noting() as noted:
            change()
        return noted.tags

    for change in (
        lambda: ArticlePage.objects.filter(pk=article.pk).update(live=False),
        lambda: ArticlePage.objects.filter(pk=article.pk).update(live=True),
        lambda: article.topics.through.objects.filter(articlepage=article).delete(),
        lambda: make.comment(page=article),
        lambda: article.hero_image.get_rendition("width-30"),
        lambda: article.delete(),
    ):
        for tag in (tags := touched(change)):
            wider = dependencies.wider_tags.get(tag.rpartition("-")[0], [])
            assert not wider or set(wider) & tags, (tag, tags)


def test_what_django_caches_hides_no_tag(client, articles, settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    }
    home = HomePage(title="Other clinic", slug="other", hero_heading="Elsewhere")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="other.example", root_page=home)
    feed.settle()

    for address in (*as_read(articles[0]), "/", "/articles.atom", "/sitemap-0.xml"):
        cache.clear()
        first, second = (tags_of(client, address) for _ in range(2))

        assert first == second, address
        assert "sites" in second, address
