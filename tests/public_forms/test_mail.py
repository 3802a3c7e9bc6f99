"""The door to the mail server: what it says of a server in trouble, and of nobody."""

import socket

import pytest
from django.core.mail import get_connection

from public_forms import mail
from tests import servers

SMTP = "django.core.mail.backends.smtp.EmailBackend"
ADA = "ada@mail.example"


@pytest.fixture(autouse=True)
def _by_smtp(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"


def send():
    mail.send(subject="Hello", body="It arrived.", to=[ADA])


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ("refusing", "it refuses the recipient"),
        ("broken", "it answers 451"),
        ("slow", "it hung up or did not answer in time"),
    ],
)
def test_what_ails_the_server_is_said_without_a_name(settings, mood, reason):
    settings.EMAIL_TIMEOUT = 0.3
    with servers.mail_server() as server:
        server.mood, settings.EMAIL_PORT = mood, server.port

        with pytest.raises(mail.MailDown, match=reason) as caught:
            send()

    assert ADA not in str(caught.getrepr(style="native"))


def test_a_server_that_never_greets_is_given_up(settings):
    settings.EMAIL_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.EMAIL_PORT = mute.getsockname()[1]

        with pytest.raises(mail.MailDown, match="did not answer in time"):
            send()


def test_no_server_holds_the_worker_for_ever():
    assert 0 < get_connection(SMTP).timeout <= 60


def test_a_server_out_of_reach_is_said_in_words(settings):
    settings.EMAIL_HOST = "mail.example"

    with pytest.raises(mail.MailDown, match="no connection"):
        send()
