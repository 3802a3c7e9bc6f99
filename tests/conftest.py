import gc
import ipaddress
import shutil
import sys
from pathlib import PurePosixPath

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.template import Template
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from xdist.scheduler import LoadScopeScheduling

from articles import pagination, views
from core.images import sizes
from core.site_search import near_pages, vocabulary
from delivery import release
from tests import kept_rows, make, stored_database, template_coverage


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

# Taken before Django's test environment puts its own in its place.
RENDER = Template._render


def pytest_addoption(parser):
    template_coverage.add_option(parser)
    parser.addoption(
        "--another-database",
        action="store_true",
        help="Of tests that ran on SQLite, runs the quick ones that use the database with "
        "their first case only, and those marked each_database completely.",
    )
    parser.addoption(
        "--first-cases",
        action="store_true",
        help="Of a test with a table of cases, runs the first case only where it uses "
        "the database.",
    )


def pytest_configure(config):
    template_coverage.begin(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Tests that empty the database come last: the others need what migrations made.

    Those that put it back go first among them, for they remember it before it is gone.
    The slow ones of each kind go first: at the end, no process waits long for another.
    """
    if config.getoption("another_database"):
        select(is_for_another_database, items, config)
    if config.getoption("first_cases"):
        select(is_quick_enough, items, config)
    items.sort(key=place_in_a_run)


def select(is_wanted, items, config):
    config.hook.pytest_deselected(items=[item for item in items if not is_wanted(item)])
    items[:] = filter(is_wanted, items)


def is_for_another_database(item):
    if item.get_closest_marker("each_database"):
        return True
    is_quick = is_first_case(item) and not item.get_closest_marker("slow")
    return is_quick and uses_the_database(item)


def uses_the_database(item):
    fixtures = {"db", "transactional_db"}
    return item.get_closest_marker("django_db") or fixtures & {*item.fixturenames}


def is_quick_enough(item):
    return is_first_case(item) or not item.get_closest_marker("django_db")


def is_first_case(item):
    return not (hasattr(item, "callspec") and any(item.callspec.indices.values()))


def pytest_collection_finish():
    # Modules and tests stay: looking through them for garbage took a tenth of the time.
    gc.collect()
    gc.freeze()
    # Looking through new objects less often takes another fortieth.
    gc.set_threshold(50_000, 20, 100)


def place_in_a_run(item):
    kind = empties_the_database(item) and 1 + ("as_migrated" not in item.fixturenames)
    return kind, item.get_closest_marker("slow") is None


def empties_the_database(item):
    marker = item.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction", False)
    return transactional or "transactional_db" in item.fixturenames


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Sharing(config, log)


# Files whose tests share a demo that they load, or what processes have said.
LOADED_ONCE = {"test_demo.py", "test_search_queries.py", "test_settings.py"}
# Folders whose tests share what is served, and files there that serve their own.
SERVED_ONCE = {"pages", "front_end"}
SERVE_THEIR_OWN = {"test_first_minute.py", "test_nextjs.py"}


class Sharing(LoadScopeScheduling):
    """Hands out test by test, but together those that share what is slow to make.

    Those are loaded demos, starts with all kinds of settings, the served demo that the
    pages are read from, and the front end that is built from examples/astro, in which two
    builds would meet. xdist's own groups do not see their marks under pytest 9.
    """

    def _split_scope(self, nodeid):
        file = PurePosixPath(nodeid.split("::")[0])
        if file.parent.name in SERVED_ONCE and file.name not in SERVE_THEIR_OWN:
            return str(file.parent)
        return str(file) if file.name in LOADED_ONCE else nodeid


@pytest.fixture(scope="session", autouse=True)
def _scratch():
    yield
    shutil.rmtree(settings.SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _plain_rendering(django_test_environment):
    """Renders templates without Django's record of each one and of its context.

    It cost a fifth of a page, and a third of a form of the admin.
    """
    Template._render = RENDER


@pytest.fixture(scope="session", autouse=True)
def _release_of_long_ago():
    """Dates the release before all content; tests name the dates of their answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "installed_at", lambda: make.RELEASED)
        yield


@pytest.fixture(autouse=True)
def _cold_caches(request):
    """Empties the caches before each test, whatever the order.

    Content types are known, as in a server that runs: reading them anew took one in
    sixteen queries. Only a test that empties the database may change them.
    """
    cache.clear()
    vocabulary.forget()
    near_pages.throttle.forget()
    sizes.throttle.forget()
    if empties_the_database(request.node):
        ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    stored_database.begin_with_it(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A home page and an article index are there before the first test: nearly all
    need them, and making them in each took a third of its time.
    """
    with django_db_blocker.unblock():
        make.index()
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture(scope="session")
def migrated_data(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return kept_rows.kept()


@pytest.fixture
def as_migrated(transactional_db, migrated_data):
    """The database as the migrations left it, for a test that commits for real.

    Such a test leaves all tables empty. Django's own way back, serialized_rollback, is
    in the wrong order for Wagtail, and fails where a late request wrote something.
    """
    migrated_data.put_back()


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied():
    """Empties the tables with what Django's own ``flush`` has left for the first time.

    That makes content types and permissions anew, which took longer than most tests.
    """
    flush, emptied = TransactionTestCase._fixture_teardown, []

    def empty(case):
        if emptied:
            emptied[0].put_back()
        else:
            flush(case)
            emptied.append(kept_rows.kept())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture
def editor(client):
    """A browser in which somebody is signed in who may do everything."""
    client.force_login(make.superuser())
    return client


@pytest.fixture
def two_on_a_page(monkeypatch):
    """Lists of articles with two on each page, where twelve take long to make."""
    for module in (pagination, views):
        monkeypatch.setattr(module, "PER_PAGE", 2)


@pytest.fixture
def count_queries(client):
    """The number of queries a path costs: for growth, not for a magic number.

    The path is read once before, so that what is made or remembered once (a picture's
    renditions, content types) does not hide the price that every reader pays.
    """

    def count(path):
        assert client.get(path).status_code == 200
        # As without Redis: what is cached there may be gone at any moment.
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(path)
        return len(queries)

    return count


@pytest.fixture(params=["v2", "v3"])
def read(request, client):
    """Reads a page from one of the two APIs; each test runs with both."""

    def read(page):
        answer = client.get(f"/api/{request.param}/pages/{page.pk}/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return read
