"""What keeps programs, floods and repeats from the replies."""

import re

import pytest

from comments.models import Comment
from tests import alarm, make
from tests.comments.replying import (
    TYPED,
    aged,
    everybody_is_published,
    form_token,
    send,
)
from tests.public_forms.sending import notice_of

pytestmark = pytest.mark.django_db

URGENT = "I took an overdose and I want to die."


def test_without_scripts_a_page_asks_to_check_and_send(client):
    page = make.article()

    check = client.post(f"/replies/{page.pk}/", TYPED)

    body = check.content.decode()
    assert check.status_code == 200
    assert "Check your reply" in body
    assert "no-store" in check["Cache-Control"]
    assert not Comment.objects.exists()
    fresh = re.search(r'name="form_token" value="([^"]+)"', body)[1]
    # Nobody looks it over and sends it at once, so this one looks odd. The time that
    # the first answer takes on a slow machine does not count.
    at_once = aged(fresh, seconds=-60)
    assert send(client, page, form_token=at_once).status_code == 303
    assert Comment.objects.get().held_for == ["newcomer", "too_fast"]


def test_who_checks_what_they_typed_for_a_second_is_not_too_fast(client):
    everybody_is_published()
    page = make.article()
    check = client.post(f"/replies/{page.pk}/", TYPED).content.decode()
    fresh = re.search(r'name="form_token" value="([^"]+)"', check)[1]

    send(client, page, form_token=aged(fresh, seconds=1))

    assert Comment.objects.get().status == "published"


def test_a_token_that_is_none_asks_once_more(client):
    page = make.article()
    odd = {
        "none": "",
        "forged": form_token()[:-1],
        "of another form": form_token(purpose="submission"),
        "old": form_token(seconds_old=90_000),
    }
    for kind, each in odd.items():
        answer = send(client, page, form_token=each)

        assert answer.status_code == 200, kind
        assert "Check your reply" in answer.content.decode(), kind


def test_a_double_click_makes_one_reply(client):
    page, same = make.article(), form_token()

    first, second = (send(client, page, form_token=same) for _ in range(2))

    assert notice_of(first["Location"]) == notice_of(second["Location"])
    assert Comment.objects.count() == 1


def test_a_form_sent_again_with_another_text_is_shown_once_more(client):
    page, same = make.article(), form_token()
    send(client, page, form_token=same)

    answer = send(client, page, form_token=same, text="Something else.")

    assert answer.status_code == 409
    assert "Something else." in answer.content.decode()
    assert Comment.objects.count() == 1


def test_what_programs_fill_in_is_spam_and_told_to_wait(client):
    page = make.article()

    answer = send(client, page, subject_line="Buy now")

    assert "reply=waiting" in answer["Location"]
    assert Comment.objects.get().status == "spam"


def test_danger_is_never_taken_for_spam(client):
    page = make.article()
    make.reply_rules(blocked_words="overdose")
    make.signs_of_danger("overdose")

    send(client, page, text=URGENT, subject_line="x")

    assert Comment.objects.get().status == "waiting"


def test_the_same_text_again_waits(client):
    page = make.article()
    make.reply_rules(first_time_writers_wait=False)
    send(client, page)

    send(client, page, email="other@mail.example")

    assert Comment.objects.latest("pk").held_for == ["duplicate"]


def test_many_replies_from_one_network_wait_and_keep_what_was_typed(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "reply": [(2, 600)]}
    page = make.article()
    for number in range(2):
        assert send(client, page, text=f"Reply {number}").status_code == 303

    answer = send(client, page, text="The third one.")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "The third one." in answer.content.decode()
    assert Comment.objects.count() == 2
    elsewhere = send(client, page, text="From elsewhere", headers={})
    assert elsewhere.status_code == 429


def test_a_made_up_forwarded_address_is_no_other_network(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "reply": [(1, 600)]}
    page = make.article()
    send(client, page)

    answer = send(
        client, page, text="Again", headers={"X-Forwarded-For": "203.0.113.77"}
    )

    assert answer.status_code == 429


def test_a_huge_body_is_refused_before_it_is_read(client):
    answer = send(client, make.article(), text="x" * 200_000)

    assert answer.status_code == 413
    assert "5,000 characters" in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_somebody_elses_site_sends_nothing(client, headers):
    answer = send(client, make.article(), headers=headers)

    assert answer.status_code == 403
    assert not Comment.objects.exists()


REFUSED = {
    "to check": (200, {"form_token": ""}, {}),
    "incomplete": (422, {"consent": ""}, {}),
    "from elsewhere": (403, {}, {"Origin": "https://evil.example"}),
    "closed": (403, {}, {}),
    "used": (409, {}, {}),
    "too many": (429, {}, {}),
    "too long": (413, {"name": "x" * 200_000}, {}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_danger_is_answered_also_where_nothing_is_taken(client, settings, kind):
    status, typed, headers = REFUSED[kind]
    make.clinic()
    make.signs_of_danger("overdose")
    page, typed = make.article(), {"form_token": form_token(), **typed}
    if kind == "used":
        send(client, page, **typed)
    if kind == "too many":
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "reply": [(0, 600)]}
    if kind == "closed":
        make.reply_rules(replies_open=False)

    for text, said in ((URGENT, "Call 911."), ("I walk every day.", None)):
        answer = send(client, page, headers=headers, **{**typed, "text": text})

        assert answer.status_code == status, text
        assert alarm.of(answer) == said, text
