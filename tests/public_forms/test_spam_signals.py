import pytest

from public_forms import form_tokens, proof_of_work
from public_forms.forms import PublicForm
from public_forms.spam_signals import SpamSignal
from tests.public_forms.test_proof_of_work import packed, solved


class ReplyForm(PublicForm):
    purpose = "reply"


def form(age_seconds=60, **data):
    form_token = form_tokens.issue("reply", age_seconds=age_seconds, nonce="n")
    return ReplyForm({"form_token": form_token, **data})


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(0, [SpamSignal.TOO_FAST]), (2.8, [SpamSignal.TOO_FAST]), (3, []), (60, [])],
)
def test_a_form_sent_within_three_seconds_is_too_fast(seconds, found):
    assert form(seconds).spam_signals() == found


def test_a_form_that_was_checked_may_be_sent_after_a_second():
    checked = form().with_new_token()

    assert 2 <= checked.token.age_seconds < 3
    assert checked.spam_signals() == [SpamSignal.TOO_FAST]


@pytest.mark.parametrize(("typed", "found"), [("", []), ("x", [SpamSignal.HONEYPOT])])
def test_a_filled_honeypot_is_a_signal(typed, found):
    assert form(subject_line=typed).spam_signals() == found


@pytest.mark.parametrize("form_token", ["", "forged"])
def test_a_form_without_a_valid_token_has_no_age_and_no_key(form_token):
    sent = form(form_token=form_token)

    assert sent.spam_signals() == []
    assert (sent.has_token, sent.key) == (False, "")


@pytest.mark.parametrize(
    ("is_wanted", "nonce", "found"),
    [
        (False, None, []),
        (True, None, [SpamSignal.NO_PROOF]),
        (True, "other", [SpamSignal.NO_PROOF]),
        (True, "n", []),
    ],
)
def test_a_wanted_proof_has_to_be_of_the_same_form(is_wanted, nonce, found):
    proof = packed(solved(proof_of_work.challenge(nonce))) if nonce else ""

    assert form(proof_of_work=proof).spam_signals(proof_wanted=is_wanted) == found


def test_a_wanted_proof_without_a_token_is_missing():
    sent = form(
        form_token="", proof_of_work=packed(solved(proof_of_work.challenge("n")))
    )

    assert sent.spam_signals(proof_wanted=True) == [SpamSignal.NO_PROOF]


def test_all_signals_of_a_form_are_found():
    sent = form(age_seconds=0, subject_line="x")

    assert sent.spam_signals(proof_wanted=True) == [
        SpamSignal.HONEYPOT,
        SpamSignal.TOO_FAST,
        SpamSignal.NO_PROOF,
    ]


def test_the_key_of_a_form_is_its_purpose_and_nonce():
    assert form().key == "reply:n"
