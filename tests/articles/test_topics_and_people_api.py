"""Lists of topics and people in API v3, and each of them by their slug."""

import base64
import datetime
import json

import pytest
from wagtail.models import PageViewRestriction

from delivery.models import CacheTag
from tests import make, reading
from tests.articles.test_sites import other_site
from tests.delivery import feed

pytestmark = pytest.mark.django_db

TOPICS, PEOPLE = "/api/v3/topics/", "/api/v3/people/"
ORIGIN = "http://localhost"


def read(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(answer):
    return [item["name"] for item in answer["items"]]


@pytest.fixture
def content():
    """Two topics and two people with articles, and some of each that nobody sees."""
    make.clinic()
    back = make.topic("Back", description="What helps.", is_condition=True)
    neck = make.topic("Neck", description="")
    make.topic("Of nothing")
    ana = make.person(
        "Ana Ruiz",
        photo=make.image(),
        role="Surgeon",
        biography="<p>She <b>listens</b>.</p>",
        same_as="https://register.example/ana",
    )
    leo = make.person("Leo Moss")
    make.article("One", topics=[back], author=ana)
    make.article("Two", topics=[back, neck], author=ana, reviewer=leo)
    make.article("Three", topics=[back], author=leo, reviewer=leo)
    of_drafts = make.topic("Of drafts")
    author_of_drafts = make.person("Mia Drafts")
    make.article("Draft", live=False, topics=[back, of_drafts], author=ana)
    make.article("Other", live=False, author=author_of_drafts)
    private = make.article("Private", topics=[back, of_drafts], author=ana)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    feed.settle()
    return {"back": back, "neck": neck, "ana": ana, "leo": leo}


def test_topics_are_listed_with_their_numbers_of_articles(client, content):
    answer = read(client, TOPICS)

    [back, neck] = answer["items"]
    assert back["updated_at"]
    assert {**back, "updated_at": None} == {
        "id": content["back"].pk,
        "name": "Back",
        "slug": "back",
        "url": f"{ORIGIN}/topics/back/",
        "updated_at": None,
        "description": "What helps.",
        "is_condition": True,
        "article_count": 3,
    }
    assert (neck["name"], neck["description"], neck["article_count"]) == ("Neck", "", 1)
    assert answer["count"] == 2
    assert answer["next_cursor"] is answer["previous_cursor"] is None


def test_people_are_listed_with_what_they_wrote_and_reviewed(client, content):
    answer = read(client, PEOPLE)

    [ana, leo] = answer["items"]
    author = read(client, "/api/v3/articles/one/")["author"]
    assert ana == {
        **author,
        "slug": "ana-ruiz",
        "same_as": "https://register.example/ana",
        "written_count": 2,
        "reviewed_count": 0,
    }
    assert ana["photo"]["src"].startswith(f"{ORIGIN}/media/")
    assert (leo["written_count"], leo["reviewed_count"]) == (1, 2)
    assert leo["same_as"] is None
    assert answer["count"] == 2


def test_one_person_has_the_photo_of_their_page_and_a_list_those_of_cards(
    client, content
):
    [listed, _] = read(client, PEOPLE)["items"]

    shown = read(client, f"{PEOPLE}ana-ruiz/")["photo"]

    assert shown["id"] == listed["photo"]["id"]
    assert shown["width"] < shown["height"]
    assert listed["photo"]["width"] == listed["photo"]["height"]
    assert "6rem" not in shown["sources"][0]["sizes"]


@pytest.mark.parametrize(
    ("path", "url", "title"),
    [(TOPICS, "/topics/", "Topics"), (PEOPLE, "/people/", "Our people")],
)
def test_a_list_says_what_its_page_says_of_itself(client, content, path, url, title):
    answer = read(client, path)
    page = reading.html(client.get(url))

    assert answer["title"] == title
    assert answer["url"] == answer["seo"]["canonical_url"] == ORIGIN + url
    assert answer["seo"]["description"] == answer["description"]
    assert answer["seo"]["robots"] == "index,follow"
    assert answer["breadcrumbs"] == [{"title": "Larch Clinic", "url": f"{ORIGIN}/"}]
    assert page.title.get_text(strip=True) == answer["seo"]["title"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"{TOPICS}back/", ("description", "article_count", "is_condition")),
        (f"{PEOPLE}ana-ruiz/", ("bio", "photo", "written_count", "same_as")),
    ],
)
def test_one_of_them_has_its_metadata_too(client, content, path, kept):
    parent = path.replace("ana-ruiz/", "").replace("back/", "")
    [listed, _] = read(client, parent)["items"]

    answer = read(client, path)

    # The photo of one person has other sizes.
    assert {name: answer[name] for name in listed} == {
        **listed,
        **{name: answer[name] for name in listed if name == "photo"},
    }
    assert set(kept) < set(listed)
    assert set(answer) - set(listed) == {"seo", "breadcrumbs"}
    assert answer["seo"]["canonical_url"] == answer["url"]
    assert [each["title"] for each in answer["breadcrumbs"]] == [
        "Larch Clinic",
        "Topics" if "topics" in path else "Our people",
    ]
    address = answer["url"].removeprefix(ORIGIN)
    page = reading.html(client.get(address))
    assert page.title.get_text(strip=True) == answer["seo"]["title"]


