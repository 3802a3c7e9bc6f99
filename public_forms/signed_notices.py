"""Signed notices: what a page says to somebody who has just sent something.

They stand in the page's address, for there is no cookie, and count for a while only:
with an address that is made up, passed on or kept, the page is as for everybody.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

# Long enough to reload the page, or to come back to it.
LIFE = timedelta(minutes=30)


def sign(notice: str, *, purpose: str, page_id: int) -> str:
    """The notice for an address; ``purpose`` is what was sent, such as “reply”."""
    return _signer(purpose, page_id).sign(notice)


def read(signed: str, *, purpose: str, page_id: int) -> str:
    """The notice; empty where it is forged, too old, or of another page or purpose."""
    try:
        return _signer(purpose, page_id).unsign(signed, max_age=LIFE)
    except BadSignature:
        return ""


def _signer(purpose: str, page_id: int) -> TimestampSigner:
    # A dot needs no escape in an address.
    return TimestampSigner(salt=f"public_forms.notice.{purpose}.{page_id}", sep=".")
