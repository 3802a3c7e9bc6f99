"""Sending of waiting messages, with back-off, in order for each object.

One worker at a time sends to an endpoint, under a lease. A message is sent at least
once: of a worker that is killed in between, the next one sends it again, with its id.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from core import guarded_http
from core.guarded_http import Answer, Request, RequestFailed
from outbox import purging, tasks, webhooks
from outbox.models import Attempt, Delivery, Endpoint

logger = logging.getLogger("gait.outbox")

# Of Standard Webhooks; up to a day.
DELAYS = [
    timedelta(seconds=seconds)
    for seconds in (5, 30, 300, 1800, 7200, 18_000, 36_000, 86_400)
]
# A receiver that refuses everything is asked at least as often as this.
LONGEST_PAUSE = timedelta(hours=1)
SWITCHED_OFF_AFTER = timedelta(days=3)
# Longer than an attempt.
LEASE = timedelta(seconds=60)
# Messages that one round looks at.
ROUND = 500
# Receivers that refuse two messages in a row are left alone for a while.
MOST_FAILURES = 2
# The part of an answer that the log shows.
MOST_CHARACTERS = 2000

Status = Delivery.Status


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt; ``problem`` is empty if the message was accepted."""

    duration_ms: int
    status: int | None = None
    answer: str = ""
    problem: str = ""


@dataclass
class Round:
    """The messages to one endpoint that are sent now."""

    endpoint: Endpoint
    # Objects with an earlier message that waits.
    blocked: set[str] = field(default_factory=set)
    failed: list[int] = field(default_factory=list)
    failures_in_a_row: int = 0
    has_accepted: bool = False
    is_gone: bool = False

    @property
    def is_over(self) -> bool:
        return self.is_gone or self.failures_in_a_row == MOST_FAILURES


def due_endpoints() -> list[int]:
    """The ids of endpoints to which something can be sent now."""
    now = timezone.now()
    due = Delivery.objects.filter(status=Status.WAITING, due_at__lte=now)
    is_free = Q(leased_until=None) | Q(leased_until__lt=now)
    is_due = Q(retry_at=None) | Q(retry_at__lte=now)
    ready = Endpoint.objects.filter(is_free, is_due, is_active=True)
    return list(
        ready.filter(pk__in=due.values("endpoint")).values_list("pk", flat=True)
    )


def send_waiting(pk: int) -> None:
    """Sends what is due to an endpoint, unless another worker does so."""
    if not _lease(pk):
        return
    try:
        endpoint = Endpoint.objects.get(pk=pk)
        current = Round(endpoint)
        for delivery in _next(current):
            if current.is_over or not _lease(pk, is_mine=True):
                break
            _attempt(current, delivery)
        if current.failed and not current.has_accepted:
            _pause(endpoint, is_gone=current.is_gone)
    finally:
        Endpoint.objects.filter(pk=pk).update(leased_until=None)


def _lease(pk: int, *, is_mine: bool = False) -> bool:
    now = timezone.now()
    rows = Endpoint.objects.filter(pk=pk, is_active=True)
    if not is_mine:
        rows = rows.filter(Q(leased_until=None) | Q(leased_until__lt=now))
    return rows.update(leased_until=now + LEASE) == 1


def _next(current: Round) -> Iterator[Delivery]:
    """The waiting messages that are due and that no earlier one holds up."""
    rows = Delivery.objects.filter(endpoint=current.endpoint, status=Status.WAITING)
    keys = rows.order_by("pk").values_list("pk", "due_at", "subjects")[:ROUND]
    for pk, due_at, subjects in list(keys):
        is_blocked = not current.blocked.isdisjoint(subjects)
        if is_blocked or due_at > timezone.now():
            current.blocked.update(subjects)
            continue
        delivery = rows.select_related("endpoint").filter(pk=pk).first()
        if delivery:
            yield delivery


