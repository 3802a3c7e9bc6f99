"""An editor builds a form, by HTTP."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
)

from contact.models import FormPage
from tests import make, reading
from tests.contact.filling_in import send

pytestmark = pytest.mark.django_db

NO_COMMENTS = inline_formset([])


@pytest.fixture
def editor(client):
    member = make.member("Moderators")
    client.force_login(member)
    return client


def question(label, kind="singleline", **fields):
    return {
        "label": label,
        "field_type": kind,
        "choices": "",
        "help_text": "",
        "required": "on",
        **fields,
    }


def form(questions, *, initial=0, **fields):
    return nested_form_data(
        {
            "title": "Write to us",
            "slug": "message",
            "purpose": "message",
            "introduction": rich_text("<p>Any time.</p>"),
            "medical_notice": rich_text("<p>No medical details, please.</p>"),
            "emergency_notice": rich_text(""),
            "form_fields": inline_formset(questions, initial=initial),
            "consent_label": "I agree.",
            "button_label": "Send",
            "thank_you": rich_text("<p>Thank you.</p>"),
            "staff_email": "",
            "acknowledge": "on",
            "acknowledgement": "",
            "keep_days": "180",
            "comments": NO_COMMENTS,
            "action-publish": "Publish",
            **fields,
        }
    )


def create(client, parent, questions, **fields):
    address = reverse("wagtailadmin_pages:add", args=["contact", "formpage", parent.pk])
    return client.post(address, form(questions, **fields))


def refused(response, said, *, times=1):
    assert response.status_code == 200
    assert response.content.decode().replace("&#x27;", "'").count(said) == times
    return not FormPage.objects.exists()


def test_an_editor_builds_a_form_that_visitors_can_send(client, editor, settings):
    make.clinic()
    parent = make.contact_page()
    questions = [
        question("Your name"),
        question("Prefix", required=""),
        question("Topic", "radio", choices="A bill\n\nParking, access\nA bill"),
    ]

    response = create(editor, parent, questions)

    assert response.status_code == 302
    page = FormPage.objects.get()
    client.logout()
    soup = reading.html(client.get(page.url))
    assert soup.select_one("[name=prefix]")
    offered = [each["value"] for each in soup.select("[name=topic]")]
    assert offered == ["A bill", "Parking, access"]
    sent = client.post(f"/forms/{page.pk}/", {"your_name": "Ada"})
    assert sent.status_code == 422


def test_a_name_that_every_form_needs_is_refused_in_words(editor):
    labels = ["Form token", "Subject line", "Submit", "Elements", "consent?"]

    response = create(editor, make.contact_page(), [question(each) for each in labels])

    said = "Every form has something of that name. Use other words."
    assert refused(response, said, times=len(labels))


def test_two_questions_of_one_name_are_refused_in_words(editor):
    questions = [question(each) for each in ("Your name", "Your name", "your  name?")]

    response = create(editor, make.contact_page(), questions)

    assert refused(response, "It is too like “Your name”. Use other words.", times=2)


def test_a_question_put_in_other_words_keeps_its_name(editor):
    make.clinic()
    page = make.form_page(questions=[("Your name", "singleline", {})])
    known = page.form_fields.get()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    renamed = {**question("What do people call you?"), "id": str(known.pk)}

    editor.post(address, form([renamed], initial=1))

    known.refresh_from_db()
    assert known.label == "What do people call you?"
    assert known.clean_name == "your_name"
    again = editor.post(address, form([renamed, question("Your name")], initial=1))
    said = "It is too like “What do people call you?”. Use other words."
    assert said in again.content.decode()


def test_a_list_needs_something_to_choose_from(editor):
    questions = [
        question(f"Topic {n} {kind}", kind, choices=choices)
        for kind in ("dropdown", "radio", "checkboxes")
        for n, choices in enumerate(("", "One", "One\n\n One "))
    ]

    response = create(editor, make.contact_page(), questions)

    said = "Enter at least two things to choose from, one a line."
    assert refused(response, said, times=len(questions))


def test_a_question_without_letters_is_refused(editor):
    questions = [question(label) for label in ("???", "  ", "——")]

    response = create(editor, make.contact_page(), questions)

    assert refused(response, "Use letters or figures in the question.", times=3)


def test_a_form_without_questions_is_refused(editor):
    response = create(editor, make.contact_page(), [])

    assert response.status_code == 200
    assert not FormPage.objects.exists()


def test_a_wrong_staff_address_is_refused_in_words(editor):
    questions = [question("Your name")]

    response = create(
        editor,
        make.contact_page(),
        questions,
        staff_email="desk@clinic.example\nnobody",
    )

    assert refused(response, "“nobody” is no e-mail address. Enter one a line.")


def test_what_editors_write_is_no_markup_on_the_page(client):
    make.clinic()
    page = make.form_page(
        questions=[
            (
                "<b>Bold</b>",
                "radio",
                {"choices": "<i>a</i>\nb", "help_text": "<script>alert(1)</script>"},
            )
        ],
        consent_label="<img src=x onerror=alert(1)>",
        button_label="<u>Send</u>",
    )

    body = client.get(page.url).content.decode()

    for markup in ("<b>Bold", "<i>a", "<script>alert", "<img src=x", "<u>Send"):
        assert markup not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize(
    ("mode", "said"), [("form", "Your name"), ("landing", "We have received it")]
)
def test_form_and_thanks_can_be_looked_at_before_publishing(client, mode, said):
    make.clinic()
    page = make.form_page(live=False)
    page.save_revision()
    client.force_login(make.superuser())
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    response = client.get(address, {"mode": mode})

    assert said in reading.words(response)


def test_the_admin_shows_no_second_empty_list_of_submissions(client):
    make.clinic()
    page = make.form_page()
    send(client, page)
    client.force_login(make.superuser())

    menu = client.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("wagtailforms:index") not in menu


def test_what_a_call_to_action_links_to_is_a_contact(client):
    make.clinic()
    page = make.form_page()
    links = [{"label": "Ask for an appointment", "page": page}]
    article = make.article(call_to_action={**make.CALL_TO_ACTION, "links": links})

    said = client.get(f"/api/v2/pages/{article.pk}/").json()

    assert said["call_to_action"]["links"][0]["kind"] == "contact"
    assert reading.html(client.get(article.url)).find(
        "a", href=page.url, string="Ask for an appointment"
    )
