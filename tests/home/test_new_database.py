import sqlite3
from contextlib import closing
from os import environ

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from home.demo import new_database
from tests.test_settings import python

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="The stored tables are those of SQLite."
)
CREATE = (
    "import django; django.setup();"
    "from home.demo import new_database; new_database.create_tables()"
)


def run(folder, *words):
    variables = {
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "PATH": environ["PATH"],
    }
    ended = python(*words, **variables)
    assert ended.returncode == 0, ended.stderr
    with closing(sqlite3.connect(folder / "gait.sqlite3")) as database:
        tables = database.execute("SELECT name, sql FROM sqlite_master").fetchall()
        return {name: sql for name, sql in tables if "sqlite_" not in name}


@pytest.mark.slow
def test_the_stored_tables_are_those_that_migrations_make(tmp_path):
    from_the_first = run(tmp_path / "first", "manage.py", "migrate")

    run(tmp_path / "stored", "-c", CREATE)
    stored = run(tmp_path / "stored", "manage.py", "migrate")

    assert stored == from_the_first


@pytest.mark.django_db
def test_a_database_that_has_tables_is_left_alone():
    MigrationRecorder(connection).record_applied("home", "9999_later")

    new_database.create_tables()

    applied = MigrationRecorder(connection).applied_migrations()
    assert ("home", "9999_later") in applied
