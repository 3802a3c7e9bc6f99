import base64
import hashlib
import json

import pytest

from public_forms import proof_of_work


def solved(sum_):
    number = next(
        n
        for n in range(sum_["maxnumber"] + 1)
        if hashlib.sha256(f"{sum_['salt']}{n}".encode()).hexdigest()
        == sum_["challenge"]
    )
    return {**sum_, "number": number}


def packed(proof):
    return base64.b64encode(json.dumps(proof).encode()).decode()


def test_a_sum_done_for_its_form_holds():
    assert proof_of_work.holds(packed(solved(proof_of_work.challenge("a"))), "a")


def test_a_sum_done_for_one_form_does_not_serve_another():
    assert not proof_of_work.holds(packed(solved(proof_of_work.challenge("a"))), "b")


def test_a_sum_not_done_does_not_hold():
    sum_ = proof_of_work.challenge("a")

    assert not proof_of_work.holds(packed({**sum_, "number": -1}), "a")


def test_a_sum_that_the_visitor_made_does_not_hold():
    salt = "x?nonce=a"
    digest = hashlib.sha256(f"{salt}1".encode()).hexdigest()
    own = {"algorithm": "SHA-256", "challenge": digest, "number": 1, "salt": salt}

    assert not proof_of_work.holds(packed({**own, "signature": "0" * 64}), "a")


@pytest.mark.parametrize(
    "proof",
    ["", "x", "é", "\x00", *map(packed, ([], {}, 1, None, "a", {"algorithm": []}))],
)
def test_rubbish_does_not_hold(proof):
    assert not proof_of_work.holds(proof, "a")
