import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import demo as demo_clinic
from tests.browser.visits import visit_all

# Playwright runs an event loop in this thread; Django would take our synchronous calls
# for a mistake. The live server answers in threads of its own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The admin's scripts are a megabyte, and the machine may be busy with other things. No
# test passes sooner or later for it: only one that fails takes this long to say so.
TIMEOUT_MS = 60_000
expect.set_options(timeout=TIMEOUT_MS)

# No sandbox: CI runs as root. No calls home: the network is closed.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium without its own windows, whose toolbars cost half of the time.

    The tests fail where it is missing, they are not skipped.
    """
    path = shutil.which("chromium-headless-shell")
    assert path, "Install Chromium: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium, as_migrated, live_server):
    """A page in a browser profile of its own; paths are the live server's.

    An error of a script fails the test that caused it, and so does whatever the
    Content-Security-Policy refuses.
    """
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert problems == []


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo clinic, served as `make run` does; tests only read it."""
    with demo_clinic.served(tmp_path_factory.mktemp("demo")) as clinic:
        yield clinic


@pytest.fixture(scope="session")
def visits(chromium, demo):
    """One visit to each page of the demo, by path."""
    return visit_all(chromium, demo)


@pytest.fixture(scope="session")
def measured_visits(visits):
    return {path: visit for path, visit in visits.items() if visit.is_measured}


@pytest.fixture
def open_context(chromium, demo):
    """Makes browser profiles that start empty; paths are those of the demo."""
    opened = []

    def open_one(*, width=1280, height=900, **options):
        context = chromium.new_context(
            base_url=demo.origin,
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(TIMEOUT_MS)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def visitor(open_context):
    """A page of the demo at the width of a laptop."""
    return open_context().new_page()
