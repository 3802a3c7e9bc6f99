"""A moderator at the form of a topic and of a person, by HTTP."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text

from tests import make, reading

pytestmark = pytest.mark.django_db

SNIPPETS = {"topic": "articles_topic", "person": "clinic_person"}


def add(client, kind, **fields):
    form = {"biography": rich_text(""), **fields}
    address = reverse(f"wagtailsnippets_{SNIPPETS[kind]}:add")
    return client.post(address, nested_form_data(form))


def opened(client, kind, made=None):
    """The form of something new, or of what is there."""
    view, key = ("edit", [made.pk]) if made else ("add", [])
    return reading.html(
        client.get(reverse(f"wagtailsnippets_{SNIPPETS[kind]}:{view}", args=key))
    )


@pytest.mark.parametrize("kind", SNIPPETS)
def test_the_address_of_something_new_follows_from_its_name(editor, kind):
    page = opened(editor, kind)

    name = page.find("input", attrs={"name": "name"})
    assert name["data-w-sync-target-value"] == "#id_slug"
    assert "keyup->w-sync#apply" in name["data-action"]
    # Letters with accents would be refused.
    assert "data-w-slug-allow-unicode-value" not in page.find(id="id_slug").attrs


@pytest.mark.parametrize("kind", SNIPPETS)
def test_a_new_name_leaves_a_known_address_alone(editor, kind):
    page = opened(editor, kind, make.topic() if kind == "topic" else make.person())

    name = page.find("input", attrs={"name": "name"})
    assert "w-sync#apply" not in name.get("data-action", "")


@pytest.mark.parametrize("kind", SNIPPETS)
def test_the_form_says_address_where_django_says_slug(editor, kind):
    page = opened(editor, kind)

    assert "Address" in page.find("label", attrs={"for": "id_slug"}).get_text()
    assert "slug" not in page.main.get_text().lower()


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("topic", "Pain of the back", "There is a topic at this address already."),
        ("topic", "Back pain", "There is a topic of this name already."),
        ("person", "Another", "There is somebody at this address already."),
    ],
)
def test_an_address_that_is_taken_is_refused_in_words(editor, kind, name, words):
    slug = (make.topic() if kind == "topic" else make.person()).slug

    answer = add(editor, kind, name=name, slug=slug)

    assert words in answer.content.decode()
    assert name in answer.content.decode()


def test_a_person_signs_in_with_an_account_that_uses_the_admin(editor):
    make.user("stranger@clinic.example")
    make.member("Editors", "ana@clinic.example", first_name="Ana", last_name="Ruiz")

    choice = opened(editor, "person").find("select", id="id_user").get_text()

    assert "Ana Ruiz (ana@clinic.example)" in choice
    assert "stranger@clinic.example" not in choice


def test_the_account_of_a_person_stays_when_it_no_longer_uses_the_admin(editor):
    left = make.user("left@clinic.example", is_active=False)

    page = opened(editor, "person", make.person(user=left))

    chosen = page.find("select", id="id_user").find("option", selected=True)
    assert chosen["value"] == str(left.pk)


def test_the_form_of_a_topic_leads_to_the_articles_that_have_it(editor):
    topic = make.topic()
    make.article("On backs", topics=[topic])
    make.article("On sleep")
    usage = reverse("wagtailsnippets_articles_topic:usage", args=[topic.pk])

    form = opened(editor, "topic", topic)
    [link] = form.select('a[href*="topics="]')
    found = editor.get(link["href"])

    assert "Articles with this topic" in link.get_text()
    assert "On backs" in found.text
    assert "On sleep" not in found.text
    assert "Used" not in form.get_text()
    assert editor.get(usage)["Location"] == link["href"]
