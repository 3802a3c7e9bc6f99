"""Finding what somebody sent, and what was sent before, though neither is readable."""

import json
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac


def email_digest(email: str) -> str:
    """Keyed with SECRET_KEY; empty for no address."""
    return email_digests(email)[0]


def email_digests(email: str) -> list[str]:
    """With the secrets of SECRET_KEY_FALLBACKS as well, as they may be on older rows."""
    small = email.strip().lower()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        small
        and salted_hmac(
            "contact.email", small, secret=secret, algorithm="sha256"
        ).hexdigest()
        for secret in secrets
    ]


def fingerprint(answers: Sequence[Mapping[str, object]]) -> str:
    """Keyed likewise; the same for the same answers to the same questions."""
    text = json.dumps(answers, sort_keys=True)
    return salted_hmac("contact.fingerprint", text, algorithm="sha256").hexdigest()
