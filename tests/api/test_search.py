import pytest
from wagtail.models import Page, PageViewRestriction

from core.models import SearchSynonyms
from tests import make

pytestmark = pytest.mark.django_db

LISTS = {
    "v2 pages": "/api/v2/pages/?type=articles.ArticlePage",
    "v3 pages": "/api/v3/pages/?type=articles.ArticlePage",
    "v3 articles": "/api/v3/articles/?",
}


def read(client, path, **query):
    answer = client.get(path, query).json()
    return {**answer, **answer.get("meta", {})}


def titles(answer):
    return [item["title"] for item in answer["items"]]


@pytest.fixture(params=LISTS.values(), ids=LISTS.keys())
def search(request, client):
    path, _, fixed = request.param.partition("?")
    fixed = dict(each.split("=") for each in fixed.split("&") if each)
    return lambda query, **more: read(client, path, search=query, **fixed, **more)


def test_lists_forgive_misspellings_and_say_so(search):
    make.article("Sciatica")
    make.article("Walking", summary="Not for sciaticas.")

    found = search("siatica")
    exact = search("siatica", exact="true")

    assert titles(found) == ["Sciatica", "Walking"]
    assert found["corrected_to"] == "sciatica"
    assert (titles(exact), exact["corrected_to"]) == ([], None)


def test_lists_say_which_synonyms_were_used(search):
    SearchSynonyms.objects.all().delete()
    SearchSynonyms.objects.create(words="herniated disc, slipped disc")
    SearchSynonyms.objects.create(words="disco", translation_of="herniated disc")
    make.article("Herniated disc")

    english, spanish = search("slipped disks"), search("disco")

    assert titles(english) == titles(spanish) == ["Herniated disc"]
    both = ["herniated disc", "slipped disc"]
    assert english["synonyms_used"] == [
        {"phrase": "slipped disks", "synonyms": both, "translation": None}
    ]
    assert spanish["synonyms_used"] == [
        {
            "phrase": "disco",
            "synonyms": ["herniated disc"],
            "translation": "herniated disc",
        }
    ]


def test_a_list_without_a_search_says_the_same_fields(client):
    make.article()

    for path in LISTS.values():
        answer = read(client, path)
        assert (answer["corrected_to"], answer["synonyms_used"]) == (None, [])


def test_one_search_finds_every_kind(client):
    make.clinic()
    make.topic("Quokka care")
    make.person("Quokka Lindqvist")
    make.article("A quokka", summary="It hops.", topics=[make.topic("Hopping")])
    make.form_page("Meet a quokka")

    answer = read(client, "/api/v3/search/", search="quokkas zyzzyva")

    kinds = {(item["kind"], item["title"]) for item in answer["items"]}
    assert kinds == {
        ("person", "Quokka Lindqvist"),
        ("article", "A quokka"),
        ("form", "Meet a quokka"),
    }
    assert answer["missing"] == ["zyzzyva"]
    assert answer["count"] == 3
    (article,) = (item for item in answer["items"] if item["kind"] == "article")
    assert article["url"].endswith("/articles/a-quokka/")
    assert article["excerpt"].startswith("It hops.")
    assert article["title_html"] == "A <mark>quokka</mark>"


def test_what_matched_is_marked_and_the_rest_stays_text(client):
    make.article("<i>Tea</i> & walks", summary="She <b>walked</b> on, with tea.")

    [item] = read(client, "/api/v3/search/", search="walking")["items"]

    assert item["title"] == "<i>Tea</i> & walks"
    assert item["title_html"] == "&lt;i&gt;Tea&lt;/i&gt; &amp; <mark>walks</mark>"
    assert "&lt;b&gt;<mark>walked</mark>&lt;/b&gt; on" in item["excerpt_html"]


def test_a_search_is_read_in_parts(client):
    make.articles(3)

    parts = [
        read(client, "/api/v3/search/", search="walking", limit=2, offset=offset)
        for offset in (0, 2)
    ]

    assert [len(part["items"]) for part in parts] == [2, 1]
    assert {part["count"] for part in parts} == {3}


def test_what_is_private_is_found_nowhere(search, client):
    page = make.article("Quokka")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="login"
    )

    assert titles(search("quokka")) == []
    assert read(client, "/api/v3/search/", search="quokka")["items"] == []


@pytest.mark.parametrize(
    ("operator", "found"),
    [("and", ["Both"]), ("or", ["Both", "One"])],
)
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_an_operator_says_how_many_words_must_be_there(
    client, version, operator, found
):
    make.article("Both", summary="Quokka, wombat.")
    make.article("One", summary="Quokka.")

    answer = read(
        client,
        f"/api/{version}/pages/",
        search="quokka wombat",
        search_operator=operator,
    )

    assert titles(answer) == found


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_an_order_rules_over_the_ranking(client, version):
    make.article("Zebra and quokka")
    make.article("Ape", summary="Quokka.")

    ranked, ordered = (
        read(client, f"/api/{version}/pages/", search="quokka", **more)
        for more in ({}, {"order": "title"})
    )

    assert titles(ranked) == ["Zebra and quokka", "Ape"]
    assert titles(ordered) == ["Ape", "Zebra and quokka"]
