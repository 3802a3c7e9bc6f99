"""Authentication with API tokens, and the rights that a token leaves its owner.

A token without ``read:drafts`` reads as an anonymous client. The owner of any other has
in memory only those rights on pages that scopes and sites leave; all of Wagtail's checks
ask these. Operations of API v3 demand scopes beside them.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from wagtail.api.v3.auth import BearerTokenAuth as StockAuth
from wagtail.models import (
    PAGE_PERMISSION_TYPES,
    APIToken,
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import page_permission_policy

from core.models import Scope, TokenAccess, User

WRONG = "The token is wrong. Send it as “Authorization: Bearer TOKEN”, or leave the header out."
REVOKED = "The token was revoked."
EXPIRED = "The token has expired."
CLOSED = "The account of the token's owner is closed."

# Without them no page is visible; whether a page may be written is a matter of scopes.
VISIBLE = frozenset({"add_page", "change_page"})


class InvalidToken(Exception):
    """Raised for a token that gives no access; says why."""


class TokenAuth(StockAuth):
    """Reads the token of a request and sets ``request.user`` and ``request.api_token``."""

    def authenticate(self, request: HttpRequest, token: str) -> APIToken:
        """The token with this key; raises InvalidToken if it gives no access."""
        found = _token_with(token)
        if found is None:
            raise InvalidToken(WRONG)
        if found.revoked_at:
            raise InvalidToken(REVOKED)
        if TokenAccess.of(found).is_expired():
            raise InvalidToken(EXPIRED)
        if not found.user.is_active:
            raise InvalidToken(CLOSED)
        # An attribute of ours, which no type of a request has.
        request.api_token = found  # type: ignore[attr-defined]
        request.user = acting_user(found)
        self._touch_last_used(found)
        return found


class BearerTokenAuth(StockAuth):
    """Authentication of an operation, by the token that the guard has checked.

    Named like Wagtail's class, whose name the OpenAPI document has.
    """

    def __call__(self, request: HttpRequest) -> APIToken | None:
        return token_of(request)


def token_of(request: HttpRequest) -> APIToken | None:
    """The valid token with which the request came."""
    return getattr(request, "api_token", None)


def acting_user(token: APIToken) -> User | AnonymousUser:
    """The owner with the rights that the token leaves; anonymous if it reads no drafts."""
    access = TokenAccess.of(token)
    return owner(token) if access.has(Scope.READ_DRAFTS) else AnonymousUser()


def owner(token: APIToken) -> User:
    """The owner with the rights on pages that the token leaves."""
    access, user = TokenAccess.of(token), token.user
    user.api_token = token
    if access.has(Scope.PUBLISH) and access.is_for_all_sites:
        return user
    # Wagtail and Django ask these caches; a superuser would be asked for nothing else.
    user.get_all_permissions()
    remaining = list(_remaining_permissions(user, access))
    setattr(user, page_permission_policy.permission_cache_name, remaining)
    if user.is_superuser:
        chosen_from = SimpleLazyObject(_collection_permissions)
        setattr(user, CollectionPermissionPolicy.permission_cache_name, chosen_from)
    user.is_superuser = False
    return user


class MissingScope(PermissionDenied):
    """Raised where the token of a request needs another scope, with words that say so.

    ``scope`` is also named in the header WWW-Authenticate of the answer.
    """

    def __init__(self, scope: str, text: str = "") -> None:
        super().__init__(text or f"The token needs the scope “{scope}”.")
        self.scope = scope


def require_publishing(request: HttpRequest) -> None:
    """Raises MissingScope for a token that may not change what readers see."""
    if not may_change_public_content(request):
        raise MissingScope(Scope.PUBLISH)


def may_change_public_content(request: HttpRequest) -> bool:
    """True without a token, whose place other checks take, and with a publishing one."""
    token = token_of(request)
    return token is None or TokenAccess.of(token).has(Scope.PUBLISH)


# Any: arguments of the signal.
def require_publishing_token(user: User | None = None, **signal: Any) -> None:
    """Receiver of ``task_approved``: approving in a workflow needs ``publish``."""
    token = user and user.api_token
    if token and not TokenAccess.of(token).has(Scope.PUBLISH):
        raise MissingScope(
            Scope.PUBLISH, "To approve, the token needs the scope “publish”."
        )


def _token_with(key: str) -> APIToken | None:
    hashes = APIToken.candidate_key_hashes(key)
    tokens = APIToken.objects.select_related("user", "access")
    return (
        tokens.filter(key_hash__in=hashes).first()
        or tokens.filter(
            access__previous_key_hash__in=hashes,
            access__previous_key_valid_until__gt=timezone.now(),
        ).first()
    )


def _remaining_permissions(
    user: User, access: TokenAccess
) -> Iterator[GroupPagePermission]:
    """The owner's permissions on pages within the token's scopes and sites."""
    roots = None
    if not access.is_for_all_sites:
        roots = Page.objects.filter(pk__in=access.sites.values("root_page"))
    for each in _page_permissions(user):
        if each.permission.codename in VISIBLE or access.has(Scope.PUBLISH):
            yield from [each] if roots is None else _within(each, roots)


def _page_permissions(user: User) -> list[GroupPagePermission]:
    if not user.is_superuser:
        return list(page_permission_policy.get_all_permissions_for_user(user))
    whole_tree = Page.get_first_root_node()
    return [
        GroupPagePermission(
            page=whole_tree, permission=Permission(codename=f"{action}_page")
        )
        for action, *_ in PAGE_PERMISSION_TYPES
    ]


def _collection_permissions() -> list[GroupCollectionPermission]:
    """Permissions to choose pictures and documents of all collections."""
    everything = Collection.get_first_root_node()
    codenames = ["choose_image", "choose_document"]
    return [
        # Wagtail puts them into sets, for which they need a key.
        GroupCollectionPermission(
            pk=-number, collection=everything, permission=Permission(codename=codename)
        )
        for number, codename in enumerate(codenames, start=1)
    ]


# Any: pages of Wagtail's query set.
def _within(given: GroupPagePermission, roots: Any) -> Iterator[GroupPagePermission]:
    """The permission on the pages below these roots alone."""
    for root in roots:
        if root.path.startswith(given.page.path):
            yield GroupPagePermission(page=root, permission=given.permission)
        elif given.page.path.startswith(root.path):
            yield given
