"""The owner of a token, as Wagtail tells of them, and what the token may do."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import AuthenticationError
from pydantic import Field
from wagtail.api.v3.routers import whoami as stock

from core.api.tokens import token_of
from core.api.v3.wagtail_router import WagtailRouter
from core.models import Scope, TokenAccess

router = WagtailRouter(stock.router)


class TokenData(Schema):
    name: str
    scopes: list[Scope] = Field(description="With those that others include.")
    expires_at: datetime | None = Field(description="Null: it does not expire.")
    sites: list[int] | None = Field(description="Ids; null: all sites.")


class WhoAmI(stock.WhoAmISchema):
    token: TokenData


# Any: Wagtail's answer, which has no type.
@router.get("/whoami/", response=WhoAmI)
def whoami(request: HttpRequest) -> dict[str, Any]:
    token = token_of(request)
    if token is None:
        raise AuthenticationError
    access = TokenAccess.of(token)
    shown = {
        "name": token.name,
        "scopes": [scope for scope in Scope if access.has(scope)],
        "expires_at": access.expires_at,
        "sites": None
        if access.is_for_all_sites
        else list(access.sites.order_by("pk").values_list("pk", flat=True)),
    }
    return {**stock.whoami(request), "token": shown}
