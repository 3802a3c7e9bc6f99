import datetime

import pytest
from django.utils import timezone

from tests import make
from tests.delivery import feed

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


def test_articles_are_narrowed_by_the_part_that_a_person_had(client):
    maya, leo = make.person("Maya Lindqvist"), make.person("Leo Roth")
    make.article("Both", author=maya, reviewer=maya)
    make.article("Wrote", author=maya, reviewer=leo)
    make.article("Reviewed", author=leo, reviewer=maya)
    make.article("Neither", author=leo)
    make.article("Draft", author=maya, reviewer=maya, live=False)

    for query, found in [
        ("author=maya-lindqvist", {"Both", "Wrote"}),
        ("reviewer=maya-lindqvist", {"Both", "Reviewed"}),
        ("person=maya-lindqvist", {"Both", "Wrote", "Reviewed"}),
        ("author=maya-lindqvist&reviewer=leo-roth", {"Wrote"}),
        ("person=nobody", set()),
        ("reviewer=%27%29%20OR%201=1", set()),
    ]:
        answer = client.get(f"{LIST}?count=true&{query}")
        assert set(titles(answer)) == found, query
        assert answer.json()["count"] == len(found), query
    assert client.get(f"{LIST}?person=leo-roth&person=nobody").status_code == 400


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


@pytest.mark.parametrize(
    "order", ["title", "-title", "published_at", "-updated_at", "-last_reviewed"]
)
def test_what_a_search_finds_may_be_ordered(client, order):
    topic = make.topic("Back")
    for number in (2, 4, 1, 3):
        make.article(
            f"Walking {number}",
            topics=[topic] if number > 1 else [],
            first_published_at=datetime.datetime(2026, 10, number, tzinfo=datetime.UTC),
            last_reviewed=datetime.date(2026, 1, number),
        )
    unrelated = {"sections": [], "benefits": None, "safety": None, "references": []}
    make.article(
        "Swimming", summary="In water.", introduction="<p>Dive.</p>", **unrelated
    )

    feed.settle()

    def read(query):
        return client.get(f"{LIST}?search=walking&order={order}&{query}").json()

    whole = [each["title"] for each in read("")["items"]]
    first = read("limit=3")
    second = read(f"limit=3&cursor={first['next_cursor']}")

    in_order = sorted(whole, reverse=order.startswith("-"))
    if order == "-updated_at":
        in_order = [f"Walking {number}" for number in (3, 1, 4, 2)]
    assert whole == in_order
    assert [each["title"] for each in [*first["items"], *second["items"]]] == whole
    assert read(f"limit=3&cursor={second['previous_cursor']}") == first
    narrowed = read("topic=back&count=true")
    assert [each["title"] for each in narrowed["items"]] == [
        title for title in whole if title != "Walking 1"
    ]
    assert narrowed["count"] == 3
    nothing = client.get(f"{LIST}?search=cycling&order={order}&count=true").json()
    assert (nothing["items"], nothing["count"]) == ([], 0)


def test_articles_have_one_of_some_topics_or_all_of_them(client):
    back, neck, sleep = make.topic("Back"), make.topic("Neck"), make.topic("Sleep")
    make.article("Back", topics=[back])
    make.article("Neck", topics=[neck])
    make.article("Both", topics=[back, neck])
    make.article("Sleep", topics=[sleep])
    make.article("Draft", topics=[back, neck], live=False)
    make.HIDDEN["private"](make.article("Private", topics=[back, neck]))
    feed.settle()

    for query, expected in [
        ("topic=back,neck", {"Back", "Neck", "Both"}),
        ("topic=back&topic=neck", {"Back", "Neck", "Both"}),
        ("topic=back,,back,none", {"Back", "Both"}),
        ("all_topics=back,neck", {"Both"}),
        ("all_topics=back&all_topics=neck", {"Both"}),
        ("all_topics=back,back", {"Back", "Both"}),
        ("all_topics=back,none", set()),
        ("topic=neck,sleep&all_topics=back", {"Both"}),
        ("topic=none", set()),
        ("topic=back&all_topics=back", {"Back", "Both"}),
        ("topic=back&locale=en-gb", {"Back", "Both"}),
        ("topic=back&updated_after=9999-01-01T00:00:00Z", set()),
        ("topic=&all_topics=,", {"Back", "Neck", "Both", "Sleep"}),
    ]:
        for order in ("", "&order=title", "&order=-updated_at", "&order=last_reviewed"):
            answer = client.get(f"{LIST}?{query}{order}&count=true")
            assert set(titles(answer)) == expected, query
            assert answer.json()["count"] == len(expected)


def test_facets_are_of_articles_with_all_topics_and_whatever_else(client):
    back, neck, sleep = make.topic("Back"), make.topic("Neck"), make.topic("Sleep")
    make.article("One", topics=[back])
    make.article("Two", topics=[back, neck])
    make.article("Three", topics=[sleep, neck])

    def counts(query):
        facets = client.get(f"{LIST}?facets=true&{query}").json()["facets"]
        return {each["slug"]: each["count"] for each in facets["topics"]}

    everything = {"back": 2, "neck": 2, "sleep": 1}
    assert counts("") == counts("topic=back,sleep") == everything
    assert counts("all_topics=back") == {"back": 2, "neck": 1}
    assert counts("all_topics=back&topic=neck") == {"back": 2, "neck": 1}


@pytest.mark.parametrize("name", ["topic", "all_topics"])
def test_too_many_topics_are_refused(client, name):
    make.home()
    many = ",".join(f"topic-{number}" for number in range(11))

    answer = client.get(f"{LIST}?{name}={many}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == ["query", name]


def test_a_list_is_counted_where_that_is_asked_for(client):
    author = make.person()
    make.articles(3, author=author)
    make.article("Other", review_interval_months=12)
    make.article("Draft", live=False)

    assert client.get(LIST).json()["count"] is None
    for query, number in [
        ("", 4),
        ("limit=1", 4),
        (f"author={author.slug}", 3),
        ("updated_after=9999-01-01T00:00:00Z", 0),
        ("review_status=never&locale=en-gb", 4),
        ("search=walking&limit=1", len(titles(client.get(f"{LIST}?search=walking")))),
    ]:
        answer = client.get(f"{LIST}?count=true&{query}").json()
        assert answer["count"] == number, query


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
