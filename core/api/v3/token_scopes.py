"""Scopes that operations of API v3 ask of a token.

Public operations without a scope answer any token. Beside this, rights of the token's
owner are limited by ``core.api.tokens``, and changes of public content are refused by
``core.api.guard``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from ninja.operation import Operation
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.models import APIToken

from core.api.errors import insufficient, problem
from core.api.guard import READING
from core.api.tokens import BearerTokenAuth, MissingScope, owner, token_of
from core.api.v3.query_parameters import Run, operation_of
from core.models import Scope, TokenAccess


@dataclass(frozen=True)
class Need:
    """Scope that an operation asks of a token; nothing but validity without one.

    ``all_sites``: refused to a token of certain sites, as what it writes has none.
    """

    scope: Scope | None
    all_sites: bool = False


ANY_TOKEN = Need(None)


def by_scope(needs: Mapping[str, Need]) -> Callable[[Run], Run]:
    """Decorator that refuses tokens without the scope that the operation asks for.

    For ``NinjaAPI.add_decorator`` in mode "view".
    """

    def decorate(run: Run) -> Run:
        operation = operation_of(run)
        need = needs.get(operation.operation_id or "") or default_need(operation)
        _bind(operation, need)
        is_for_owner = not is_public(operation)

        @wraps(run)
        def checked(request: HttpRequest, **kwargs: object) -> HttpResponse:
            token = token_of(request)
            if token is None:
                return run(request, **kwargs)
            if refused := _refuse(token, need):
                return refused
            if is_for_owner and not request.user.is_authenticated:
                request.user = owner(token)
            return run(request, **kwargs)

        return checked

    return decorate


def lacks_scope(request: HttpRequest, operation: Operation) -> bool:
    """True for a request whose token by_scope will refuse for the operation."""
    token = token_of(request)
    # An attribute of ours, bound by by_scope.
    need: Need = operation.token_need  # type: ignore[attr-defined]
    return token is not None and _refuse(token, need) is not None


def is_public(operation: Operation) -> bool:
    """True for an operation that needs no token."""
    return any(isinstance(each, AllowAnonymous) for each in operation.auth_callbacks)


def default_need(operation: Operation) -> Need:
    """The strictest need that can be meant, of an operation that nothing is said of."""
    if READING.isdisjoint(operation.methods):
        return Need(Scope.PUBLISH, all_sites=True)
    return ANY_TOKEN if is_public(operation) else Need(Scope.READ_DRAFTS)


def _bind(operation: Operation, need: Need) -> None:
    """Stores the need for the OpenAPI document, and reads no token a second time."""
    # An attribute of ours.
    operation.token_need = need  # type: ignore[attr-defined]
    operation.auth_callbacks = [
        each if isinstance(each, AllowAnonymous) else BearerTokenAuth()
        for each in operation.auth_callbacks
    ]


def _refuse(token: APIToken, need: Need) -> HttpResponse | None:
    access = TokenAccess.of(token)
    if need.scope and not access.has(need.scope):
        missing = MissingScope(need.scope)
        return problem(403, str(missing), headers=insufficient(need.scope))
    if need.all_sites and not access.is_for_all_sites:
        return problem(
            403, "The token is for certain sites, and this is not of a site."
        )
    return None
