"""What becomes of what visitors sent."""

import datetime

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from contact.models import FormPage, Submission
from public_forms import personal_data
from tests import make
from tests.contact.filling_in import answers, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    make.clinic()
    return make.form_page()


def test_answers_stay_as_they_were_asked_when_the_form_changes(client, page):
    send(client, page)
    question = page.form_fields.get(label="Your name")
    question.label = "What do people call you?"
    question.save()
    page.form_fields.get(label="Known").delete()

    kept = Submission.objects.get()
    assert [line.label for line in kept.lines][:2] == ["Your name", "E-mail"]
    assert "Known" in [line.label for line in kept.lines]
    # The name stays, so that apps and what is sent meanwhile still fit.
    assert send(client, page, your_name="Bea").status_code == 303


def test_a_form_that_is_deleted_leaves_what_was_sent(client, page):
    send(client, page)

    page.delete()

    kept = Submission.objects.get()
    assert kept.page is None
    assert kept.form_title == "Ask for an appointment"
    assert answers(kept)["your_name"] == "Ada Moss"


def test_nothing_readable_lies_in_the_database_when_a_key_is_set(
    client, page, settings
):
    settings.PERSONAL_DATA_KEYS = ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]

    send(client, page)

    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows.append(str(cursor.fetchall()))
    everything = "\n".join(rows)
    for secret in ("Ada Moss", "ada@mail.example", "Ada@mail", "5550199", "any day."):
        assert secret not in everything
    assert answers(Submission.objects.get())["your_name"] == "Ada Moss"


def test_what_somebody_sent_is_found_and_erased_by_e_mail(client, page):
    send(client, page)
    send(client, page, e_mail="bea@mail.example", your_name="Bea")

    found = personal_data.find(" ADA@mail.example ")["submissions"]
    assert personal_data.erase("ada@mail.example")["submissions"] == 1

    assert [row["form"] for row in found] == ["Ask for an appointment"]
    assert found[0]["answers"][0]["value"] == "Ada Moss"
    assert [answers(each)["your_name"] for each in Submission.objects.all()] == ["Bea"]
    assert personal_data.find("ada@mail.example")["submissions"] == []


def test_a_secret_that_was_replaced_still_tells_whose_it_is(client, page, settings):
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    send(client, page)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert Submission.objects.get().email == "Ada@mail.example"
    settings.PERSONAL_DATA_KEYS = []
    assert len(personal_data.find("ada@mail.example")["submissions"]) == 1


@pytest.mark.parametrize(("days", "gone"), [(29, 0), (30, 1)])
def test_submissions_go_when_their_day_has_come(client, page, days, gone):
    FormPage.objects.update(keep_days=30)
    send(client, page)

    later = timezone.now() + datetime.timedelta(days=days, seconds=1)

    assert personal_data.delete_expired(later)["submissions"] == gone


def test_a_shorter_time_holds_for_what_is_there_a_longer_one_does_not(client, page):
    FormPage.objects.update(keep_days=30)
    send(client, page)
    in_ten_days = timezone.now() + datetime.timedelta(days=10, seconds=1)
    FormPage.objects.update(keep_days=400)
    assert personal_data.delete_expired(in_ten_days)["submissions"] == 0

    FormPage.objects.update(keep_days=10)

    assert personal_data.delete_expired(in_ten_days)["submissions"] == 1


def test_where_a_form_asks_for_a_sum_what_comes_without_is_kept_apart(client):
    page = make.form_page(proof_of_work=True)
    assert "data-proof" in client.get(page.url).content.decode()

    send(client, page)

    assert Submission.objects.get().spam_signals == ["no_proof"]
