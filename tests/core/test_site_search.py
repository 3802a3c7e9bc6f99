import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from core.models import ChosenResult, SearchDocument, SearchSynonyms
from core.site_search.documents import MOST_STEMS, Document, stems_of
from tests import make, reading

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture(autouse=True)
def _no_synonyms():
    SearchSynonyms.objects.all().delete()


def titles(client, query, **more):
    page = reading.html(client.get("/search/", {"q": query, **more}))
    return [
        " ".join(heading.get_text().split()) for heading in page.select(".results h3")
    ]


def section(text, heading="More"):
    return ("prose", {"heading": heading, "body": f"<p>{text}</p>"})


def bare(title, text="", **fields):
    """An article that says nothing but this."""
    return make.article(
        title,
        **{
            "summary": "Words.",
            "introduction": "<p>Words.</p>",
            "benefits": None,
            "safety": None,
            "call_to_action": None,
            "references": [],
            "sections": [section(text)] if text else [],
            **fields,
        },
    )


# --- What is found --------------------------------------------------------------------


def test_everything_that_visitors_look_for_is_found(client):
    make.clinic()
    contact = make.contact_page(title="Get in touch with quokkas")
    make.form_page("Meet a quokka", parent=contact)
    make.standard_page(title="About the quokka")
    topic = make.topic("Quokka care")
    make.person("Quokka Lindqvist")
    make.article("Walking like a quokka", topics=[topic])

    page = reading.html(client.get("/search/?q=quokka"))

    found = {
        " ".join(item.h3.get_text().split()): item.select_one(".kind")
        for item in page.select(".results li")
    }
    kinds = {title: kind and kind.get_text() for title, kind in found.items()}
    assert kinds == {
        "Get in touch with quokkas": "Page",
        "Meet a quokka": "Form",
        "About the quokka": "Page",
        "Quokka care": "Topic",
        "Quokka Lindqvist": "Person",
        "Walking like a quokka": None,
    }
    for link in page.select(".results h3 a"):
        assert client.get(link["href"]).status_code == 200


@pytest.mark.parametrize("query", ["parking", "opening hours", "larch street"])
def test_a_place_is_found_with_its_hours_and_phone_of_today(client, query):
    make.clinic()
    make.contact_page()

    page = reading.html(client.get("/search/", {"q": query}))

    assert "(404) 555-0126" in page.select_one(".places-today").get_text()
    links = {link["href"] for link in page.select(".results h3 a")}
    assert "/contact/" in links


def test_all_that_an_article_shows_is_found(client):
    bare(
        "Walking",
        summary="With a llama.",
        introduction="<p>With an alpaca.</p>",
        references=[{"title": "A trial of vicuñas", "url": "https://a.example/"}],
        call_to_action={"heading": "Call the guanaco", "body": "<p>Today.</p>"},
    )

    for query in ("llama", "alpaca", "vicunas", "guanacos"):
        assert titles(client, query) == ["Walking"], query


HIDDEN = {
    "draft": lambda page: page.unpublish(),
    "expired": lambda page: ArticlePage.objects.filter(pk=page.pk).update(
        live=False, expired=True, expire_at=timezone.now() - datetime.timedelta(days=1)
    ),
    "private": lambda page: PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="login"
    ),
    "below a private page": lambda page: PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="password", password="x"
    ),
    "deleted": lambda page: page.delete(),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_not_public_is_not_found(client, hide):
    page = make.article("Quokka walks")
    seen = titles(client, "quokka")

    hide(page)

    assert seen == ["Quokka walks"]
    assert titles(client, "quokka") == []
    assert titles(client, "quoka") == []


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
def test_words_of_what_is_not_public_are_unknown_to_visitors(client, hide):
    make.standard_page(title="Walking")
    hide(make.article("Quokka care"))

    for query in ("quokka", "quoka", "quokk"):
        said = client.get("/api/v3/search/", {"search": f"walking {query}"}).json()
        assert (said["corrected_to"], said["missing"]) == (None, [query])
        assert titles(client, f"walking {query}") == ["Walking"]


