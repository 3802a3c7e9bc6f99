"""API v3 endpoint that shows a draft for a signed token of minutes."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field
from typing_extensions import TypedDict
from wagtail.api.v3.routers.pages import PageDetailSchema
from wagtail.models import Site

from core.api.caching import make_private
from core.api.errors import Problem
from core.api.page_paths import without_query
from core.api.v3.anonymous import ANYBODY
from core.api.v3.drafts import Draft, IncompleteForm, PreviewEnded, drafts
from core.api.v3.pages import show_public_relations
from core.edit_urls import block_paths, field_names, fragment
from core.models import BasePage
from core.preview_tokens import LONGEST, PreviewToken
from core.site_root_paths import located

ENDED = (
    "This preview has ended, or it is not one. Open it again in the admin: a token shows "
    "one draft for some minutes, to who may edit it."
)
MISTAKES = (
    "The form has mistakes that keep the draft from being shown. The admin marks them "
    "when it is saved."
)
NOT_IN_SET = "No draft of this preview has this path."

router = Router(tags=["preview"])


class PreviewQuery(Schema):
    token: str = Field(min_length=1, max_length=LONGEST)
    path: str | None = Field(
        None,
        max_length=2000,
        description="Of one of several drafts; left out, the first one.",
    )


class PreviewData(TypedDict):
    """A draft: ``page`` as in ``pages/{id}/``, blocks with their ``edit_url``.

    ``id`` of a page that was never saved is 0. ``path`` is the one on the site, None
    where the page is on none. ``edit_urls`` are the places in the form of the page's
    own fields, by name. ``admin_origin`` is where the editor works: messages of a
    preview come from there.
    """

    page: PageDetailSchema
    path: str | None
    edit_url: str
    edit_urls: dict[str, str]
    admin_origin: str
    expires_at: datetime


@router.get(
    "/",
    response={200: PreviewData, 409: Problem},
    url_name="preview",
    summary="A draft, for a token",
    operation_id="preview",
    auth=ANYBODY,
)
def preview(
    request: HttpRequest, response: HttpResponse, query: Query[PreviewQuery]
) -> PreviewData:
    """The draft that the admin's preview shows, saved or not; never cached.

    The admin leads to the front end's preview address with the token.
    """
    make_private(response)
    response["X-Robots-Tag"] = "noindex"
    token = PreviewToken.read(query.token, now=timezone.now())
    try:
        if token is None:
            raise PreviewEnded
        return _shown(_chosen(token, query.path), token)
    except PreviewEnded:
        raise HttpError(403, ENDED) from None
    except IncompleteForm:
        raise HttpError(409, MISTAKES) from None


def _chosen(token: PreviewToken, path: str | None) -> Draft:
    """The draft at a path, by default the first one."""
    for draft in drafts(token):
        if path is None or _slugs(path) == _slugs(_path(draft.page) or "/…"):
            return draft
    raise Http404(NOT_IN_SET)


def _slugs(path: str) -> str:
    return without_query(path).strip("/")


def _path(page: BasePage) -> str | None:
    found = located(page)
    return found[1] if found else None


def _shown(draft: Draft, token: PreviewToken) -> PreviewData:
    page, form_url = draft.page, f"{token.admin_origin}{draft.form_path}"
    data = page.page_data
    data.edit_urls = {
        key: f"{form_url}{fragment(path)}" for key, path in block_paths(page).items()
    }
    show_public_relations(page, Site.objects.filter(pk=data.site_id).first())
    return {
        "page": page,
        "path": _path(page),
        "edit_url": form_url,
        "edit_urls": {
            name: f"{form_url}{fragment(name)}" for name in field_names(page)
        },
        "admin_origin": token.admin_origin,
        "expires_at": token.expires_at,
    }
