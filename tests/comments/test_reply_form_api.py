"""The description of the reply form in API v3, and notices that front ends show."""

import datetime

import pytest
from jsonschema import Draft202012Validator
from wagtail.models import PageViewRestriction

from tests import make, reading
from tests.articles.test_sites import other_site

pytestmark = pytest.mark.django_db

FORM = "/api/v3/comments/form/"
GIVEN = {
    "name": "Ada",
    "email": "ada@mail.example",
    "website": "https://ada.example",
    "text": "Walking helped me.",
    "consent": True,
}


def read(client, page, **query):
    answer = client.get(FORM, {"page": page.pk, **query})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_the_schema_takes_is_taken(client):
    make.reply_rules(first_time_writers_wait=False)
    article = make.article()
    described = read(client, article)
    validator = Draft202012Validator(described["schema"])
    reply = {"page": article.pk, **GIVEN}
    path = described["submit_url"].removeprefix("http://localhost")

    assert validator.is_valid(reply)
    answer = client.post(path, reply, content_type="application/json")
    assert answer.status_code == 201, answer.content
    response = {**reply, "text": "And me.", "parent": answer.json()["comment"]["id"]}
    assert validator.is_valid(response)
    answer = client.post(path, response, content_type="application/json")
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(
    "changes",
    [
        *({"name": ""}, {"text": ""}, {"consent": False}, {"website": 3}),
        *({"name": "x" * 81}, {"text": "x" * 5001}, {"page": 1_000_000}),
        *({"parent": 0}, {"colour": "red"}),
    ],
)
def test_what_the_schema_refuses_is_refused(client, changes):
    article = make.article()
    described = read(client, article)
    reply = {"page": article.pk, **GIVEN, **changes}

    assert not Draft202012Validator(described["schema"]).is_valid(reply)
    path = described["submit_url"].removeprefix("http://localhost")
    answer = client.post(path, reply, content_type="application/json")
    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("name", [*GIVEN, "page"])
def test_only_the_website_may_be_left_out(client, name):
    described = read(client, make.article())

    assert (name in described["schema"]["required"]) is (name != "website")


def test_the_questions_are_those_of_the_page(client):
    make.clinic()
    article = make.article()
    described = read(client, article)
    page = reading.html(client.get(article.url))

    assert [hint["name"] for hint in described["ui"]] == [*GIVEN]
    for hint in described["ui"]:
        assert hint["label"] in page.main.get_text(" ", strip=True)
    widgets = {hint["name"]: hint["widget"] for hint in described["ui"]}
    assert widgets == {
        **{"name": "text", "email": "email", "website": "url"},
        **{"text": "textarea", "consent": "checkbox"},
    }
    assert described["title"] in page.main.get_text(" ", strip=True)
    assert described["button_label"] in page.main.get_text(" ", strip=True)
    assert described["id"] == article.pk
    assert described["purpose"] == "reply"
    assert described["url"] == f"http://localhost{article.url}"


def test_it_says_when_no_reply_is_taken_and_in_which_words(client):
    article = make.article()
    make.comment(page=article)
    assert read(client, article)["open"] is True

    make.reply_rules(replies_open=False)

    described = read(client, article)
    assert described["open"] is False
    assert described["notices"]["closed"] in reading.words(client.get(article.url))


def test_it_says_what_else_the_clinic_wants_and_says(client, settings):
    privacy = make.standard_page()
    make.clinic(privacy_page=privacy)
    article = make.article()
    described = read(client, article)
    assert described["privacy_url"] == "http://localhost/privacy/"
    assert described["asks_proof"] is False
    assert described["notices"]["akismet"] is None

    settings.AKISMET_KEY = "key"
    make.reply_rules(proof_of_work=True)

    described = read(client, article)
    assert described["asks_proof"] is True
    words = reading.words(client.get(article.url))
    assert described["notices"]["akismet"] in words


def test_a_page_that_is_not_public_or_takes_no_replies_has_none(client):
    draft, private = make.article("Draft", live=False), make.article("Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for key in (draft.pk, private.pk, make.home().pk, make.form_page().pk, 999_999):
        assert client.get(FORM, {"page": key}).status_code == 404
    for query in ("", "page=", "page=x", "page=0", "page=1&page=2", "page=1&x=1"):
        assert client.get(f"{FORM}?{query}").status_code == 400


def test_another_site_s_replies_and_forms_are_read_by_its_name(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    home = other_site()
    article = make.article("On hearts", parent=make.index(parent=home))
    make.comment("Thank you.", page=article)
    form = make.form_page("Ask us", parent=make.contact_page(parent=home))
    paths = [
        f"{FORM}?page={article.pk}",
        f"/api/v3/comments/?page={article.pk}",
        f"/api/v3/forms/{form.pk}/?",
    ]

    for path in paths:
        assert client.get(path).status_code == 404
        theirs = client.get(f"{path}&site=other.example")
        assert theirs.status_code == 200, theirs.content
        assert client.get(f"{path}&site=nowhere.example").status_code in {400, 404}
    answer = client.get(f"{paths[0]}&site=other.example").json()
    assert answer["submit_url"] == "http://other.example/api/v3/comments/"
    assert len(client.get(f"{paths[1]}&site=other.example").json()["items"]) == 1


def test_an_overdue_review_is_announced_in_the_same_words(client):
    clinic = make.clinic()
    past = {"last_reviewed": datetime.date(2020, 1, 31)}
    article = make.article(reviewer=make.person(), **past)
    unsigned = make.article("By nobody", **past)

    def notices(page):
        answers = [client.get(f"/api/{api}/pages/{page.pk}/") for api in ("v2", "v3")]
        [notice] = {answer.json()["review"]["notice"] for answer in answers}
        return notice, client.get("/api/v3/site/").json()["notices"]

    notice, of_site = notices(article)
    assert notice in reading.words(client.get(article.url))
    assert "31 January 2020" in notice
    assert of_site["announce_overdue_reviews"] is True
    text = of_site["overdue_review"]
    assert text.replace("{last_reviewed}", "31 January 2020") == notice
    assert notices(unsigned)[0] is None

    clinic.announce_overdue_reviews = False
    clinic.save()

    notice, of_site = notices(article)
    assert notice is None
    assert of_site["announce_overdue_reviews"] is False
