import pytest
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from tests import make
from tests.public_forms.sending import told

pytestmark = pytest.mark.django_db


def test_a_page_that_was_never_saved_has_its_parts():
    make.clinic()
    article = ArticlePage(title="New", call_to_action=[], topics=[make.topic()])

    parts = article.page_data

    assert [topic.name for topic in parts.topics] == ["Back pain"]
    assert parts.related == []
    assert parts.ancestors == []


def test_a_draft_shows_the_topics_its_author_left():
    back, sleep = make.topic("Back"), make.topic("Sleep")
    other = make.article("On sleep", topics=[sleep])
    article = make.article(topics=[back])
    article.topics = [sleep]
    article.save_revision()

    draft = article.get_latest_revision_as_object()

    assert [topic.name for topic in draft.page_data.topics] == ["Sleep"]
    assert [card.id for card in draft.page_data.related] == [other.pk]
    assert [
        topic.name for topic in ArticlePage.objects.get(pk=article.pk).page_data.topics
    ] == ["Back"]


@pytest.mark.parametrize("why", ["draft", "private"])
def test_a_link_to_what_is_not_public_leads_nowhere_in_html(client, why):
    secret = make.article("Our secret trial", slug="secret")
    link = f'<p>See <a linktype="page" id="{secret.pk}"><b>this</b></a>.</p>'
    article = make.article("Walking", introduction=link)
    person = make.person(biography=link)
    make.clinic(places=[{**make.PLACE, "directions": link}], emergency_wording=link)
    contact = make.contact_page()
    paths = [
        article.url,
        told(article, "urgent"),
        person.get_absolute_url(),
        contact.url,
    ]
    for path in paths:
        assert b"/secret/" in client.get(path).content

    if why == "draft":
        secret.unpublish()
    else:
        PageViewRestriction.objects.create(page=secret, restriction_type="login")

    for path in paths:
        content = client.get(path).content
        assert b"/secret/" not in content
        assert b"See <b>this</b>." in content


def test_a_link_whose_page_is_no_number_breaks_no_page(client):
    link = '<p>See <a linktype="page" id="x">this</a>.</p>'
    article, person = make.article(introduction=link), make.person(biography=link)

    assert client.get(article.url).status_code == 200
    assert client.get(person.get_absolute_url()).status_code == 200
