"""Replies read and handed in by apps."""

import datetime
import json

import pytest
from django.contrib.auth.models import Group
from wagtail.models import APIToken, Page, PageViewRestriction, Site

from comments.models import Comment
from tests import make
from tests.comments.replying import stamp

pytestmark = pytest.mark.django_db

PATH = "/api/v3/comments/"
URGENT = "I took an overdose and I want to die."
SECRET = "ada.secret@mail.example"


@pytest.fixture(params=["v2", "v3"])
def listed(request, client):
    """Reads a page's replies from one of the two APIs; each test runs with both."""

    def listed(page, **query):
        answer = client.get(
            f"/api/{request.param}/comments/", {"page": page.pk, **query}
        )
        assert answer.status_code == 200, answer.content
        return answer.json()

    return listed


def new(article, **fields):
    return {
        "page": article.pk,
        "name": "Ada Moss",
        "email": "ada@mail.example",
        "text": "I walk every morning.\n\nIt helps.",
        "consent": True,
        **fields,
    }


def send(client, body, **headers):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(PATH, content, content_type="application/json", headers=headers)


def everybody_is_published():
    make.reply_rules(first_time_writers_wait=False)


# --- Reading ------------------------------------------------------------------------


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
    refused = send(client, new(page))

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

    discuss(2)
    few = count_queries(path)
    discuss(15)

    assert count_queries(path) == few


@pytest.mark.parametrize("api", ["v2", "v3"])
@pytest.mark.parametrize(
    "query",
    [
        *("", "page=", "page=x", "page=-1", "page=1.5", f"page={'9' * 20}"),
        *("page=%00", "page={page}&page={page}", "page={page}&limit=0"),
        *("page={page}&limit=1000", "page={page}&limit=x", "page={page}&offset=-1"),
        *("page={page}&email=a", "page={page}&status=waiting", "page={page}&order=id"),
        *("page={page}&fields=*", f"page={{page}}&offset={'9' * 20}"),
    ],
)
def test_a_wrong_question_is_refused(client, api, query):
    page = make.article()

    answer = client.get(f"/api/{api}/comments/?{query.format(page=page.pk)}")

    assert answer.status_code == 400, query
    assert answer.headers["Cache-Control"] == "no-store"


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
        sent = send(client, new(page))

        assert [each.status_code for each in [*read, sent]] == [404, 404, 404]
        assert [each.content for each in read] == nowhere, page
        assert "Xyzzy" not in sent.text
    assert Comment.objects.exclude(text="Xyzzy reply").count() == 0


def test_a_token_opens_no_discussion_that_is_not_public(client):
    _, key = APIToken.create_token(user=make.superuser(), name="right")
    draft = make.article("Draft", live=False)

    answer = send(client, new(draft), Authorization=f"Bearer {key}")

    assert answer.status_code == 404


def test_a_page_that_takes_no_replies_has_none(client):
    page = make.standard_page()

    assert client.get(f"{PATH}?page={page.pk}").status_code == 404
    assert client.get(f"/api/v2/comments/?page={page.pk}").status_code == 404
    assert send(client, new(page)).status_code == 404


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

    sent = send(
        client,
        new(page, email=SECRET, text="Another."),
        **{"User-Agent": "SecretAgent"},
    )

    paths = [
        f"/api/v2/comments/?page={page.pk}",
        f"{PATH}?page={page.pk}",
        f"/api/v2/pages/{page.pk}/",
        f"/api/v3/pages/{page.pk}/",
        "/api/v2/pages/?type=articles.ArticlePage&fields=*",
    ]
    assert sent.status_code == 201
    for answer in [sent, *map(client.get, paths)]:
        assert answer.status_code in {200, 201}
        for secret in ("secret", "203.0.113", "Secret", "127.0.0.1"):
            assert secret not in answer.text, secret


# --- Handing in ---------------------------------------------------------------------


def test_a_newcomer_s_reply_waits(client):
    page = make.article()

    answer = send(client, new(page))

    assert answer.status_code == 202
    assert answer.json() == {
        "status": "pending",
        "comment": None,
        "emergency_wording": None,
    }
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    stored = Comment.objects.get()
    assert (stored.status, stored.email) == ("waiting", "ada@mail.example")
    assert stored.consented_at is not None


