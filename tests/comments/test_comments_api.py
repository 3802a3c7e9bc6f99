"""Replies read by apps."""

import datetime
import json

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from comments.models import Comment
from tests import make
from tests.comments.replying import (
    API,
    everybody_is_published,
    json_reply,
    send_json,
)

pytestmark = pytest.mark.django_db

SECRET = "ada.secret@mail.example"


def test_replies_are_read_as_a_tree(listed):
    page = make.article()
    clinician = make.person(photo=make.image())
    first = make.comment(
        "First.\n\nSee https://walk.example/a now.",
        page=page,
        name="Ada",
        website="https://ada.example/",
        created_at=datetime.datetime(2026, 10, 2, 8, 0, 3, 77, tzinfo=datetime.UTC),
    )
    make.comment("Me too.", page=page, name="Bo", created_at=make.LATELY)
    make.comment(
        "We are glad.", page=page, parent=first, person=clinician, by_clinic=True
    )

    said = listed(page)

    assert said["meta"] == {"total_count": 2}
    assert (said["count"], said["open"]) == (3, True)
    assert [each["text"] for each in said["items"]] == ["Me too.", first.text]
    shown = said["items"][1]
    [answer] = shown.pop("replies")
    assert shown == {
        "id": first.pk,
        "name": "Ada",
        "website": "https://ada.example/",
        "text": "First.\n\nSee https://walk.example/a now.",
        "html": (
            '<p>First.</p>\n<p>See <a href="https://walk.example/a" '
            'rel="nofollow ugc noopener">https://walk.example/a</a> now.</p>'
        ),
        "created_at": "2026-10-02T08:00:03Z",
        "from_clinic": False,
        "by_clinic": None,
    }
    assert answer["name"] == "Maya Lindqvist"
    assert answer["from_clinic"] is True
    assert answer["by_clinic"]["credentials"] == "MD"
    assert answer["by_clinic"]["photo"]["src"].startswith("http://localhost/media/")
    assert answer["by_clinic"]["url"] == "http://localhost/people/maya-lindqvist/"


def test_both_apis_say_the_same(client):
    page = make.article()
    first = make.comment(page=page, website="https://ada.example")
    make.comment(page=page, parent=first, person=make.person(), by_clinic=True)

    said = [
        client.get(f"/api/{api}/comments/?page={page.pk}").json()
        for api in ("v2", "v3")
    ]

    assert said[0] == said[1]


def test_the_clinic_s_answer_is_marked_where_nobody_gave_a_name(listed):
    page = make.article()
    make.comment(page=page, by_clinic=True, name="", email="")

    [shown] = listed(page)["items"]

    assert (shown["name"], shown["from_clinic"]) == ("The clinic", True)
    assert shown["by_clinic"] is None


def test_an_article_says_how_many_replies_it_has_and_where(client, read):
    article = make.article()
    first = make.comment(page=article)
    make.comment(page=article, parent=first)
    for status in ("waiting", "spam", "bin"):
        hidden = make.comment(page=article, status=status)
        make.comment(page=article, parent=hidden)
    make.comment(page=make.article("Another article"))

    said = read(article)["comments"]

    assert said == {
        "open": True,
        "count": 2,
        "url": f"http://localhost/api/v2/comments/?page={article.pk}",
    }
    path = said["url"].removeprefix("http://localhost")
    assert client.get(path).json()["count"] == 2


def test_only_what_is_published_shows(listed):
    page = make.article()
    for status in ("waiting", "spam", "bin"):
        hidden = make.comment(f"Xyzzy {status}", page=page, status=status)
        make.comment("Xyzzy below", page=page, parent=hidden)
    shown = make.comment("Shown", page=page)
    make.comment("Xyzzy answer", page=page, parent=shown, status="waiting")
    make.comment("Elsewhere", page=make.article("Another article"))

    said = listed(page)

    assert "Xyzzy" not in json.dumps(said)
    assert (said["meta"]["total_count"], said["count"]) == (1, 1)
    assert [each["text"] for each in said["items"]] == ["Shown"]
    assert said["items"][0]["replies"] == []


def test_a_page_without_replies_has_an_empty_list(listed):
    assert listed(make.article()) == {
        "meta": {"total_count": 0},
        "count": 0,
        "open": True,
        "items": [],
    }


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        ({"replies_open": False}, {}),
        ({}, {"comments_open": False}),
        ({"close_after_days": 1}, {}),
    ],
)
def test_it_says_where_no_more_replies_are_taken(client, listed, rules, fields):
    make.reply_rules(**rules)
    page = make.article(**fields)
    make.comment(page=page)

    said = listed(page)
    refused = send_json(client, json_reply(page))

    assert (said["open"], said["count"]) == (False, 1)
    assert client.get(f"/api/v3/pages/{page.pk}/").json()["comments"]["open"] is False
    assert refused.status_code == 403
    assert "closed" in refused.json()["detail"]


