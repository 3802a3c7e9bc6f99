import re
from html import unescape

import pytest
from wagtail.models import Site

from home.models import HomePage
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached

pytestmark = pytest.mark.django_db

WALKING = "http://localhost/articles/walking/"


def embed(client, url=WALKING, **parameters):
    answer = client.get("/oembed/", {"url": url, **parameters})
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def test_an_article_is_a_card(client):
    make.clinic()
    make.article(
        "Walking & backs",
        slug="walking",
        summary="It helps.",
        author=make.person("Maya Lindqvist"),
        hero_image=make.image(size=(1600, 1200)),
    )

    shown = embed(client)

    assert shown.pop("thumbnail_url").startswith("http://localhost/media/images/")
    assert shown == {
        "version": "1.0",
        "type": "rich",
        "title": "Walking & backs",
        "author_name": "Maya Lindqvist, MD",
        "author_url": "http://localhost/people/maya-lindqvist/",
        "provider_name": "Larch Spine Clinic",
        "provider_url": "http://localhost/",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "html": '<blockquote cite="http://localhost/articles/walking/">'
        '<p><a href="http://localhost/articles/walking/">Walking &amp; backs</a></p>'
        "<p>It helps.</p><footer>Larch Spine Clinic</footer></blockquote>",
        "width": 600,
        "height": None,
    }


def test_an_article_has_its_address_for_discovery(client):
    make.article(slug="walking")

    page = client.get("/articles/walking/")
    [found] = re.findall(
        r'type="application/json\+oembed"\s+title=".*?"\s+href="(.*?)"',
        page.content.decode(),
    )

    assert client.get(unescape(found)).json()["title"].startswith("Can walking")
    assert f'<http://localhost{unescape(found)}>; rel="alternate"' in page["Link"]
    assert b"oembed" not in client.get("/articles/").content


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:80/articles/walking/",
        "http://localhost:/articles/walking/",
        "HTTP://LocalHost/articles/walking/",
        "http://LOCALHOST:80/articles/walking/?from=mail#top",
    ],
)
def test_an_address_may_be_spelt_in_another_way(client, url):
    make.article("Walking", slug="walking")

    assert embed(client, url)["title"] == "Walking"


@pytest.mark.parametrize(
    ("limits", "size", "width"),
    [
        ({"maxwidth": "1200"}, (1200, 630), 600),
        ({"maxwidth": "1199"}, (960, 640), 600),
        ({"maxheight": "629"}, (640, 427), 600),
        ({"maxwidth": "640", "maxheight": "427"}, (640, 427), 600),
        ({"maxwidth": "300"}, None, 300),
        ({"maxwidth": "0"}, None, 0),
        ({"maxwidth": "999999999"}, (1200, 630), 600),
    ],
)
def test_nothing_is_larger_than_wanted(client, limits, size, width):
    make.article(slug="walking", hero_image=make.image(size=(1600, 1200)))

    shown = embed(client, **limits)

    found = shown.get("thumbnail_width"), shown.get("thumbnail_height")
    assert found == (size or (None, None))
    assert ("thumbnail_url" in shown) is bool(size)
    assert shown["width"] == width


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": WALKING, "format": "xml"}, 501),
        ({"url": WALKING, "format": ""}, 501),
        ({"url": WALKING, "maxwidth": "-1"}, 400),
        ({"url": WALKING, "maxwidth": "1e9"}, 400),
        ({"url": WALKING, "maxheight": "٣"}, 400),
        ({"url": WALKING, "maxheight": "9" * 5000}, 400),
        ({"url": "http://localhost/"}, 404),
        ({"url": "http://localhost/articles/"}, 404),
        ({"url": "http://localhost/articles/nothing/"}, 404),
        ({"url": "http://localhost/topics/back-pain/"}, 404),
        ({"url": "http://localhost.evil.example/articles/walking/"}, 404),
        ({"url": "http://evil.example/articles/walking/"}, 404),
        ({"url": "http://localhost@evil.example/articles/walking/"}, 404),
        ({"url": "http://localhost:80@evil.example/articles/walking/"}, 404),
        ({"url": "http://localhost:443/articles/walking/"}, 404),
        ({"url": "https://localhost/articles/walking/"}, 404),
        ({"url": "http://localhost/ARTICLES/walking/"}, 404),
        ({"url": "//evil.example/articles/walking/"}, 404),
        ({"url": "javascript:alert(1)"}, 404),
        ({"url": "http://localhost/articles/walking/\0"}, 400),
        ({"url": "http://localhost/" + "a/" * 5000}, 404),
        ({"url": "http://[::1/articles/walking/"}, 404),
        ({"url": "x" * 100_000}, 404),
    ],
)
def test_all_else_is_refused(client, parameters, status):
    make.article(slug="walking")

    answer = client.get("/oembed/", parameters)

    assert answer.status_code in {status, 414}
    assert "evil" not in answer.content.decode()


def test_only_reading_is_allowed(client):
    assert client.post("/oembed/", {"url": WALKING}).status_code == 405


@pytest.mark.parametrize(
    ("name", "status"),
    [("draft", 404), ("private", 401), ("below a private page", 401)],
)
def test_a_hidden_article_is_refused(client, name, status):
    page = make.article("Secret", slug="walking")
    make.HIDDEN[name](page)

    answer = client.get("/oembed/", {"url": WALKING})

    assert answer.status_code == status
    assert b"Secret" not in answer.content


def test_an_article_of_another_site_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make.article(slug="walking")
    other = HomePage(title="Other", slug="other", hero_heading="Other")
    make.home().get_parent().add_child(instance=other)
    Site.objects.create(hostname="other.example", root_page=other)

    there = client.get("/oembed/", {"url": WALKING}, headers={"host": "other.example"})

    assert there.status_code == 404


def test_what_editors_type_is_escaped(client):
    make.article('<script>"&', slug="walking", summary="<img src=x>")

    html = embed(client)["html"]

    assert "&lt;script&gt;&quot;&amp;" in html
    assert "&lt;img src=x&gt;" in html


def test_it_is_kept_until_the_article_changes():
    page = make.article("Walking", slug="walking")
    application = cached()
    address = f"/oembed/?url={WALKING}&format=json"
    ask(application, address)

    assert ask(application, address).queries == 0
    page.title = "Another title"
    page.save_revision().publish()
    feed.settle()
    assert b"Another title" in ask(application, address).content


def test_parameters_that_nobody_reads_make_no_new_answer():
    make.article(slug="walking")
    application = cached()
    ask(application, f"/oembed/?url={WALKING}")

    assert ask(application, f"/oembed/?url={WALKING}&x=1").queries == 0
