"""A double click, a retry and a proxy's repeat make one."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from public_forms.models import IdempotencyKey

KEPT = timedelta(days=2)

# Whatever JSON can say.
Answer = dict[str, Any]


class KeyReused(Exception):
    """The key was used before, for something else."""


def run_once(
    *, key: str, content: Any, hand_in: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """What ``hand_in`` answers, and whether it had been handed in before.

    ``key`` names what is handed in, ``content`` is all of it as JSON; an empty key is
    none. Raises KeyReused. What ``hand_in`` does is undone when somebody with the same
    key was faster.
    """
    if not key:
        with transaction.atomic():
            return hand_in(), False
    digest, fingerprint = _digest(key), _digest(content)
    try:
        with transaction.atomic():
            return _answer(digest, fingerprint, hand_in)
    except IntegrityError:
        receipt = IdempotencyKey.objects.filter(key=digest).first()
        if not receipt:
            # It was not about the key.
            raise
        return _same(receipt, fingerprint), True


def earlier_answer(*, key: str, content: Any) -> Answer | None:
    """What was answered to the same before; None where nothing was.

    Raises KeyReused. For who must not check it again: what was right then may be wrong
    now, and a repeat is answered all the same.
    """
    receipt = IdempotencyKey.objects.filter(key=_digest(key)).first()
    return _same(receipt, _digest(content)) if receipt else None


def delete_expired_keys(now: datetime) -> int:
    """Drops receipts that nobody asks for any more; how many."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _answer(
    digest: str, fingerprint: str, hand_in: Callable[[], Answer]
) -> tuple[Answer, bool]:
    if receipt := IdempotencyKey.objects.filter(key=digest).first():
        return _same(receipt, fingerprint), True
    answer = hand_in()
    IdempotencyKey.objects.create(key=digest, fingerprint=fingerprint, answer=answer)
    return answer, False


def _same(receipt: IdempotencyKey, fingerprint: str) -> Answer:
    if receipt.fingerprint != fingerprint:
        raise KeyReused
    return receipt.answer


def _digest(content: Any) -> str:
    # Keyed, for a bare digest of few possible contents tells which it was.
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac(
        "public_forms.idempotency_key", text, algorithm="sha256"
    ).hexdigest()
