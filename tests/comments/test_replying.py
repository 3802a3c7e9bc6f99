import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage
from comments import threads
from comments.models import Comment
from tests import alarm, make, reading
from tests.comments.replying import TYPED, json_reply, send, send_json
from tests.public_forms.sending import notice_of

pytestmark = pytest.mark.django_db

URGENT = "I took an overdose and I want to die."


def shown(client, page):
    return client.get(page.url).content.decode()


def known_writer(page):
    make.comment("I was here before.", page=page, email="ada@mail.example")


def test_a_newcomers_reply_waits_and_says_so(client):
    page = make.article()

    answer = send(client, page)

    assert answer.status_code == 303
    assert notice_of(answer["Location"]) == f"{page.url}?reply=waiting#reply-notice"
    assert "A person reads it" in client.get(answer["Location"]).content.decode()
    assert Comment.objects.get().status == "waiting"
    assert "every morning" not in shown(client, page)


def test_a_known_writers_reply_is_published_at_once(client):
    page = make.article()
    known_writer(page)

    answer = send(client, page)

    written = Comment.objects.latest("pk")
    assert (
        notice_of(answer["Location"])
        == f"{page.url}?reply=published#reply-{written.pk}"
    )
    assert "<p>I walk every morning.</p>" in shown(client, page)
    assert "Your reply is published" in client.get(answer["Location"]).content.decode()


def test_where_newcomers_need_not_wait_a_reply_is_published(client):
    page = make.article()
    make.reply_rules(first_time_writers_wait=False)

    assert "reply=published" in send(client, page)["Location"]


# What is typed in each field, and what is said to it.
WRONG = [
    {
        "name": ("", "Enter a name"),
        "email": ("", "Enter your e-mail address"),
        "website": ("javascript:alert(1)", "such as https://example.org"),
        "text": ("", "Write your reply"),
        "consent": ("", "Tick the box"),
    },
    {
        "name": ("x" * 81, "at most 80"),
        "email": ("ada at mail", "such as name@example.org"),
        "website": ("https://bank.example@evil.example/", "before the @"),
        "text": ("x" * 5001, "at most 5000"),
    },
    {
        "name": ("\u200b\u202e", "Enter a name"),
        "website": ("https://[::1", "such as https://example.org"),
    },
    {
        "text": (" \n\u2060 ", "Write your reply"),
        "website": ("https://bank.example\\@evil.example/", "before the @"),
    },
    {"website": ("data:text/html,x", "such as https://example.org")},
    {"website": ("ftp://x.example/", "such as https://example.org")},
    {"website": ("bank.example:x@evil.example", "such as https://example.org")},
]


def test_a_wrong_field_is_named_and_all_that_was_typed_stays(client):
    page = make.article()

    for wrong in WRONG:
        typed = {field: typed for field, (typed, _) in wrong.items()}
        answer = send(client, page, **typed)

        body = answer.content.decode()
        assert answer.status_code == 422, wrong
        for field, (_, said) in wrong.items():
            assert body.count(said) == 2, f"on top, and beside the field: {said}"
            assert body.count(f'href="#id_{field}"') == 1, wrong
            assert f'aria-describedby="id_{field}_' in body, wrong
        for name in {"name", "email", "text"} - set(wrong):
            assert TYPED[name].split("\n")[0] in body, wrong
    assert not Comment.objects.exists()


def test_words_of_danger_are_urgent_and_answered_with_the_emergency_wording(client):
    make.clinic()
    make.signs_of_danger("overdose")
    page = make.article()
    make.reply_rules(first_time_writers_wait=False)
    known_writer(page)

    answer = send(client, page, text=URGENT)

    written = Comment.objects.latest("pk")
    assert (written.is_urgent, written.status) == (True, "waiting")
    assert notice_of(answer["Location"]) == f"{page.url}?reply=urgent#emergency"
    shown = client.get(answer["Location"])
    assert alarm.of(shown) == "Call 911."
    assert "We have your reply." in reading.words(shown)


def test_an_answer_stands_below_its_reply(client):
    page = make.article()
    first = make.comment("Does it help?", page=page)
    form = client.get(f"/replies/{page.pk}/?parent={first.pk}").content.decode()
    assert f'name="parent" value="{first.pk}"' in form

    send(client, page, parent=first.pk, text="It does.")

    answer = Comment.objects.get(text="It does.")
    assert answer.parent == first
    assert answer.status == "published"


@pytest.mark.parametrize("which", ["waiting", "elsewhere", "inner", "none", "word"])
def test_nothing_but_a_published_reply_of_the_page_can_be_answered(client, which):
    page = make.article()
    first = make.comment("Does it help?", page=page)
    parent = {
        "waiting": lambda: make.comment("Later", page=page, status="waiting").pk,
        "elsewhere": lambda: make.comment("There", page=make.article("Other")).pk,
        "inner": lambda: make.comment("Yes", page=page, parent=first).pk,
        "none": lambda: 10**12,
        "word": lambda: "x",
    }[which]()

    answer = send(client, page, parent=parent)

    assert answer.status_code == 422
    why = "can&#x27;t be answered in turn" if which == "inner" else "no longer there"
    assert why in answer.content.decode()
    assert TYPED["text"].split("\n")[0] in answer.content.decode()


