"""Parsing and validation of the environment variables that Gait reads.

An invalid value stops the start with the name of its variable. The variables are
documented in docs/operators.md; a test compares the two.
"""

import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.http.request import split_domain_port

# Public, because it is in this repository; ``secret`` refuses it.
DEVELOPMENT_SECRET_KEY = "development-only-never-use-this-secret-key-in-production"  # noqa: S105 - public, and refused in production
SECRET_KEY_LENGTH = 50
FERNET_KEY_BYTES = 32
LONG_RANDOM_TEXT = (
    "a random text of at least 50 characters that nobody else knows. This makes one: "
    "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
)

# A queue of eight writers needs far less; one big save on a slow disk may need it all.
SQLITE_TIMEOUT_SECONDS = 20
# WAL lets readers continue during a write. The log is truncated to 64 MiB, and each
# connection caches up to 0.5 MiB of pages: a worker has one for each thread, and the
# system keeps the file in memory once for all. Deleted content is overwritten: some builds
# of SQLite leave it in the file until the space is reused.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA journal_size_limit=67108864;"
    "PRAGMA cache_size=-512;"
    "PRAGMA secure_delete=ON;"
)
# Prepared statements that a connection keeps; preparing one again costs little.
SQLITE_STATEMENTS = 32
# A server that is away is known to be so within seconds and milliseconds.
POSTGRESQL_TIMEOUTS = {"connect_timeout": 3, "tcp_user_timeout": 5000}
# Statements that a connection executed so often are prepared; psycopg's default.
PREPARED_AFTER = 5
# A connection that is older is replaced after the request.
CONNECTION_AGE_SECONDS = 600

# Names of variables; the start of the demo checks whether one has changed.
VARIABLES_READ: set[str] = set()

# A slower cache would be no faster than the database.
REDIS_TIMEOUT_SECONDS = 0.5


