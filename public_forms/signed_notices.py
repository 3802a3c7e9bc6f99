"""Signed, expiring notices in the URL of the page that follows a submission.

Visitors have no session for flash messages. With a forged or expired notice the page
is the public one.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

# Long enough to reload the page or to return to it.
LIFE = timedelta(minutes=30)


def sign(notice: str, *, purpose: str, page_id: int) -> str:
    """The signed notice for a URL; ``purpose``: the submission's kind, as “reply”."""
    return _signer(purpose, page_id).sign(notice)


def read(signed: str, *, purpose: str, page_id: int) -> str:
    """The notice; empty if it is forged, expired, or for another page or purpose."""
    try:
        return _signer(purpose, page_id).unsign(signed, max_age=LIFE)
    except BadSignature:
        return ""


def _signer(purpose: str, page_id: int) -> TimestampSigner:
    # A dot needs no percent-encoding in a URL.
    return TimestampSigner(salt=f"public_forms.notice.{purpose}.{page_id}", sep=".")
