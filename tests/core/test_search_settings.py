import pytest

from core.models import ChosenResult, SearchSynonyms
from tests import make, reading

pytestmark = pytest.mark.django_db

SYNONYMS = "/admin/snippets/core/searchsynonyms/add/"
CHOSEN = "/admin/snippets/core/chosenresult/add/"


@pytest.fixture(autouse=True)
def _no_synonyms():
    SearchSynonyms.objects.all().delete()


def errors(response):
    return [
        " ".join(error.get_text().split())
        for error in reading.html(response).select(".w-field__errors .error-message")
    ]


@pytest.mark.parametrize(
    ("words", "translation_of", "saved"),
    [
        ("lumbago, low back pain", "", True),
        ("lumbago\nlow back pain", "", True),
        ("x-ray, xray", "", True),
        ("lumbago", "back pain", True),
        ("lumbago", "", False),
        ("lumbago; low back pain", "", False),
        ("lumbago, lumbagos, Lumbago", "", False),
        ("lumbago, !", "", False),
        (", ,\n,", "", False),
        ("???", "back pain", False),
        ("lumbago", "!", False),
        ("lumbago, low back pain", ",", False),
    ],
)
def test_synonyms_that_would_change_nothing_are_refused(
    admin_client, words, translation_of, saved
):
    response = admin_client.post(
        SYNONYMS, {"words": words, "translation_of": translation_of}
    )

    assert SearchSynonyms.objects.exists() is saved
    assert bool(saved or errors(response))


def test_one_word_alone_is_refused_with_what_to_do_and_kept(admin_client):
    response = admin_client.post(SYNONYMS, {"words": "lumbago", "translation_of": ""})

    assert errors(response) == [
        "A group needs two words or phrases at least, with a comma between them. For a "
        "word of another language, fill in the English words below."
    ]
    form = reading.html(response)
    assert form.select_one("[name=words]").get_text(strip=True) == "lumbago"


@pytest.mark.parametrize(
    ("words", "saved"), [("cancel", True), (" , !", False), ("?", False)]
)
def test_a_result_chosen_for_no_words_is_refused(admin_client, words, saved):
    page = make.article("Start here")

    response = admin_client.post(CHOSEN, {"words": words, "page": page.pk})

    assert ChosenResult.objects.exists() is saved
    assert bool(saved or errors(response))
