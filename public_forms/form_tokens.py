"""A form's signed stamp: how old the form is, and which one it is.

A page that everybody gets alike can hold none; it is fetched when somebody begins to
type, or given with the page that asks to check and send.
"""

from dataclasses import dataclass

from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string

LIFE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class FormToken:
    """``nonce`` names the one form it was made for."""

    nonce: str
    age_seconds: float


def issue(purpose: str, *, age_seconds: float = 0) -> str:
    """A stamp for one form; ``purpose`` keeps it from being used for another kind.

    ``age_seconds`` is how old the form counts as already.
    """
    issued = timezone.now().timestamp() - age_seconds
    made = {"nonce": get_random_string(22), "at": issued}
    return signing.dumps(made, salt=_salt(purpose))


def read(stamp: str, purpose: str) -> FormToken | None:
    """None where it is forged, too old, or for another purpose."""
    try:
        made = signing.loads(stamp, salt=_salt(purpose))
    except signing.BadSignature:
        return None
    age_seconds = max(0.0, timezone.now().timestamp() - made["at"])
    if age_seconds > LIFE_SECONDS:
        return None
    return FormToken(nonce=made["nonce"], age_seconds=age_seconds)


def _salt(purpose: str) -> str:
    return f"public_forms.form_token.{purpose}"
