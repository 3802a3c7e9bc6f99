"""Scheduled publishing in a loop, for `make run`; production uses a timer."""

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
        # Exit without a traceback, as on SIGTERM; publishing is transactional.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        while True:
            # Reconnects after a lost connection, as between requests.
            close_old_connections()
            publish_what_is_due()
            time.sleep(PAUSE_SECONDS)


def publish_what_is_due() -> None:
    """Runs ``publish_scheduled`` with an empty request cache, as in a new process."""
    request_cache.clear()
    call_command("publish_scheduled")
