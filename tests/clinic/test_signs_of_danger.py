"""The clinic's own signs of danger."""

import pytest

from clinic.models import ClinicSettings
from contact.models import Submission
from tests import make, reading
from tests.clinic import test_clinic_editing
from tests.contact.filling_in import send


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
