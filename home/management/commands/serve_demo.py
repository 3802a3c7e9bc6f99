"""Command behind `make run` and `make dev`: prepares and serves the demo."""

import hashlib
import logging
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from core import granian, schema_comparison
from core.checks import DEMO_DOMAIN, DEMO_PASSWORD
from home.demo.build import draw_pictures

FINGERPRINT_FILE = settings.DATA_DIR / "static.stamp"

WELCOME = """
  The clinic         {origin}/
  Its admin          {origin}/admin/
  Its API            {origin}/api/v3/docs/

  Sign in as         editor@{domain}
  with the password  {password}
  (also as moderator@, reviewer@ and admin@{domain})

  Ctrl+C stops the server; `make run` starts it again with all you wrote.
"""


class Command(BaseCommand):
    help = "Prepares the demo site, as often as you like, and serves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--reload", action="store_true", help="Django's own server, for developers"
        )

    def handle(
        self, *args: Any, host: str, port: int, reload: bool, **options: Any
    ) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("The demo's passwords are public: not in production.")
        granian.require_free_port(host, port)
        if found := schema_comparison.differences():
            raise CommandError(schema_comparison.advice(found))
        self.prepare(port, with_files=not reload)
        self.stdout.write(
            WELCOME.format(
                origin=settings.WAGTAILADMIN_BASE_URL,
                domain=DEMO_DOMAIN,
                password=DEMO_PASSWORD,
            )
        )
        self.stdout.flush()
        granian.replace_process(programs(host, port, reload=reload))

    def prepare(self, port: int, *, with_files: bool) -> None:
        # Loading the demo would log every page.
        logging.disable(logging.INFO)
        self.say("Bringing the database up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        self.say("Loading the demo clinic, unless it is there …")
        try:
            call_command("load_demo", port=port)
        except CommandError as refusal:
            # There is other content, which is served without the demo.
            self.stderr.write(str(refusal))
        point_site_at(port)
        self.say("Drawing the pictures in all sizes, unless they are there …")
        draw_pictures()
        if with_files and files_changed():
            self.say("Compressing style sheets and scripts, which takes a while …")
            collect_files()

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def point_site_at(port: int) -> None:
    """Sets the port in the Site record, from which URLs in pages are built."""
    local = Site.objects.filter(hostname__in=["localhost", "demo.localhost"])
    local.exclude(port=port).update(port=port)
    Site.clear_site_root_paths_cache()


def files_changed() -> bool:
    """True if a static file has changed since the last collectstatic."""
    collected = settings.STATIC_ROOT.exists() and FINGERPRINT_FILE.exists()
    return not collected or FINGERPRINT_FILE.read_text() != fingerprint()


def collect_files() -> None:
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    FINGERPRINT_FILE.write_text(fingerprint())


def fingerprint() -> str:
    """Digest of all static files and of their storage setting."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for name, path in sorted(static_files()):
        file_stat = path.stat()
        digest.update(f"{name} {file_stat.st_size} {file_stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files() -> Iterator[tuple[str, Path]]:
    """The static files by their names, which stay when a data directory is moved."""
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            yield name, Path(storage.path(name))


def programs(host: str, port: int, *, reload: bool) -> list[str]:
    """Command line of the supervisor with server, worker and scheduler."""
    serving = (
        development_server(host, port) if reload else production_server(host, port)
    )
    return [*supervisor(), *serving, "--", *worker(), "--", *scheduler()]


def development_server(host: str, port: int) -> list[str]:
    return [sys.executable, "manage.py", "runserver", f"{host}:{port}"]


def production_server(host: str, port: int) -> list[str]:
    return granian.command(
        host, port, workers=granian.WORKERS, threads=granian.THREADS_PER_WORKER
    )


def worker() -> list[str]:
    """Command line of the worker for background tasks."""
    manage = [sys.executable, "manage.py", "db_worker", "--no-reload"]
    return [*manage, "--backend", "later", "--verbosity", "0"]


def scheduler() -> list[str]:
    """Command line of the scheduler, which publishes and unpublishes pages."""
    return [sys.executable, "manage.py", "publish_on_time"]


def supervisor() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "home" / "supervisor.py")]
