"""Fields of pages in full, in lists of pages and of one page."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests import make

pytestmark = pytest.mark.django_db

PAGES = "/api/v3/pages/"
BRIEF = {"type", "meta", "id", "title", "published_at", "updated_at"}


@pytest.fixture
def pages():
    form = make.form_page("Ask")
    article = make.article("Walking", topics=[make.topic()], author=make.person())
    return article, make.standard_page(title="About"), form


@pytest.mark.parametrize("fields", ["", "*", "summary,seo"])
def test_a_list_is_as_the_document_says(client, pages, fields):
    document = json.loads(
        (Path(__file__).parents[1] / "openapi/v3.json").read_text(encoding="utf-8")
    )
    listed = {"$ref": "#/components/schemas/PagedListedPage"}
    asked = {"fields": fields} if fields else {}

    Draft202012Validator({**document, **listed}).validate(
        client.get(PAGES, asked).json()
    )


def by_title(answer):
    assert answer.status_code == 200, answer.content
    return {each["title"]: each for each in answer.json()["items"]}


def test_each_page_has_what_it_would_have_alone(client, pages):
    listed = by_title(client.get(f"{PAGES}?fields=*"))

    assert len(listed) == 6
    for shown in listed.values():
        alone = client.get(f"{PAGES}{shown['id']}/").json()
        brief = client.get(f"{PAGES}?id={shown['id']}").json()["items"][0]
        assert shown == {**alone, **brief, "type": "fields"}
        assert client.get(f"{PAGES}{shown['id']}/?fields=*").json() == shown


def test_a_page_has_the_fields_that_are_asked_for(client, pages):
    article, *_ = pages

    listed = by_title(client.get(f"{PAGES}?fields=summary,form_fields&fields=seo"))

    assert set(listed["Walking"]) == {*BRIEF, "summary", "seo"}
    assert set(listed["About"]) == {*BRIEF, "seo"}
    assert set(listed["Ask"]) == {*BRIEF, "seo", "form_fields"}
    one = client.get(f"{PAGES}{article.pk}/?fields=summary").json()
    assert set(one) == {*BRIEF, "summary"}
    assert one["meta"]["type"] == "articles.ArticlePage"
    typed = client.get(f"{PAGES}?type=articles.ArticlePage&fields=summary,summary")
    assert [*by_title(typed)] == ["Walking"]
    found = by_title(client.get(f"{PAGES}?search=walking&fields=summary"))
    assert set(found["Walking"]) == {*BRIEF, "summary"}


@pytest.mark.parametrize(
    "query",
    ["fields=nothing", "fields=summary,owner", "fields=*,x", "fields=content_type"],
)
@pytest.mark.parametrize("one", [True, False])
def test_an_unknown_field_is_refused_by_its_name(client, query, one):
    page = make.article()

    answer = client.get(f"{PAGES}{page.pk}/?{query}" if one else f"{PAGES}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"][:2] == ["query", "fields"]


def test_a_field_that_the_type_does_not_have_is_refused(client, pages):
    article, *_ = pages

    for path in (
        f"{PAGES}{article.pk}/?fields=form_fields",
        f"{PAGES}?type=articles.ArticlePage&fields=summary,form_fields",
    ):
        answer = client.get(path)
        assert answer.status_code in {400, 422}, answer.content
        [told] = answer.json()["errors"]
        assert told["path"] == ["query", "fields"]
        assert "form_fields" in told["message"]
    both = "type=articles.ArticlePage&type=contact.FormPage"
    assert client.get(f"{PAGES}?{both}&fields=form_fields").status_code == 200
    assert client.get(f"{PAGES}{article.pk}/?fields=").json()["summary"]


def test_fields_show_nothing_that_is_hidden(client, pages):
    _, about, form = pages
    make.HIDDEN["private"](form.get_parent())
    make.HIDDEN["draft"](about)

    listed = by_title(client.get(f"{PAGES}?fields=*"))

    assert not {"Ask", "About"} & set(listed)
    for hidden in (about, form):
        assert client.get(f"{PAGES}{hidden.pk}/?fields=seo").status_code == 404
    assert b"Your name" not in client.get(f"{PAGES}?fields=form_fields").content


def test_a_token_reads_fields_of_a_draft(owner):
    article = make.article("Old", summary="Before")
    article.summary = "After"
    article.save_revision()
    path = f"{PAGES}{article.pk}/?fields=summary"

    answer = owner.get(f"{path}&version=draft")

    assert answer.json()["summary"] == "After"
    assert answer["ETag"] == owner.get(f"{PAGES}{article.pk}/")["ETag"]
    assert "no-store" in answer["Cache-Control"]
    assert owner.get(path).json()["summary"] == "Before"


@pytest.mark.parametrize("query", ["", "?fields=*"])
@pytest.mark.parametrize("with_token", [False, True])
def test_more_pages_cost_no_more_queries(
    client, count_queries, pages, with_token, query
):
    if with_token:
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token()}"

    def more(numbers):
        for number in numbers:
            make_three(number, pages[2].get_parent())
        return count_queries(f"{PAGES}{query}")

    few = more([1, 2])
    assert more([3, 4, 5]) == few


def make_three(number, contact):
    make.article(f"More {number}", topics=[make.topic(f"Topic {number}")])
    make.standard_page(title=f"More of us {number}")
    make.form_page(f"Ask {number}", parent=contact)
