"""The migrated tables of tests/migrated, in each test database that is created."""

import lzma
from pathlib import Path

import psycopg

FOLDER = Path(__file__).with_name("migrated")


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
        Path(name).write_bytes(content("sqlite3.xz"))
        return
    server = {key: connection.settings_dict[key.upper()] for key in SERVER}
    with psycopg.connect(dbname=name, **server) as database:
        database.execute(content("postgresql.sql.xz").decode())


def content(name):
    return lzma.decompress(FOLDER.joinpath(name).read_bytes())


SERVER = ("user", "password", "host", "port")