def test_reading_sets_no_cookie_and_can_be_cached(client):
    page = make.article()
    make.comment(page=page)

    answer = client.get(page.url)

    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    again = client.get(page.url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_published_reply_shows_in_the_very_next_answer(client):
    page = make.article()
    before = client.get(page.url)["ETag"]
    make.comment("New here.", page=page)

    answer = client.get(page.url, headers={"If-None-Match": before})

    assert answer.status_code == 200
    assert "New here." in answer.content.decode()


@pytest.mark.parametrize(
    ("rules", "fields", "age", "is_open"),
    [
        ({}, {}, 1000, True),
        ({"replies_open": False}, {"comments_open": True}, 1, False),
        ({}, {"comments_open": False}, 1, False),
        ({"close_after_days": 30}, {}, 30, False),
    ],
)
def test_replies_are_open_where_the_clinic_says(client, rules, fields, age, is_open):
    published = timezone.now() - datetime.timedelta(days=age)
    page = make.article(first_published_at=published, **fields)
    make.reply_rules(**rules)
    make.comment("Old one", page=page)

    body = shown(client, page)

    assert "Old one" in body
    assert ("Leave a reply" in body) is is_open
    assert ("Replies to this article are closed" in body) is not is_open
    answer = send(client, page)
    assert answer.status_code == (303 if is_open else 403)
    if not is_open:
        assert TYPED["text"].split("\n")[0] in answer.content.decode()


def test_a_page_without_replies_that_is_closed_shows_nothing_of_them(client):
    page = make.article(comments_open=False)

    assert "repl" not in shown(client, page).lower().split("<main")[1]


@pytest.mark.parametrize("kind", ["draft", "private", "other", "missing"])
def test_a_page_that_visitors_may_not_read_takes_no_reply(client, kind):
    if kind == "other":
        page = make.standard_page()
    else:
        page = make.article(live=kind != "draft")
    if kind == "private":
        page.view_restrictions.create(restriction_type="login")
    if kind == "missing":
        page.pk += 1000

    assert client.get(f"/replies/{page.pk}/").status_code == 404
    assert send(client, page).status_code == 404
    assert client.get(f"/replies/{page.pk}.atom").status_code == 404


def test_a_page_that_is_deleted_while_it_is_read_takes_no_reply(client):
    kind = ContentType.objects.get_for_model(ArticlePage)
    # What is left for who has read this row before: that of the article is gone.
    page = Page(title="Walking", slug="walking", content_type=kind)
    make.index().add_child(instance=page)

    assert client.get(f"/replies/{page.pk}/").status_code == 404
    assert send(client, page).status_code == 404
    assert send_json(client, json_reply(page)).status_code == 404


def test_only_published_replies_below_published_ones_show(client):
    page = make.article()
    for status in ("waiting", "spam", "bin"):
        hidden = make.comment(f"Hidden {status}", page=page, status=status)
        make.comment(f"Below {status}", page=page, parent=hidden)
    make.comment("Shown", page=page)

    for answer in (shown(client, page), feed(client, page)):
        assert "Shown" in answer
        assert "Hidden" not in answer
        assert "Below" not in answer


def test_a_writers_address_is_nowhere(client):
    page = make.article()
    make.comment(page=page, address="203.0.113.9", user_agent="Secret/1.0")

    for answer in (shown(client, page), feed(client, page)):
        assert "ada@mail.example" not in answer
        assert "203.0.113.9" not in answer
        assert "Secret/1.0" not in answer


def feed(client, page):
    answer = client.get(f"/replies/{page.pk}.atom")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_feed_holds_replies_as_escaped_html(client):
    page = make.article()
    make.comment("See <b> & https://walk.example/x.", page=page)

    answer = feed(client, page)

    assert "&lt;p&gt;See &amp;lt;b&amp;gt; &amp;amp; &lt;a href=" in answer
    assert f"{page.full_url}#reply-" in answer


def test_a_thread_that_begins_while_the_feed_is_written_is_in_it(client, monkeypatch):
    page = make.article()
    count = threads.page_numbers

    def numbers(page_id):
        counted = count(page_id)
        make.comment("Just now.", page=page)
        return counted

    monkeypatch.setattr(threads, "page_numbers", numbers)

    assert "Just now." in feed(client, page)


def test_longer_threads_cost_no_more_queries(client, count_queries):
    page = make.article()
    for number in range(2):
        make.comment(f"Reply {number}", page=page)
    few = count_queries(page.url)
    person = make.person()
    for number in range(4):
        first = make.comment(f"More {number}", page=page)
        make.comment("Answer", page=page, parent=first, person=person, by_clinic=True)

    assert count_queries(page.url) == few


def test_the_fifty_first_thread_is_on_the_next_page(client):
    page = make.article()
    for number in range(1, 52):
        make.comment(f"Reply number {number}.", page=page)

    first = shown(client, page)
    second = client.get(f"{page.url}?replies=2").content.decode()

    assert "51 replies" in first
    assert "Reply number 50." in first
    assert "Reply number 51." not in first
    assert "Reply number 51." in second
    assert "Reply number 50." not in second


def test_a_page_of_replies_that_is_none_is_the_first(client):
    page = make.article()
    make.comment("First one", page=page)

    for number in ("0", "-1", "x", "2", "99999", "9" * 30, "٣", "1e3", ""):
        answer = client.get(page.url, {"replies": number})

        assert answer.status_code == 200, number
        assert "First one" in answer.content.decode(), number
        assert "Earlier replies" not in answer.content.decode(), number


def test_an_unknown_notice_says_nothing(client):
    page = make.article()

    for notice in ("", "other", "<script>alert(1)", "published'"):
        answer = client.get(page.url, {"reply": notice})

        assert b"reply-notice" not in answer.content, notice
        assert b"<script>alert" not in answer.content, notice
