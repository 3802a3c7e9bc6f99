"""Searches that tell of danger: help stands above whatever is found."""

import pytest

from clinic.emergency import DEFAULT_WORDING
from clinic.models import ClinicSettings
from tests import alarm, make, reading
from tests.articles.test_sites import OTHER, other_site

pytestmark = pytest.mark.django_db

SIGN = "cannot pass urine"
HTML = "/search/?q={}"
V2 = "/api/v2/pages/?search={}"
V3 = ("/api/v3/articles/?search={}", "/api/v3/pages/?search={}")


@pytest.fixture(autouse=True)
def _clinic():
    make.clinic(emergency_wording="<p>Call <b>911</b>.</p>")
    make.signs_of_danger(SIGN)


def emergency(client, path, query, **kwargs):
    """The emergency wording of an answer, in HTML or JSON."""
    answer = client.get(path.format(query), **kwargs)
    assert answer.status_code == 200, answer.content
    if path == HTML:
        return alarm.of(answer)
    said = answer.json()
    return (
        said["meta"]["emergency_wording"] if path == V2 else said["emergency_wording"]
    )


def wording(path):
    return "Call 911 ." if path == HTML else "<p>Call <b>911</b>.</p>"


@pytest.mark.parametrize("path", [HTML, V2, *V3])
@pytest.mark.parametrize("finds", [True, False])
def test_a_search_that_tells_of_danger_is_answered_with_what_to_do(client, path, finds):
    if finds:
        make.article("I cannot pass urine")

    assert emergency(client, path, f"I {SIGN}") == wording(path)


@pytest.mark.parametrize("path", [HTML, V2, *V3])
@pytest.mark.parametrize("query", ["walking", "", "%20", "%F0%9F%A6%B5", "''--%25"])
def test_another_search_raises_no_alarm(client, path, query):
    make.article("Walking")

    assert emergency(client, path, query) is None


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/api/v3/articles/"])
def test_a_list_without_a_search_raises_none(client, path):
    said = client.get(path).json()

    assert said.get("meta", said)["emergency_wording"] is None
    assert client.get("/api/v3/pages/").json()["emergency_wording"] is None


def test_the_results_follow_as_ever(client):
    make.article("When you cannot pass urine")

    page = client.get(HTML.format(SIGN))

    [card] = reading.html(page).select(".card h3 a")
    assert card.get_text() == "When you cannot pass urine"
    assert "search any further" in reading.html(page).select_one(".alarm").get_text()
    assert len(client.get(V2.format(SIGN)).json()["items"]) == 1
    for path in V3:
        assert len(client.get(path.format(SIGN)).json()["items"]) == 1


@pytest.mark.usefixtures("two_on_a_page")
def test_each_page_of_results_brings_the_same_help(client):
    make.articles(3, summary="When you cannot pass urine.")

    assert alarm.of(client.get(f"/search/?q={SIGN}&page=2")) == wording(HTML)
    path = f"{V2.format(SIGN)}&offset=1&limit=1"
    assert client.get(path).json()["meta"]["emergency_wording"] == wording(V2)
    first = client.get(f"{V3[0].format(SIGN)}&limit=1").json()
    more = f"{V3[0].format(SIGN)}&limit=1&cursor={first['next_cursor']}"
    assert client.get(more).json()["emergency_wording"] == wording(V2)


@pytest.mark.parametrize("path", [HTML, V2, *V3, "/api/v3/search/?search={}"])
def test_words_of_danger_are_not_changed_into_others(client, path):
    make.signs_of_danger("kill myself")
    make.article("A gentle hill")

    answer = client.get(path.format("kill myself"))

    assert emergency(client, path, "kill myself") == wording(path)
    if path == HTML:
        assert "hill" not in reading.words(answer)
    else:
        said = answer.json()
        assert said.get("meta", said)["corrected_to"] is None


def test_a_search_in_danger_is_offered_no_other_words(client):
    make.signs_of_danger("suicide")
    make.article("How to lift a suitcase")

    assert "suitcase" not in reading.words(client.get(HTML.format("suicide")))
    said = client.get("/api/v3/search/?search=suicide").json()
    assert said["nearest_words"] == []


def test_danger_is_found_behind_what_a_search_cuts_off(client):
    assert emergency(client, HTML, f"{'x ' * 150} {SIGN}") == wording(HTML)


def test_a_query_is_text_on_the_page(client):
    body = client.get(HTML.format(f"<script>alert(1)</script> {SIGN}")).content

    assert b"<script>alert(1)" not in body
    assert b"911" in body


@pytest.mark.parametrize("path", [HTML, V2, *V3])
def test_there_is_always_something_to_say(client, path):
    make.clinic(emergency_wording="")

    default = DEFAULT_WORDING[3:-4] if path == HTML else DEFAULT_WORDING
    assert emergency(client, path, SIGN) == default


@pytest.mark.parametrize("path", [HTML, V2, *V3])
def test_a_clinic_that_nobody_described_searches_in_peace(client, path):
    ClinicSettings.objects.all().delete()

    assert emergency(client, path, "walking") is None


@pytest.mark.parametrize("path", [HTML, V2, *V3])
def test_each_site_has_its_own_signs(client, path, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    other_site()
    # Nothing that Gait knows by itself.
    make.signs_of_danger("cast smells")

    assert emergency(client, path, "my cast smells") == wording(path)
    assert emergency(client, path, "my cast smells", headers=OTHER) is None


@pytest.mark.parametrize("path", [HTML, V2, *V3])
def test_help_costs_no_more_for_more_results(client, count_queries, path):
    found = {"summary": "When you cannot pass urine."}
    make.articles(2, **found)
    few = count_queries(path.format(SIGN))
    make.articles(6, **found)

    assert count_queries(path.format(SIGN)) == few


@pytest.mark.parametrize("path", [HTML, V2, *V3])
def test_nothing_that_was_searched_for_is_logged(client, caplog, path):
    caplog.set_level("DEBUG")

    client.get(path.format(SIGN))

    messages = [
        r.getMessage() for r in caplog.records if r.name != "django.db.backends"
    ]
    assert not [each for each in messages if "urine" in each]
