"""Signed tokens by which a client of API v3 reads pages behind a shared password.

A token names the view restrictions whose passwords were given. It takes the place of the
session in which Wagtail's own pages note them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from wagtail.models import PageViewRestriction

HEADER = "Gait-Unlock"
SALT = "gait.unlock"
LIFETIME = timedelta(minutes=30)
LONGEST = 2000


def token_for(restrictions: Iterable[PageViewRestriction]) -> tuple[str, datetime]:
    """A token for these restrictions, and when it ends."""
    passed = {str(each.pk): _fingerprint(each) for each in restrictions}
    ends_at = timezone.now() + LIFETIME
    return signing.dumps(passed, salt=SALT), ends_at


def opened_by(request: HttpRequest) -> list[PageViewRestriction]:
    """The restrictions that the token in the header opens; none if it is not valid.

    A token opens nothing any more once the password is another one.
    """
    token = request.headers.get(HEADER, "")
    if not token or len(token) > LONGEST:
        return []
    try:
        passed = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return []
    with_password = PageViewRestriction.objects.filter(
        pk__in=passed, restriction_type=PageViewRestriction.PASSWORD
    )
    return [
        each
        for each in with_password
        if constant_time_compare(passed[str(each.pk)], _fingerprint(each))
    ]


def _fingerprint(restriction: PageViewRestriction) -> str:
    return salted_hmac(SALT, restriction.password).hexdigest()[:32]
