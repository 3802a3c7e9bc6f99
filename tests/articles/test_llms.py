import re

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def llms(client):
    answer = client.get("/llms.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode()


def test_it_has_the_form_of_llms_txt(client):
    make.clinic()
    make.home(hero_text="We explain backs.")
    make.standard_page(slug="about", title="About us", search_description="Who we are.")
    topic = make.topic("Back pain")
    make.article("Walking", slug="walking", topics=[topic])
    make.article("Lifting", slug="lifting")

    assert llms(client) == (
        "# Larch Spine Clinic\n\n"
        "> We explain backs.\n\n"
        "Each page is here as Markdown, at its address with .md in place of the last "
        "slash.\n\n"
        "This is no medical advice.\n\n"
        "## Pages\n\n"
        "- [Larch Clinic](http://localhost/index.md)\n"
        "- [Articles](http://localhost/articles.md)\n"
        "- [About us](http://localhost/about.md): Who we are.\n"
        "- [Topics](http://localhost/topics.md)\n"
        "- [Our people](http://localhost/people.md)\n\n"
        "## Back pain\n\n"
        "- [All about Back pain](http://localhost/topics/back-pain.md): "
        "What it is and what helps.\n"
        "- [Walking](http://localhost/articles/walking.md): "
        "Yes. A walk every day eases most back pain.\n\n"
        "## Articles without a topic\n\n"
        "- [Lifting](http://localhost/articles/lifting.md): "
        "Yes. A walk every day eases most back pain.\n\n"
        "## For programs\n\n"
        "- [The API's OpenAPI document](http://localhost/api/v3/openapi.json)\n"
        "- [Feed of the newest articles](http://localhost/articles.atom)\n"
        "- [Sitemap](http://localhost/sitemap.xml)\n"
    )


def test_every_link_of_it_leads_somewhere(client):
    make.clinic()
    make.form_page()
    make.article("Walking", topics=[make.topic("Back pain")])

    addresses = re.findall(r"\]\(http://localhost(\S+)\)", llms(client))

    assert len(addresses) > 8
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("hide", make.HIDDEN.values(), ids=make.HIDDEN)
def test_it_names_nothing_hidden(client, hide):
    page = make.article("Secret walk", slug="secret", topics=[make.topic("Back pain")])
    hide(page)

    assert "ecret" not in llms(client)
    assert "Back pain" not in llms(client)


def test_a_hidden_page_below_the_home_page_is_not_named(client):
    for name, hide in list(make.HIDDEN.items())[:2]:
        hide(make.standard_page(title=f"Secret {name}", slug=f"secret-{name}"))

    assert "ecret" not in llms(client)


def test_a_large_site_is_named_by_its_lists(client, monkeypatch):
    topics = [make.topic(f"Topic {n}") for n in range(3)]
    for topic in topics[:2]:
        make.articles(12, topics=[topic])
    make.article("Old", topics=topics[2:], first_published_at=None)
    monkeypatch.setattr("articles.llms.NEWEST", 24)

    text = llms(client)

    assert text.count("on walking](") == 20
    assert "[All about Topic 1]" in text
    assert "## Further topics\n\n- [All about Topic 2]" in text


def test_what_editors_type_is_no_markup(client):
    name = "x](javascript:alert(1))\n## y"
    make.clinic(name=name)
    make.article(name, topics=[make.topic(name, slug="x")])

    text = llms(client)

    assert len(re.findall("^## ", text, re.MULTILINE)) == 3
    assert "](javascript" not in text.replace("\\](javascript", "")


def test_a_site_without_a_clinic_has_one(client):
    make.home()

    assert llms(client).startswith("# Larch Clinic\n\nEach page")


def test_more_articles_cost_no_more_queries(count_queries):
    make.article("One", topics=[make.topic("One")])
    few = count_queries("/llms.txt")
    for n in range(5):
        make.article(f"More {n}", topics=[make.topic(f"Topic {n}")])
        make.standard_page(title=f"Page {n}", slug=f"page-{n}")

    assert count_queries("/llms.txt") == few


def test_pages_and_the_api_name_it(client):
    make.clinic()

    assert b'<link rel="describedby" type="text/plain" href="/llms.txt">' in (
        client.get("/").content
    )
    assert client.get("/api/v3/site/")["Link"] == (
        '<http://localhost/llms.txt>; rel="describedby"; type="text/plain"'
    )
