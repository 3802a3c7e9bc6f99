"""Command behind `make run` and `make dev`: prepares and serves the demo."""

import logging
import os
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from core import granian, schema_comparison
from core.checks import DEMO_DOMAIN, DEMO_PASSWORD
from home import (
    demo_programs,
    front_end_connection,
    quick_start,
    start_lock,
    static_collection,
)
from home.demo import build, new_database, pictures
from home.management.commands import load_demo

WELCOME = """
  The clinic         {origin}/
  Its admin          {origin}/admin/
  Its API            {origin}/api/v3/docs/

  Sign in as         editor@{domain}
  with the password  {password}
  (also as moderator@, reviewer@ and admin@{domain})

{front_end}  Ctrl+C stops the server; `make run` starts it again with all you wrote.
"""
CONNECTED = """  Links lead to the front end at {origin}/, so it has to run, too.
  To let Gait show the pages itself: {python} manage.py connect_front_end --disconnect

"""


class Command(BaseCommand):
    help = "Prepares the demo site, as often as you like, and serves it."
    # They load all URLs and views; `migrate` runs the checks of the database.
    requires_system_checks = ()

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
        address = demo_programs.set_public_url(port)
        with start_lock.exclusive(settings.DATA_DIR) as lock:
            # While this start waited for another, that one may have taken it.
            granian.require_free_port(host, port)
            self.prepare(port, lock, with_files=not reload)
            greeting = welcome(address)
            if not reload and build.is_loaded():
                quick_start.record(
                    settings.DATA_DIR,
                    host,
                    port,
                    names=sorted(settings.VARIABLES_READ),
                    welcome=greeting,
                )
            self.say(greeting)
            granian.replace_process(
                demo_programs.supervised(host, port, lock, reload=reload)
            )

    def prepare(self, port: int, lock: int, *, with_files: bool) -> None:
        if found := schema_comparison.differences():
            raise CommandError(schema_comparison.advice(found))
        quick_start.forget(settings.DATA_DIR)
        # Loading the demo would log every page.
        logging.disable(logging.INFO)
        collected = static_collection.collected(lock=lock)
        with collected if with_files else nullcontext():
            self.prepare_database(port)
            self.say("Preparing pictures, style sheets and scripts …")
            pictures.draw_front_page()

    def prepare_database(self, port: int) -> None:
        self.say("Bringing the database up to date …")
        new_database.create_tables()
        call_command("migrate", verbosity=0, interactive=False)
        self.say("Loading the demo clinic, unless it is there …")
        was_loaded = build.is_loaded()
        try:
            call_command("load_demo", port=port)
        except CommandError as refusal:
            # There is other content, which is served without the demo.
            self.stderr.write(str(refusal))
        else:
            if not was_loaded:
                pictures.draw_all.enqueue()
        point_site_at(port)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def welcome(origin: str) -> str:
    return WELCOME.format(
        origin=origin,
        domain=DEMO_DOMAIN,
        password=DEMO_PASSWORD,
        front_end=about_front_end(),
    )


def about_front_end() -> str:
    """Words on the front end that is connected, which may have ended meanwhile."""
    origin = front_end_connection.connected_origin()
    python = os.path.relpath(sys.executable)
    return CONNECTED.format(origin=origin, python=python) if origin else ""


def point_site_at(port: int) -> None:
    """Gives the local sites the port that is served: URLs in pages are built from it.

    Of several with one host name only one can have it: the default one moves, unless
    another is at this port already.
    """
    for name in (load_demo.HOST, load_demo.SECOND_HOST):
        sites = Site.objects.filter(hostname=name)
        first = sites.order_by("-is_default_site", "pk").first()
        if first and not sites.filter(port=port).exists():
            Site.objects.filter(pk=first.pk).update(port=port)
    Site.clear_site_root_paths_cache()
