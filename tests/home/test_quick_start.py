import os
import socket
import sqlite3
from contextlib import closing

import pytest

from home import demo_fingerprint, quick_start
from tests.test_settings import python

PORT = 8123


@pytest.fixture
def code(tmp_path, monkeypatch):
    """A folder of code in place of the project's."""
    app = tmp_path / "code" / "articles"
    app.mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "models.py").write_text("class Article: ...")
    monkeypatch.setattr(demo_fingerprint, "BASE_DIR", app.parent)
    return app


@pytest.fixture
def folder(tmp_path, code, monkeypatch):
    """The data of a demo that was prepared and has not changed since."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = tmp_path / "data"
    (folder / "static").mkdir(parents=True)
    (folder / "static" / "staticfiles.json").touch()
    (folder / "static.stamp").touch()
    change(
        folder,
        "CREATE TABLE django_migrations (id INTEGER, app, name, applied)",
        "INSERT INTO django_migrations VALUES (1, 'home', '0001_initial', 'today')",
        "CREATE TABLE core_frontend (id INTEGER, origin)",
        "CREATE TABLE home_page (title)",
    )
    record(folder)
    return folder


def change(folder, *statements):
    with closing(sqlite3.connect(folder / "gait.sqlite3")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def record(folder, port=PORT):
    quick_start.record(
        folder, "127.0.0.1", port, names=["SITE_NAME"], welcome="Welcome!"
    )


def is_prepared(folder, *, host="127.0.0.1", port=PORT):
    return quick_start.recorded_welcome(folder, host, port) == "Welcome!"


def test_what_has_not_changed_is_not_prepared_again(folder):
    assert is_prepared(folder)


def test_content_needs_no_preparation(folder):
    change(folder, "INSERT INTO home_page VALUES ('Knees')")

    assert is_prepared(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO django_migrations VALUES (2, 'home', '0002_hero', 'today')",
        "UPDATE django_migrations SET applied = 'yesterday'",
        "ALTER TABLE home_page RENAME COLUMN title TO heading",
        "DROP TABLE django_migrations",
        "INSERT INTO core_frontend VALUES (1, 'http://localhost:4321')",
    ],
)
def test_another_database_is_prepared(folder, statement):
    change(folder, statement)

    assert not is_prepared(folder)


@pytest.mark.parametrize(
    "path", ["gait.sqlite3", "static.stamp", "static/staticfiles.json", "start.json"]
)
def test_what_was_deleted_is_prepared_again(folder, path):
    (folder / path).unlink()

    assert not is_prepared(folder)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"names": 1}', "\ufffd"])
def test_a_damaged_record_counts_for_nothing(folder, content):
    (folder / "start.json").write_text(content)

    assert not is_prepared(folder)


def test_a_database_that_is_none_is_left_to_the_preparation(folder):
    (folder / "gait.sqlite3").write_text("no database" * 100)

    assert not is_prepared(folder)


def test_a_start_that_was_forgotten_is_prepared_again(folder):
    quick_start.forget(folder)

    assert not is_prepared(folder)


def test_new_code_is_prepared(folder, code):
    (code / "models.py").write_text("class Article: title = ''")

    assert not is_prepared(folder)


def test_compiled_code_is_not_new(folder, code):
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "models.pyc").touch()

    assert is_prepared(folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_NAME", "Larch"),
        ("DJANGO_SETTINGS_MODULE", "cms.settings.production"),
        ("DATABASE_URL", "postgres://localhost/gait"),
    ],
)
def test_other_settings_are_prepared(folder, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    assert not is_prepared(folder)


def test_another_address_is_prepared(folder):
    assert not is_prepared(folder, port=PORT + 1)
    assert not is_prepared(folder, host="0.0.0.0")


def test_what_no_file_of_sqlite_tells_is_never_recorded(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://localhost/gait")
    record(folder)

    assert not is_prepared(folder)


@pytest.mark.usefixtures("folder")
def test_a_busy_port_is_refused_without_django(tmp_path, monkeypatch):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        monkeypatch.undo()
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
        record(tmp_path / "data", port)

        ended = python(
            *["-m", "home.quick_start", "--host", "127.0.0.1", "--port", str(port)],
            DATA_DIR=str(tmp_path / "data"),
            PATH=os.environ["PATH"],
        )

    assert ended.returncode == 1
    assert f"Port {port} cannot be used" in ended.stderr
    assert "Welcome!" not in ended.stdout
