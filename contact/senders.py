"""Finding what somebody sent, and what was sent before, though neither is readable."""

import json
from collections.abc import Mapping, Sequence

from django.utils.crypto import salted_hmac


def email_digest(email: str) -> str:
    """Keyed with SECRET_KEY; empty for no address."""
    small = email.strip().lower()
    if not small:
        return ""
    return salted_hmac("contact.email", small, algorithm="sha256").hexdigest()


def fingerprint(answers: Sequence[Mapping[str, object]]) -> str:
    """Keyed likewise; the same for the same answers to the same questions."""
    text = json.dumps(answers, sort_keys=True)
    return salted_hmac("contact.fingerprint", text, algorithm="sha256").hexdigest()
