"""Forms of a webhook that are open in two tabs, or while a worker switches it off."""

import pytest
from django.urls import reverse

from outbox.models import Endpoint
from tests import make, reading
from tests.outbox.conftest import open_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(make.superuser())
    return client


def opened(boss, endpoint):
    """What a browser would send from a form that is opened now."""
    _, version = open_form(boss)
    fields = {"name": endpoint.name, "url": endpoint.url, "events": endpoint.events}
    return {**fields, "is_active": "on", "opened_version": version}


def edit_url(endpoint):
    return reverse("webhooks:edit", args=[endpoint.pk])


def test_a_second_tab_does_not_undo_what_the_first_has_saved(boss):
    endpoint = make.webhook()
    first, second = opened(boss, endpoint), opened(boss, endpoint)
    boss.post(edit_url(endpoint), {**first, "url": "https://new.example/hook"})

    answer = boss.post(edit_url(endpoint), {**second, "name": "Other name"})

    assert "after you had opened it" in answer.content.decode()
    form = reading.html(answer)
    assert form.select_one("#id_name")["value"] == "Other name"
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.name) == ("https://new.example/hook", "Website")
    again = form.select_one("input[name=opened_version]")["value"]
    sent = {**second, "name": "Other name", "opened_version": again}
    boss.post(edit_url(endpoint), sent)
    endpoint.refresh_from_db()
    assert endpoint.name == "Other name"


def test_an_open_form_does_not_switch_on_what_a_worker_switched_off(
    boss, webhook, receiver, work
):
    sent = opened(boss, webhook)
    receiver.mood = "gone"
    make.article()
    work()
    assert not Endpoint.objects.get().is_active

    answer = boss.post(edit_url(webhook), {**sent, "name": "Other name"})

    assert "after you had opened it" in answer.content.decode()
    assert not Endpoint.objects.get().is_active
    history = boss.get(reverse("webhooks:history", args=[webhook.pk]))
    assert "Switched off after failures" in history.content.decode()


def test_a_form_that_is_open_while_messages_are_sent_is_saved(
    boss, webhook, receiver, work
):
    sent = opened(boss, webhook)
    make.article()
    work()

    boss.post(edit_url(webhook), {**sent, "name": "Other name"})

    assert Endpoint.objects.get().name == "Other name"
