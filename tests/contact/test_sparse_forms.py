"""Forms with few questions, and forms of a clinic that is hardly described."""

import pytest

from contact.models import Submission
from tests import make
from tests.contact.filling_in import send
from tests.working import work

pytestmark = pytest.mark.django_db


def test_a_form_without_an_e_mail_question_works(client):
    make.clinic()
    page = make.form_page(questions=[("Your name", "singleline", {})])

    assert send(client, page).status_code == 303
    kept = Submission.objects.get()
    assert (kept.email_digest, kept.email) == ("", "")
    assert [each.bcc for each in work()] == [["hello@clinic.example"]]


def test_where_there_are_no_places_none_is_asked_for(client):
    make.clinic(places=[])
    page = make.form_page()

    assert b'name="place"' not in client.get(page.url).content
    assert send(client, page).status_code == 303


def test_before_anybody_described_the_clinic_a_form_works(client):
    page = make.form_page()

    assert send(client, page).status_code == 303
    assert [each.bcc for each in work()] == [["Ada@mail.example"]]
