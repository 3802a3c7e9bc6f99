from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from contact.models import Submission, SubmissionNote
from public_forms.encrypted_fields import Unreadable

CHUNK = 200


class Command(BaseCommand):
    help = "Encrypts all messages and notes with the first of PERSONAL_DATA_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PERSONAL_DATA_KEYS:
            raise CommandError("Nothing was encrypted: set PERSONAL_DATA_KEYS first.")
        written = unreadable = 0
        for model, field in ((Submission, "answers"), (SubmissionNote, "text")):
            for row in model.objects.iterator(chunk_size=CHUNK):
                if isinstance(getattr(row, field), Unreadable):
                    unreadable += 1
                else:
                    written += encrypt_again(row, field)
        self.stdout.write(f"{written} are encrypted with the first key.")
        if unreadable:
            raise CommandError(
                f"{unreadable} cannot be read: PERSONAL_DATA_KEYS lacks their key. "
                "They were left as they are."
            )


@transaction.atomic
def encrypt_again(row: models.Model, field: str) -> int:
    """Encrypts one row anew; returns 1, or 0 if it was deleted in the meantime."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    return rows.update(**{field: getattr(row, field)})