def _attempt(current: Round, delivery: Delivery) -> None:
    outcome = _outcome(delivery)
    if outcome.problem:
        current.blocked.update(delivery.subjects)
        current.failed.append(delivery.pk)
        current.failures_in_a_row += 1
        current.is_gone = (
            delivery.endpoint.is_webhook and outcome.status == webhooks.GONE
        )
    else:
        current.failures_in_a_row, current.has_accepted = 0, True
    _record(current, delivery, outcome)


def _outcome(delivery: Delivery) -> Outcome:
    request, networks = _request(delivery)
    # A connection is of use to others during the request.
    if not connection.in_atomic_block:
        connection.close()
    began = time.monotonic()
    try:
        answer = guarded_http.send(request, allowed=networks)
    except RequestFailed as failure:
        return Outcome(_since(began), problem=str(failure))
    text = answer.body[:MOST_CHARACTERS].decode(errors="replace").replace("\0", "�")
    return Outcome(_since(began), answer.status, text, _problem(delivery, answer))


def _request(delivery: Delivery) -> tuple[Request, list[guarded_http.Network]]:
    if delivery.endpoint.is_webhook:
        request = webhooks.request_of(delivery, timezone.now())
        return request, settings.WEBHOOK_NETWORKS
    return purging.request_of(delivery), purging.ALLOWED


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _problem(delivery: Delivery, answer: Answer) -> str:
    status = answer.status
    if 200 <= status < 300:
        is_refused = purging.is_refused(delivery.endpoint.kind, answer)
        return "The answer says that nothing was purged." if is_refused else ""
    if 300 <= status < 400:
        return f"It answered {status} and sent us elsewhere, which is not followed."
    return f"It answered {status}."


@transaction.atomic
def _record(current: Round, delivery: Delivery, outcome: Outcome) -> None:
    now = timezone.now()
    Attempt.objects.create(
        delivery=delivery,
        duration_ms=outcome.duration_ms,
        status=outcome.status,
        answer=outcome.answer,
        problem=outcome.problem,
    )
    delivery.attempts_made += 1
    if not outcome.problem:
        delivery.status, delivery.finished_at = Status.DELIVERED, now
        _note_recovery(current, now)
    elif _is_given_up(delivery):
        delivery.status, delivery.finished_at = Status.GIVEN_UP, now
        logger.error("Gave up a message to %s: %s", delivery.endpoint, outcome.problem)
    else:
        delivery.due_at = now + _delay(delivery.attempts_made)
    delivery.save(update_fields=["attempts_made", "status", "finished_at", "due_at"])


def _is_given_up(delivery: Delivery) -> bool:
    """True after the last delay, unless the endpoint accepts nothing at all."""
    is_failing = delivery.endpoint.failing_since is not None
    return delivery.attempts_made > len(DELAYS) and not is_failing


def _delay(attempts: int) -> timedelta:
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def _note_recovery(current: Round, now: datetime) -> None:
    """Sends all that waited for an endpoint that accepts messages again."""
    endpoint = current.endpoint
    if endpoint.failing_since is None:
        return
    endpoint.failing_since, endpoint.failures, endpoint.retry_at = None, 0, None
    endpoint.save(update_fields=["failing_since", "failures", "retry_at"])
    waiting = endpoint.deliveries.filter(status=Status.WAITING, attempts_made__gt=0)
    waiting.exclude(pk__in=current.failed).update(due_at=now)


@transaction.atomic
def _pause(endpoint: Endpoint, *, is_gone: bool) -> None:
    """Leaves an endpoint alone that accepts nothing; at last switches it off."""
    now = timezone.now()
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.retry_at = now + min(_delay(endpoint.failures), LONGEST_PAUSE)
    is_long = now - endpoint.failing_since >= SWITCHED_OFF_AFTER
    # The operator's settings say which caches are purged.
    if endpoint.is_webhook and (is_gone or is_long):
        endpoint.is_active = False
        tasks.tell_of_switched_off.enqueue(endpoint.pk)
    elif endpoint.failures == 1:
        logger.warning("No message to %s is accepted.", endpoint)
    endpoint.save(update_fields=["failures", "failing_since", "retry_at", "is_active"])