def test_a_reply_that_is_published_is_in_the_answer_and_in_the_next_list(
    client, listed
):
    everybody_is_published()
    page = make.article()
    before = listed(page)["count"]

    answer = send(client, new(page, website="ada.example", parent=None))

    assert answer.status_code == 201
    said = answer.json()
    assert said["status"] == "published"
    assert said["comment"]["website"] == "https://ada.example"
    assert said["comment"]["html"] == "<p>I walk every morning.</p>\n<p>It helps.</p>"
    after = listed(page)
    assert (before, after["count"]) == (0, 1)
    assert after["items"] == [said["comment"]]


def test_a_reply_can_answer_another(client, listed):
    everybody_is_published()
    page = make.article()
    first = make.comment(page=page)

    answer = send(client, new(page, parent=first.pk))

    assert answer.status_code == 201
    [thread] = listed(page)["items"]
    assert thread["replies"] == [answer.json()["comment"]]


def test_a_reply_that_suggests_danger_is_answered_with_what_to_do(client):
    everybody_is_published()
    make.clinic(emergency_wording="<p>Call <b>911</b> now.</p>")
    page = make.article()

    answer = send(client, new(page, text=URGENT))

    assert answer.status_code == 202
    assert answer.json() == {
        "status": "pending",
        "comment": None,
        "emergency_wording": "<p>Call <b>911</b> now.</p>",
    }
    assert Comment.objects.get().is_urgent


def test_rubbish_is_answered_as_if_it_waited(client):
    make.reply_rules(first_time_writers_wait=False, blocked_words="casino")
    page = make.article()

    answer = send(client, new(page, text="Come to our casino!"))

    assert answer.status_code == 202
    assert Comment.objects.get().status == "spam"


