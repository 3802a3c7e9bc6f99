"""Sending of waiting messages, with back-off, in order for each object.

One worker at a time sends to an endpoint, under a lease. A message is sent at least
once: of a worker that is killed in between, the next one sends it again, with its id.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from core import guarded_http
from core.guarded_http import Answer, Request, RequestFailed
from outbox import purged_addresses, purging, tasks, webhooks
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
# After it, other endpoints and later messages about the same objects have their turn.
ROUND = 500
# Messages that are looked at together.
PART = 500
BLOCKED_PAUSE = timedelta(seconds=5)
# Receivers that refuse two messages in a row are left alone for a while.
MOST_FAILURES = 2
# The part of an answer that the log shows.
MOST_CHARACTERS = 2000
SECRET_HEADERS = ("Authorization", "Fastly-Key")

Status = Delivery.Status


@dataclass(frozen=True)
class Outcome:
    """Result of an attempt; ``problem`` is empty if the message was accepted."""

    duration_ms: int
    status: int | None = None
    answer: str = ""
    problem: str = ""


@dataclass
class Round:
    """The messages to one endpoint that are sent now, under a lease."""

    endpoint: Endpoint
    leased_until: datetime
    # Objects with an earlier message that waits.
    blocked: set[str] = field(default_factory=set)
    failed: list[int] = field(default_factory=list)
    attempts: int = 0
    failures_in_a_row: int = 0
    has_accepted: bool = False
    is_gone: bool = False

    @property
    def is_over(self) -> bool:
        is_left_alone = self.failures_in_a_row == MOST_FAILURES
        return self.is_gone or is_left_alone or self.attempts == ROUND


def due_endpoints() -> list[int]:
    """The ids of endpoints to which something can be sent now."""
    now = timezone.now()
    due = Delivery.objects.filter(
        endpoint=OuterRef("pk"), status=Status.WAITING, due_at__lte=now
    )
    is_free = Q(leased_until=None) | Q(leased_until__lt=now)
    is_due = Q(retry_at=None) | Q(retry_at__lte=now)
    ready = Endpoint.objects.filter(is_free, is_due, is_active=True)
    return list(ready.filter(Exists(due)).values_list("pk", flat=True))


def send_waiting(pk: int, *, is_ended: Callable[[], bool] = lambda: False) -> None:
    """Sends what is due to an endpoint, unless another worker does so.

    An error leaves the lease, so that the next attempt is made after its end only.
    """
    is_free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    lease = _lease(Endpoint.objects.filter(is_free, pk=pk))
    endpoint = Endpoint.objects.filter(pk=pk).first()
    if not lease or not endpoint:
        return
    current = Round(endpoint, lease)
    if not endpoint.is_webhook:
        purging.merge_due(endpoint, timezone.now())
    for delivery in _next(current):
        if current.is_over or is_ended() or not _renew(current):
            break
        _attempt(current, delivery)
    if current.failed and not current.has_accepted:
        _pause(pk, is_gone=current.is_gone)
    _release(current)


def _lease(endpoints: QuerySet[Endpoint]) -> datetime | None:
    """The end of a lease; None if the endpoint is not among these, or is off."""
    until = timezone.now() + LEASE
    is_leased = endpoints.filter(is_active=True).update(leased_until=until)
    return until if is_leased else None


def _own(current: Round) -> QuerySet[Endpoint]:
    """The endpoint, unless another worker has leased it meanwhile."""
    return Endpoint.objects.filter(
        pk=current.endpoint.pk, leased_until=current.leased_until
    )


def _renew(current: Round) -> bool:
    lease = _lease(_own(current))
    current.leased_until = lease or current.leased_until
    return lease is not None


def _release(current: Round) -> None:
    _own(current).update(
        leased_until=None,
        # All that is due waits for what is not: others need not look at once.
        **({} if current.attempts else {"retry_at": timezone.now() + BLOCKED_PAUSE}),
    )


def _next(current: Round) -> Iterator[Delivery]:
    """The waiting messages that are due and that no earlier one holds up."""
    rows = Delivery.objects.filter(endpoint=current.endpoint, status=Status.WAITING)
    for pk, due_at, subjects in _in_order(rows):
        is_blocked = not current.blocked.isdisjoint(subjects)
        if is_blocked or due_at > timezone.now():
            current.blocked.update(subjects)
            continue
        delivery = rows.select_related("endpoint").filter(pk=pk).first()
        if delivery:
            yield delivery


def _in_order(rows: QuerySet[Delivery]) -> Iterator[tuple[int, datetime, list[str]]]:
    """Key, time and subjects of all of these, read in parts."""
    keys = rows.order_by("pk").values_list("pk", "due_at", "subjects")
    last = 0
    while part := list(keys.filter(pk__gt=last)[:PART]):
        yield from part
        last = part[-1][0]


def _attempt(current: Round, delivery: Delivery) -> None:
    outcome = _outcome(delivery)
    current.attempts += 1
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
    # A connection is of use to others during the request.
    if not connection.in_atomic_block:
        connection.close()
    began = time.monotonic()
    try:
        if delivery.endpoint.kind == Endpoint.Kind.BY_ADDRESS:
            purged_addresses.purge(delivery.endpoint.url, delivery.purged)
            return Outcome(_since(began))
        request, networks = _request(delivery)
        answer = guarded_http.send(request, allowed=networks)
    except RequestFailed as failure:
        return Outcome(_since(began), problem=str(failure))
    except Exception:
        # Tried again as often as after any other failure, and not at once.
        logger.exception("%s could not be sent.", delivery)
        return Outcome(_since(began), problem="It could not be sent: see the log.")
    text = _shown(answer, request)
    return Outcome(_since(began), answer.status, text, _problem(delivery, answer))


def _request(delivery: Delivery) -> tuple[Request, list[guarded_http.Network]]:
    if delivery.endpoint.is_webhook:
        request = webhooks.request_of(delivery, timezone.now())
        return request, settings.WEBHOOK_NETWORKS
    return purging.request_of(delivery), purging.ALLOWED


def _shown(answer: Answer, request: Request) -> str:
    """The beginning of an answer, without the keys that a receiver sends back."""
    text = answer.body.decode(errors="replace").replace("\0", "�")
    for name in SECRET_HEADERS:
        if key := request.headers.get(name, "").removeprefix("Bearer "):
            text = text.replace(key, "…")
    return text[:MOST_CHARACTERS]


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
    """Writes the attempt, unless the message was deleted meanwhile."""
    endpoint = _locked(delivery.endpoint_id)
    row = Delivery.objects.filter(pk=delivery.pk)
    if endpoint is None or not row.exists():
        return
    Attempt.objects.create(
        delivery=delivery,
        duration_ms=outcome.duration_ms,
        status=outcome.status,
        answer=outcome.answer,
        problem=outcome.problem,
    )
    now = timezone.now()
    attempts = delivery.attempts_made + 1
    row.update(attempts_made=attempts)
    if not outcome.problem:
        row.update(status=Status.DELIVERED, finished_at=now)
        logger.info("%s was told: %s", endpoint, delivery.about or delivery.event)
        _note_recovery(current, endpoint)
    # While the endpoint accepts nothing at all, none is given up.
    elif attempts > len(DELAYS) and endpoint.failing_since is None:
        row.update(status=Status.GIVEN_UP, finished_at=now)
        words = "Gave up a message to %s (%s): %s"
        logger.error(words, endpoint, delivery.about, outcome.problem)
    else:
        row.update(due_at=now + _delay(attempts))


def _locked(pk: int) -> Endpoint | None:
    """The endpoint as it is now, locked; messages to it may still be written."""
    return Endpoint.objects.select_for_update(no_key=True).filter(pk=pk).first()


def _delay(attempts: int) -> timedelta:
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def _note_recovery(current: Round, endpoint: Endpoint) -> None:
    """Sends all that waited for an endpoint that accepts messages again."""
    if endpoint.failing_since is None:
        return
    endpoint.failing_since, endpoint.failures, endpoint.retry_at = None, 0, None
    endpoint.save(update_fields=["failing_since", "failures", "retry_at"])
    waiting = endpoint.deliveries.filter(status=Status.WAITING, attempts_made__gt=0)
    waiting.exclude(pk__in=current.failed).update(due_at=timezone.now())


@transaction.atomic
def _pause(pk: int, *, is_gone: bool) -> None:
    """Leaves an endpoint alone that accepts nothing; at last switches it off."""
    endpoint = _locked(pk)
    if endpoint is None or not endpoint.is_active:
        return
    now = timezone.now()
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.retry_at = now + min(_delay(endpoint.failures), LONGEST_PAUSE)
    is_long = now - endpoint.failing_since >= SWITCHED_OFF_AFTER
    # The operator's settings say which caches are purged.
    if endpoint.is_webhook and (is_gone or is_long):
        endpoint.is_active = False
        # A form that is open elsewhere does not switch it on again unawares.
        log(instance=endpoint, action=tasks.SWITCH_OFF, content_changed=True)
        tasks.tell_of_switched_off.enqueue(endpoint.pk)
    elif endpoint.failures == 1:
        logger.warning("No message to %s is accepted.", endpoint)
    endpoint.save(update_fields=["failures", "failing_since", "retry_at", "is_active"])
