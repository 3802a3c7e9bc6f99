"""A sum that a browser does while its owner types, dear for those who send thousands.

ALTCHA's first protocol: find the number whose SHA-256, after the salt, is given.
"""

import base64
import json
from datetime import timedelta

import altcha.v1 as altcha
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from typing_extensions import TypedDict

from public_forms.form_tokens import LIFE_SECONDS

# A second on an old phone, on average for half of them.
MOST_TRIES = 60_000


class Challenge(TypedDict):
    """Find ``number`` ≤ ``maxnumber`` with SHA-256(salt + number) = ``challenge``."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


def challenge(nonce: str) -> Challenge:
    """The sum for the one form that a stamp's nonce names."""
    made = altcha.create_challenge(
        max_number=MOST_TRIES,
        hmac_key=_key(),
        expires=timezone.now() + timedelta(seconds=LIFE_SECONDS),
        params={"nonce": nonce},
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": MOST_TRIES,
        "salt": made.salt,
        "signature": made.signature,
    }


def holds(proof: str, nonce: str) -> bool:
    """Whether somebody did the sum of that form; ``proof`` is base64 of JSON."""
    try:
        payload = json.loads(base64.b64decode(proof, validate=True))
        right, _ = altcha.verify_solution(payload, _key())
        return right and altcha.extract_params(payload).get("nonce") == [nonce]
    except (ValueError, TypeError, AttributeError, RecursionError):
        # Anything can stand there.
        return False


def _key() -> str:
    return salted_hmac(
        "public_forms.proof_of_work", "", secret=settings.SECRET_KEY
    ).hexdigest()
