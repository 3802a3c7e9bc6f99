"""Columns that are unreadable without the operator's keys (PERSONAL_DATA_KEYS).

Fernet (AES-128-CBC with HMAC-SHA256) by the first key; the others still read. Without
any key the column holds plain JSON, which stays readable once keys are set.
"""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression

# JSON never begins so.
ENCRYPTED = "fernet:"


class Unreadable(list):
    """In the place of a value whose key PERSONAL_DATA_KEYS does not hold.

    Empty, so that lists of them are drawn; saved again, it is what it was.
    """

    def __init__(self, stored: str) -> None:
        super().__init__()
        self.stored = stored

    def __str__(self) -> str:
        return "This cannot be read with the keys in PERSONAL_DATA_KEYS."


def encrypt(text: str) -> str:
    if not settings.PERSONAL_DATA_KEYS:
        return text
    return ENCRYPTED + _keys().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str | Unreadable:
    if not stored.startswith(ENCRYPTED):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(ENCRYPTED)).decode()
    except (InvalidToken, ValueError):
        return Unreadable(stored)


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_DATA_KEYS])


class EncryptedJSONField(models.TextField):
    """Any JSON value, encrypted at rest; the database can neither search nor sort it."""

    def from_db_value(
        self,
        value: str | None,
        expression: BaseExpression,
        connection: BaseDatabaseWrapper,
    ) -> Any:
        if value is None:
            return None
        text = decrypt(value)
        return text if isinstance(text, Unreadable) else json.loads(text)

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Unreadable):
            return value.stored
        return None if value is None else encrypt(_as_json(value))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return _as_json(self.value_from_object(obj))


class EncryptedTextField(EncryptedJSONField):
    """Text, encrypted at rest."""


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