def test_a_changed_title_is_found_by_its_new_words_only(client):
    page = make.article("Quokka walks")

    page.title = "Wombat walks"
    page.save_revision().publish()

    assert titles(client, "quokka") == []
    assert titles(client, "wombat") == ["Wombat walks"]


# --- Words ----------------------------------------------------------------------------


def test_all_words_come_before_most_words(client):
    bare("One", "Walk in the forest with a hat.")
    bare("Two", "Walk in the forest.")
    bare("Three", "Bake.")

    assert titles(client, "walk forest hat") == ["One", "Two"]


def test_common_words_of_a_sentence_do_not_count(client):
    bare("Sciatica", "It hurts.")
    bare("What should I do about my feet", "Is it so?")

    assert titles(client, "What should I do about my sciatica?") == ["Sciatica"]


def test_a_query_of_common_words_only_looks_for_them(client):
    bare("About us")

    assert titles(client, "about us") == ["About us"]


@pytest.mark.parametrize("query", ["xray", "x-ray", "X ray", "x\u2011rays"])
def test_a_compound_is_found_however_it_is_written(client, query):
    bare("Pictures", "An X-ray shows bones.")

    assert titles(client, query) == ["Pictures"]


@pytest.mark.parametrize("query", ["backpain", "back-pain", "back pain"])
def test_two_words_are_found_when_written_as_one(client, query):
    bare("Help", "Your back and its pain.")

    assert titles(client, query) == ["Help"]


# --- Spelling -------------------------------------------------------------------------


def test_a_misspelt_word_is_corrected_and_may_be_searched_as_typed(client):
    bare("Sciatica")

    page = reading.html(client.get("/search/?q=sciatca <b>"))

    assert "1 result for “sciatica b”" in page.select_one(".result-heading").get_text()
    as_typed = page.select_one(".result-notes a")
    assert as_typed.get_text() == "sciatca <b>"
    nothing = client.get("/search/" + as_typed["href"])
    assert "Nothing found for “sciatca <b>”" in reading.words(nothing)


def test_names_are_corrected(client):
    make.person("Maya Lindqvist")

    assert titles(client, "maja lindkvist") == ["Maya Lindqvist"]


def test_of_two_near_words_the_one_in_more_texts_is_taken(client):
    bare("First", "Pain.")
    bare("Second", "Pain.")
    bare("Third", "A pint.")

    page = reading.html(client.get("/search/?q=pian"))

    assert "“pain”" in page.select_one(".result-heading").get_text()


@pytest.mark.parametrize("query", ["hop", "2025", "zzzzzz"])
def test_short_words_numbers_and_strange_words_are_not_corrected(client, query):
    bare("Hip in 2024", "Zebra.")

    assert titles(client, query) == []


def test_the_last_word_may_be_half_typed(client):
    bare("Sciatica")

    page = reading.html(client.get("/search/?q=sciat"))

    assert page.select_one(".results h3").get_text(strip=True) == "Sciatica"
    assert not page.select(".result-notes")


def test_the_plural_of_a_synonym_is_no_misspelt_word(client):
    SearchSynonyms.objects.create(words="bill, fee")
    bare("Bills")
    bare("How you feel")

    assert titles(client, "fees") == ["Bills"]


def test_a_figure_of_speech_is_no_misspelt_word(client):
    bare("Neck", "Falling.")

    page = reading.html(client.get("/search/?q=my neck is killing me"))

    assert "“my neck is killing me”" in page.select_one(".result-heading").get_text()
    assert not page.select(".result-notes")


def test_words_that_no_page_has_are_named(client):
    bare("Sciatica")

    words = reading.words(client.get("/search/?q=sciatica zyzzyva qwxyz zyzzyva"))

    assert "No page has the words “zyzzyva”, “qwxyz”." in words


# --- Synonyms -------------------------------------------------------------------------


def test_an_editor_teaches_the_search_a_synonym(client, admin_client):
    bare("Low back pain")
    assert titles(client, "lumbago") == []

    admin_client.post(
        "/admin/snippets/core/searchsynonyms/add/",
        {
            "words": "lumbago,\npain of the lower back, low back pain",
            "translation_of": "",
        },
    )

    assert titles(client, "my lumbago") == ["Low back pain"]


