import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from public_forms import idempotency
from public_forms.models import IdempotencyKey, RateLimitCount


def stored(name):
    """Stands for what a visitor sends."""
    RateLimitCount.objects.create(key=name, window_starts_at=timezone.now())
    return {"name": name}


def run_once(key="k", content="a", create=lambda: stored("one")):
    return idempotency.run_once(key=key, content=content, create=create)


@pytest.mark.django_db
def test_a_repeat_is_answered_like_the_first_and_taken_once():
    assert run_once() == ({"name": "one"}, False)
    assert run_once() == ({"name": "one"}, True)
    assert RateLimitCount.objects.count() == 1


@pytest.mark.django_db
def test_a_key_for_something_else_is_refused():
    run_once()

    with pytest.raises(idempotency.KeyReused):
        run_once(content="b")


@pytest.mark.django_db
def test_without_a_key_each_is_another():
    run_once(key="")

    assert run_once(key="") == ({"name": "one"}, False)
    assert RateLimitCount.objects.count() == 2


@pytest.mark.django_db
def test_what_fails_leaves_no_receipt():
    def fails():
        stored("half")
        raise IntegrityError("Something else")

    with pytest.raises(IntegrityError):
        run_once(create=fails)

    assert not IdempotencyKey.objects.exists()
    assert not RateLimitCount.objects.exists()
    assert run_once()[1] is False


@pytest.mark.django_db
def test_a_receipt_tells_neither_key_nor_content():
    run_once(key="my-key", content="my-content")

    row = IdempotencyKey.objects.get()
    assert "my" not in row.key + row.fingerprint


@pytest.mark.django_db
def test_old_receipts_are_forgotten():
    run_once()
    assert idempotency.delete_expired_keys(timezone.now()) == 0

    assert idempotency.delete_expired_keys(timezone.now() + timedelta(days=3)) == 1
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_double_click_one_is_taken_and_both_hear_the_same():
    def slow():
        answer = stored("one")
        time.sleep(0.2)
        return answer

    def click(_):
        try:
            return run_once(create=slow)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(click, range(2)))

    assert sorted(is_repeat for _, is_repeat in answers) == [False, True]
    assert [answer for answer, _ in answers] == [{"name": "one"}] * 2
    assert RateLimitCount.objects.count() == 1
