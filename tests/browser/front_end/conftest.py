"""The reference front end, examples/astro, on a demo of its own that tests may change."""

import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.browser import demo as demo_clinic
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.demo import Demo
from tests.production.processes import Program, wait_until

EXAMPLE = demo_clinic.ROOT / "examples/astro"
# A page that was taken off, an address that leads on, and the connection.
CONNECT = """
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect
from articles.models import ArticlePage
from home.models import HomePage, StandardPage

gone = HomePage.objects.get().add_child(instance=StandardPage(title="Gone", slug="gone"))
gone.delete()
walking = ArticlePage.objects.get(slug="walking-and-lower-back-pain")
Redirect.objects.create(old_path="/old-address", redirect_page=walking)
call_command("connect_front_end", origin="ORIGIN")
"""


@dataclass
class FrontEnd:
    """A site's address for visitors, and the served clinic whose site it is."""

    origin: str
    clinic: Demo
    folder: Path

    @property
    def database(self):
        return self.folder / "gait.sqlite3"


@pytest.fixture(scope="session")
def front_end(tmp_path_factory):
    """The built site, connected and served as `make front-end` does."""
    folder = tmp_path_factory.mktemp("clinic")
    node("npm", "run", "--silent", "build")
    with demo_clinic.served(folder) as clinic:
        environment = demo_clinic.environment_of(folder, PUBLIC_URL=clinic.origin)
        port = demo_clinic.free_port()
        origin = f"http://localhost:{port}"
        demo_clinic.shell(environment, CONNECT.replace("ORIGIN", origin))
        with served(folder, port):
            yield FrontEnd(origin, clinic, folder)


def node(*words):
    ran = subprocess.run(  # noqa: S603 - our own words
        words,
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ASTRO_TELEMETRY_DISABLED": "1"},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@contextmanager
def served(folder, port, **variables):
    log = folder / "front-end.log"
    words = ["node", f"--env-file={folder / 'front-end.env'}", "server.mjs"]
    environment = {**os.environ, "PORT": str(port), **variables}
    program = Program(words, log, cwd=EXAMPLE, env=environment).start()
    try:
        wait_until(lambda: answers(port), what="The front end")
        yield
    finally:
        program.end()


def answers(port):
    try:
        return httpx.get(f"http://localhost:{port}/robots.txt").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def open_visitor(chromium, front_end):
    """Makes pages of the front end, each in a browser profile of its own."""
    opened = []

    def open_one(*, width=1280, height=900, **options):
        context = chromium.new_context(
            base_url=front_end.origin,
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(TIMEOUT_MS)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def visitor(open_visitor):
    """A page without scripts: nothing on this site needs any."""
    return open_visitor(java_script_enabled=False)
