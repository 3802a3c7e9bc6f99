"""What lives at a path: for front ends that draw pages by their addresses."""

from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field
from typing_extensions import TypedDict
from wagtail.api.v2.utils import get_full_url

from cms.api.caching import page_tag
from cms.api.paths import redirect_at
from cms.api.v3.redirects import visible_redirects
from cms.api.v3.visitors import ANYBODY, page_at, site_for

LONGEST_PATH = 2000

router = Router(tags=["route"])


class PageThere(TypedDict):
    """``type`` as in a page's ``meta``, for example ``articles.ArticlePage``."""

    kind: Literal["page"]
    id: int
    type: str


class RedirectThere(TypedDict):
    kind: Literal["redirect"]
    status: Literal[301, 302]
    to: str


@router.get(
    "/",
    response=Annotated[PageThere | RedirectThere, Field(discriminator="kind")],
    url_name="route",
    summary="What lives at a path",
    operation_id="route",
    auth=ANYBODY,
)
def route(
    request: HttpRequest,
    response: HttpResponse,
    path: Annotated[str, Query(max_length=LONGEST_PATH)],
    site: str | None = None,
) -> PageThere | RedirectThere:
    """The page at a path of the site, or where the path leads now; else 404."""
    place = site_for(request, site)
    page = page_at(request, path.partition("?")[0], place)
    if page:
        response["Cache-Tag"] = page_tag(page.pk)
        return {"kind": "page", "id": page.pk, "type": page.specific_class._meta.label}
    found = redirect_at(path, visible_redirects(request, place))
    if found is None or not found.link:
        raise Http404("There is neither a page nor a redirect at this path.")
    return {
        "kind": "redirect",
        "status": 301 if found.is_permanent else 302,
        "to": get_full_url(request, found.link),
    }
