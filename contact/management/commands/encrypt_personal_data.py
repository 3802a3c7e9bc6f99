from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from public_forms.encrypted_fields import EncryptedJSONField, Unreadable

CHUNK = 200


class Command(BaseCommand):
    help = "Encrypts messages, notes and secrets with the first of PERSONAL_DATA_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PERSONAL_DATA_KEYS:
            raise CommandError("Nothing was encrypted: set PERSONAL_DATA_KEYS first.")
        written = unreadable = 0
        for model, fields in encrypted_fields():
            keys = model._default_manager.values_list("pk", flat=True)
            for pk in keys.iterator(chunk_size=CHUNK):
                is_readable = encrypt_again(model, pk, fields)
                written += is_readable is True
                unreadable += is_readable is False
        self.stdout.write(f"{written} are encrypted with the first key.")
        if unreadable:
            raise CommandError(
                f"{unreadable} cannot be read: PERSONAL_DATA_KEYS lacks their key. "
                "They were left as they are."
            )


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """The models that have encrypted fields, with the names of these."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        names = [each.name for each in fields if isinstance(each, EncryptedJSONField)]
        if names:
            yield model, names


# Any: the type of primary keys.
@transaction.atomic
def encrypt_again(model: type[models.Model], pk: Any, fields: list[str]) -> bool | None:
    """Encrypts a row anew; False if it cannot be read, None if it was deleted.

    Locked, as the secret of a webhook may be replaced at the same time.
    """
    rows = model._default_manager.filter(pk=pk)
    row = rows.select_for_update().first()
    if row is None:
        return None
    values = {name: getattr(row, name) for name in fields}
    if any(isinstance(value, Unreadable) for value in values.values()):
        return False
    rows.update(**values)
    return True
