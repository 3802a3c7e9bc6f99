"""The demo clinic, served as `make run` does, with all of its pages by path."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 300
ARTICLE = "/articles/walking-and-lower-back-pain/"
# Pages that no sitemap names, by the status they come with.
BESIDE_THE_SITEMAP = {
    "/articles/?page=2": 200,
    "/articles/?topic=movement": 200,
    "/search/": 200,
    "/search/?q=walking": 200,
    "/search/?q=zzzz": 200,
    "/patients/": 200,
    "/nothing/": 404,
    "/search/?q=%00": 400,
}

# A page of each template.
ONE_OF_EACH = [
    "/",
    ARTICLE,
    "/articles/",
    "/search/?q=walking",
    "/topics/",
    "/people/",
    "/people/miriam-okoye/",
    "/contact/",
    "/contact/appointment/",
    "/privacy/",
    "/patients/",
]

# As `make run` does, with all the pictures, which are else the worker's task.
PREPARE = """
from django.conf import settings
from home import start_lock
from home.demo import pictures
from home.management.commands.serve_demo import Command

with start_lock.exclusive(settings.DATA_DIR) as lock:
    Command().prepare(8000, lock, with_files=True)
pictures.draw_all.call()
"""


class Demo:
    def __init__(self, origin, notice):
        self.origin, self.notice = origin, notice
        self.sitemap = self._paths_in_sitemap()
        self.answer_form = self._path_of_answer_form()

    def _paths_in_sitemap(self):
        with urlopen(f"{self.origin}/sitemap.xml") as answer:  # noqa: S310 - loopback
            addresses = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
        return [urlsplit(address).path for address in addresses]

    def _path_of_answer_form(self):
        with urlopen(f"{self.origin}{ARTICLE}") as answer:  # noqa: S310 - loopback
            return re.search(r"/replies/\d+/\?parent=\d+", answer.read().decode())[0]

    @property
    def pages(self):
        """The path of each page, and the status it comes with."""
        paths = [*self.sitemap, self.answer_form, self.notice]
        return {**dict.fromkeys(paths, 200), **BESIDE_THE_SITEMAP}

    @property
    def articles(self):
        return [path for path in self.sitemap if re.fullmatch(r"/articles/.+/", path)]


@contextmanager
def served(folder, **variables):
    """The real server in a process of its own, with a database of its own."""
    shutil.copytree(prepared(folder.parent), folder, dirs_exist_ok=True)
    port = free_port()
    origin = f"http://localhost:{port}"
    environment = environment_of(folder, PUBLIC_URL=origin, **variables)
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(  # noqa: S603 - our own words
            manage("serve_demo", "--port", str(port)),
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
        try:
            wait_for(origin, server, log)
            notice = shell(
                environment,
                "from tests.browser import states; print(states.add())",
            )
            yield Demo(origin, notice.strip())
        finally:
            server.terminate()
            server.wait()


def prepared(beside):
    """The data directory of a demo, made once for all processes of a test run.

    DEMO_DATA names one that `make run` has begun with this code; what it has not drawn
    yet is drawn, too, or each copy would draw it anew.
    """
    # Under xdist each worker has a folder of its own in that of the run.
    run = beside.parent if "PYTEST_XDIST_WORKER" in os.environ else beside
    data = Path(os.environ.get("DEMO_DATA") or run / "prepared-demo")
    is_made = run / "prepared-demo.made"
    with (run / "prepared-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made.exists():
            shell(environment_of(data), PREPARE)
            is_made.touch()
    return data


def environment_of(folder, **variables):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DEBUG": "false",
        "DATA_DIR": str(folder),
        **variables,
    }
    environment.pop("DATABASE_URL", None)
    return environment


def shell(environment, words):
    """The output of these words, run in the demo's own database."""
    return subprocess.run(  # noqa: S603 - our own words
        manage("shell", "--no-imports", "--command", words),
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def manage(*words):
    return [sys.executable, "manage.py", *words]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(origin, server, log):
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(origin).close()  # noqa: S310 - loopback
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"The demo did not start:\n{log.read_text()}")