def test_a_word_of_another_language_leads_to_the_english_page_and_says_so(client):
    bare("Sciatica")
    SearchSynonyms.objects.create(words="ciática", translation_of="sciatica")

    response = client.get("/search/?q=Ciatica")

    assert titles(client, "Ciatica") == ["Sciatica"]
    assert "“ciatica” is sciatica in English." in reading.words(response)


def test_synonyms_with_common_words_count_only_in_titles_and_summaries(client):
    SearchSynonyms.objects.create(words="numb, no feeling")
    bare("Other", "No, the feeling of spring.")
    bare("Numbing", "Numb.")
    bare("No feeling at all")

    assert titles(client, "numb") == ["Numbing", "No feeling at all"]


def test_an_editor_chooses_what_comes_first(client, admin_client):
    bare("Sciatica")
    chosen, hidden = bare("Start here"), make.article("Secret", live=False)

    for words, page in (("about sciatica, leg pain", chosen), ("sciatica", hidden)):
        admin_client.post(
            "/admin/snippets/core/chosenresult/add/", {"words": words, "page": page.pk}
        )

    assert titles(client, "my sciatica") == ["Start here", "Sciatica"]
    assert titles(client, "siatica") == ["Start here", "Sciatica"]
    assert titles(client, "the pain in my leg") == ["Start here"]
    assert titles(client, "sciatica numb") == ["Sciatica"]


def test_a_page_chosen_for_words_comes_first_though_a_text_has_like_ones(client):
    bare("Schedule")
    chosen = bare("Appointments")
    ChosenResult.objects.create(words="reschedule", page=chosen)

    assert titles(client, "reschedule")[0] == "Appointments"


def test_a_typing_error_in_words_that_only_a_chosen_result_has_is_corrected(client):
    ChosenResult.objects.create(words="reschedule", page=bare("Appointments"))

    assert titles(client, "reshedule") == ["Appointments"]
    assert b"No page has" not in client.get("/search/?q=reschedule").content


def test_a_form_of_a_synonym_stays_beside_a_misspelt_word(client):
    SearchSynonyms.objects.create(words="wobbling, shaking")
    bare("Cobbled streets")
    bare("Shaking numbats")

    said = client.get("/api/v3/search/?search=wobbled nubats").json()

    assert said["corrected_to"] == "wobbled numbats"
    assert [each["title"] for each in said["items"]] == ["Shaking numbats"]


# --- The index ------------------------------------------------------------------------


def test_the_index_can_be_rebuilt(client):
    page, gone = make.article("Quokka"), make.article("Wombat")
    ArticlePage.objects.filter(pk=page.pk).update(title="Numbat")
    SearchDocument.objects.filter(object_pk=gone.pk).update(object_pk=999_999)

    call_command("update_index", verbosity=0)

    assert titles(client, "numbat") == ["Numbat"]
    assert titles(client, "quokka") == []
    assert titles(client, "wombat") == ["Wombat"]
    assert not SearchDocument.objects.filter(object_pk=999_999).exists()


def test_a_place_that_is_taken_away_is_no_longer_found(client):
    clinic = make.clinic()
    assert titles(client, "parking")

    clinic.places = []
    clinic.save()

    assert titles(client, "parking") == []


@pytest.mark.parametrize(
    "query",
    [
        "quokka",
        "quoka",
        "parking",
        "care for the quoka of Lindqvist",
        "quokkas wombat",
        "zyzzyva",
    ],
)
def test_a_page_of_results_costs_twelve_queries_at_most(count_queries, query):
    make.clinic()
    make.contact_page(title="Quokkas")
    make.standard_page(title="About a quokka")
    topic = make.topic("Quokka care")
    make.person("Quokka Lindqvist")
    for n in range(3):
        make.article(f"Quokka {n}", topics=[topic])

    assert count_queries(f"/search/?q={query}") <= 12


def test_of_an_endless_text_only_so_many_words_are_kept():
    words = " ".join(f"word{n}" for n in range(MOST_STEMS + 10))

    assert len(stems_of(Document("Endless", body=[words])).body) == MOST_STEMS
