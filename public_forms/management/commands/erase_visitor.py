from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from public_forms import personal_data


class Command(BaseCommand):
    help = "Erases the data that the owner of an e-mail address sent; threads stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", type=personal_data.address)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        if also := len(personal_data.mentions(email)):
            self.stderr.write(
                f"{also} more hold the address in a longer text and stay: see "
                "Settings, Visitors' data in the admin."
            )
        number = sum(map(len, personal_data.find(email).values()))
        if not number:
            self.stdout.write("Nothing is held about this address.")
            return
        if not yes and input(f"Erase {number} entries for good? [y/N] ") != "y":
            raise CommandError("Nothing was erased.")
        for name, erased in personal_data.erase(email).items():
            self.stdout.write(f"{name}: {erased}")
