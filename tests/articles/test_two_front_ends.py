"""Two sites with a front end each: no answer of one names an address of the other."""

import re
from urllib.parse import urlsplit

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from clinic.models import ClinicSettings
from core.models import FrontEnd
from home.models import HomePage
from tests import make
from tests.core.front_ends import front_end

pytestmark = pytest.mark.django_db

OWN = "http://localhost"
WEBSITE = "https://www.clinic.example"
HEART, HEART_WEBSITE = "http://heart.example", "https://www.heart.example"

# What each site answers, in HTML, for programs and in both APIs.
PATHS = [
    "/",
    "/articles/",
    "/articles/{slug}/",
    "/topics/{topic}/",
    "/topics/",
    "/people/",
    "/people/{person}/",
    "/search/?q=walking",
    "/contact/",
    "/index.md",
    "/articles/{slug}.md",
    "/topics.md",
    "/topics/{topic}.md",
    "/people/{person}.md",
    "/contact.md",
    "/articles.atom",
    "/topics/{topic}.atom",
    "/people/{person}.atom",
    "/replies/{article}.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/api/v2/pages/?fields=*",
    "/api/v2/pages/{article}/",
    "/api/v2/pages/{home}/",
    "/api/v2/site/",
    "/api/v2/comments/?page={article}",
    "/api/v2/redirects/",
    "/api/v3/pages/",
    "/api/v3/pages/{article}/",
    "/api/v3/pages/{home}/",
    "/api/v3/articles/?facets=true",
    "/api/v3/articles/{slug}/",
    "/api/v3/topics/",
    "/api/v3/topics/{topic}/",
    "/api/v3/people/",
    "/api/v3/people/{person}/",
    "/api/v3/site/",
    "/api/v3/comments/?page={article}",
    "/api/v3/forms/{form}/",
    "/api/v3/search/?search=walking",
    "/api/v3/search/suggestions/?search=walk",
    "/api/v3/route/?path=/topics/{topic}/",
    "/api/v3/route/?path=/people/{person}/",
    "/api/v3/route/?path=/old/",
    "/api/v3/redirects/",
]
# Addresses of Gait itself: files, APIs, feeds and sitemaps.
SERVED_BY_GAIT = re.compile(
    r"/(media|documents|static|api|form-token)/|\.(atom|xml|txt|md)$|/replies/[0-9]+"
)


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "heart.example"]


def world(home, site, word):
    """A site with one of each kind, whose texts link to each other."""
    clinic = ClinicSettings.for_site(site)
    index = make.index(parent=home)
    picture = make.image(title=f"{word} picture")
    linked = make.standard_page(parent=home, title=f"{word} privacy")
    file = make.document(title=f"{word} exercises")
    topic, person = make.topic(f"{word} pain"), make.person(f"Ana {word}")
    text = (
        f'<p><a linktype="page" id="{linked.pk}">More</a>, '
        f'<a linktype="document" id="{file.pk}">to print</a>, '
        '<a href="/articles/">all</a></p>'
    )
    article = make.article(
        f"Walking and the {word}",
        parent=index,
        slug=f"walking-{word}",
        topics=[topic],
        author=person,
        hero_image=picture,
        safety={"heading": "Safe?", "body": text, "warning_signs": ["Numbness"]},
        call_to_action={
            "heading": "Come",
            "body": text,
            "links": [{"label": "Privacy", "page": linked}],
        },
    )
    make.article(f"More about the {word}", parent=index, topics=[topic])
    make.comment(page=article)
    contact = make.contact_page(parent=home, slug="contact")
    form = make.form_page(parent=contact, slug="visit")
    Redirect.objects.create(old_path="/old", site=site, redirect_page=article)
    Redirect.objects.create(old_path="/older", site=site, redirect_link="/articles/")
    clinic.name = f"{word} Clinic"
    clinic.emergency_wording = text
    clinic.header_navigation = [("link", {"label": "Articles", "page": index})]
    clinic.privacy_page = linked
    clinic.save()
    return {
        "slug": article.slug,
        "article": article.pk,
        "home": home.pk,
        "topic": topic.slug,
        "person": person.slug,
        "form": form.pk,
    }


@pytest.fixture
def two_sites():
    ours, theirs = make.site(), heart_site()
    names = (
        world(make.home(), ours, "back"),
        world(HomePage.objects.get(pk=theirs.root_page_id), theirs, "heart"),
    )
    front_end(WEBSITE, of=ours, own_pages="noindex")
    front_end(
        HEART_WEBSITE,
        of=theirs,
        path_pattern="/magazine/{path}",
        own_pages="noindex",
    )
    return names


def heart_site():
    home = HomePage(title="Heart", slug="heart", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    return Site.objects.create(hostname="heart.example", port=80, root_page=home)


def answers(client, names, host):
    for path in PATHS:
        asked = path.format(**names)
        answer = client.get(asked, headers={"host": host})
        assert answer.status_code == 200, (host, asked, answer.status_code)
        yield asked, answer.content.decode()


def addresses_in(text):
    """Every full address in an answer, however it is written."""
    return re.findall(r"https?://[^\s\"'<>)\\]+", text.replace("\\/", "/"))


def test_no_answer_of_one_site_names_an_address_of_the_other(client, two_sites):
    ours, theirs = two_sites

    for path, text in answers(client, ours, "localhost"):
        assert "heart.example" not in text, path
    for path, text in answers(client, theirs, "heart.example"):
        assert "localhost" not in text, path
        assert "clinic.example" not in text.replace("hello@clinic.example", ""), path


def test_pages_have_the_front_ends_addresses_and_files_gaits(client, two_sites):
    for names, own, website, before in (
        (two_sites[0], OWN, WEBSITE, ""),
        (two_sites[1], HEART, HEART_WEBSITE, "/magazine"),
    ):
        for path, text in answers(client, names, urlsplit(own).hostname):
            # Ids of feeds are never visited, and stay.
            text = re.sub("<id>[^<]+</id>", "", text)
            for url in addresses_in(text):
                if url.startswith(own):
                    assert SERVED_BY_GAIT.search(url.partition("?")[0]), (path, url)
                if url.startswith(website):
                    assert urlsplit(url).path.startswith(before), (path, url)
                    assert not SERVED_BY_GAIT.search(url), (path, url)


def test_a_site_without_a_front_end_is_as_before(client, two_sites):
    FrontEnd.objects.filter(origin=WEBSITE).delete()
    ours, _ = two_sites
    before = dict(answers(client, ours, "localhost"))

    front_end("", own_pages="off")

    assert dict(answers(client, ours, "localhost")) == before
    assert not [path for path, text in before.items() if WEBSITE in text]
