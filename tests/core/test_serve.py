import os
import socket

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from core import granian
from tests import make
from tests.core.test_schema_comparison import run
from tests.servers import free_port
from tests.test_settings import PRODUCTION, python


@pytest.fixture
def busy_port():
    """A port where a granian listens, or what shares ports as it does."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "serve_demo"])
def test_a_second_server_on_the_port_is_refused_before_anything_is_changed(
    command, busy_port
):
    with pytest.raises(CommandError, match=f"Port {busy_port} cannot be used") as said:
        call_command(command, port=busy_port)

    assert f"PORT={busy_port + 1}" in str(said.value)
    assert said.value.returncode == 1


def test_a_free_port_is_fine():
    granian.require_free_port("127.0.0.1", free_port())


@pytest.mark.parametrize("given", [{}, {"MALLOC_MMAP_THRESHOLD_": "1000000"}])
def test_the_server_returns_what_it_has_freed_unless_the_operator_says_otherwise(given):
    said = python(
        "-c",
        "import django; django.setup(); from core import granian;"
        "granian.replace_process(['/usr/bin/env'])",
        **PRODUCTION | given,
    ).stdout.splitlines()

    wanted = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1"} | given
    found = {line for line in said if line.startswith("MALLOC_")}
    assert found == {f"{name}={value}" for name, value in wanted.items()}


def refusal():
    with pytest.raises(CommandError) as said:
        call_command("serve", port=free_port())
    return str(said.value), said.value.returncode


@pytest.mark.django_db
def test_the_server_ends_for_good_where_the_demo_would_meet_visitors(settings):
    settings.IN_PRODUCTION = True
    make.user("editor@gait.example")

    words, code = refusal()

    assert "close_demo_accounts" in words
    assert code == os.EX_CONFIG


@pytest.mark.django_db
def test_the_server_does_not_start_before_migrations_have_run():
    MigrationRecorder(connection).record_unapplied("public_forms", "0003_front_end_key")

    words, code = refusal()

    assert "1 migrations have not run, such as public_forms.0003_front_end_key" in words
    assert "manage.py migrate" in words
    assert code == os.EX_CONFIG


@pytest.mark.django_db
def test_the_server_does_not_start_on_tables_that_do_not_fit():
    run("ALTER TABLE clinic_person RENAME COLUMN role TO duty")

    words, code = refusal()

    assert "the table clinic_person has no column role" in words
    assert code == os.EX_CONFIG


def away(*asked):
    raise OperationalError("connection refused")


@pytest.mark.django_db
def test_a_database_that_is_away_is_worth_another_try():
    with connection.execute_wrapper(away):
        words, code = refusal()

    assert words == "The database does not answer: connection refused"
    assert code == 1


def test_the_server_takes_what_it_was_told():
    words = granian.command("0.0.0.0", 8123, workers=3, threads=5)

    told = dict(zip(words[1:-3:2], words[2:-3:2], strict=True))
    assert told["--host"] == "0.0.0.0"
    assert told["--port"] == "8123"
    assert told["--workers"] == "3"
    assert told["--blocking-threads"] == "5"


def test_a_worker_that_has_started_holds_no_connection(tmp_path):
    asks = (
        "import cms.wsgi; from django.db import connection; "
        "print(connection.connection is None)"
    )

    started = python("-c", asks, **PRODUCTION, DATA_DIR=str(tmp_path))

    assert started.stdout == "True\n", started.stderr
