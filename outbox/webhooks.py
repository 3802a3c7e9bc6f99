"""Requests that deliver messages to webhooks, signed as Standard Webhooks defines."""

import json
from datetime import datetime

from core.guarded_http import Request, RequestFailed
from outbox import signing
from outbox.models import Delivery
from public_forms.encrypted_fields import Unreadable

# The receiver is gone for good.
GONE = 410


def request_of(delivery: Delivery, now: datetime) -> Request:
    body = json.dumps(delivery.body, ensure_ascii=False)
    endpoint = delivery.endpoint
    if isinstance(endpoint.secret, Unreadable):
        raise RequestFailed(f"The secret is lost, replace it. {endpoint.secret}")
    signed = signing.headers(delivery.message_id, body, keys=endpoint.keys(now), at=now)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Gait-Webhooks",
        **signed,
    }
    return Request(endpoint.url, headers, body.encode())
