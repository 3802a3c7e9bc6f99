import json
import os
import stat
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from public_forms import personal_data


class Command(BaseCommand):
    help = "Exports all data about the owner of an e-mail address as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", type=personal_data.address)
        parser.add_argument("--output", type=Path, help="a file; else the screen")

    def handle(
        self, *args: Any, email: str, output: Path | None, **options: Any
    ) -> None:
        held = personal_data.find(email)
        number = sum(map(len, held.values()))
        text = json.dumps(held, ensure_ascii=False, indent=2)
        if output:
            write(text + "\n", output)
            self.stdout.write(f"{number} entries are in {output}.")
        else:
            self.stdout.write(text)
        if also := len(personal_data.mentions(email)):
            self.stderr.write(
                f"{also} more hold the address in a longer text: see Settings, "
                "Visitors' data in the admin."
            )
        if missing := personal_data.number_unreadable(held):
            raise CommandError(
                f"{missing} of {number} cannot be read: PERSONAL_DATA_KEYS lacks their "
                "key. The export says which, and holds the rest."
            )


def write(text: str, file: Path) -> None:
    """Writes a file with mode 0600, which an existing file gets before the text."""
    try:
        file.touch(mode=0o600)
        with file.open("a") as opened:
            if stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                os.fchmod(opened.fileno(), 0o600)
                opened.truncate(0)
            opened.write(text)
    except OSError as problem:
        raise CommandError(f"{file} cannot be written: {problem.strerror}.") from None
