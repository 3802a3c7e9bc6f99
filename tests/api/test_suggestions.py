import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import SearchSynonyms
from core.site_search import suggestions
from tests import make
from tests.articles.test_sites import OTHER, other_site
from tests.core.test_search import AWKWARD

pytestmark = pytest.mark.django_db

PATH = "/api/v3/search/suggestions/"


def suggested(client, typed, **kwargs):
    answer = client.get(PATH, {"search": typed}, **kwargs)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def titles(client, typed, **kwargs):
    return [item["title"] for item in suggested(client, typed, **kwargs)]


def test_every_kind_is_suggested_by_its_title(client):
    make.article("A quokka", topics=[make.topic("Quokka care")])
    make.person("Quokka Lindqvist")
    make.form_page("Meet a quokka")
    make.standard_page(title="About the quokka")

    items = suggested(client, "quo")

    assert {(item["kind"], item["title"]) for item in items} == {
        ("article", "A quokka"),
        ("form", "Meet a quokka"),
        ("page", "About the quokka"),
        ("topic", "Quokka care"),
        ("person", "Quokka Lindqvist"),
    }
    for item in items:
        assert (
            client.get(item["url"].removeprefix("http://localhost")).status_code == 200
        )


@pytest.mark.parametrize(
    "typed",
    [
        "qu",
        "QUOK",
        "quokka",
        "quokka ",
        "  quokkas",
        "qúo",
        "with a quo",
        "walk quo",
        "walking with quo",
        "quokka wal",
        "with",
        "quoka",
        "quokak",
        "wlaking",
        "wlaking quo",
    ],
)
def test_what_is_half_typed_is_suggested(client, typed):
    make.article("Walking with a quokka")
    make.article("Something else")

    assert titles(client, typed) == ["Walking with a quokka"]


def test_a_misspelt_beginning_leads_to_the_word_it_begins(client):
    SearchSynonyms.objects.all().delete()
    make.article("Sciatica", summary="From the sciatic nerve.")

    assert titles(client, "siatic") == ["Sciatica"]


@pytest.mark.parametrize("typed", ["", " ", "q", "q ", "-", "**", "zyzzyva"])
def test_what_begins_no_title_suggests_nothing(client, typed):
    make.article("Walking with a quokka", summary="Beside a zyzzyva.")

    assert titles(client, typed) == []


def test_a_title_that_begins_as_typed_comes_first(client):
    make.article("Feed a quokka")
    make.article("Quokka feeding, morning and evening")
    make.article("On feeding, and on the little quokka")

    assert titles(client, "quokka fee") == [
        "Quokka feeding, morning and evening",
        "Feed a quokka",
        "On feeding, and on the little quokka",
    ]
    assert titles(client, "feed") == [
        "Feed a quokka",
        "Quokka feeding, morning and evening",
        "On feeding, and on the little quokka",
    ]


def test_synonyms_lead_to_titles(client):
    SearchSynonyms.objects.create(words="quokka, happy marsupial")
    make.article("Happy marsupials")

    assert titles(client, "quokka") == ["Happy marsupials"]


def test_at_most_eight_are_suggested(client):
    for number in range(10):
        make.article(f"Quokka {number}")

    assert len(titles(client, "quo")) == 8


def test_one_address_is_suggested_once(client):
    make.clinic(places=[{"name": "Quokka house"}, {"name": "Quokka hall"}])
    make.contact_page()

    assert len(suggested(client, "quo")) == 1


@pytest.mark.parametrize("hide", make.HIDDEN.values(), ids=make.HIDDEN.keys())
def test_what_is_not_public_is_not_suggested(client, hide):
    page = make.article(
        "A quokka",
        topics=[make.topic("Quokka care")],
        author=make.person("Quokka Moss"),
    )
    assert len(titles(client, "quo")) == 3

    hide(page)

    assert titles(client, "quo") == []
    client.force_login(make.superuser())
    assert titles(client, "quo") == []


def test_pages_that_are_not_public_take_no_places(client, monkeypatch):
    monkeypatch.setattr(suggestions, "READ", 2)
    make.article("Quokkas in the garden at night")
    for number in range(3):
        make.article(f"Quokka {number}", live=False)

    assert titles(client, "quokka") == ["Quokkas in the garden at night"]


def test_each_site_suggests_its_own(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make.article("A quokka")
    other_site()

    assert titles(client, "quo") == ["A quokka"]
    assert titles(client, "quo", headers=OTHER) == []


def test_whatever_is_typed_is_answered(client):
    make.article("Walking")

    for typed in AWKWARD:
        answer = client.get(PATH, {"search": typed})
        assert answer.status_code == (400 if len(typed) > 200 else 200), typed[:80]
    assert client.get(f"{PATH}?search=%00").status_code == 400
    assert client.get(f"{PATH}?search=%ff").status_code == 400
    assert client.get(PATH).json() == {"items": []}


def test_every_cache_may_keep_suggestions_for_a_moment(client):
    make.article("Walking")
    client.force_login(make.superuser())

    answer = client.get(PATH, {"search": "wal"})

    assert "public" in answer["Cache-Control"]
    assert "max-age=10" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    again = client.get(
        PATH, {"search": "wal"}, headers={"if-none-match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_more_content_costs_no_more_queries(client, count_queries):
    make.clinic()
    path = f"{PATH}?search=waking+wal"
    make.article("Waking and walking", topics=[make.topic("Walking")])
    few = count_queries(path)
    for number in range(10):
        make.article(
            f"Waking and walking {number}", topics=[make.topic(f"Walk {number}")]
        )

    assert count_queries(path) == few
    # Site, restrictions, state of the index, titles and the date of the last change.
    assert few <= 8


def test_a_letter_costs_no_search(client):
    make.article("Walking")
    client.get(PATH, {"search": "w"})

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PATH, {"search": "w"})

    assert not [each for each in queries if "searchdocument" in each["sql"]]


def test_nothing_that_is_typed_is_logged(client, caplog):
    caplog.set_level("DEBUG")

    client.get(PATH, {"search": "quokka"})

    messages = [
        record.getMessage()
        for record in caplog.records
        if record.name != "django.db.backends"
    ]
    assert messages
    assert not [each for each in messages if "quokka" in each]
