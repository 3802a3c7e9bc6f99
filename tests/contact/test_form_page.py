import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from contact.models import Submission
from public_forms.models import IdempotencyKey
from tests import make, reading
from tests.comments.replying import form_token
from tests.contact.filling_in import TYPED, answers, fresh, send
from tests.public_forms.sending import notice_of, told
from tests.working import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    make.clinic()
    return make.form_page()


# --- Reading it ---------------------------------------------------------------------


def test_reading_a_form_sets_no_cookie_and_can_be_cached(client, page):
    response = client.get(page.url)

    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert "csrfmiddlewaretoken" not in response.content.decode()
    again = client.get(page.url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_form_says_what_visitors_must_know(client, page):
    privacy = make.standard_page()
    make.clinic(privacy_page=privacy)

    response = client.get(page.url)

    words = reading.words(response)
    assert "Please do not send medical details" in words
    assert "In an emergency: Call 911." in words
    soup = reading.html(response)
    link = soup.find("a", string="What we do with your data")
    assert link["href"] == privacy.url


def test_the_forms_own_words_for_emergencies_replace_the_clinics(client):
    make.clinic()
    page = make.form_page(emergency_notice="<p>In danger? Call 112.</p>")

    words = reading.words(client.get(page.url))

    assert "In danger? Call 112." in words
    assert "911" not in words


def test_a_privacy_page_that_is_a_draft_is_not_linked(client, page):
    make.clinic(privacy_page=make.standard_page(live=False))

    assert "What we do with your data" not in reading.words(client.get(page.url))


def test_each_question_has_a_label_and_tells_the_browser_what_it_is(client, page):
    soup = reading.html(client.get(page.url))

    for field in soup.select("form.handed-in :is(input, select, textarea)"):
        if field.get("type") != "hidden":
            assert soup.find("label", attrs={"for": field["id"]}) or field.find_parent(
                "label"
            )
    known = {
        name: soup.select_one(f"[name={name}]").get("autocomplete")
        for name in ("your_name", "e_mail", "phone", "message")
    }
    assert known == {
        "your_name": "name",
        "e_mail": "email",
        "phone": "tel",
        "message": None,
    }
    assert soup.select_one("[name=e_mail]")["type"] == "email"
    assert soup.select_one("[name=phone]")["type"] == "tel"
    assert (
        soup.select_one("[name=phone]")
        .find_parent(class_="field")
        .find(class_="optional")
    )


def test_the_form_for_machines_says_what_the_page_says(read, page):
    said = read(page)

    assert said["purpose"] == "message"
    assert said["emergency_notice"] == "<p>Call 911.</p>"
    assert said["medical_notice"].startswith("<p>Please do not send medical")
    assert said["button_label"] == "Send"
    origin = Site.objects.get().root_url
    assert said["form_url"] == f"{origin}/api/v3/forms/{page.pk}/"


# --- Sending it ---------------------------------------------------------------------


def test_what_is_sent_is_stored_and_thanked_for(client, page):
    before = timezone.now()

    response = send(client, page)

    assert response.status_code == 303
    assert notice_of(response["Location"]) == f"{page.url}?sent=sent#sent"
    assert "We have received it" in reading.words(client.get(response["Location"]))
    kept = Submission.objects.get()
    assert answers(kept) == {
        **{name: value for name, value in TYPED.items() if name != "consent"},
        "phone": "+14045550199",
        "e_mail": "Ada@mail.example",
    }
    assert kept.page == page
    assert kept.form_title == page.title
    assert kept.place == "Downtown clinic"
    assert kept.status == "new"
    assert kept.email == "Ada@mail.example"
    assert kept.delete_on == timezone.localdate(before) + datetime.timedelta(days=180)
    assert not response.cookies


FORGED = {
    "plain": lambda page: "?sent=1",
    "urgent": lambda page: "?sent=urgent",
    "of another form": lambda page: query(told(other(page), "sent", purpose=SENT)),
    "of a reply": lambda page: query(told(page, "sent")).replace("reply=", "sent="),
    "changed": lambda page: query(told(page, "sent", purpose=SENT)) + "x",
    "nothing": lambda page: "?sent=",
    "control signs": lambda page: "?sent=sent.%01.é",
}
SENT = "submission"


def other(page):
    return make.form_page("Write to us", parent=page.get_parent())


def query(address):
    return f"?{address.partition('?')[2]}"


def test_who_has_sent_nothing_is_thanked_for_nothing(client, page):
    for kind, forged in FORGED.items():
        answer = client.get(page.url + forged(page))

        words = reading.words(answer)
        assert "We have received it" not in words, kind
        assert "in danger now" not in words, kind
        assert reading.html(answer).select_one("form.handed-in"), kind
        assert answer["Cache-Control"] == "private, no-store", kind


def test_who_has_just_sent_something_may_load_the_page_again(client, page):
    thanks = send(client, page)["Location"]

    for _ in range(2):
        answer = client.get(thanks)
        assert "We have received it" in reading.words(answer)
        assert not reading.html(answer).select_one("form.handed-in")
        assert answer["Cache-Control"] == "private, no-store"


def test_optional_questions_may_be_left_out(client, page):
    without = ("phone", "when", "reason", "message")

    assert send(client, page, without=without).status_code == 303
    assert set(answers(Submission.objects.get())) == {
        "your_name",
        "e_mail",
        "place",
        "known",
    }


# What is typed in each field, and what is said to it.
WRONG = [
    {
        "your_name": ("", "Fill in “Your name”"),
        "e_mail": ("", "Fill in “E-mail”"),
        "phone": ("12", "no phone number that can be dialled"),
        "place": ("", "Choose an answer to “Place”"),
        "known": ("", "Choose an answer to “Known”"),
        "consent": ("", "Tick the box"),
    },
    {
        "e_mail": ("ada at mail", "such as name@example.org"),
        "phone": ("1" * 5000, "no phone number that can be dialled"),
        "place": ("Elsewhere", "Choose for “Place” what is in the list"),
        "when": (["Mornings", "Nights"], "Choose for “When” what is in the list"),
        "known": ("<b>x</b>", "Choose for “Known” what is in the list"),
        "reason": ("x" * 9000, "Choose for “Reason” what is in the list"),
        "message": ("x" * 2001, "at most 2000"),
    },
    {
        "your_name": ("x" * 256, "at most 255"),
        "e_mail": (f"{'a' * 250}@mail.example", "at most 254"),
    },
    {"your_name": (" \u200b\u202e ", "Fill in “Your name”")},
    {"e_mail": ("ada@mail.example\r\nBcc: all@mail.example", "such as name@")},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_field_is_named_and_all_that_was_typed_stays(client, page, wrong):
    typed = {field: typed for field, (typed, _) in wrong.items()}

    response = send(client, page, **typed)

    body = response.content.decode()
    assert response.status_code == 422
    assert "no-store" in response["Cache-Control"]
    for _, said in wrong.values():
        assert body.count(said) == 2, f"on top, and beside the field: {said}"
    soup = BeautifulSoup(body, "html.parser")
    links = [link["href"].removeprefix("#") for link in soup.select(".problems a")]
    targets = [soup.find(id=each) for each in links]
    assert {each["name"] for each in targets} == set(wrong)
    assert len(targets) == len(wrong)
    assert {each.name for each in targets} <= {"input", "select", "textarea"}, "focus"
    assert "<title>\n  Error:" in body or "Error: " in body.split("</title>")[0]
    for name in {"your_name", "e_mail", "message"} - set(wrong):
        assert TYPED[name].split("\n")[0] in body
    assert not Submission.objects.exists()


def test_fields_that_nobody_asked_for_and_repeated_ones_change_nothing(client, page):
    send(
        client,
        page,
        your_name=["First", "Second"],
        unknown="x",
        page_id="99",
        status="handled",
        __proto__="x",
    )

    kept = Submission.objects.get()
    assert answers(kept)["your_name"] == "Second"
    assert not {"unknown", "page_id", "status", "__proto__"} & set(answers(kept))
    assert kept.status == "new"


def test_without_scripts_a_page_asks_to_check_and_send(client, page):
    response = send(client, page, without=["form_token"])

    body = response.content.decode()
    assert response.status_code == 200
    assert "Check what you entered" in body
    assert "no-store" in response["Cache-Control"]
    assert not Submission.objects.exists()
    given = re.search(r'name="form_token" value="([^"]+)"', body)[1]
    assert send(client, page, form_token=given).status_code == 303
    assert Submission.objects.get().spam_signals == ["too_fast"]


def test_a_token_that_is_none_asks_once_more(client, page):
    odd = {
        "forged": fresh()[:-1],
        "of another form": form_token(purpose="reply"),
        "old": fresh(seconds_old=90_000),
    }
    for kind, each in odd.items():
        assert send(client, page, form_token=each).status_code == 200, kind
    assert not Submission.objects.exists()


def test_a_double_click_makes_one(client, page):
    same = fresh()

    first, second = (send(client, page, form_token=same) for _ in range(2))

    assert notice_of(first["Location"]) == notice_of(second["Location"])
    assert Submission.objects.count() == 1
    assert "Ada" not in str(IdempotencyKey.objects.values())


def test_a_form_sent_again_with_other_answers_is_shown_once_more(client, page):
    same = fresh()
    send(client, page, form_token=same)

    response = send(client, page, form_token=same, message="Something else.")

    assert response.status_code == 409
    assert "Something else." in response.content.decode()
    assert Submission.objects.count() == 1


def test_many_from_one_network_wait_and_keep_what_was_typed(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": [(2, 600)]}
    for _ in range(2):
        assert send(client, page).status_code == 303

    response = send(client, page, message="The third one.")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "The third one." in response.content.decode()
    assert Submission.objects.count() == 2


def test_what_programs_fill_in_is_kept_apart_and_thanked_for(client, page):
    response = send(client, page, subject_line="Buy now")

    assert response.status_code == 303
    assert Submission.objects.get().spam_signals == ["honeypot"]
    assert work() == []


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_on_somebody_elses_site_sends_nothing(client, page, headers):
    response = send(client, page, headers=headers)

    assert response.status_code == 403
    assert TYPED["your_name"] in response.content.decode()
    assert not Submission.objects.exists()


def test_a_huge_body_is_refused_before_it_is_read(client, page):
    response = send(client, page, message="x" * 200_000)

    assert response.status_code == 413
    assert "too long" in response.content.decode()


def test_whoever_loads_the_address_of_a_refused_form_comes_to_the_form(client, page):
    response = client.get(f"/forms/{page.pk}/")

    assert response.status_code == 302
    assert response["Location"] == page.url


# --- Pages that come, change and go -------------------------------------------------


@pytest.mark.parametrize("kind", ["draft", "login", "other", "missing"])
def test_a_form_that_visitors_may_not_see_takes_nothing(client, kind):
    make.clinic()
    page = make.standard_page() if kind == "other" else make.form_page()
    if kind == "draft":
        page.unpublish()
    if kind == "login":
        page.view_restrictions.create(restriction_type="login")
    if kind == "missing":
        page.pk = 10**9

    response = client.post(f"/forms/{page.pk}/", {**TYPED, "form_token": fresh()})

    assert response.status_code == 404
    assert not Submission.objects.exists()


def test_whoever_has_the_password_of_a_form_may_send_it(client, page):
    gate = page.view_restrictions.create(
        restriction_type=PageViewRestriction.PASSWORD, password="larch"
    )
    assert send(client, page).status_code == 404
    client.post(
        f"/_util/authenticate_with_password/{gate.pk}/{page.pk}/",
        {"password": "larch", "return_url": page.url},
    )

    assert send(client, page).status_code == 303
