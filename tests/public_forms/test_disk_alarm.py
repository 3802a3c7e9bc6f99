import pytest
from django.urls import reverse

from tests import make, reading

pytestmark = pytest.mark.django_db


def alarms(client):
    page = reading.html(client.get(reverse("wagtailadmin_home")))
    return [" ".join(each.get_text().split()) for each in page.select(".queue-alarm")]


def test_the_dashboard_says_that_uploads_will_find_no_room(editor, settings):
    settings.MEDIA_FREE_BYTES_WANTED = 2**80

    [said] = alarms(editor)

    assert "left for pictures and documents" in said
    assert "GB" in said or "MB" in said


def test_the_dashboard_is_silent_where_there_is_room(editor, settings):
    settings.MEDIA_FREE_BYTES_WANTED = 1

    assert alarms(editor) == []


def test_who_cannot_do_anything_about_the_disk_is_not_alarmed(client, settings):
    settings.MEDIA_FREE_BYTES_WANTED = 2**80
    client.force_login(make.member("Editors"))

    assert alarms(client) == []
