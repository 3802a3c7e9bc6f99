"""Digest of all that the preparation of the demo depends on; it does not load Django."""

import hashlib
import os
import sqlite3
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "gait.sqlite3"
# Of the tables, of the migrations with the time at which each was applied, and of the
# front ends, which the welcome names.
QUERIES = (
    "SELECT name, sql FROM sqlite_master ORDER BY name",
    "SELECT app, name, applied FROM django_migrations ORDER BY id",
    "SELECT origin FROM core_frontend ORDER BY id",
)


def fingerprint(
    folder: Path, choices: Iterable[str], names: Iterable[str]
) -> str | None:
    """The digest; None for another database than the SQLite file in DATA_DIR.

    ``names``: environment variables. Raises OSError if something is missing.
    """
    if os.environ.get("DATABASE_URL", "").strip():
        return None
    digest = hashlib.sha256()
    for part in parts(folder, choices, names):
        digest.update(f"{part!r}\n".encode())
    return digest.hexdigest()


def parts(
    folder: Path, choices: Iterable[str], names: Iterable[str]
) -> Iterator[object]:
    yield from choices
    for name in ["DJANGO_SETTINGS_MODULE", *sorted(names)]:
        yield name, os.environ.get(name)
    for path in [Path(sysconfig.get_path("purelib")), folder / "static.stamp"]:
        yield stat_of(path)
    yield stat_of(folder / "static" / "staticfiles.json")
    for app in sorted(BASE_DIR.glob("*/__init__.py")):
        if app.parent.name != "tests":
            yield from files_below(app.parent)
    yield from rows(folder / DATABASE)


def files_below(folder: Path) -> Iterator[object]:
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(files):
            yield stat_of(Path(path, name))


def stat_of(path: Path) -> tuple[str, int, int]:
    stat = path.stat()
    return str(path), stat.st_size, stat.st_mtime_ns


def rows(path: Path) -> Iterator[object]:
    address = f"{path.as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as database:
            for query in QUERIES:
                yield from database.execute(query)
    except sqlite3.Error as problem:
        raise OSError(f"{path} cannot be read: {problem}") from problem
