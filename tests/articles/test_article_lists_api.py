import datetime

import pytest
from django.utils import timezone

from tests import make

pytestmark = pytest.mark.django_db

LIST = "/api/v3/articles/"


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def test_a_card_says_all_that_a_list_draws(client):
    topic = make.topic("Back pain")
    article = make.article(
        "Walking",
        summary="Walk daily.",
        hero_image=make.image(),
        topics=[topic],
        reviewer=make.person(),
        last_reviewed=datetime.date(2026, 10, 1),
    )

    (card,) = client.get(LIST).json()["items"]

    assert card["id"] == article.pk
    assert card["title"] == "Walking"
    assert card["summary"] == "Walk daily."
    assert card["url"] == "http://localhost/articles/walking/"
    assert card["hero_image"]["src"].startswith("http://localhost/media/")
    assert card["topics"][0]["slug"] == "back-pain"
    assert card["last_reviewed"] == "2026-10-01"
    assert card["reading_time_minutes"] == 1


def test_the_newest_articles_come_first(client):
    for day in (1, 3, 2):
        make.article(
            f"Of day {day}",
            first_published_at=datetime.datetime(2026, 10, day, tzinfo=datetime.UTC),
        )

    assert titles(client.get(LIST)) == ["Of day 3", "Of day 2", "Of day 1"]
    assert titles(client.get(f"{LIST}?order=first_published_at"))[0] == "Of day 1"


@pytest.mark.parametrize(
    "order",
    ["-first_published_at", "first_published_at", "title", "-title", "-last_reviewed"],
)
def test_a_cursor_leads_through_every_article_once(client, order):
    at = datetime.datetime(2026, 10, 1, 9, 0, 0, 123456, tzinfo=datetime.UTC)
    for number, (published, reviewed) in enumerate(
        [
            (at, datetime.date(2026, 1, 1)),
            (at, None),
            (at + datetime.timedelta(microseconds=1), datetime.date(2026, 1, 1)),
            (None, None),
            (at - datetime.timedelta(days=1), datetime.date(2025, 1, 1)),
            (None, datetime.date(2026, 2, 1)),
        ]
    ):
        make.article(
            f"Article {number // 2}",
            slug=f"article-{number}",
            first_published_at=published,
            last_reviewed=reviewed,
        )
    whole = client.get(f"{LIST}?order={order}").json()["items"]

    found, cursor = [], ""
    while cursor is not None:
        query = f"order={order}&limit=2" + (f"&cursor={cursor}" if cursor else "")
        answer = client.get(f"{LIST}?{query}").json()
        found += answer["items"]
        cursor = answer["next_cursor"]

    assert len(whole) == 6
    assert [each["id"] for each in found] == [each["id"] for each in whole]
    back = answer["items"]
    while (cursor := answer["previous_cursor"]) is not None:
        query = f"order={order}&limit=2&cursor={cursor}"
        answer = client.get(f"{LIST}?{query}").json()
        back = [*answer["items"], *back]
    assert [each["id"] for each in back] == [each["id"] for each in whole]


def test_what_appears_meanwhile_moves_nothing(client):
    make.articles(4)
    first = client.get(f"{LIST}?limit=2&order=title").json()
    make.article("A newcomer that sorts first")

    second = client.get(f"{LIST}?limit=2&order=title&cursor={first['next_cursor']}")

    assert titles(second) == ["Article 3 on walking", "Article 4 on walking"]


def test_a_cursor_of_another_order_is_refused(client):
    make.articles(3)
    cursor = client.get(f"{LIST}?limit=1&order=title").json()["next_cursor"]

    assert client.get(f"{LIST}?order=-title&cursor={cursor}").status_code == 400


