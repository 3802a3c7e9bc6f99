from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from tests import make, reading
from tests.core.test_search import AWKWARD

pytestmark = pytest.mark.django_db


def test_what_was_found_shows_the_words_marked(client):
    make.article("Walking for your back", summary="Walk each day.")

    page = reading.html(client.get("/search/?q=walking back"))

    marked = [mark.get_text().lower() for mark in page.select("h3 mark")]
    assert marked == ["walking", "back"]
    assert page.select_one("#search")["value"] == "walking back"


def test_the_direction_of_a_title_changes_nothing_around_it(client):
    make.article("Walking \u202e for your back")

    link = reading.html(client.get("/search/?q=walking")).select_one(".results h3 a")

    assert link.find("bdi").get_text() == link.get_text().strip()
    assert [mark.get_text() for mark in link.select("bdi mark")] == ["Walking"]


def test_a_match_deep_in_the_text_shows_its_sentence(client):
    make.article(
        "Sleep",
        sections=[
            (
                "prose",
                {"heading": "At night", "body": "<p>Turn. A cushion helps. Rest.</p>"},
            )
        ],
    )

    page = reading.html(client.get("/search/?q=cushion"))

    assert "A cushion helps." in page.select_one(".results").get_text()
    assert [mark.get_text() for mark in page.select(".results mark")] == ["cushion"]


def test_the_marks_of_citations_are_no_part_of_the_text(client):
    cited = '<a href="#reference-7">[7]</a>'
    item = {"question": "Why?", "answer": f"<p>Muscles wake.{cited} Go.</p>"}
    make.article(
        "Walking",
        introduction=f"<p>Backs heal better{cited}.</p>",
        sections=[("questions", {"heading": "Asked", "items": [item]})],
    )

    healed = reading.html(client.get("/search/?q=heal")).select_one(".results p")
    woken = reading.html(client.get("/search/?q=wake")).select_one(".results p")

    assert healed.get_text().startswith("Backs heal better. ")
    assert woken.get_text().startswith("Muscles wake. Go.")
    assert reading.cards(client.get("/search/?q=7")) == []


def test_markup_in_a_question_or_a_text_stays_text(client):
    make.article("A <b>bold</b> claim", summary="<script>alert(1)</script> bold")

    page = reading.html(client.get("/search/?q=bold <script>alert(1)</script>"))
    found = reading.html(client.get("/search/?q=bold"))

    scripts = page.select("script:not([src])")
    assert [script["type"] for script in scripts] == ["application/ld+json"]
    assert found.select_one(".results h3").get_text(strip=True) == "A <b>bold</b> claim"
    assert not found.select(".results script, .results b")


def test_nothing_found_says_so_and_offers_topics(client):
    make.clinic()
    make.article("Walking", topics=[make.topic("Back pain")])

    response = client.get("/search/?q=zebra")

    assert "Nothing found for “zebra”" in reading.words(response)
    assert "Back pain" in reading.words(response)
    assert "(404) 555-0126" in reading.words(response)
    assert "pick a topic below" in reading.words(response)
    assert "ask us" in reading.words(response)


def test_nothing_found_promises_nothing_that_is_not_there(client):
    make.article()

    words = reading.words(client.get("/search/?q=zebra"))

    assert "Nothing found for “zebra”" in words
    assert "topic below" not in words
    assert "ask us" not in words


def test_no_question_asks_for_one(client):
    make.home()

    for path in ("/search/", "/search/?q=", "/search/?q=%20"):
        assert "Type what troubles you" in reading.words(client.get(path))


def test_every_question_is_answered(client):
    make.article()

    for query in AWKWARD:
        assert client.get("/search/", {"q": query}).status_code == 200, query[:80]


@pytest.mark.parametrize("path", ["/", "/search/", "/articles/"])
def test_each_search_field_knows_where_suggestions_come_from(client, path):
    make.clinic()
    make.article("Walking")

    page = reading.html(client.get(path))

    fields = page.select("form.search")
    assert len(fields) == 2
    for field in fields:
        answer = client.get(field["data-suggestions"], {"search": "walk"})
        assert [item["title"] for item in answer.json()["items"]] == ["Walking"]
    assert len(page.select("script[src*='core/search']")) == 1


def test_the_script_of_the_search_field_is_small():
    assert Path(find("core/search.js")).stat().st_size <= 3000


def test_results_are_not_for_search_engines(client):
    make.article("Walking")

    response = client.get("/search/?q=walking")

    assert reading.meta(response, "robots") == "noindex,follow"


@pytest.mark.usefixtures("two_on_a_page")
def test_results_come_page_by_page_and_keep_the_question(client):
    make.articles(3)

    first = client.get("/search/?q=walking&page=1")
    second = client.get("/search/?q=walking&page=2")

    assert "3 results for “walking”" in reading.words(first)
    assert len(reading.cards(second)) == 1
    links = reading.html(first).select(".pagination a")
    assert {link["href"] for link in links} == {
        "?q=walking&page=1",
        "?q=walking&page=2",
    }


def test_more_results_cost_no_more_queries(count_queries):
    make.clinic()
    make.article("Walking", topics=[make.topic("One")], hero_image=make.image())
    few = count_queries("/search/?q=walking")
    for n in range(8):
        make.article(
            f"Walking {n}", topics=[make.topic(f"T{n}")], hero_image=make.image()
        )

    assert count_queries("/search/?q=walking") == few


def test_sub_headings_and_items_do_not_run_into_the_text(client):
    body = "<h3>At night</h3><p>Use a pillow</p><ul><li>soft</li><li>flat</li></ul>"
    make.article("Sleep", sections=[("prose", {"heading": "Rest", "body": body})])

    page = reading.html(client.get("/search/?q=night"))

    excerpt = page.select_one(".results p").get_text()
    assert excerpt.startswith("At night – Use a pillow – soft – flat")
