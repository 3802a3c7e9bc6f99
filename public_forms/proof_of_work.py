"""Proof of work for public forms: ALTCHA protocol version 1.

The browser finds the number whose SHA-256, after the salt, equals the challenge. It is
cheap for one visitor and expensive for bulk senders.
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

# About one second on an old phone; the average solution takes half as many tries.
MOST_TRIES = 60_000


class Challenge(TypedDict):
    """Find ``number`` ≤ ``maxnumber`` with SHA-256(salt + number) = ``challenge``."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


def challenge(nonce: str) -> Challenge:
    """The challenge for the form whose token has this nonce."""
    made = altcha.create_challenge(
        altcha.ChallengeOptions(
            max_number=MOST_TRIES,
            hmac_key=_key(),
            expires=timezone.now() + timedelta(seconds=LIFE_SECONDS),
            params={"nonce": nonce},
        )
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": MOST_TRIES,
        "salt": made.salt,
        "signature": made.signature,
    }


def holds(proof: str, nonce: str) -> bool:
    """True if ``proof`` (base64 of JSON) solves the challenge of this nonce."""
    try:
        payload = json.loads(base64.b64decode(proof, validate=True))
        right, _ = altcha.verify_solution(payload, _key())
        return right and altcha.extract_params(payload).get("nonce") == [nonce]
    except (ValueError, TypeError, AttributeError, RecursionError):
        # The proof is untrusted input of any shape.
        return False


def _key() -> str:
    return salted_hmac(
        "public_forms.proof_of_work", "", secret=settings.SECRET_KEY
    ).hexdigest()
