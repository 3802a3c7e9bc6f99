"""Fernet with the operator's keys (PERSONAL_DATA_KEYS).

To be imported where something is encrypted: the library takes 7 MB.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypted(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def decrypted(token: str) -> str | None:
    """The text; None if no key fits."""
    try:
        return _keys().decrypt(token).decode()
    except (InvalidToken, ValueError):
        return None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_DATA_KEYS])
