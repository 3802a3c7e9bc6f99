"""Keyed digests of addresses and answers, to look up encrypted submissions."""

import json
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac


def email_digest(email: str) -> str:
    """Digest of an e-mail address, keyed with SECRET_KEY; empty for no address."""
    return email_digests(email)[0]


def email_digests(email: str) -> list[str]:
    """Digests with SECRET_KEY and its fallbacks, which older rows may have."""
    normalised = email.strip().lower()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        normalised
        and salted_hmac(
            "contact.email", normalised, secret=secret, algorithm="sha256"
        ).hexdigest()
        for secret in secrets
    ]


def fingerprint(answers: Sequence[Mapping[str, object]]) -> str:
    """Digest of answers, keyed with SECRET_KEY; equal for equal answers."""
    text = json.dumps(answers, sort_keys=True)
    return salted_hmac("contact.fingerprint", text, algorithm="sha256").hexdigest()
