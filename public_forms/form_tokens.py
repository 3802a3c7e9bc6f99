"""Signed form tokens: the nonce and the age of one rendered form.

A cached public page cannot hold a token. The script fetches one when the visitor starts
to type; the confirmation page contains one.
"""

from dataclasses import dataclass

from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string

LIFE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class FormToken:
    """A verified token; ``nonce`` identifies one rendered form."""

    nonce: str
    age_seconds: float


def new_nonce() -> str:
    return get_random_string(22)


def issue(purpose: str, *, age_seconds: float = 0, nonce: str = "") -> str:
    """Makes a token for one form, which is valid for forms of this ``purpose`` only.

    ``age_seconds`` is the initial age of the form; ``nonce`` is a new one by default.
    """
    issued = timezone.now().timestamp() - age_seconds
    made = {"nonce": nonce or new_nonce(), "at": issued}
    return signing.dumps(made, salt=_salt(purpose))


def read(token: str, purpose: str) -> FormToken | None:
    """Verifies a token; None if it is forged, expired or for another purpose."""
    try:
        made = signing.loads(token, salt=_salt(purpose))
    except signing.BadSignature:
        return None
    age_seconds = max(0.0, timezone.now().timestamp() - made["at"])
    if age_seconds > LIFE_SECONDS:
        return None
    return FormToken(nonce=made["nonce"], age_seconds=age_seconds)


def _salt(purpose: str) -> str:
    return f"public_forms.form_token.{purpose}"
