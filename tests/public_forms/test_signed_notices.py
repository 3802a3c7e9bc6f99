import time

import pytest
from django.core.signing import TimestampSigner, b62_encode

from public_forms import signed_notices


class Earlier(TimestampSigner):
    minutes = 0

    def timestamp(self):
        return b62_encode(int(time.time() - 60 * self.minutes))


def made_ago(minutes):
    signer = Earlier(salt="public_forms.notice.reply.7", sep=".")
    signer.minutes = minutes
    return signer.sign("waiting")


@pytest.mark.parametrize(
    ("minutes", "read"),
    [(0, "waiting"), (29.9, "waiting"), (30.1, ""), (31, ""), (9_999, "")],
)
def test_a_notice_lives_for_half_an_hour(minutes, read):
    assert signed_notices.read(made_ago(minutes), purpose="reply", page_id=7) == read


def test_a_signed_notice_is_read_as_it_was_signed():
    signed = signed_notices.sign("waiting", purpose="reply", page_id=7)

    assert signed_notices.read(signed, purpose="reply", page_id=7) == "waiting"


@pytest.mark.parametrize(("purpose", "page_id"), [("reply", 8), ("submission", 7)])
def test_a_notice_is_of_one_page_and_one_purpose(purpose, page_id):
    assert signed_notices.read(made_ago(0), purpose=purpose, page_id=page_id) == ""


@pytest.mark.parametrize("forged", ["", "waiting", "waiting.1.x", "\ud800", "." * 5000])
def test_a_forged_notice_is_none(forged):
    assert signed_notices.read(forged, purpose="reply", page_id=7) == ""
