"""Questions of forms, read in the shape in which they are written."""

import pytest

from contact.models import FormPage
from tests import make
from tests.api.test_writing import send
from tests.api.test_writing_articles import changed, draft, problems

pytestmark = pytest.mark.django_db

NAME = {
    "label": "Your name",
    "field_type": "singleline",
    "choices": "",
    "help_text": "As on your card",
    "required": True,
}
WHEN = {
    **{"label": "When", "field_type": "radio", "choices": "Now\nLater"},
    **{"help_text": "", "required": True},
}


def difference(client, page, body):
    path = f"/api/v3/pages/{page.pk}/?dry_run=true"
    answer = send(client, "PATCH", path, body)
    assert answer.status_code == 200, answer.content
    return answer.json()["difference"]


@pytest.fixture
def form():
    return make.form_page(
        questions=[
            ("Your name", "singleline", {"help_text": "As on your card"}),
            ("When", "radio", {"choices": "Now\nLater"}),
        ]
    )


@pytest.mark.parametrize("api", ["v2", "v3"])
def test_the_questions_of_a_form_are_read(client, form, api):
    read = client.get(f"/api/{api}/pages/{form.pk}/").json()["form_fields"]

    keys = [each.pk for each in form.form_fields.all()]
    assert read == [{"id": keys[0], **NAME}, {"id": keys[1], **WHEN}]


def test_a_form_that_is_read_and_sent_back_stays_as_it_is(owner, form):
    assert difference(owner, form, draft(owner, form.pk)) == []
    more = {**WHEN, "label": "And else"}
    changed(owner, form, form_fields=[*draft(owner, form.pk)["form_fields"], more])

    read = draft(owner, form.pk)
    assert read["form_fields"][2] == {"id": None, **more}
    assert {each["id"] for each in read["form_fields"]} > {None}
    assert difference(owner, form, read) == []
    assert changed(owner, form, **read).status_code == 200
    assert draft(owner, form.pk)["form_fields"] == read["form_fields"]


def test_a_question_of_what_was_read_is_changed(owner, form):
    read = draft(owner, form.pk)["form_fields"]
    read[1]["choices"] = "Today\nLater"

    assert difference(owner, form, {"form_fields": read}) == [
        {
            "path": ["form_fields", 1, "choices"],
            "before": "Now\nLater",
            "after": "Today\nLater",
        }
    ]
    for wrong in (0, "", -1, []):
        read[1]["id"] = wrong
        answer = changed(owner, form, form_fields=read)
        assert ("form_fields", 1, "id") in problems(answer)


def test_questions_of_a_draft_are_no_visitors(client, form):
    latest = form.get_latest_revision_as_object()
    latest.form_fields = list(latest.form_fields.all())[:1]
    latest.save_revision()

    read = client.get(f"/api/v3/pages/{form.pk}/").json()["form_fields"]

    assert [each["label"] for each in read] == ["Your name", "When"]


def test_many_forms_have_their_questions_in_as_many_queries(count_queries, form):
    path = "/api/v2/pages/?type=contact.FormPage&fields=*"
    few = count_queries(path)
    for number in range(3):
        make.form_page(f"Form {number}", parent=form.get_parent())

    assert count_queries(path) == few
    assert FormPage.objects.count() == 4
