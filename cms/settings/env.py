"""Everything Gait reads from the environment passes through here.

A value that cannot be read stops the start with the name of its variable. What
each variable means stands in docs/operators.md; a test compares the two.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ENVIRONMENT = environ.Env()

# Eight writers that each wait for the one before need far less; a long save by an
# editor on a slow disk may need it all.
SQLITE_TIMEOUT_SECONDS = 20
# WAL lets readers go on while somebody writes. Its file is cut back to 64 MiB.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA journal_size_limit=67108864;"
    "PRAGMA cache_size=-16000;"
)


def required(name: str, hint: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return value


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def items(name: str) -> list[str]:
    """The parts between commas; an empty list when the variable is not set."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


def flag(name: str, *, default: bool) -> bool:
    known = {"1": True, "true": True, "0": False, "false": False}
    word = text(name, str(default)).lower()
    if word not in known:
        raise ImproperlyConfigured(f"Set {name} to true or false, not to {word!r}.")
    return known[word]


def number(name: str, default: int) -> int:
    digits = text(name, str(default))
    if not digits.isdecimal():
        raise ImproperlyConfigured(f"Set {name} to a whole number, not to {digits!r}.")
    return int(digits)


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's description of the database that the URL names."""
    url = text(name, f"sqlite:///{default}")
    try:
        described = environ.Env.db_url_config(url)
    except (ValueError, KeyError) as problem:
        raise ImproperlyConfigured(f"Set {name} to a database URL.") from problem
    engine = described.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        return described | sqlite_manners()
    if engine.endswith("postgresql"):
        return described | postgresql_manners(described)
    raise ImproperlyConfigured(f"Set {name} to a URL of sqlite:// or postgres://.")


def sqlite_manners() -> dict[str, Any]:
    return {
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # A transaction takes its place in the queue when it begins. Begun as a
            # reader it would have to be refused when it starts to write.
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_TIMEOUT_SECONDS,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def postgresql_manners(described: dict[str, Any]) -> dict[str, Any]:
    pool = {
        "min_size": 1,
        "max_size": number("DATABASE_POOL_SIZE", 4),
        "timeout": 10,
    }
    return {"OPTIONS": {**described.get("OPTIONS", {}), "pool": pool}}
