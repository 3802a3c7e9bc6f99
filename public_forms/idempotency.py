"""Idempotency keys: a repeated submission returns the first answer."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from public_forms.models import IdempotencyKey

KEPT = timedelta(days=2)

# Any: a JSON object.
Answer = dict[str, Any]


class KeyReused(Exception):
    """Raised when a key was already used for other content."""


def run_once(
    *, key: str, content: Any, create: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """Runs ``create`` once per key; the answer, and True if it is an earlier one.

    ``content`` is the whole submission as JSON. An empty ``key`` means none: it always
    runs. Raises KeyReused. ``create`` is rolled back when a concurrent request with
    the same key commits first.
    """
    if not key:
        with transaction.atomic():
            return create(), False
    digest, fingerprint = _digest(key), _digest(content)
    try:
        with transaction.atomic():
            return _answer(digest, fingerprint, create)
    except IntegrityError:
        stored = IdempotencyKey.objects.filter(key=digest).first()
        if not stored:
            # Another constraint than the unique key was violated.
            raise
        return _same(stored, fingerprint), True


def earlier_answer(*, key: str, content: Any) -> Answer | None:
    """The stored answer to the same submission; None if there is none.

    Raises KeyReused. Call it before validation: content that was valid the first time
    may be invalid now, and the repeat still gets the first answer.
    """
    stored = IdempotencyKey.objects.filter(key=_digest(key)).first()
    return _same(stored, _digest(content)) if stored else None


def delete_expired_keys(now: datetime) -> int:
    """Deletes keys older than ``KEPT``; the number of rows."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _answer(
    digest: str, fingerprint: str, create: Callable[[], Answer]
) -> tuple[Answer, bool]:
    if stored := IdempotencyKey.objects.filter(key=digest).first():
        return _same(stored, fingerprint), True
    answer = create()
    IdempotencyKey.objects.create(key=digest, fingerprint=fingerprint, answer=answer)
    return answer, False


def _same(stored: IdempotencyKey, fingerprint: str) -> Answer:
    if stored.fingerprint != fingerprint:
        raise KeyReused
    return stored.answer


def _digest(content: Any) -> str:
    # Keyed: short contents could be recovered from an unkeyed digest by enumeration.
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac(
        "public_forms.idempotency_key", text, algorithm="sha256"
    ).hexdigest()
