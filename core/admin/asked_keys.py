"""Ids in addresses of the admin, which Wagtail's views give to the database unchecked."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase

from core.references import as_id

Response = TypeVar("Response", bound=HttpResponseBase)

# Parameters of queries whose values are ids.
NAMES = ("id", "childOf", "parent_page_id")
# What bulk actions take for the ids of all objects of a list.
ALL = "all"
# The id of a block's preview is a name.
OTHER_VIEWS = {"wagtailadmin_block_preview"}


def require_keys(view: Callable[..., Response]) -> Callable[..., Response]:
    """Decorator of the admin's views: 404 for an id that cannot be one."""

    # Any: the arguments of the view.
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if None in map(as_id, _asked(request, kwargs)):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def _asked(request: HttpRequest, kwargs: dict[str, Any]) -> Iterator[str]:
    match = request.resolver_match
    if match and match.url_name in OTHER_VIEWS:
        return
    for name in NAMES:
        given = request.GET.getlist(name)
        yield from (each for each in given if (name, each) != ("id", ALL))
    if match and match.url_name == "chosen":
        yield from kwargs.values()
