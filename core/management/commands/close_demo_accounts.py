from typing import Any

from django.core.management.base import BaseCommand

from core.checks import demo_accounts


class Command(BaseCommand):
    help = "Closes all accounts of the demo and superusers with its public password."

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demo_accounts()
        for user in accounts:
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
        self.stdout.write(f"Closed {len(accounts)} accounts.")
