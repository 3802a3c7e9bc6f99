import datetime

import pytest
from django.utils import timezone

from core.models import ChosenResult, SearchSynonyms
from core.site_search import database, ranking
from core.site_search.planning import Term
from tests import make, reading
from tests.core.test_site_search import bare, section, titles

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture(autouse=True)
def _no_synonyms():
    SearchSynonyms.objects.all().delete()


# --- Ranking --------------------------------------------------------------------------


def test_title_comes_before_summary_before_text_and_new_before_old(client):
    older, newer = (timezone.now() - datetime.timedelta(days=days) for days in (9, 1))
    bare("Text", "A quokka.")
    bare("Old", "Quokka.", first_published_at=older, last_published_at=older)
    bare("New", "Quokka.", first_published_at=newer, last_published_at=newer)
    bare("Summary", summary="The quokka.")
    bare("Heading", sections=[section("Yes.", heading="The quokka")])
    bare("All about the quokka and its friends")
    bare("Quokkas")

    found = titles(client, "quokka")

    assert found[:2] == ["Quokkas", "All about the quokka and its friends"]
    assert set(found[2:4]) == {"Summary", "Heading"}
    assert found.index("New") < found.index("Old")


def test_a_text_about_something_comes_before_one_that_mentions_it(client):
    bare("One", "A quokka eats. A quokka sleeps. A quokka hops.")
    bare("Two", "A dog eats. A cat sleeps. A quokka hops.")

    assert titles(client, "quokka") == ["One", "Two"]


# --- Many documents -------------------------------------------------------------------


# Of 2, there are never enough among the first that SQLite reads in their order.
@pytest.fixture(params=[2, 8])
def few_are_ranked(request, monkeypatch):
    monkeypatch.setattr(ranking, "MOST", 3)
    monkeypatch.setattr(ranking, "ENOUGH_WITH_ALL", 2)
    monkeypatch.setattr(ranking, "CHECKED", 4)
    monkeypatch.setattr(ranking, "MOST_COUNTED", 5)
    monkeypatch.setattr(database, "FEW", 5)
    monkeypatch.setattr(database, "READ", request.param)


MANY = {
    "in titles": lambda n: bare(f"Of the quokka and the wombat {n}"),
    "in summaries": lambda n: bare(f"Text {n}", summary="Quokka, wombat."),
    "in texts": lambda n: bare(f"Text {n}", "A quokka and a wombat."),
}


@pytest.mark.usefixtures("few_are_ranked")
@pytest.mark.parametrize("query", ["quokka", "wombats and quokkas"])
@pytest.mark.parametrize("many", MANY.values(), ids=MANY.keys())
def test_the_best_of_many_documents_come_first(client, many, query):
    bare("Quokka, wombat")
    for n in range(6):
        many(n)
    bare("Quokka, wombat, numbat")

    page = reading.html(client.get("/search/", {"q": query}))

    assert titles(client, query)[:2] == ["Quokka, wombat", "Quokka, wombat, numbat"]
    heading = " ".join(page.select_one(".result-heading").get_text().split())
    assert heading.startswith("The best 3 results")


@pytest.mark.usefixtures("few_are_ranked")
@pytest.mark.parametrize("query", ["quokka", "wombats and quokkas"])
def test_hidden_pages_take_no_places_of_others(client, query):
    for n in range(3):
        bare(f"Text {n}", "A quokka and a wombat.")
    for n in range(6):
        bare(f"Quokka, wombat {n}", live=False)

    assert titles(client, query) == ["Text 2", "Text 1", "Text 0"]


@pytest.mark.usefixtures("few_are_ranked")
def test_where_enough_pages_have_all_words_others_are_left_out(client):
    bare("Quokka, wombat")
    assert titles(client, "quokka wombat bush") == ["Quokka, wombat"]

    for n in range(2):
        bare(f"Text {n}", "A quokka and a wombat in the bush.")

    assert titles(client, "quokka wombat bush") == ["Text 1", "Text 0"]


@pytest.mark.usefixtures("few_are_ranked")
@pytest.mark.parametrize("many", MANY.values(), ids=MANY.keys())
def test_pages_with_a_rare_word_come_before_many_with_common_ones(client, many):
    bare("Numbat, wombat", "A quokka.")
    bare("Numbat, quokka")
    bare("Text", "A quokka.")
    for n in range(6):
        many(n)

    found = titles(client, "quokka wombat numbat")

    assert found[:2] == ["Numbat, wombat", "Numbat, quokka"]
    assert len(found) == 3


@pytest.mark.usefixtures("few_are_ranked")
@pytest.mark.parametrize("many", MANY.values(), ids=MANY.keys())
def test_a_chosen_page_comes_before_many_with_the_words(client, many):
    ChosenResult.objects.create(words="quokka wombat", page=bare("Help"))
    bare("Quokka, wombat")
    for n in range(6):
        many(n)

    found = titles(client, "quokka wombat")

    assert found[:2] == ["Help", "Quokka, wombat"]
    assert len(found) == 3


@pytest.mark.usefixtures("few_are_ranked")
def test_a_chosen_page_that_has_the_words_is_listed_once(client):
    ChosenResult.objects.create(words="quokka", page=bare("Text", "A quokka."))
    bare("Quokka")

    assert titles(client, "quokka") == ["Text", "Quokka"]


def word(weight, found):
    return Term("", ((str(found),),), (), (), False, weight, found)


@pytest.mark.parametrize(
    ("mode", "words", "number"),
    [
        # Half of the weight is enough.
        ("most", [word(2, 900), word(2, 10)], 2),
        ("most", [word(2, 900), word(3, 10)], 2),
        # So are common words in a title: 2 × 10 points of 6 × 3, but not of 7 × 3.
        ("most", [word(2, 900), word(4, 10)], 2),
        ("most", [word(2, 900), word(5, 10)], 1),
        ("most", [word(2, 900), word(5, 10), word(5, 20)], 2),
        ("all", [word(2, 900), word(2, 800), word(2, 10)], 1),
        ("any", [word(2, 900), word(5, 1)], 2),
        ("most", [word(5, 1)], 1),
    ],
)
def test_rare_words_that_no_result_can_do_without(mode, words, number):
    needed = ranking.indispensable(words, mode)

    assert (
        sorted(needed, key=lambda term: term.found)
        == (sorted(words, key=lambda term: term.found)[:number])
    )


@pytest.mark.usefixtures("few_are_ranked")
def test_a_page_among_many_is_found_by_its_topic(client):
    topic = make.topic("Marsupials")
    bare("About a quokka in the wild", topics=[topic])
    for n in range(6):
        bare(f"Quokka {n}")

    found = client.get(f"/api/v3/articles/?search=quokka&topic={topic.slug}").json()

    assert [each["title"] for each in found["items"]] == ["About a quokka in the wild"]


def test_an_api_search_for_all_words_finds_no_page_without_one(client):
    bare("Quokka")

    found = client.get("/api/v3/pages/?search=quokka zyzzyva&search_operator=and")

    assert found.json()["items"] == []
