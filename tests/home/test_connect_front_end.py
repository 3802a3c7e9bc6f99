"""A developer connects the demo to a front end on the same computer."""

import re
import stat
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from standardwebhooks.webhooks import Webhook

from articles.models import ArticlePage
from comments.models import Comment
from core.models import FrontEnd
from home.management.commands import serve_demo
from outbox import change_messages, sending
from outbox.models import Endpoint
from public_forms.models import FrontEndKey
from tests import make, reading
from tests.comments.replying import everybody_is_published, json_reply, send_json
from tests.core.front_ends import front_end
from tests.delivery import feed
from tests.outbox import receivers

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost:4321"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def connect(*words):
    said = StringIO()
    call_command("connect_front_end", *words, stdout=said)
    return said.getvalue()


def env_file():
    return django_settings.DATA_DIR / "front-end.env"


def told():
    lines = [line for line in env_file().read_text().splitlines() if "=" in line]
    return dict(line.split("=", 1) for line in lines)


def state():
    rows = [list(model.objects.values()) for model in (FrontEnd, FrontEndKey)]
    hooks = Endpoint.objects.values("pk", "url", "secret", "is_active")
    return rows, list(hooks), env_file().read_text()


def test_links_lead_to_it_and_gaits_own_pages_stay_out_of_searches(client):
    article = make.article("Walking")

    connect()

    answer = client.get(f"/api/v3/articles/{article.slug}/").json()
    assert answer["meta"]["html_url"] == f"{ORIGIN}/articles/walking/"
    shown = client.get("/articles/walking/")
    assert shown.status_code == 200
    assert reading.meta(shown, "robots") == "noindex,follow"


def test_it_is_told_of_a_change_in_a_message_that_it_can_verify(settings):
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    article = make.article("Walking")
    feed.settle()
    with receivers.receiver() as receiver:
        connect("--webhook", f"{receiver.url}/api/gait")
        ArticlePage.objects.filter(pk=article.pk).update(summary="Another.")
        feed.settle()
        change_messages.write_messages()
        sending.send_waiting(Endpoint.objects.get().pk)

    [message] = receiver.accepted
    assert message.path == "/api/gait"
    read = Webhook(told()["GAIT_WEBHOOK_SECRET"]).verify(message.body, message.headers)
    assert f"page-{article.pk}" in read["data"]["tags"]


def test_its_key_vouches_for_the_addresses_of_visitors(client):
    everybody_is_published()
    article = make.article("Walking")
    connect()

    headers = {
        "Gait-Front-End-Key": told()["GAIT_FRONT_END_KEY"],
        "Forwarded": "for=203.0.113.9",
    }
    answer = send_json(client, json_reply(article), **headers)

    assert answer.status_code == 201
    assert Comment.objects.get().address == "203.0.113.9"


def test_only_its_owner_reads_the_file_and_nothing_secret_is_printed():
    make.site()

    said = connect()

    assert stat.S_IMODE(env_file().stat().st_mode) == 0o600
    assert told()["GAIT_URL"] == make.site().root_url
    secrets = [value for name, value in told().items() if name != "GAIT_URL"]
    assert len(secrets) == 2
    assert not [value for value in secrets if value in said]
    assert str(env_file()) in said


def test_connecting_again_changes_nothing():
    make.site()
    connect()
    before = state()

    connect()

    assert state() == before


def test_another_address_replaces_the_first():
    make.site()
    connect()

    connect("--origin", "http://localhost:3000/", "--own-pages", "redirect")

    [entered] = FrontEnd.objects.all()
    assert (entered.origin, entered.own_pages) == ("http://localhost:3000", "redirect")
    [webhook] = Endpoint.objects.all()
    assert webhook.url == "http://localhost:3000/api/gait"
    assert told()["GAIT_WEBHOOK_SECRET"] == webhook.secret


def test_a_webhook_that_was_given_up_is_tried_again():
    make.site()
    connect()
    Endpoint.objects.update(is_active=False)

    connect()

    [webhook] = Endpoint.objects.all()
    assert webhook.is_active
    assert told()["GAIT_WEBHOOK_SECRET"] == webhook.secret


def test_a_key_that_somebody_has_deleted_is_replaced():
    make.site()
    connect()
    FrontEndKey.objects.all().delete()

    connect()

    [key] = FrontEndKey.objects.all()
    assert FrontEndKey.with_key(told()["GAIT_FRONT_END_KEY"]) == key


def test_make_run_names_the_front_end_and_how_to_disconnect_it():
    make.site()
    before = serve_demo.welcome("http://localhost:8000")
    front_end("https://www.clinic.example")
    assert serve_demo.welcome("http://localhost:8000") == before
    FrontEnd.objects.all().delete()

    connect()
    said = serve_demo.welcome("http://localhost:8000")
    [_, command] = re.search(r"(\S+) manage.py (connect_front_end .*)", said).groups()
    connect(*command.split()[1:])

    assert f"front end at {ORIGIN}/" in said
    assert serve_demo.welcome("http://localhost:8000") == before


def test_disconnected_gait_shows_the_pages_itself_as_before(client):
    make.article("Walking")
    other = make.webhook()
    before = client.get("/api/v3/articles/walking/").content
    connect()

    connect("--disconnect")

    assert client.get("/api/v3/articles/walking/").content == before
    shown = client.get("/articles/walking/")
    assert reading.meta(shown, "robots") == "index,follow"
    assert list(Endpoint.objects.all()) == [other]
    assert not FrontEndKey.objects.exists()
    assert not env_file().exists()
    assert "nothing was changed" in connect("--disconnect")


@pytest.mark.parametrize("words", [[], ["--disconnect"]])
def test_a_website_that_a_person_has_entered_stays(words):
    front_end("https://www.clinic.example")

    if words:
        connect(*words)
    else:
        with pytest.raises(CommandError, match=r"https://www\.clinic\.example"):
            connect()

    assert FrontEnd.objects.get().origin == "https://www.clinic.example"
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--origin", "localhost:4321"], "https://www.clinic.example"),
        (["--origin", "http://www.clinic.example"], "https://"),
        (["--origin", "http://localhost:4321/path"], "nothing after it"),
        (["--webhook", "ftp://localhost/hook"], "whole address"),
        (["--webhook", "http://user:secret@localhost/hook"], "password"),
        (["--webhook", "/hook\x00"], "characters"),
    ],
)
def test_a_wrong_address_is_refused_in_the_words_of_the_admin(words, named):
    make.site()

    with pytest.raises(CommandError, match=named):
        connect(*words)

    assert not FrontEnd.objects.exists()
    assert not Endpoint.objects.exists()
    assert not env_file().exists()


def test_visitors_of_a_real_clinic_are_not_led_to_a_developers_computer(settings):
    settings.IN_PRODUCTION = True
    make.site()

    with pytest.raises(CommandError, match="not in production"):
        connect()

    assert not FrontEnd.objects.exists()
