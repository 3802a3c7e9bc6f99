"""API v3 endpoints that show a draft, and its user bar, for a token of minutes."""

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
from core.api.v3.page_relations import show_public_relations
from core.api.v3.user_bar import user_bar
from core.edit_urls import block_paths, field_names, fragment
from core.models import BasePage
from core.preview_tokens import LONGEST, PreviewToken
from core.rich_text import Html
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


class UserBarQuery(PreviewQuery):
    panel: bool = Field(
        False,
        description="In the panel beside the form: hidden, for the checks of the panel.",
    )


class PreviewedPageData(TypedDict):
    id: int
    title: str
    path: str | None


class PreviewData(TypedDict):
    """A draft: ``page`` as in ``pages/{id}/``, blocks with their ``edit_url``.

    ``id`` of a page that was never saved is 0. ``path`` is the one on the site, None
    where the page is on none. ``edit_urls`` are the places in the form of the page's
    own fields, by name. ``admin_origin`` is where the editor works: messages of a
    preview come from there. ``pages`` are all that the token shows.
    """

    page: PageDetailSchema
    path: str | None
    edit_url: str
    edit_urls: dict[str, str]
    admin_origin: str
    expires_at: datetime
    pages: list[PreviewedPageData]


class UserBarData(TypedDict):
    """``html`` belongs at the end of the page, as it is; it has scripts of the admin."""

    html: Html


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
    _hide(response)
    token, found = _opened(query.token)
    return _shown(_chosen(found, query.path), found, token)


@router.get(
    "/user_bar/",
    response={200: UserBarData, 409: Problem},
    url_name="preview_user_bar",
    summary="Wagtail's user bar for a draft",
    operation_id="preview_user_bar",
    auth=ANYBODY,
)
def preview_user_bar(
    request: HttpRequest, response: HttpResponse, query: Query[UserBarQuery]
) -> UserBarData:
    """The bar with links to the admin and the content checker, for the same token."""
    _hide(response)
    token, found = _opened(query.token)
    draft = _chosen(found, query.path)
    origin = token.admin_origin
    html = user_bar(draft.page, draft.user, origin, in_panel=query.panel)
    return {"html": html}


def _hide(response: HttpResponse) -> None:
    make_private(response)
    response["X-Robots-Tag"] = "noindex"


def _opened(text: str) -> tuple[PreviewToken, list[Draft]]:
    """The token and its drafts; raises HttpError."""
    token = PreviewToken.read(text, now=timezone.now())
    try:
        if token is None:
            raise PreviewEnded
        return token, list(drafts(token))
    except PreviewEnded:
        raise HttpError(403, ENDED) from None
    except IncompleteForm:
        raise HttpError(409, MISTAKES) from None


def _chosen(found: list[Draft], path: str | None) -> Draft:
    """The draft at a path, by default the first one; raises Http404."""
    if path is None:
        return found[0]
    for draft in found:
        own = _path(draft.page)
        if own and _slugs(own) == _slugs(path):
            return draft
    raise Http404(NOT_IN_SET)


def _slugs(path: str) -> str:
    return without_query(path).strip("/")


def _path(page: BasePage) -> str | None:
    found = located(page)
    return found[1] if found else None


def _shown(draft: Draft, found: list[Draft], token: PreviewToken) -> PreviewData:
    page, form_url = draft.page, f"{token.admin_origin}{draft.form_path}"
    data = page.page_data
    data.edit_urls = {
        key: f"{form_url}{fragment(path)}" for key, path in block_paths(page).items()
    }
    show_public_relations(page, Site.objects.filter(pk=data.site_id).first())
    fields = {name: f"{form_url}{fragment(name)}" for name in field_names(page)}
    return {
        "page": page,
        "path": _path(page),
        "edit_url": form_url,
        "edit_urls": fields,
        "admin_origin": token.admin_origin,
        "expires_at": token.expires_at,
        "pages": [_in_brief(each.page) for each in found],
    }


def _in_brief(page: BasePage) -> PreviewedPageData:
    return {"id": page.pk, "title": page.title, "path": _path(page)}
