"""The searches of the admin forgive what the search of the site does."""

import pytest
from django.contrib.auth.models import Group, Permission

from tests import make, reading

pytestmark = pytest.mark.django_db

PAGES = "/admin/pages/search/"
PEOPLE = "/admin/snippets/clinic/person/"
CHOOSE_PAGE = "/admin/choose-page/search/"
CHOOSE_PERSON = "/admin/snippets/choose/clinic/person/results/"


@pytest.fixture
def editor(client):
    make.index()
    client.force_login(make.member("Editors"))
    return client


def found(client, address, query, **more):
    response = client.get(address, {"q": query, **more})
    return [
        cell.a.get_text(" ", strip=True)
        for cell in reading.html(response).select("td.title")
    ]


@pytest.mark.parametrize("query", ["siatica", "sciatic nerve", "SCIATICAS"])
def test_a_page_is_found_by_a_misspelt_word_its_stem_or_its_text(editor, query):
    make.article("Sciatica", summary="The sciatic nerve hurts.")

    assert any("Sciatica" in each for each in found(editor, PAGES, query))
    assert any("Sciatica" in each for each in found(editor, "/admin/articles/", query))


def test_a_page_is_found_by_a_synonym(editor):
    make.article("Slipped disc")

    assert any(
        "Slipped disc" in each for each in found(editor, PAGES, "herniated disk")
    )


def test_a_page_is_chosen_by_a_misspelt_word(editor):
    make.article("Sciatica")

    assert any("Sciatica" in each for each in found(editor, CHOOSE_PAGE, "siatica"))


@pytest.mark.parametrize("address", [PEOPLE, CHOOSE_PERSON])
def test_a_person_is_found_by_a_misspelt_name(editor, address):
    make.person("Maya Lindqvist")

    assert any("Maya" in each for each in found(editor, address, "Lindkvist"))


def test_a_draft_is_found_by_a_stem(editor):
    make.article("How to walk", live=False)

    assert any("How to walk" in each for each in found(editor, PAGES, "walking"))


def test_texts_are_searched_only_if_no_title_has_the_words_as_typed(editor):
    make.article("Sciatica")
    make.article("Back pain", summary="It may be sciatica.")

    assert found(editor, PAGES, "sciatica") == ["Sciatica"]
    assert len(found(editor, PAGES, "siatica")) == 2


def test_results_are_limited_to_a_page_type_and_ordered(editor):
    make.article("Sciatica in brief")
    make.article("All about sciatica")

    def titles(**more):
        return found(editor, PAGES, "siatica", **more)

    assert [each.split()[0] for each in titles(ordering="title")] == ["All", "Sciatica"]
    assert titles(content_type="home.homepage") == []


def test_drafts_stay_hidden_from_those_without_rights_on_pages(client):
    make.article("Sciatica", live=False)
    make.article("All about sciatica")
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(make.member("Guests"))

    titles = found(client, CHOOSE_PAGE, "siatica")

    assert len(titles) == 1
    assert "All about sciatica" in titles[0]


def test_what_is_not_in_the_index_is_searched_for_as_typed(editor):
    make.image("Sciatica")

    response = editor.get("/admin/images/", {"q": "siatica"})

    assert "Sciatica" not in reading.html(response).main.get_text()


def test_nothing_is_found_where_there_is_nothing(editor):
    assert found(editor, PAGES, "quagga") == []
