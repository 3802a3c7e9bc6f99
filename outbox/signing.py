"""Secrets and signatures of webhooks, as Standard Webhooks defines them."""

import secrets
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime

from standardwebhooks.webhooks import Webhook

SECRET_BYTES = 24


def new_secret() -> str:
    """A random secret in the spelling that receivers' libraries read."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def headers(
    message_id: str, body: str, *, keys: Iterable[str], at: datetime
) -> dict[str, str]:
    """The headers that sign a body, with one signature for each of the secrets.

    ``at`` is the time of sending, in UTC; receivers refuse one that is old.
    """
    signatures = (Webhook(key).sign(message_id, at, body) for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
