"""Addresses of deleted objects, which the APIs answer with 410 in place of 404."""

from collections.abc import Callable, Collection

from django.http import HttpRequest

from core.api.v3.query_parameters import is_key

# True if an object of a kind, such as “page”, with this id was public and is deleted.
WasDeleted = Callable[[str, int], bool]
# True if a public page was deleted whose tree path of slugs was this one.
WasDeletedAt = Callable[[str], bool]
# Until others are registered.
_was_deleted: WasDeleted = lambda kind, key: False  # noqa: E731
_was_deleted_at: WasDeletedAt = lambda url_path: False  # noqa: E731

# By the name of the path parameter in v3, and of the endpoint in v2.
KINDS = {
    **{"page_id": "page", "image_id": "image", "document_id": "document"},
    **{"pages": "page", "images": "image", "documents": "document"},
}


def register(was_deleted: WasDeleted, was_deleted_at: WasDeletedAt) -> None:
    """Registers the functions that know what was deleted."""
    global _was_deleted, _was_deleted_at
    _was_deleted, _was_deleted_at = was_deleted, was_deleted_at


def was_deleted_at(url_path: str) -> bool:
    """True if a public page with this ``url_path`` was deleted."""
    return _was_deleted_at(url_path)


def may_be_deleted(parameters: Collection[str]) -> bool:
    """True if these path parameters name one object that may have been deleted."""
    return len(parameters) == 1 and KINDS.keys() >= {*parameters}


def deleted_kind(request: HttpRequest) -> str | None:
    """The kind of the deleted object that the address names; None for others."""
    match = request.resolver_match
    if match is None or len(match.kwargs) != 1:
        return None
    [(parameter, key)] = match.kwargs.items()
    name = match.namespaces[-1] if parameter == "pk" else parameter
    kind = KINDS.get(name)
    if kind and is_key(str(key)) and _was_deleted(kind, int(key)):
        return kind
    return None