def test_a_person_of_drafts_and_an_unknown_slug_are_not_found(client, content):
    for path in (
        f"{PEOPLE}mia-drafts/",
        f"{PEOPLE}nobody/",
        f"{TOPICS}nothing-of-that-name/",
        f"{TOPICS}%F0%9F%A6%B4/",
        f"{TOPICS}{'x' * 3000}/",
    ):
        assert client.get(path).status_code == 404, path


def test_a_topic_without_public_articles_is_found_but_not_for_search_engines(
    client, content
):
    answer = read(client, f"{TOPICS}of-drafts/")

    assert answer["article_count"] == 0
    assert answer["seo"]["robots"] == "noindex,follow"


def test_a_former_slug_finds_its_topic_or_person(client, content):
    for one, path in ((content["back"], TOPICS), (content["ana"], PEOPLE)):
        former, one.slug = one.slug, "renamed"
        one.save()
        assert read(client, f"{path}{former}/")["slug"] == "renamed"


def test_without_any_content_the_lists_are_empty(client):
    make.home()

    for path in (TOPICS, PEOPLE):
        answer = read(client, path)
        assert answer["items"] == []
        assert answer["count"] == 0
        assert answer["seo"]["robots"] == "noindex,follow"


@pytest.mark.parametrize("path", [TOPICS, PEOPLE])
def test_each_site_lists_its_own(client, content, path):
    index = make.index(parent=other_site())
    heart, kai = make.topic("Heart"), make.person("Kai Heart")
    make.article("On hearts", parent=index, topics=[heart], author=kai)

    own, theirs = read(client, path), read(client, path, site="other.example")

    assert len(own["items"]) == 2
    assert theirs["count"] == 1
    [item] = theirs["items"]
    assert item["url"].startswith("http://other.example/")
    assert (
        read(client, f"{path}{item['slug']}/", site="other.example")["url"]
        == (item["url"])
    )
    assert client.get(path, {"site": "nowhere.example"}).status_code in {400, 404}


@pytest.fixture
def dated(content):
    """The time of each change is an hour after that of the one before."""
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY)
    hour = datetime.timedelta(hours=1)
    for number, name in enumerate(("ana", "leo", "neck", "back")):
        kind = "person" if name in {"ana", "leo"} else "topic-itself"
        tag = CacheTag.objects.filter(name=f"{kind}-{content[name].pk}")
        assert tag.update(changed_at=make.LATELY + (number + 1) * hour)


