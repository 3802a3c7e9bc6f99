"""API v3 endpoint that opens a page behind a shared password."""

from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import PageViewRestriction

from core import client_ip, unlocking
from core.api.errors import Problem, problem
from core.api.page_paths import routed_page
from core.api.v3.anonymous import ANYBODY, site_for
from core.private_pages import is_behind_password
from public_forms import front_ends, rate_limits
from public_forms.api import VOUCHING, refused
from public_forms.messages import wait_in_words
from public_forms.rate_limits import LimitExceeded

NO_PASSWORD = "No page at this path asks for a password."  # noqa: S105 - a message

router = Router(tags=["route"])


class Password(Schema):
    """``path``: as ``route/`` takes it; ``password``: as a visitor typed it."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(max_length=2000)
    password: str = Field(min_length=1, max_length=255)


class UnlockedData(TypedDict):
    """``token``: for the header Gait-Unlock, until ``expires_at``."""

    token: str
    expires_at: datetime


@router.post(
    "/",
    response={200: UnlockedData, 429: Problem},
    url_name="unlock",
    summary="Open a page with its password",
    operation_id="unlock",
    auth=ANYBODY,
    openapi_extra={"parameters": VOUCHING},
)
def unlock(
    request: HttpRequest, data: Password, site: str | None = None
) -> UnlockedData | HttpResponse:
    """A token for the pages that have this password, and those below them.

    What the header of the request opens already, the new token opens, too.
    """
    page = routed_page(request, data.path, site_for(request, site))
    if page is None or not is_behind_password(page):
        raise Http404(NO_PASSWORD)
    opened = unlocking.opened_by(request)
    restrictions = page.specific.get_view_restrictions()
    closed = [each for each in restrictions if each not in opened] or [*restrictions]
    try:
        if wrong_key := front_ends.refuse_or_note_visitor(request):
            return wrong_key
        matching = _matching(request, closed, data.password)
    except LimitExceeded as many:
        return _too_many(many)
    if not matching:
        return _wrong(closed[0], data.password)
    token, expires_at = unlocking.token_for({*opened, *matching})
    return {"token": token, "expires_at": expires_at}


def _matching(
    request: HttpRequest, closed: list[PageViewRestriction], password: str
) -> list[PageViewRestriction]:
    """Those of the restrictions with this password; raises LimitExceeded.

    Counted with the passwords that are typed into the forms of pages, and like there
    before they are compared; right ones are not counted.
    """
    network = client_ip.client_network(client_ip.client_address(request))
    with transaction.atomic():
        for each in closed:
            rate_limits.check_limit("shared_password", network, f"page {each.pk}")
        matching = [each for each in closed if _form(each, password).is_valid()]
        if matching:
            transaction.set_rollback(True)
    return matching


def _form(
    restriction: PageViewRestriction, password: str
) -> PasswordViewRestrictionForm:
    typed = {"password": password, "return_url": "/"}
    return PasswordViewRestrictionForm(typed, instance=restriction)


def _wrong(restriction: PageViewRestriction, password: str) -> HttpResponse:
    [message] = _form(restriction, password).errors["password"]
    return refused(
        [{"path": ["body", "password"], "message": message, "code": "invalid"}]
    )


def _too_many(many: LimitExceeded) -> HttpResponse:
    wait = wait_in_words(many.wait_seconds)
    return problem(
        429,
        f"The password was wrong several times. Wait {wait}, then try again.",
        headers={"Retry-After": str(many.wait_seconds)},
    )