@pytest.mark.parametrize(
    ("fields", "path", "said"),
    [
        ({"name": ""}, "name", "Enter a name"),
        ({"name": "\u200b\u202e"}, "name", "Enter a name"),
        ({"name": "x" * 81}, "name", "at most 80"),
        ({"email": "ada at mail"}, "email", "such as name@example.org"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email", "such as"),
        ({"website": "javascript:alert(1)"}, "website", "https://example.org"),
        ({"text": " \n "}, "text", "Write your reply"),
        ({"text": "x" * 5001}, "text", "at most 5000"),
        ({"consent": False}, "consent", "Tick the box"),
        ({"parent": 999_999}, "parent", "no longer there"),
        # Numbers for text, lists for objects, booleans for either.
        ({"name": 3}, "name", "string"),
        ({"name": None}, "name", "string"),
        ({"name": ["Ada"]}, "name", "string"),
        ({"name": {"first": "Ada"}}, "name", "string"),
        ({"text": True}, "text", "string"),
        ({"email": 1e300}, "email", "string"),
        ({"consent": 1}, "consent", "boolean"),
        ({"consent": "true"}, "consent", "boolean"),
        ({"consent": None}, "consent", "boolean"),
        ({"parent": "1"}, "parent", "integer"),
        ({"parent": True}, "parent", "integer"),
        ({"parent": -1}, "parent", "greater"),
        ({"parent": 1.5}, "parent", "integer"),
        ({"page": "1"}, "page", "integer"),
        ({"page": 2**62}, "page", "less"),
        ({"page": [1]}, "page", "integer"),
        ({"stamp": 3}, "stamp", "string"),
        ({"status": "published"}, "status", "no such field. Known here: page, parent"),
        ({"subject_line": "x"}, "subject_line", "no such field"),
        ({"is_urgent": False}, "is_urgent", "no such field"),
        ({"person": 1}, "person", "no such field"),
    ],
)
def test_a_wrong_field_is_named(client, fields, path, said):
    everybody_is_published()
    page = make.article()

    answer = send(client, new(page, **fields))

    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    assert error["path"] == ["body", path]
    assert said in error["message"]
    assert not Comment.objects.exists()


def test_all_that_is_wrong_is_said_at_once(client):
    page = make.article()

    answer = send(client, new(page, name="", email="x", consent=False))

    assert {each["path"][1] for each in answer.json()["errors"]} == {
        "name",
        "email",
        "consent",
    }


@pytest.mark.parametrize("missing", ["page", "name", "email", "text", "consent"])
def test_what_is_missing_is_named(client, missing):
    body = new(make.article())
    body.pop(missing)

    answer = send(client, body)

    assert answer.status_code == 422
    assert [each["path"] for each in answer.json()["errors"]] == [["body", missing]]


@pytest.mark.parametrize("kind", ["answer", "waiting", "elsewhere"])
def test_only_a_published_reply_of_the_page_can_be_answered(client, kind):
    page = make.article()
    first = make.comment(page=page)
    parent = {
        "answer": lambda: make.comment(page=page, parent=first),
        "waiting": lambda: make.comment(page=page, status="waiting"),
        "elsewhere": lambda: make.comment(page=make.article("Elsewhere")),
    }[kind]()

    answer = send(client, new(page, parent=parent.pk))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == ["body", "parent"]


HOSTILE = {
    "nothing": (b"", 422),
    "no JSON": (b"name=Ada&text=x", 400),
    "half JSON": (b'{"page": 1', 400),
    "a list": (b"[]", 400),
    "a string": (b'"reply"', 400),
    "null": (b"null", 400),
    "a number": (b"3", 400),
    "NaN": (b'{"page": NaN}', 400),
    "deep lists": (b"[" * 100_000, 413),
    "deep objects": (b'{"a":' * 3000 + b"1" + b"}" * 3000, 400),
    "deep in a field": (
        b'{"name": ' + b"[" * 60 + b"]" * 60 + b"}",
        400,
    ),
    "very many fields": (
        json.dumps({f"f{n}": 1 for n in range(10_001)}).encode(),
        413,
    ),
    "a megabyte": (json.dumps({"text": "x" * 1024 * 1024}).encode(), 413),
    "a surrogate": (b'{"name": "\\ud800"}', 400),
    "a null character": (b'{"name": "A\\u0000da"}', 400),
    "a null character in a key": (b'{"na\\u0000me": "Ada"}', 400),
    "bytes that are no UTF-8": (b'{"name": "\xff\xfe"}', 400),
    "a huge number": (b'{"page": ' + b"9" * 5000 + b"}", 400),
    "a key twice": (b'{"page": 1, "page": 2}', 422),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_body_that_can_be_no_reply_is_a_problem(client, kind):
    body, status = HOSTILE[kind]
    make.article()

    answer = send(client, body)

    assert answer.status_code == status, answer.content[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.content) < 20_000
    assert "Traceback" not in answer.text
    assert not Comment.objects.exists()


def test_a_body_of_unknown_length_is_refused(client):
    answer = send(client, new(make.article()), **{"Transfer-Encoding": "chunked"})

    assert answer.status_code == 411
    assert "Content-Length" in answer.json()["detail"]


MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><svg onload=alert(1)>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "[click](javascript:alert(1))",
    "https://x.example/\"onmouseover='alert(1)'",
    "https://x.example/<script>alert(1)</script>",
    "\u202egnp.exe\u202c and \u2066more",
    '=HYPERLINK("https://x.example")',
    "w" * 4000,
    "\u2028</script>\u2029",
    "🦴" * 500,
    "x\r\nBcc: everybody@mail.example",
]


@pytest.mark.parametrize("text", MARKUP)
def test_text_never_becomes_markup(client, listed, text):
    everybody_is_published()
    page = make.article()

    answer = send(client, new(page, text=text, name=f"Ada {text[:60]}"))

    assert answer.status_code == 201, answer.content
    [shown] = listed(page)["items"]
    for tag in ("<script", "<img", "<svg", "<textarea", "onmouseover='"):
        assert tag not in shown["html"]
    for character in "\u202e\u2066\u2028\u2029\r":
        assert character not in shown["text"] + shown["html"] + shown["name"]
    assert "\n" not in shown["name"]


# --- Twice, too often, from elsewhere -----------------------------------------------


def test_a_repeat_with_the_same_key_is_answered_like_the_first(client):
    everybody_is_published()
    page = make.article()
    key = {"Idempotency-Key": "1c6f0e0e-54c4-4f1e-9d5f-0d6a7a3c7f10"}

    first = send(client, new(page), **key)
    again = send(client, new(page), **key)

    assert (first.status_code, first.content) == (201, again.content)
    assert again.status_code == 201
    assert Comment.objects.count() == 1


def test_a_repeat_of_what_waits_is_answered_like_the_first(client):
    make.clinic()
    page = make.article()
    key = {"Idempotency-Key": "k"}

    first = send(client, new(page, text=URGENT), **key)
    again = send(client, new(page, text=URGENT), **key)

    assert first.status_code == again.status_code == 202
    assert first.json()["emergency_wording"]
    assert first.content == again.content
    assert Comment.objects.count() == 1


def test_a_key_names_one_thing_only(client):
    page = make.article()
    key = {"Idempotency-Key": "k"}
    send(client, new(page), **key)

    other = send(client, new(page, text="Something else."), **key)

    assert other.status_code == 422
    assert other.json()["errors"][0]["path"] == ["header", "Idempotency-Key"]
    assert Comment.objects.count() == 1


def test_without_a_key_a_repeat_is_another_reply_that_waits(client):
    everybody_is_published()
    page = make.article()

    assert send(client, new(page)).status_code == 201
    assert send(client, new(page)).status_code == 202
    assert Comment.objects.count() == 2


def test_a_refused_reply_does_not_use_up_its_key(client):
    page = make.article()
    key = {"Idempotency-Key": "k"}

    assert send(client, new(page, name=""), **key).status_code == 422
    assert send(client, new(page), **key).status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there", "ümlaut"])
def test_a_key_that_is_none_is_refused(client, key):
    answer = send(client, new(make.article()), **{"Idempotency-Key": key})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == ["header", "Idempotency-Key"]
    assert not Comment.objects.exists()


def test_a_stamp_that_is_sent_names_the_reply_too(client):
    page = make.article()
    body = new(page, stamp=stamp())

    assert send(client, body).status_code == 202
    assert send(client, body).status_code == 202
    assert Comment.objects.count() == 1


def test_who_sends_too_much_is_told_how_long_to_wait(client, settings):
    settings.INTAKE_LIMITS = {"reply": [(2, 600)]}
    page = make.article()
    for n in range(2):
        assert send(client, new(page, text=f"Reply {n}")).status_code == 202

    refused = send(client, new(page, text="Reply 3"))

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "minute" in refused.json()["detail"]
    assert Comment.objects.count() == 2
    elsewhere = client.post(
        PATH,
        json.dumps(new(page, text="Reply 4")),
        content_type="application/json",
        REMOTE_ADDR="203.0.113.5",
    )
    assert elsewhere.status_code == 202


def test_a_repeat_is_answered_even_when_no_more_are_taken(client, settings):
    settings.INTAKE_LIMITS = {"reply": [(1, 600)]}
    page = make.article()
    key = {"Idempotency-Key": "k"}

    assert send(client, new(page), **key).status_code == 202
    assert send(client, new(page), **key).status_code == 202
    assert send(client, new(page, text="Another.")).status_code == 429


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 202),
        ({"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}, 202),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://app.example.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_only_named_origins_may_hand_in(client, settings, headers, status):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]

    answer = send(client, new(make.article()), **headers)

    assert answer.status_code == status
    assert Comment.objects.exists() == (status == 202)
    if "app.example" in headers.get("Origin", "") and status == 202:
        allowed = answer.headers["Access-Control-Allow-Origin"]
        assert allowed == "https://app.example"


def test_a_browser_may_ask_first(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,idempotency-key",
    }

    named = client.options(PATH, headers={"Origin": "https://app.example", **asked})
    other = client.options(PATH, headers={"Origin": "https://evil.example", **asked})

    assert named.headers["Access-Control-Allow-Origin"] == "https://app.example"
    allowed = named.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"content-type", "idempotency-key"} <= set(allowed)
    assert "POST" in named.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in other.headers


def test_the_methods_are_named(client):
    answer = client.options(PATH)

    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    for method in ("PUT", "PATCH", "DELETE"):
        assert client.generic(method, PATH, b"{}").status_code == 405
    assert client.post("/api/v2/comments/", {}).status_code == 405


def test_a_session_is_nobody_here(client):
    client.force_login(make.superuser())

    answer = send(client, new(make.article()))

    assert answer.status_code == 202
    assert "sessionid" not in answer.cookies


def test_a_wrong_token_hands_nothing_in(client):
    answer = send(client, new(make.article()), Authorization="Bearer wrong")

    assert answer.status_code == 401
    assert not Comment.objects.exists()


def test_where_the_site_asks_for_a_sum_a_reply_without_it_waits(client):
    make.reply_rules(first_time_writers_wait=False, proof_of_work=True)

    answer = send(client, new(make.article()))

    assert answer.status_code == 202
    assert Comment.objects.get().held_for == ["no_proof"]


def test_moderating_needs_more_than_the_api(client):
    """There is no endpoint to do it by."""
    moderator = make.user("moderator@clinic.example")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    _, key = APIToken.create_token(user=moderator, name="right")
    waiting = make.comment(status="waiting")
    token = {"Authorization": f"Bearer {key}"}

    listed = client.get(f"{PATH}?page={waiting.page_id}", headers=token)

    assert listed.json()["items"] == []
    assert client.get(f"{PATH}{waiting.pk}/", headers=token).status_code == 404