def required(name: str, hint: str) -> str:
    value = text(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return value


def text(name: str, default: str) -> str:
    VARIABLES_READ.add(name)
    return os.environ.get(name, "").strip() or default


@contextmanager
def naming(name: str, hint: str) -> Iterator[None]:
    """Replaces the errors of a parser by one that names the variable.

    The parser's message may quote a password from the value.
    """
    try:
        yield
    except (ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"Set {name} to {hint}") from None


def items(name: str) -> list[str]:
    """The parts between commas; an empty list when the variable is not set."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


def flag(name: str, *, default: bool) -> bool:
    known = {"1": True, "true": True, "0": False, "false": False}
    word = text(name, str(default)).lower()
    if word not in known:
        raise ImproperlyConfigured(f"Set {name} to true or false, not to {word!r}.")
    return known[word]


def number(name: str, default: int, *, least: int = 0) -> int:
    digits = text(name, str(default))
    if not (digits.isascii() and digits.isdecimal()) or int(digits) < least:
        raise ImproperlyConfigured(
            f"Set {name} to a whole number from {least} on, not to {digits!r}."
        )
    return int(digits)


def choice(name: str, default: str, known: Iterable[str], hint: str) -> str:
    """One of the ``known`` values in their spelling, compared without case."""
    word = text(name, default)
    spelling = {each.lower(): each for each in known}
    if word.lower() not in spelling:
        raise ImproperlyConfigured(f"Set {name} to {hint}, not to {word!r}.")
    return spelling[word.lower()]


def language(name: str, default: str) -> str:
    """The language code of English or a regional English: no other is supported."""
    code = text(name, default).lower()
    if not re.fullmatch(r"en(-[a-z]{2})?", code):
        raise ImproperlyConfigured(
            f"Set {name} to en or to the English of a country, as en-gb, not to {code!r}."
        )
    return code


def mailbox(name: str, default: str) -> str:
    """An e-mail address, with or without the name of its owner before it."""
    value = text(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        raise ImproperlyConfigured(
            f"Set {name} to an e-mail address, not to {value!r}."
        ) from None
    return value


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name: str) -> str:
    """A secret key; refuses the development key and guessable ones."""
    value = required(name, LONG_RANDOM_TEXT)
    guessable = (
        value == DEVELOPMENT_SECRET_KEY
        or value.startswith("django-insecure-")
        or len(value) < SECRET_KEY_LENGTH
        or len(set(value)) < 10
    )
    if guessable:
        raise ImproperlyConfigured(
            f"{name} is weak or known. Set it to {LONG_RANDOM_TEXT}"
        )
    return value


def keys(name: str) -> list[str]:
    """Fernet keys, the newest first; an empty list when the variable is not set."""
    found = items(name)
    if not all(map(_is_key, found)):
        raise ImproperlyConfigured(
            f"A key in {name} is none. This makes one: python -c 'from "
            "cryptography.fernet import Fernet; "
            "print(Fernet.generate_key().decode())'"
        )
    return found


def _is_key(text: str) -> bool:
    """As Fernet looks at its key, whose library takes 7 MB."""
    try:
        return len(urlsafe_b64decode(text)) == FERNET_KEY_BYTES
    except ValueError:
        return False


def hosts(name: str) -> list[str]:
    """The allowed host names; refuses an empty list and the wildcard."""
    hint = "the host names that visitors use, with commas between them."
    names = items(name)
    if not names:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    if "*" in names:
        raise ImproperlyConfigured(f"{name} is open to any host. Set it to {hint}")
    for each in names:
        # Django compares them with a request's host without its port.
        if split_domain_port(each) != (each.lower(), ""):
            raise ImproperlyConfigured(f"{name} has {each!r}. Set it to {hint}")
    return names


def origin(
    name: str, hint: str, *, default: str = "", schemes: tuple[str, ...] = ("https",)
) -> str:
    """An origin (scheme, host, optional port) without a trailing slash."""
    return parsed_origin(
        text(name, default) or required(name, hint), name, hint, schemes
    )


def origins(name: str, hint: str) -> list[str]:
    """The origins between commas; an empty list when the variable is not set."""
    schemes = ("http", "https")
    return [parsed_origin(each, name, hint, schemes) for each in items(name)]


def parsed_origin(value: str, name: str, hint: str, schemes: tuple[str, ...]) -> str:
    value = value.rstrip("/")
    with naming(name, hint):
        parts = urlsplit(value)
        reachable = parts.hostname and parts.port != 0
    beyond = parts.username or parts.path or parts.query or parts.fragment
    if parts.scheme not in schemes or not reachable or beyond:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to {hint}")
    return value


def required_with(name: str, other: str) -> str:
    """A value that must be set if the other variable is."""
    value = text(name, "")
    if text(other, "") and not value:
        raise ImproperlyConfigured(f"Set {name}, as {other} is set.")
    return value


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The networks between commas; an empty list when the variable is not set."""
    with naming(name, "networks, as 10.0.0.0/8, with commas between them."):
        return [ip_network(each) for each in items(name)]


def urls(name: str) -> list[str]:
    """The http addresses between commas; an empty list when the variable is not set."""
    found = items(name)
    hint = "addresses, as http://10.0.0.5:6081/, with commas between them."
    for each in found:
        with naming(name, hint):
            parts = urlsplit(each)
            is_complete = parts.hostname and parts.port != 0
        if parts.scheme not in {"http", "https"} or not is_complete or parts.username:
            raise ImproperlyConfigured(f"Set {name} to {hint}")
    return found


def frontend_caches(name: str) -> dict[str, dict[str, str]]:
    """Wagtail's settings for the caches at the addresses between commas."""
    backend = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
    return {url: {"BACKEND": backend, "LOCATION": url} for url in urls(name)}


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's settings for the database of the URL, with options for its backend."""
    url = text(name, f"sqlite:///{default}")
    hint = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE."
    with naming(name, hint):
        config = environ.Env.db_url_config(url)
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return sqlite(config)
    if scheme in {"postgres", "postgresql"}:
        prepares = flag("PREPARE_STATEMENTS", default=True)
        return postgresql(config, prepares=prepares)
    raise ImproperlyConfigured(f"Set {name} to {hint}")


def sqlite(config: dict[str, Any]) -> dict[str, Any]:
    if config["NAME"] != ":memory:":
        make_folder(Path(config["NAME"]).parent)
    options = {
        # A transaction takes the write lock when it begins. A deferred one that read
        # before another commit fails as soon as it writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": SQLITE_TIMEOUT_SECONDS,
        # Large ones take up to 50 kB each, in each connection.
        "cached_statements": SQLITE_STATEMENTS,
        "init_command": SQLITE_PRAGMAS,
    }
    return {**config, "CONN_MAX_AGE": CONNECTION_AGE_SECONDS, "OPTIONS": options}


def make_folder(path: Path) -> None:
    """Creates the folder of SQLite's file, which SQLite does not."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"Set DATA_DIR, or the path in DATABASE_URL, to a folder that can be made: "
            f"{path}: {problem.strerror}."
        ) from None


def postgresql(config: dict[str, Any], *, prepares: bool) -> dict[str, Any]:
    """A connection for each thread, and no pool.

    psycopg's pool hands out connections that the server has ended one by one, with
    growing pauses, and tries for longer and longer to connect again.
    """
    return {
        **config,
        "CONN_MAX_AGE": CONNECTION_AGE_SECONDS,
        # Otherwise each connection closed by a restart would fail one request.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **POSTGRESQL_TIMEOUTS,
            "prepare_threshold": PREPARED_AFTER if prepares else None,
            **config.get("OPTIONS", {}),
        },
    }


def cache_of_request() -> dict[str, Any]:
    """A cache for the current request only (``core.request_cache``)."""
    return {"BACKEND": "core.request_cache.RequestCache"}


def cache(name: str) -> dict[str, Any]:
    """Redis if the URL is set, with errors ignored while it is down.

    Else a cache for the current request only.
    """
    url = text(name, "")
    if not url:
        return cache_of_request()
    hint = "redis://HOST:PORT/NUMBER."
    with naming(name, hint):
        parts = urlsplit(url)
        reachable = parts.port != 0
    if parts.scheme not in {"redis", "rediss", "unix"} or not reachable:
        raise ImproperlyConfigured(f"Set {name} to {hint}")
    options = {
        "IGNORE_EXCEPTIONS": True,
        "SOCKET_CONNECT_TIMEOUT": REDIS_TIMEOUT_SECONDS,
        "SOCKET_TIMEOUT": REDIS_TIMEOUT_SECONDS,
    }
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "OPTIONS": options,
    }


def email(name: str, default: str) -> dict[str, Any]:
    """Django's e-mail settings by name."""
    with naming(name, "smtp://HOST:PORT or smtp+tls://USER:PASSWORD@HOST:PORT."):
        return environ.Env.email_url_config(text(name, default))
