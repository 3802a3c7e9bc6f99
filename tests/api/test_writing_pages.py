"""Pages other than articles, written through API v3."""

import pytest

from contact.models import FormPage
from home.models import HomePage, StandardPage
from tests import make
from tests.api.test_writing import send
from tests.api.test_writing_articles import changed, draft, problems

pytestmark = pytest.mark.django_db


def created(owner, kind, parent, **fields):
    body = {**fields, "meta": {"type": kind, "parent_id": parent.pk}}
    return send(owner, "POST", "/api/v3/pages/", body)


def test_the_home_page_is_written(owner):
    home, image, article = make.home(), make.image(), make.article()

    answer = changed(
        owner,
        home,
        hero_heading="Your back, explained",
        hero_image={"id": image.pk},
        featured_articles=[article.pk],
    )

    assert answer.status_code == 200, answer.content
    read = draft(owner, home.pk)
    assert read["hero_heading"] == "Your back, explained"
    assert read["hero_image"]["id"] == image.pk
    assert [each["id"] for each in read["featured_articles"]] == [article.pk]


def test_a_hidden_article_stays_featured_where_all_is_sent_back(owner):
    hidden, shown = make.article(live=False), make.article(topics=[make.topic()])
    home = make.home()
    home.featured_articles = [("article", hidden), ("article", shown)]
    home.save_revision().publish()
    read = draft(owner, home.pk)
    assert [each["id"] for each in read["featured_articles"]] == [shown.pk]

    answer = changed(owner, home, **{**read, "hero_heading": "New"})

    assert answer.status_code == 200, answer.content
    latest = HomePage.objects.get(pk=home.pk).get_latest_revision_as_object()
    assert latest.hero_heading == "New"
    assert [each.value.pk for each in latest.featured_articles] == [hidden.pk, shown.pk]


def test_only_articles_are_featured(owner):
    home, page = make.home(), make.standard_page()

    answer = changed(owner, home, featured_articles=[page.pk])

    assert set(problems(answer)) == {("featured_articles", 0)}
    assert not HomePage.objects.get(pk=home.pk).revisions.exists()


def test_a_standard_page_is_written_with_sections(owner):
    body = [{"type": "prose", "value": {"heading": "Us", "body": "<p>Since 1999.</p>"}}]

    answer = created(
        owner, "home.StandardPage", make.home(), title="About us", body=body
    )

    assert answer.status_code == 201, answer.content
    [section] = draft(owner, answer.json()["id"])["body"]
    assert section["value"] == body[0]["value"]
    assert StandardPage.objects.get().slug == "about-us"


def test_a_contact_page_is_written(owner):
    page = make.contact_page()

    changed(owner, page, introduction={"markdown": "Come **in**."})

    assert draft(owner, page.pk)["introduction"] == "<p>Come <b>in</b>.</p>"


QUESTIONS = [
    {"label": "Your name", "field_type": "singleline"},
    {"label": "When", "field_type": "radio", "choices": "Mornings\nAfternoons"},
]


def test_a_form_is_written_with_its_questions(owner):
    answer = created(
        owner,
        "contact.FormPage",
        make.contact_page(),
        title="Ask us",
        purpose="appointment",
        form_fields=QUESTIONS,
        meta_action=None,
    )
    assert answer.status_code == 422

    answer = created(
        owner,
        "contact.FormPage",
        make.contact_page(),
        title="Ask us",
        purpose="appointment",
        form_fields=QUESTIONS,
    )

    assert answer.status_code == 201, answer.content
    page = FormPage.objects.get()
    latest = page.get_latest_revision_as_object()
    assert latest.purpose == "appointment"
    assert [each.label for each in latest.form_fields.all()] == ["Your name", "When"]
    assert latest.button_label == "Send"


def test_a_draft_of_a_form_may_lack_its_questions(owner):
    answer = created(
        owner, "contact.FormPage", make.contact_page(), title="Ask", purpose="message"
    )

    assert answer.status_code == 201, answer.content
    assert not FormPage.objects.get().form_fields.exists()


def test_questions_keep_their_names_by_id_and_take_a_new_order(owner):
    form = make.form_page(
        questions=[("Your name", "singleline", {}), ("Age", "number", {})]
    )
    first, second = form.form_fields.all()
    sent = [
        {"id": second.pk, "label": "Your age", "field_type": "number"},
        {"label": "Phone", "field_type": "phone", "required": False},
        {"id": first.pk, "label": "Your name", "field_type": "singleline"},
    ]

    answer = changed(owner, form, form_fields=sent)

    assert answer.status_code == 200, answer.content
    form.refresh_from_db()
    fields = form.get_latest_revision_as_object().form_fields.all()
    assert [(each.label, each.clean_name) for each in fields] == [
        ("Your age", second.clean_name),
        ("Phone", ""),  # Named when it is published.
        ("Your name", first.clean_name),
    ]


def test_a_form_keeps_its_questions_where_others_change(owner):
    form = make.form_page()

    answer = changed(owner, form, thank_you="<p>We answer soon.</p>")

    assert answer.status_code == 200, answer.content
    form.refresh_from_db()
    latest = form.get_latest_revision_as_object()
    assert latest.thank_you == "<p>We answer soon.</p>"
    assert latest.form_fields.count() == form.form_fields.count()


@pytest.mark.parametrize(
    ("questions", "path"),
    [
        ([{"label": "When", "field_type": "radio"}], (0, "choices")),
        (
            [
                {"label": "Your name", "field_type": "singleline"},
                {"label": "your name", "field_type": "singleline"},
            ],
            (1, "label"),
        ),
        ([{"label": "A", "field_type": "password"}], (0, "field_type")),
        ([{"label": 3}], (0, "label")),
        ([{"unknown": 3}], (0, "unknown")),
        ([{"id": "x"}], (0, "id")),
        ({}, ()),
    ],
)
def test_a_wrong_question_is_refused_where_it_stands(owner, questions, path):
    form = make.form_page()

    answer = changed(owner, form, form_fields=questions)

    assert ("form_fields", *path) in problems(answer), answer.content
    assert not form.revisions.exists()


def test_the_row_of_another_form_is_not_taken(owner):
    form, other = make.form_page(title="One"), make.form_page(title="Two")
    row = other.form_fields.first()

    changed(
        owner,
        form,
        form_fields=[{"id": row.pk, "label": "Mine", "field_type": "singleline"}],
        meta={"action": "publish"},
    )

    row.refresh_from_db()
    assert row.label != "Mine"
    assert row.page_id == other.pk


def test_what_is_not_there_is_named_without_the_names_of_classes(owner):
    page = make.standard_page()
    meta = {"type": "home.StandardPage", "parent_id": 99_999}
    new = {"title": "New", "meta": meta}
    path = f"/api/v3/pages/{page.pk}/actions/"
    unknown = "0c9a52fe-9f0e-4d5c-8a55-7c1a3b9d2e10"

    for method, address, body, words in [
        ("POST", "/api/v3/pages/", new, "There is no such page"),
        ("POST", f"{path}move/", {"destination_id": 99_999}, "There is no such page"),
        ("POST", f"{path}revert/", {"revision_id": 99_999}, "There is no such version"),
        ("GET", f"/api/v3/pages/copies/{unknown}/", None, "There is nothing at"),
        ("GET", "/api/v3/images/9999/rendition/?width=640", None, "no such image"),
    ]:
        answer = send(owner, method, address, body)

        assert answer.status_code == 404, address
        assert words in answer.json()["detail"]
        assert "matches" not in answer.json()["detail"]
