import socket

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Site

from home.management.commands.serve_demo import (
    fingerprint,
    point_site_at,
    programs,
    refuse_a_busy_port,
    server,
)


@pytest.fixture
def busy_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_said_before_anything_is_changed(busy_port):
    way_out = f"Choose another: make run PORT={busy_port + 1}"

    with pytest.raises(CommandError, match=way_out):
        call_command("serve_demo", port=busy_port)


def test_a_free_port_is_fine():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        free_port = listener.getsockname()[1]

    refuse_a_busy_port("127.0.0.1", free_port)


def test_the_demo_is_not_served_to_visitors(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        call_command("serve_demo")


@pytest.mark.django_db
def test_addresses_follow_the_port():
    point_site_at(8123)

    assert Site.objects.get().root_url == "http://localhost:8123"


@pytest.mark.django_db
def test_a_site_with_a_name_of_its_own_keeps_its_port():
    Site.objects.update(hostname="www.clinic.example", port=443)

    point_site_at(8123)

    assert Site.objects.get().root_url == "https://www.clinic.example"


def test_files_are_collected_again_when_one_was_edited(settings, tmp_path):
    style = tmp_path / "site.css"
    style.write_text("a {}")
    settings.STATICFILES_DIRS = [tmp_path]
    before = fingerprint()

    style.write_text("a { color: red }")

    assert fingerprint() != before


def test_the_server_takes_the_host_and_port_it_was_told():
    words = server("0.0.0.0", 8123)

    assert words[words.index("--host") + 1] == "0.0.0.0"
    assert words[words.index("--port") + 1] == "8123"


@pytest.mark.parametrize("reload", [True, False])
def test_beside_the_server_work_is_done_and_pages_published_on_time(reload):
    words = programs("127.0.0.1", 8123, reload=reload)

    assert {"db_worker", "publish_on_time"} <= set(words)
