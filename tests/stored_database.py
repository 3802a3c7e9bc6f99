"""The stored tables (tests/migrated/README.md), in each test database that is created."""

import lzma
from pathlib import Path

import psycopg

from home.demo import new_database

POSTGRESQL = Path(__file__).with_name("migrated") / "postgresql.sql.xz"


def begin_with_it(connection):
    """Fills new test databases before Django's ``migrate``, which runs what is newer."""
    creation = connection.creation
    create = creation._create_test_db

    def create_filled(verbosity, autoclobber, keepdb=False):
        name = create(verbosity, autoclobber, keepdb)
        # One that is kept from run to run has its tables.
        if not keepdb:
            fill(connection, name)
        return name

    creation._create_test_db = create_filled


def fill(connection, name):
    if connection.vendor == "sqlite":
        Path(name).write_bytes(content(new_database.TABLES))
        return
    server = {key: connection.settings_dict[key.upper()] for key in SERVER}
    with psycopg.connect(dbname=name, **server) as database:
        database.execute(content(POSTGRESQL).decode())


def content(path):
    return lzma.decompress(path.read_bytes())


SERVER = ("user", "password", "host", "port")
