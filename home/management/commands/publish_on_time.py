"""What `make run` keeps running; in production a timer does it."""

import signal
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from core import request_cache

PAUSE_SECONDS = 60


class Command(BaseCommand):
    help = "Publishes pages and takes them off at their time, looking every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        # Ended without a word, as by SIGTERM: a page is published as a whole or not.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        while True:
            # Dropped ones are noticed, as between a server's requests.
            close_old_connections()
            publish_what_is_due()
            time.sleep(PAUSE_SECONDS)


def publish_what_is_due() -> None:
    """As in a process of its own, which remembers nothing from before."""
    request_cache.clear()
    call_command("publish_scheduled")
