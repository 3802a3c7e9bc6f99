"""Command that connects the demo to a front end on the same computer."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import schema_comparison
from core.models import FrontEnd
from home import front_end_connection
from home.front_end_connection import Addresses, NotConnected

CONNECTED = """
  Gait               {GAIT_URL}/
  The front end      {origin}/

  Links lead to the front end, which is told of each change. It needs the variables in
  {file}
  which holds secrets, for example: node --env-file={file} server.js
  The same command with --disconnect takes all of this back.
"""


class Command(BaseCommand):
    help = (
        "Connects the default site to a front end on this computer: enters its address, "
        "makes a webhook and a front end's key, and writes front-end.env in DATA_DIR."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--origin", default="http://localhost:4321")
        parser.add_argument(
            "--webhook",
            default=Addresses.webhook,
            help="Where the front end takes messages; a path is of its origin.",
        )
        parser.add_argument(
            "--preview",
            default=Addresses.preview,
            help="Where it shows drafts; a path is of its origin.",
        )
        parser.add_argument(
            "--own-pages",
            default=FrontEnd.OwnPages.NOINDEX.value,
            choices=FrontEnd.OwnPages.values,
            help="Gait's own pages stay, unless you choose otherwise.",
        )
        parser.add_argument(
            "--disconnect", action="store_true", help="Take the connection back."
        )

    def handle(
        self,
        *args: Any,
        origin: str,
        webhook: str,
        preview: str,
        own_pages: str,
        disconnect: bool,
        **options: Any,
    ) -> None:
        require_demo()
        try:
            if disconnect:
                self.disconnect()
            else:
                self.connect(Addresses(origin, webhook, preview), own_pages)
        except NotConnected as problem:
            raise CommandError(str(problem)) from None

    def connect(self, addresses: Addresses, own_pages: str) -> None:
        told = front_end_connection.connect(addresses, own_pages)
        words = {"origin": addresses.origin.rstrip("/"), "GAIT_URL": told["GAIT_URL"]}
        path = front_end_connection.file()
        self.stdout.write(CONNECTED.format(file=path, **words))

    def disconnect(self) -> None:
        if front_end_connection.disconnect():
            self.stdout.write("Gait shows the pages itself again.")
        else:
            self.stdout.write("There was no connection; nothing was changed.")


def require_demo() -> None:
    """Raises CommandError in production, and before `make run` has made the database."""
    if settings.IN_PRODUCTION:
        raise CommandError("This is for a developer's own computer: not in production.")
    if schema_comparison.waiting_migrations():
        raise CommandError(
            "The demo's database is not there yet, or older than this code. Start "
            "`make run` in another terminal, leave it running, and try again."
        )
