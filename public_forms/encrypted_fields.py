"""Model fields encrypted at rest with the operator's keys (PERSONAL_DATA_KEYS).

Fernet (AES-128-CBC with HMAC-SHA256): the first key encrypts, all keys decrypt. Without
any key the column holds plain JSON, which stays readable once keys are set.
"""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression

# No JSON value starts with this prefix.
ENCRYPTED = "fernet:"


# Precedes, in fixtures, what the database stores.
STORED = "stored:"


class Unreadable(list):
    """Placeholder for a value whose key is missing from PERSONAL_DATA_KEYS.

    An empty list, so that templates can iterate over it. Saving it keeps the stored
    ciphertext.
    """

    def __init__(self, stored: str) -> None:
        super().__init__()
        self.stored = stored

    def __str__(self) -> str:
        return "This cannot be read with the keys in PERSONAL_DATA_KEYS."


def encrypt(text: str) -> str:
    if not settings.PERSONAL_DATA_KEYS:
        return text
    # A worker in which nothing is encrypted does not import the library.
    from public_forms import encryption

    return ENCRYPTED + encryption.encrypted(text)


def decrypt(stored: str) -> str | Unreadable:
    if not stored.startswith(ENCRYPTED):
        return stored
    from public_forms import encryption

    text = encryption.decrypted(stored.removeprefix(ENCRYPTED))
    return Unreadable(stored) if text is None else text


class EncryptedJSONField(models.TextField):
    """Stores any JSON value encrypted; the database can neither search nor sort it."""

    # Read by django-stubs. Any: any JSON value.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(
        self,
        value: str | None,
        expression: BaseExpression,
        connection: BaseDatabaseWrapper,
    ) -> Any:
        return None if value is None else _read(value)

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Unreadable):
            return value.stored
        return None if value is None else encrypt(_as_json(value))

    def to_python(self, value: Any) -> Any:
        """Reads the values of fixtures (``loaddata``). No form has such a field."""
        if not (isinstance(value, str) and value.startswith(STORED)):
            return value
        try:
            return _read(value.removeprefix(STORED))
        except ValueError:
            raise ValidationError("The fixture was changed.") from None

    def value_to_string(self, obj: models.Model) -> str:
        """The value as it is stored, so that ``dumpdata`` decrypts nothing."""
        return f"{STORED}{self.get_prep_value(self.value_from_object(obj))}"


class EncryptedTextField(EncryptedJSONField):
    """Stores a text encrypted, as EncryptedJSONField does."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str


# Any: any JSON value.
def _read(stored: str) -> Any:
    text = decrypt(stored)
    return text if isinstance(text, Unreadable) else json.loads(text)


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
