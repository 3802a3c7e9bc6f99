"""``published_at`` and ``updated_at`` of all that the APIs show."""

import datetime
import re

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage, Topic
from clinic.models import Person
from delivery.models import CacheTag
from home.models import StandardPage
from tests import make
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

BEFORE = "2026-10-01T09:00:00Z"


def backdate():
    """All that is recorded so far was changed at make.LATELY."""
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY)


@pytest.fixture
def content():
    """An article with an author and a topic, another that shows its card, a page."""
    topic, author = make.topic("Back pain"), make.person("Maya Lindqvist")
    article = make.article("Walking", topics=[topic], author=author)
    other = make.article("Sitting", topics=[topic])
    page = make.standard_page(title="Our house")
    backdate()
    return {
        **{"article": article, "other": other, "page": page},
        **{"topic": topic, "person": author},
    }


@pytest.fixture
def times(client, content):
    """The times that the APIs say of each object, in all places that show it."""

    def read(address):
        feed.settle()
        return client.get(
            address.format(**{k: v.pk for k, v in content.items()})
        ).json()

    def times():
        pages = [read(f"/api/v{number}/pages/{{article}}/") for number in (2, 3)]
        others = [read(f"/api/v{number}/pages/{{other}}/") for number in (2, 3)]
        plain = [read(f"/api/v{number}/pages/{{page}}/") for number in (2, 3)]
        lists = read("/api/v3/articles/")["items"]
        key = content["article"].pk
        cards = [
            *lists,
            *(card for each in others for card in each["related_articles"]),
        ]
        routes = [read("/api/v3/route/?path=/topics/back-pain/")]
        people = [read("/api/v3/route/?path=/people/maya-lindqvist/")]
        return {
            "article": {each["updated_at"] for each in pages},
            "page": {each["updated_at"] for each in plain},
            "card": {card["updated_at"] for card in cards if card["id"] == key},
            "topic": {
                *(each["topics"][0]["updated_at"] for each in [*pages, *cards]),
                *(each["topic"]["updated_at"] for each in routes),
            },
            "person": {
                *(each["author"]["updated_at"] for each in pages),
                *(each["person"]["updated_at"] for each in people),
            },
        }

    return times


def changed(times):
    """The kinds that have a new time, which all places say alike."""
    found = times()
    assert all(len(said) == 1 for said in found.values()), found
    for [said] in found.values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", said)
    return {kind for kind, said in found.items() if said != {BEFORE}}


def test_what_is_not_changed_keeps_its_time(times):
    assert changed(times) == set()


def test_the_time_of_publication_stands_beside_it(client, content):
    for number in (2, 3):
        said = client.get(f"/api/v{number}/pages/{content['article'].pk}/").json()
        assert said["published_at"] == BEFORE
        said = client.get(f"/api/v{number}/pages/{content['page'].pk}/").json()
        assert said["published_at"] is None


def test_publishing_changes_an_article_and_its_cards(times, content):
    content["article"].title = "Walking again"
    content["article"].save_revision().publish()

    assert changed(times) == {"article", "card"}


def test_publishing_changes_a_page(times, content):
    content["page"].title = "Our new house"
    content["page"].save_revision().publish()

    assert changed(times) == {"page"}


@pytest.mark.parametrize("kind", ["article", "page"])
def test_a_draft_changes_nothing(times, content, kind):
    content[kind].title = "Not yet"
    content[kind].save_revision()

    assert changed(times) == set()


def test_a_draft_of_somebody_elses_article_changes_nothing(times, content):
    make.article("New", live=False, topics=[content["topic"]], author=content["person"])

    assert changed(times) == set()


def test_a_private_article_changes_nothing(times, content):
    private = make.article("Private", topics=[content["topic"]])
    hide(private)
    backdate()

    private.title = "Still private"
    private.save_revision().publish()
    private.unpublish()

    assert changed(times) == set()


def hide(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )


@pytest.mark.parametrize(
    ("table", "column", "kinds"),
    [
        ("articles_articlepage", "summary", {"article", "card"}),
        ("wagtailcore_page", "seo_title", {"article", "card"}),
        ("articles_topic", "description", {"topic"}),
        ("clinic_person", "role", {"person"}),
    ],
)
def test_sql_by_hand_changes_what_it_writes(times, content, table, column, kinds):
    name = {"articles_topic": "topic", "clinic_person": "person"}.get(table, "article")
    key = "page_ptr_id" if table == "articles_articlepage" else "id"

    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = 'By hand' WHERE {key} = %s",
            [content[name].pk],
        )

    assert changed(times) == kinds


@pytest.mark.parametrize(
    ("model", "values", "kinds"),
    [
        (ArticlePage, {"summary": "All."}, {"article", "card"}),
        (Page, {"seo_title": "All"}, {"article", "card", "page"}),
        (StandardPage, {"hide_from_search_engines": True}, {"page"}),
        (Topic, {"description": "All."}, {"topic"}),
        (Person, {"role": "Nurse"}, {"person"}),
    ],
)
def test_a_bulk_update_changes_all_that_it_writes(times, content, model, values, kinds):
    model.objects.update(**values)

    assert changed(times) == kinds


def test_another_topic_of_an_article_changes_the_article_alone(times, content):
    content["article"].topics.add(make.topic("Zest"))
    content["article"].save()

    assert changed(times) == {"article", "card"}


def test_a_page_that_is_not_published_has_no_time(client):
    draft = make.article(author=make.person(), live=False, first_published_at=None)
    draft.save_revision()
    feed.settle()
    key = make.token()

    said = client.get(
        f"/api/v3/pages/{draft.pk}/?version=draft",
        headers={"Authorization": f"Bearer {key}"},
    ).json()

    assert said["published_at"] is None
    assert said["updated_at"] is None


def test_json_ld_says_the_same_time(client, content):
    moment = datetime.datetime(2026, 10, 5, 9, tzinfo=datetime.UTC)
    feed.date(f"page-{content['article'].pk}", moment)

    html = client.get(content["article"].url).content.decode()

    assert '"dateModified":"2026-10-05T09:00:00+00:00"' in html.replace(" ", "")
