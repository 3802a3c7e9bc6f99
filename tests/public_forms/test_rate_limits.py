from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from public_forms import rate_limits
from public_forms.models import RateLimitCount
from public_forms.senders import Sender

ANN, BEN = (Sender(address=a, network=a) for a in ("203.0.113.1", "203.0.113.2"))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _three_in_ten_minutes(settings):
    settings.RATE_LIMITS = {
        "reply": [(3, 600), (5, 86_400)],
        "submission": [(3, 600)],
    }


def take(sender=ANN, kind="reply", *, at=NOON):
    """The seconds to wait; None where it was taken."""
    try:
        rate_limits.check_limit(kind, sender.network, now=at)
    except rate_limits.LimitExceeded as refusal:
        return refusal.wait_seconds
    return None


@pytest.mark.django_db
def test_what_is_too_much_must_wait_until_the_window_ends():
    taken = [take() for _ in range(3)]

    assert taken == [None] * 3
    assert take(at=NOON + timedelta(seconds=10)) == 590
    assert take(at=NOON + timedelta(seconds=600)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "wait"), [(0, 600), (1, 599), (599, 1), (600, None), (601, None)]
)
def test_a_window_ends_on_the_second(seconds, wait):
    for _ in range(3):
        take()

    assert take(at=NOON + timedelta(seconds=seconds)) == wait


@pytest.mark.django_db
def test_windows_begin_by_the_clock_and_not_with_the_first_event():
    late = NOON + timedelta(seconds=599)
    for _ in range(3):
        take(at=late)

    assert take(at=late) == 1
    assert take(at=late + timedelta(seconds=1)) is None


@pytest.mark.django_db
def test_of_two_waits_the_longer_is_named():
    for _ in range(2):
        take(at=NOON - timedelta(hours=1))
    for _ in range(3):
        take()

    assert take() == 12 * 3600


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "is_kept"), [(-1, True), (0, True), (1, False)])
def test_counts_are_kept_for_the_longest_window(seconds, is_kept):
    take()

    rate_limits.delete_expired_counts(NOON + timedelta(seconds=86_400 + seconds))

    kept = RateLimitCount.objects.filter(window_starts_at=NOON)
    assert kept.exists() is is_kept


@pytest.mark.django_db
def test_a_refused_one_is_not_counted():
    for _ in range(20):
        take()
    later = NOON + timedelta(minutes=10)

    assert [take(at=later), take(at=later)] == [None, None]
    # The fifth of the day was the last; the day ends at midnight.
    assert take(at=later) == 12 * 3600 - 600


@pytest.mark.django_db
def test_without_limits_nothing_waits(settings):
    settings.RATE_LIMITS["reply"] = []

    assert [take() for _ in range(9)] == [None] * 9


@pytest.mark.django_db
def test_without_a_time_the_present_one_counts():
    rate_limits.check_limit("submission", ANN.network)

    starts_at = RateLimitCount.objects.get().window_starts_at
    assert timedelta(0) <= timezone.now() - starts_at < timedelta(seconds=660)


@pytest.mark.django_db
def test_kinds_and_senders_are_counted_apart():
    for _ in range(4):
        take()

    assert take(BEN) is None
    assert take(kind="submission") is None
    assert take()


@pytest.mark.django_db
def test_what_a_network_does_to_two_things_is_counted_apart():
    for page in ("page 1", "page 2"):
        for _ in range(3):
            rate_limits.check_limit("submission", ANN.network, page, now=NOON)

    with pytest.raises(rate_limits.LimitExceeded):
        rate_limits.check_limit("submission", ANN.network, "page 1", now=NOON)


@pytest.mark.django_db
def test_no_address_is_stored():
    take()

    assert not any(ANN.network in row.key for row in RateLimitCount.objects.all())


@pytest.mark.django_db
def test_old_counts_are_forgotten():
    take(at=NOON - timedelta(days=3))
    take()

    assert rate_limits.delete_expired_counts(NOON) == 2
    assert RateLimitCount.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_sends_many_at_once_gets_no_more_through():
    def one(_):
        try:
            return take()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        waits = list(threads.map(one, range(12)))

    assert waits.count(None) == 3
    assert sorted(set(RateLimitCount.objects.values_list("count", flat=True))) == [3]
