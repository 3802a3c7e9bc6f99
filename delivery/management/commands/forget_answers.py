from typing import Any

from django.core.management.base import BaseCommand
from django.db.utils import DEFAULT_DB_ALIAS

from delivery import triggers


class Command(BaseCommand):
    help = (
        "Makes all public answers anew, in memory and in the table of documents, of "
        "servers that run, too. Needed after a database was restored."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        triggers.touch_everything(DEFAULT_DB_ALIAS)
        self.stdout.write("All public answers are made anew.")
