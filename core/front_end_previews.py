"""Previews of drafts on the front end of a site, in place of Gait's own HTML."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.models import Page

from core.preview_tokens import PreviewToken
from core.site_root_paths import located

# Attributes of the request that Wagtail makes up for a preview.
ADMIN_ORIGIN = "gait_admin_origin"
REVISION = "gait_revision"
# Of a request for a form in the admin: what a frame on it may show.
FRAMED_ORIGIN = "gait_framed_origin"


# Any: values of attributes.
def attributes_from(request: HttpRequest | None) -> dict[str, Any]:
    """Attributes for the request of a preview, from the one in the admin."""
    if request is None:
        return {}
    matched = request.resolver_match.kwargs if request.resolver_match else {}
    return {
        ADMIN_ORIGIN: _origin_of(request),
        REVISION: matched.get("revision_id"),
    }


def _origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def preview_url_of(page: Page) -> str:
    """The address at which the front end of the page's site shows previews, or nothing."""
    found = located(page)
    return found[0].preview_url if found else ""


def allow_frame(request: HttpRequest, page: Page) -> None:
    """Lets the page of the admin show the front end in a frame, for the preview."""
    if found := located(page):
        setattr(request, FRAMED_ORIGIN, found[0].preview_origin)


def lead_to_front_end(page: Page, request: HttpRequest) -> HttpResponse | None:
    """Redirect to the front end with a token; None where Gait shows the preview."""
    url = preview_url_of(page)
    if not url or not hasattr(request, ADMIN_ORIGIN):
        return None
    return redirect_with(token_for(page, request), url)


def redirect_with(token: PreviewToken, url: str) -> HttpResponse:
    """Redirect to the front end's address for drafts."""
    answer = HttpResponseRedirect(f"{url}?{urlencode({'token': str(token)})}")
    answer["Cache-Control"] = "private, no-store"
    # The address of the admin's page is nothing for the front end.
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def token_for(page: Page, request: HttpRequest) -> PreviewToken:
    """A token for what the request in the admin shows: a form, or a revision."""
    # Any: only those who may edit get here, and the user model is above.
    user: Any = request.user
    shown: Mapping[str, Any]
    if getattr(request, "is_editing", False):
        shown = {"form": form_state_of(page, user).pk}
    else:
        asked = getattr(request, "revision_id", None) or getattr(request, REVISION)
        shown = {"revisions": {page.pk: asked or page.latest_revision_id}}
    origin = getattr(request, ADMIN_ORIGIN)
    return PreviewToken.new(user, admin_origin=origin, now=timezone.now(), **shown)


def token_of_set(pages: Iterable[Page], request: HttpRequest) -> PreviewToken:
    """A token for the latest drafts of several pages, for a request in the admin."""
    # Any: as above.
    user: Any = request.user
    return PreviewToken.new(
        user,
        admin_origin=_origin_of(request),
        now=timezone.now(),
        revisions={page.pk: page.latest_revision_id for page in pages},
    )


class FrontEndMessage(TypedDict):
    """The token of a form, and the origin of the frame that takes it."""

    origin: str
    token: str


def message_for_front_end(page: Page, request: HttpRequest) -> FrontEndMessage | None:
    """Message by which the frame beside a form shows what was typed last.

    None where Gait shows the preview. The form has been stored.
    """
    found = located(page)
    if not found or not found[0].preview_url:
        return None
    # Any: as above.
    user: Any = request.user
    token = PreviewToken.new(
        user,
        admin_origin=_origin_of(request),
        now=timezone.now(),
        form=form_state_of(page, user).pk,
    )
    return {"origin": found[0].preview_origin, "token": str(token)}


def form_state_of(page: Page, user: Any) -> FormState:
    """The form that the user is filling in for the page."""
    parent = "" if page.pk else str(page.get_parent().pk)
    states = FormState.objects.for_preview(user, page, parent)
    return states.order_by("-last_updated_at")[0]
