from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from public_forms import personal_data


class Command(BaseCommand):
    help = "Deletes data whose retention period is over. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, number in personal_data.delete_expired(timezone.now()).items():
            self.stdout.write(f"{name}: {number}")
