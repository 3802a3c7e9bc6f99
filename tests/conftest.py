import ipaddress
import shutil
import sys

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext


def refuse_the_network(event, details):
    """Fails what would leave the machine; Python tells its hooks before it connects."""
    if event == "socket.getaddrinfo":
        host = details[0]
    elif event == "socket.connect" and isinstance(details[1], tuple):
        host = details[1][0]
    else:
        return
    if host and not is_loopback(host):
        raise OSError(f"A test reached for {host!r}; only this machine is allowed.")


def is_loopback(host):
    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(refuse_the_network)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that empty the database come last: the others need what migrations made."""
    items.sort(key=empties_the_database)


def empties_the_database(item):
    marker = item.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction", False)
    served = {"transactional_db", "live_server"} & set(item.fixturenames)
    return transactional or bool(served)


@pytest.fixture(scope="session", autouse=True)
def _scratch():
    yield
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def _cold_caches():
    """What one test cached is not there for the next, whatever the order."""
    cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture
def count_queries(client):
    """The number of queries a path costs: for growth, not for a magic number.

    The path is read once before, so that what is made or remembered once (a picture's
    renditions, content types) does not hide the price that every reader pays.
    """

    def count(path):
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        return len(queries)

    return count
