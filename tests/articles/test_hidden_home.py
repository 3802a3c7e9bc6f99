"""Views and lists of a site whose home page visitors may not see say nothing of it."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/llms.txt",
    "/articles.atom",
    "/sitemap.xml",
    "/topics/",
    "/topics.md",
    "/topics/back-pain/",
    "/topics/back-pain.md",
    "/topics/back-pain.atom",
    "/people/",
    "/people.md",
    "/people/maya-lindqvist/",
    "/people/maya-lindqvist.md",
    "/people/maya-lindqvist.atom",
    "/search/?q=secret",
    "/nothing/",
    "/api/v2/site/",
    "/api/v3/site/",
    "/api/v3/topics/",
    "/api/v3/topics/back-pain/",
    "/api/v3/people/",
    "/api/v3/people/maya-lindqvist/",
    "/api/v3/articles/?count=true&facets=true",
    "/api/v3/search/?search=secret",
    "/api/v3/route/?path=/&include=page,site,comments,form",
    "/api/v3/route/?path=/topics/&include=page,site",
]


@pytest.mark.parametrize("kind", ["draft", "private"])
def test_what_a_hidden_home_page_says_is_in_no_answer(client, kind):
    home = make.home(title="Secret title", hero_text="Secret text")
    home.search_description = "Secret description"
    home.save()
    make.topic("Back pain")
    make.person("Maya Lindqvist")
    make.HIDDEN[kind](home)

    answers = {each: client.get(each).content.decode() for each in ADDRESSES}

    assert [each for each, text in answers.items() if "Secret" in text] == []


def test_a_site_with_a_hidden_home_page_is_named_by_its_host(client):
    make.HIDDEN["private"](make.home())

    assert client.get("/llms.txt").content.decode().startswith("# localhost\n")
    assert "<title>localhost</title>" in client.get("/articles.atom").content.decode()


def test_breadcrumbs_begin_with_the_list_where_the_home_page_is_hidden(client):
    make.topic("Back pain")
    make.HIDDEN["private"](make.home())

    answer = client.get("/api/v3/topics/back-pain/").json()

    assert [each["title"] for each in answer["breadcrumbs"]] == ["Topics"]
