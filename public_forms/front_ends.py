"""Front ends that render on a server, and vouch for the addresses of their visitors.

Without a key the header ``Forwarded`` is ignored, and all visitors of a front end count
as one client. Only operations that write ask for the key: it changes no public answer.
"""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import client_ip
from core.api.errors import problem
from core.api.v3.anonymous import asked_site
from public_forms import rate_limits
from public_forms.forwarded import WrongHeader, forwarded_for
from public_forms.models import FrontEndKey

HEADER = "Gait-Front-End-Key"
WRONG = "The front end's key is wrong, or was deleted."
OF_ANOTHER_SITE = "The front end's key is for another site."
TOUCHED_AT_MOST_EACH = timedelta(minutes=1)


def refuse_or_note_visitor(request: HttpRequest) -> HttpResponse | None:
    """Checks the key of a request, and notes the visitor's address that it vouches for.

    A problem for a wrong key or header. Raises LimitExceeded over the limit of the key.
    """
    given = request.headers.get(HEADER)
    if given is None:
        return None
    key = FrontEndKey.with_key(given)
    if key is None:
        return problem(403, WRONG)
    site = asked_site(request)
    if site is None or site.pk != key.site_id:
        return problem(403, OF_ANOTHER_SITE)
    rate_limits.check_limit("front_end", str(key.pk))
    _note_use(key)
    try:
        visitor = forwarded_for(request.headers.get("Forwarded", "for=unknown"))
    except WrongHeader as wrong:
        return problem(400, str(wrong))
    if visitor:
        client_ip.set_visitor(request, visitor)
    return None


def _note_use(key: FrontEndKey) -> None:
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - TOUCHED_AT_MOST_EACH)
    if key.last_used_at is None or key.last_used_at < now - TOUCHED_AT_MOST_EACH:
        FrontEndKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)
