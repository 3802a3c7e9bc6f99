import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import SearchSynonyms
from tests import make, reading
from tests.core.test_search import AWKWARD

pytestmark = pytest.mark.django_db

QUERY = "fizzotherapy"
API = "/api/v3/search/"


@pytest.fixture(autouse=True)
def _no_synonyms():
    SearchSynonyms.objects.all().delete()


def offered(client, query, **more):
    page = reading.html(client.get("/search/", {"q": query, **more}))
    return {
        link.get_text(): link["href"] for link in page.select(".empty a[href^='?']")
    }


def test_the_nearest_words_are_offered_where_nothing_is_found(client):
    make.article("Physiotherapy at home")

    assert offered(client, QUERY) == {"physiotherapy": "?q=physiotherapy"}
    found = reading.words(client.get("/search/?q=physiotherapy"))
    assert "Physiotherapy at home" in found
    answer = client.get(API, {"search": QUERY}).json()
    assert (answer["count"], answer["nearest_words"]) == (0, ["physiotherapy"])


def test_a_search_as_typed_offers_the_right_spelling(client):
    make.article("Sciatica")

    assert list(offered(client, "siatica", exact="")) == ["sciatica"]


def test_the_nearest_come_first_and_one_of_each_stem(client):
    make.article("Marmite, marmosets, a marmoset, carpets")

    assert list(offered(client, "marmxset", exact="")) == ["marmoset", "marmite"]


def test_at_most_four_are_offered(client):
    make.article("zorbak zorbal zorbam zorban zorbap")

    assert len(offered(client, "zorbaxy zyzzyva", exact="")) == 4


@pytest.mark.parametrize("query", ["", "zyzzyva", "the", "123456", "hop", "🦵", "--"])
def test_nothing_alike_offers_nothing(client, query):
    make.article("A hip at 1234567")

    assert offered(client, query) == {}
    assert "Did you mean" not in reading.words(client.get("/search/", {"q": query}))


def test_where_something_is_found_no_words_are_offered(client):
    make.article("Physiotherapy")

    assert offered(client, "physiotherapy") == {}
    answers = [
        client.get(API, {"search": "physiotherapy", "offset": offset}).json()
        for offset in (0, 5)
    ]
    assert [answer["nearest_words"] for answer in answers] == [[], []]


@pytest.mark.parametrize("hide", make.HIDDEN.values(), ids=make.HIDDEN.keys())
def test_words_that_only_hidden_pages_have_are_not_offered(client, hide):
    hide(make.article("Physiotherapy at home"))

    assert offered(client, QUERY) == {}
    assert client.get(API, {"search": QUERY}).json()["nearest_words"] == []


def test_whatever_finds_nothing_is_answered(client):
    make.article("Walking")

    for query in AWKWARD:
        assert client.get("/search/", {"q": query, "exact": ""}).status_code == 200


def test_words_cost_two_queries_at_most_however_many_are_alike(client):
    make.article("wombatish wombative wombatory wombatent")

    def cost(query):
        client.get(API, {"search": query})
        with CaptureQueriesContext(connection) as queries:
            client.get(API, {"search": query})
        return len(queries)

    # The state of the words, and which of them visitors can see.
    assert cost("fizzotherapy wombatxyz quokkaxyz") <= cost("the of") + 2
