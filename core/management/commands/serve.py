"""Command to serve the site in production, under a supervisor (docs/operators.md)."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    SystemCheckError,
)
from django.db import InterfaceError, OperationalError, connections

from core import granian, schema_comparison
from core.checks import refuse_demo_in_production

MOST_SHOWN = 3


class Command(BaseCommand):
    help = "Serves the site after checks of the port and the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=granian.WORKERS)
        parser.add_argument("--threads", type=int, default=granian.THREADS_PER_WORKER)

    def handle(
        self,
        *args: Any,
        host: str,
        port: int,
        workers: int,
        threads: int,
        **options: Any,
    ) -> None:
        granian.require_free_port(host, port)
        check_database()
        connections.close_all()
        granian.replace_process(
            granian.command(host, port, workers=workers, threads=threads)
        )


def check_database() -> None:
    """Raises CommandError: exit code 1 while it is down (retry), else ``EX_CONFIG``."""
    try:
        check_tables()
        refuse_demo_in_production()
    except (OperationalError, InterfaceError) as problem:
        raise CommandError(f"The database does not answer: {problem}") from problem
    except SystemCheckError as findings:
        raise CommandError(str(findings), returncode=os.EX_CONFIG) from findings


def check_tables() -> None:
    if found := schema_comparison.differences():
        raise CommandError(schema_comparison.advice(found), returncode=os.EX_CONFIG)
    if waiting := schema_comparison.waiting_migrations():
        shown = ", ".join(waiting[:MOST_SHOWN])
        raise CommandError(
            f"{len(waiting)} migrations have not run, such as {shown}. "
            "Run manage.py migrate, then start the server again.",
            returncode=os.EX_CONFIG,
        )
