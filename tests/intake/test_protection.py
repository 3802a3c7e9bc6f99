"""Stamps, sums, limits and receipts: what every form that strangers fill in stands on."""

import base64
import datetime
import json
from threading import Thread

import altcha.v1 as altcha
import pytest
from django.db import connection

from intake import allowances, proof_of_work, receipts, stamps
from intake.models import Allowance, Receipt
from intake.senders import Sender

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
ADA = Sender(address="203.0.113.9", network="203.0.113.9")
BERT = Sender(address="203.0.113.10", network="203.0.113.10")


def solved(challenge):
    number = altcha.solve_challenge(
        challenge["challenge"],
        challenge["salt"],
        challenge["algorithm"],
        challenge["maxnumber"],
        0,
    ).number
    payload = json.dumps({**challenge, "number": number})
    return base64.b64encode(payload.encode()).decode()


def test_a_stamp_is_given_to_anybody_and_kept_by_nobody(client):
    answer = client.get("/handing-in/stamp/?for=reply")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert stamps.read(answer.json()["stamp"], "reply").age_seconds < 5


@pytest.mark.parametrize("query", ["", "?for=", "?for=other", "?for=reply&for=x"])
def test_a_stamp_for_nothing_we_know_is_refused_in_words(client, query):
    answer = client.get(f"/handing-in/stamp/{query}")

    assert answer.status_code == 400
    assert answer.json()["message"] == "“for” is reply or submission."


def test_the_right_sum_holds_for_its_own_form_alone():
    proof = solved(proof_of_work.challenge("mine"))

    assert proof_of_work.holds(proof, "mine")
    assert not proof_of_work.holds(proof, "another")


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "x",
        "é",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"7").decode(),
        base64.b64encode(b'"text"').decode(),
        base64.b64encode(b"{}").decode(),
        base64.b64encode(b"[" * 100_000).decode(),
        base64.b64encode(
            json.dumps(
                {
                    "algorithm": "SHA-256",
                    "challenge": 1,
                    "number": [],
                    "salt": 5,
                    "signature": None,
                }
            ).encode()
        ).decode(),
    ],
)
def test_anything_else_is_no_proof(proof):
    assert proof_of_work.holds(proof, "mine") is False


@pytest.fixture
def three_in_ten_minutes(settings):
    settings.INTAKE_LIMITS = {"reply": [(3, 600)]}


@pytest.mark.django_db
def test_a_network_is_refused_after_its_share_and_told_how_long(three_in_ten_minutes):
    for _ in range(3):
        allowances.take("reply", ADA, now=NOON + datetime.timedelta(minutes=3))

    with pytest.raises(allowances.TooMany) as refused:
        allowances.take("reply", ADA, now=NOON + datetime.timedelta(minutes=4))

    assert refused.value.wait_seconds == 6 * 60
    allowances.take("reply", BERT, now=NOON)
    allowances.take("reply", ADA, now=NOON + datetime.timedelta(minutes=10))


@pytest.mark.django_db
def test_no_address_is_kept_for_counting(three_in_ten_minutes):
    allowances.take("reply", ADA, now=NOON)

    assert "203" not in Allowance.objects.get().key


@pytest.mark.django_db
def test_what_one_limit_refuses_the_other_does_not_count(settings):
    settings.INTAKE_LIMITS = {"reply": [(1, 600), (2, 86_400)]}
    allowances.take("reply", ADA, now=NOON)
    for _ in range(5):
        with pytest.raises(allowances.TooMany):
            allowances.take("reply", ADA, now=NOON)

    allowances.take("reply", ADA, now=NOON + datetime.timedelta(minutes=11))


def in_parallel(number, deed):
    def run():
        try:
            deed()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_parallel_senders_do_not_slip_through(three_in_ten_minutes):
    taken = []

    def deed():
        try:
            allowances.take("reply", ADA, now=NOON)
        except allowances.TooMany:
            return
        taken.append(1)

    in_parallel(8, deed)

    assert len(taken) == 3


@pytest.mark.django_db(transaction=True)
def test_parallel_repeats_make_one():
    made, answers = [], []

    def deed():
        def hand_in():
            made.append(1)
            return {"number": len(made)}

        answers.append(receipts.once(key="k", content=["x"], hand_in=hand_in)[0])

    in_parallel(6, deed)

    assert Receipt.objects.count() == 1
    assert len({json.dumps(answer) for answer in answers}) == 1
    assert len(answers) == 6


@pytest.mark.django_db
def test_a_key_for_something_else_is_a_mistake():
    receipts.once(key="k", content=["x"], hand_in=lambda: {})

    with pytest.raises(receipts.KeyReused):
        receipts.once(key="k", content=["y"], hand_in=lambda: {})


@pytest.mark.django_db
def test_what_fails_leaves_no_receipt():
    def fail():
        raise allowances.TooMany(5)

    with pytest.raises(allowances.TooMany):
        receipts.once(key="k", content=[], hand_in=fail)

    assert receipts.once(key="k", content=[], hand_in=lambda: {"a": 1}) == (
        {"a": 1},
        False,
    )


@pytest.mark.django_db
def test_without_a_key_each_is_its_own():
    for _ in range(2):
        assert receipts.once(key="", content=[], hand_in=lambda: {}) == ({}, False)

    assert not Receipt.objects.exists()
