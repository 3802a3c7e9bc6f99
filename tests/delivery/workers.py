"""Servers with several workers on the test's database, and what they answer."""

import os
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from http import HTTPStatus

import httpx
from django.conf import settings

from core.granian import KILL_AFTER_SECONDS
from tests.servers import database_url, free_port

PLAIN = {"Accept-Encoding": "identity"}
# Differ for each answer, or for each server.
VOLATILE = {"date", "expires", "server", "x-request-id"}
# Shared: httpx reads the certificates of all authorities for each request otherwise, which
# took a twentieth of all tests.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextmanager
def server(most_bytes=None, *, workers=2, **environment):
    """The base URL of a running granian on the test's database.

    ``most_bytes``: it cannot write larger files, as on a full disk.
    """
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.delivery.served_settings",
        "DEBUG": "false",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "PUBLIC_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "LOG_LEVEL": "ERROR",
        "REDIS_URL": redis_url(),
        # django-csp writes its directives in the order of a set.
        "PYTHONHASHSEED": "0",
        **environment,
    }
    words = [sys.executable, "manage.py", "serve", "--port", str(port)]
    words += ["--workers", str(workers)]
    if most_bytes is not None:
        words = ["prlimit", f"--fsize={most_bytes}", *words]
    process = subprocess.Popen(words, env=environment, cwd=settings.BASE_DIR)  # noqa: S603 - our own words
    try:
        url = f"http://localhost:{port}"
        wait_for(url)
        yield url
    finally:
        process.terminate()
        # A worker may miss the signal just as it has started: docs/upstream.md.
        process.wait(KILL_AFTER_SECONDS)


def redis_url():
    """The database in Redis that the tests of this process use, if there is Redis."""
    known = settings.CACHES["default"]
    if "LOCATION" not in known:
        return ""
    return f"{known['LOCATION']}/{known['OPTIONS']['CONNECTION_POOL_KWARGS']['db']}"


def wait_for(url):
    for _ in range(600):
        try:
            get(f"{url}/robots.txt")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server does not answer.")


def get(url, **options):
    """The answer over a new connection of HTTP."""
    return httpx.get(url, verify=NO_AUTHORITIES, **options)


def read(url, address):
    """Status, headers and body, over a new connection, which any worker may get."""
    answer = get(f"{url}{address}", headers=PLAIN)
    kept = {k: v for k, v in answer.headers.items() if k not in VOLATILE}
    if answer.status_code == HTTPStatus.NOT_FOUND:
        # Its offers are limited in each process.
        return HTTPStatus.NOT_FOUND, {}, b""
    if "public" not in kept.get("cache-control", ""):
        # A form's token differs each time.
        return answer.status_code, {"is_public": False}, b""
    return answer.status_code, kept, answer.content