def test_a_long_discussion_is_read_in_parts_of_whole_threads(listed):
    page = make.article()
    for n in range(5):
        thread = make.comment(f"Thread {n}", page=page)
        make.comment(f"Answer {n}", page=page, parent=thread)

    said = listed(page, limit=2, offset=3)

    assert [each["text"] for each in said["items"]] == ["Thread 3", "Thread 4"]
    assert [each["replies"][0]["text"] for each in said["items"]] == [
        "Answer 3",
        "Answer 4",
    ]
    assert (said["meta"]["total_count"], said["count"]) == (5, 10)
    assert listed(page, offset=5)["items"] == []
    assert listed(page, offset=10**17)["items"] == []


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_longer_discussion_costs_no_more_queries(client, count_queries, api):
    page = make.article()
    path = f"/api/{api}/comments/?page={page.pk}&limit=20"

    def discuss(number):
        for n in range(number):
            photo = make.image()
            person = make.person(f"Maya {n} of {number}", photo=photo)
            thread = make.comment(page=page)
            make.comment(page=page, parent=thread, person=person, by_clinic=True)

    discuss(1)
    few = count_queries(path)
    discuss(3)

    assert count_queries(path) == few


WRONG = [
    *("", "page=", "page=x", "page=-1", "page=1.5", f"page={'9' * 20}"),
    *("page=%00", "page={page}&page={page}", "page={page}&limit=0"),
    *("page={page}&limit=1000", "page={page}&limit=x", "page={page}&offset=-1"),
    *("page={page}&email=a", "page={page}&status=waiting", "page={page}&order=id"),
    *("page={page}&fields=*", f"page={{page}}&offset={'9' * 20}"),
]


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_a_wrong_question_is_refused(client, api):
    page = make.article()

    for query in WRONG:
        answer = client.get(f"/api/{api}/comments/?{query.format(page=page.pk)}")

        assert answer.status_code == 400, query
        assert answer.headers["Cache-Control"] == "no-store", query


def hidden_pages():
    locked = make.article("Xyzzy locked")
    PageViewRestriction.objects.create(
        page=locked, restriction_type="password", password="x"
    )
    members = make.article("Xyzzy members")
    PageViewRestriction.objects.create(page=members, restriction_type="groups")
    gone = make.article("Xyzzy gone")
    gone.unpublish()
    elsewhere = make.standard_page(
        parent=Page.objects.get(depth=1), title="Xyzzy there", slug="there"
    )
    Site.objects.create(hostname="other.example", root_page=elsewhere)
    index = make.index(title="Elsewhere", parent=elsewhere)
    yield from (locked, members, gone, make.article("Xyzzy draft", live=False))
    yield make.article("Xyzzy of another site", parent=index)


def test_of_a_page_that_is_not_public_there_is_nothing_to_read_or_answer(client):
    nowhere = [client.get(f"/api/v{n}/comments/?page=999999").content for n in (2, 3)]
    for page in hidden_pages():
        make.comment("Xyzzy reply", page=page)

        read = [client.get(f"/api/v{n}/comments/?page={page.pk}") for n in (2, 3)]
        sent = send_json(client, json_reply(page))

        assert [each.status_code for each in [*read, sent]] == [404, 404, 404]
        assert [each.content for each in read] == nowhere, page
        assert "Xyzzy" not in sent.text
    assert Comment.objects.exclude(text="Xyzzy reply").count() == 0


def test_a_token_opens_no_discussion_that_is_not_public(client):
    key = make.token()
    draft = make.article("Draft", live=False)

    answer = send_json(client, json_reply(draft), Authorization=f"Bearer {key}")

    assert answer.status_code == 404


def test_a_page_that_takes_no_replies_has_none(client):
    page = make.standard_page()

    assert client.get(f"{API}?page={page.pk}").status_code == 404
    assert client.get(f"/api/v2/comments/?page={page.pk}").status_code == 404
    assert send_json(client, json_reply(page)).status_code == 404


def test_no_answer_holds_what_is_the_writer_s_own(client):
    everybody_is_published()
    page = make.article()
    make.comment(
        page=page,
        email=SECRET,
        address="203.0.113.77",
        user_agent="SecretBrowser/1",
        referrer="https://secret.example/",
    )

    sent = send_json(
        client,
        json_reply(page, email=SECRET, text="Another."),
        **{"User-Agent": "SecretAgent"},
    )

    paths = [
        f"/api/v2/comments/?page={page.pk}",
        f"{API}?page={page.pk}",
        f"/api/v2/pages/{page.pk}/",
        f"/api/v3/pages/{page.pk}/",
        "/api/v2/pages/?type=articles.ArticlePage&fields=*",
    ]
    assert sent.status_code == 201
    for answer in [sent, *map(client.get, paths)]:
        assert answer.status_code in {200, 201}
        for secret in ("secret", "203.0.113", "Secret", "127.0.0.1"):
            assert secret not in answer.text, secret
