import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.production import stack as production
from tests.production.client import browser, fetch
from tests.production.load import READ, Load
from tests.production.processes import wait_until
from tests.servers import mail_server


@pytest.fixture(scope="session")
def mail():
    with mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def running(mail):
    """Started once; it is never skipped: what is missing on the machine fails."""
    folder = Path(tempfile.mkdtemp(prefix="gait-production-"))
    # PostgreSQL runs as a user of its own.
    folder.chmod(0o755)
    with production.running(folder, mail.port) as stack:
        warm(stack)
        yield stack
    shutil.rmtree(folder)


def warm(stack):
    """Draws the pictures of each page, for the first reader waits for them."""
    with browser(stack) as client:
        for path in READ:
            wait_until(partial(is_read, client, path), what=path)


def is_read(client, path):
    return fetch(client, path).status_code == 200


@pytest.fixture
def stack(running):
    """As every test finds it: whole, whatever the one before did to it."""
    running.wait_until_it_serves()
    return running


@pytest.fixture
def load(stack):
    with Load(stack) as load:
        load.wait_for_more()
        yield load
