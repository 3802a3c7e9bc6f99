"""The clinic's own signs of danger, and how they came from the replies' settings."""

import importlib

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from contact.models import ClinicSettings, Submission
from tests import make, reading
from tests.contact import test_clinic_editing
from tests.contact.filling_in import send

moving = importlib.import_module("comments.migrations.0003_move_danger_words")


@pytest.mark.django_db
def test_a_moderator_adds_signs_beside_the_emergency_wording(client):
    page = make.form_page()
    client.force_login(make.member("Moderators"))

    answer = test_clinic_editing.save(client, danger_signs="Blue lips\r\n\r\n faint ")

    assert answer.status_code == 302
    assert ClinicSettings.of(make.site().pk).signs_of_danger == ["Blue lips", "faint"]
    client.logout()
    for message in ("Her BLUE lips!", "My lips are fine."):
        send(client, page, message=message, without=["place"])
    urgent = Submission.objects.get(is_urgent=True)
    assert "Her BLUE lips!" in [line.text for line in urgent.lines]


@pytest.mark.django_db
def test_the_screen_says_which_signs_gait_knows(editor):
    page = reading.html(editor.get(test_clinic_editing.address()))

    label = page.select_one("label[for=id_danger_signs]").find_parent("section")
    assert "Gait knows many by itself" in label.get_text()


@pytest.mark.django_db
def test_asking_for_a_clinics_signs_writes_nothing():
    clinic = ClinicSettings.of(make.site().pk)

    assert clinic.signs_of_danger == []
    assert not ClinicSettings.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("as_migrated")
@pytest.mark.parametrize(
    ("words", "there", "signs"),
    [
        (moving.CAME_WITH_GAIT, "", None),
        (f"{moving.CAME_WITH_GAIT}\r\nBlue lips\r\n", "", "Blue lips"),
        ("Overdose\n\n Blue lips \nfaint", "Faint", "Faint\nBlue lips"),
        ("", "", None),
    ],
)
def test_words_that_editors_had_added_become_signs_of_the_clinic(words, there, signs):
    before = [("comments", "0002_groups"), ("contact", "0004_danger_signs")]
    old = MigrationExecutor(connection)
    old.migrate(before)
    apps = old.loader.project_state(before).apps
    site = Site.objects.get()
    apps.get_model("comments.ReplySettings").objects.create(
        site_id=site.pk, danger_words=words
    )
    if there:
        apps.get_model("contact.ClinicSettings").objects.create(
            site_id=site.pk, danger_signs=there
        )

    new = MigrationExecutor(connection)
    new.migrate(new.loader.graph.leaf_nodes())

    clinic = ClinicSettings.objects.filter(site=site).first()
    assert (clinic and clinic.danger_signs) == signs


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("as_migrated")
def test_the_signs_go_back_to_the_words_of_danger():
    make.signs_of_danger("Blue lips", "overdose")
    back = [("comments", "0002_groups"), ("contact", "0004_danger_signs")]
    executor = MigrationExecutor(connection)

    executor.migrate(back)

    apps = executor.loader.project_state(back).apps
    words = apps.get_model("comments.ReplySettings").objects.get().danger_words
    forward = MigrationExecutor(connection)
    forward.migrate(forward.loader.graph.leaf_nodes())
    assert words == f"{moving.CAME_WITH_GAIT}\nBlue lips"