def test_articles_are_narrowed_by_topic_author_and_review(client):
    back, neck = make.topic("Back"), make.topic("Neck")
    author = make.person("Maya Lindqvist")
    today = timezone.localdate()
    make.article("On backs", topics=[back], author=author, last_reviewed=today)
    make.article("On necks", topics=[neck])
    make.article(
        "On both",
        topics=[back, neck],
        last_reviewed=today - datetime.timedelta(days=800),
    )

    assert set(titles(client.get(f"{LIST}?topic=back"))) == {"On backs", "On both"}
    assert titles(client.get(f"{LIST}?author=maya-lindqvist")) == ["On backs"]
    assert titles(client.get(f"{LIST}?review_status=current")) == ["On backs"]
    assert titles(client.get(f"{LIST}?review_status=overdue")) == ["On both"]
    assert titles(client.get(f"{LIST}?review_status=never")) == ["On necks"]
    assert titles(client.get(f"{LIST}?topic=none")) == []
    assert len(titles(client.get(f"{LIST}?locale=en-gb"))) == 3


def test_facets_count_the_articles_of_each_topic(client):
    back, neck = make.topic("Back"), make.topic("Neck")
    make.topic("Of nobody")
    make.article("One", topics=[back])
    make.article("Two", topics=[back, neck])
    make.article("Draft", topics=[neck], live=False)

    plain = client.get(LIST).json()
    counted = client.get(f"{LIST}?facets=true&topic=neck").json()

    assert plain["facets"] is None
    assert [(each["slug"], each["count"]) for each in counted["facets"]["topics"]] == [
        ("back", 2),
        ("neck", 1),
    ]
    assert counted["facets"]["topics"][0]["url"] == "http://localhost/topics/back/"
    assert [each["title"] for each in counted["items"]] == ["Two"]


def test_facets_of_a_search_count_what_it_finds(client):
    back, neck = make.topic("Back"), make.topic("Neck")
    make.article("Swimming one", topics=[back])
    make.article("Swimming two", topics=[back, neck])
    make.article("Sleep", topics=[back, neck])

    counted = client.get(f"{LIST}?search=swimming&topic=neck&facets=true&limit=1")

    assert titles(counted) == ["Swimming two"]
    topics = counted.json()["facets"]["topics"]
    assert [(each["slug"], each["count"]) for each in topics] == [
        ("back", 2),
        ("neck", 1),
    ]
    nothing = client.get(f"{LIST}?search=cycling&facets=true").json()
    assert nothing["facets"] == {"topics": []}


def test_a_search_finds_articles_and_leads_on(client):
    topic = make.topic("Back")
    for number in range(1, 6):
        make.article(f"Walking {number}", topics=[topic] if number > 2 else [])
    make.article("Swimming", summary="In water.", benefits=None, references=[])

    found = client.get(f"{LIST}?search=walking&limit=3").json()
    more = client.get(
        f"{LIST}?search=walking&limit=3&cursor={found['next_cursor']}"
    ).json()

    names = [each["title"] for each in [*found["items"], *more["items"]]]
    assert sorted(name for name in names if name.startswith("Walking")) == [
        f"Walking {number}" for number in range(1, 6)
    ]
    assert len(names) == len(set(names))
    assert more["next_cursor"] is found["previous_cursor"] is None
    query = f"search=walking&limit=3&cursor={more['previous_cursor']}"
    assert client.get(f"{LIST}?{query}").json() == found
    assert len(titles(client.get(f"{LIST}?search=walking&topic=back"))) == 3
    assert client.get(f"{LIST}?search=walking&order=title").status_code == 400


def test_an_article_by_its_slug_is_the_page_in_full(client):
    article = make.article(topics=[make.topic()])

    by_slug = client.get(f"{LIST}{article.slug}/").json()
    by_key = client.get(f"/api/v3/pages/{article.pk}/").json()

    assert by_slug == by_key
    assert by_slug["benefits"]["heading"] == "How walking helps"


def test_a_longer_list_costs_no_more_queries(client, count_queries):
    topics = [make.topic("Back"), make.topic("Neck")]
    make.articles(2, topics=topics, hero_image=make.image())
    few = {path: count_queries(path) for path in LISTS}
    for number in range(4):
        make.article(f"More {number}", topics=topics, hero_image=make.image())

    assert {path: count_queries(path) for path in LISTS} == few


LISTS = [
    f"{LIST}?limit=20&facets=true",
    f"{LIST}?limit=20&search=walking&facets=true",
    "/api/v3/pages/?limit=20",
    "/api/v3/images/?limit=20",
    "/api/v3/route/?path=/articles/",
    "/api/v3/site/",
]