@pytest.mark.usefixtures("dated")
@pytest.mark.each_database
@pytest.mark.parametrize(
    ("path", "newest_first"),
    [(TOPICS, ["Back", "Neck"]), (PEOPLE, ["Leo Moss", "Ana Ruiz"])],
)
def test_they_are_ordered_and_filtered_by_their_last_change(client, path, newest_first):
    newest = read(client, path, order="-updated_at")
    after = newest["items"][1]["updated_at"]

    assert names(newest) == newest_first
    assert names(read(client, path, order="updated_at")) == newest_first[::-1]
    later = read(client, path, updated_after=after)
    assert (names(later), later["count"]) == (newest_first[:1], 1)
    assert read(client, path, updated_after="9999-01-01T00:00:00Z")["count"] == 0


@pytest.mark.each_database
@pytest.mark.parametrize("order", ["name", "-name", "updated_at", "-updated_at"])
def test_cursors_lead_on_and_back(client, order):
    topics = [make.topic(f"Topic {n}") for n in range(5)]
    make.article(topics=topics, author=make.person())
    whole = names(read(client, TOPICS, order=order))

    first = read(client, TOPICS, order=order, limit=2)
    second = read(client, TOPICS, order=order, limit=2, cursor=first["next_cursor"])
    third = read(client, TOPICS, order=order, limit=2, cursor=second["next_cursor"])
    back = read(client, TOPICS, order=order, limit=2, cursor=third["previous_cursor"])
    start = read(client, TOPICS, order=order, limit=2, cursor=back["previous_cursor"])

    assert [names(each) for each in (first, second, third, back, start)] == [
        *(whole[:2], whole[2:4], whole[4:], whole[2:4], whole[:2])
    ]
    assert third["next_cursor"] is first["previous_cursor"] is None
    assert start["previous_cursor"] is None
    assert start["next_cursor"] == first["next_cursor"]
    assert first["count"] == third["count"] == 5


@pytest.mark.parametrize("path", [TOPICS, PEOPLE])
def test_what_is_no_order_cursor_or_instant_is_refused(client, content, path):
    given = read(client, path, limit=1)["next_cursor"]

    for query in (
        *("order=slug", "order=-pk", "updated_after=soon", "limit=0", "limit=999"),
        *("cursor=e30", "cursor=W10", "search=x", "offset=1", "facets=true"),
        *(f"cursor={given}&order=-name", f"cursor={given}x&limit=1"),
    ):
        assert client.get(f"{path}?{query}").status_code == 400, query


WRONG_PLACES = [
    ["name", "Back\0pain", 1],
    ["name", "\ud800", 1],
    ["name", "Back", 0],
    ["name", "Back", 10**30],
    ["updated_at", "2026-10-01", 1],
    ["updated_at", "2026-10-01T09:00:00", 1],
    ["updated_at", "9999-12-31T23:59:59-23:59", 1],
    ["updated_at", "0001-01-01T00:00:00+23:59", 1],
]


@pytest.mark.each_database
def test_a_cursor_with_what_no_row_can_have_is_refused_as_such(client, content):
    for order, value, key in WRONG_PLACES:
        known = order.replace("updated_at", "changed_at")
        cursor = base64.urlsafe_b64encode(json.dumps([known, value, key]).encode())

        for path in (TOPICS, PEOPLE):
            answer = client.get(path, {"order": order, "cursor": cursor.decode()})
            assert answer.status_code == 400, (order, value, key)
            assert answer.json()["detail"].startswith("cursor: "), answer.content


def test_a_longer_list_costs_no_more_queries(client, content, count_queries):
    paths = [f"{TOPICS}?order=-updated_at", f"{PEOPLE}?order=-updated_at"]
    few = [count_queries(path) for path in paths]
    for number in range(4):
        person = make.person(f"Person {number}", photo=make.image())
        make.article(
            f"More {number}", topics=[make.topic(f"T {number}")], author=person
        )

    assert [count_queries(path) for path in paths] == few
