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


@pytest.mark.parametrize(
    ("words", "translation_of", "saved"),
    [
        ("low back pains, Lumbago", "", False),
        ("lumbago, low back pain, sore back", "", True),
        ("lumbago, low back pain", "back", True),
        ("ciaticas", "sciatica", False),
        ("ciática, ciatalgia", "sciatica", True),
        ("ciática", "leg pain", True),
    ],
)
def test_synonyms_that_another_group_has_already_are_refused(
    admin_client, words, translation_of, saved
):
    SearchSynonyms.objects.create(words="lumbago, low back pain, backache")
    SearchSynonyms.objects.create(words="ciatica", translation_of="sciatica")

    response = admin_client.post(
        SYNONYMS, {"words": words, "translation_of": translation_of}
    )

    assert SearchSynonyms.objects.count() == 2 + saved
    assert bool(saved or "Another group" in errors(response)[0])


def test_a_group_of_synonyms_can_be_saved_again(admin_client):
    group = SearchSynonyms.objects.create(words="lumbago, low back pain")

    admin_client.post(
        f"/admin/snippets/core/searchsynonyms/edit/{group.pk}/",
        {"words": "low back pain, lumbago", "translation_of": ""},
    )

    group.refresh_from_db()
    assert group.words == "low back pain, lumbago"


def test_a_draft_is_refused_as_a_chosen_result_with_what_to_do(admin_client):
    page = make.article("Start here", live=False)

    response = admin_client.post(CHOSEN, {"words": "cancel", "page": page.pk})

    assert errors(response) == [
        "This page is a draft, which visitors do not see. Publish it first, then choose it."
    ]
    assert not ChosenResult.objects.exists()
