"""The NinjaAPI of API v3, with strict input and a valid OpenAPI document."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.types import DictStrAny

from core.api import errors
from core.api.v3.error_locations import located
from core.api.v3.json_parser import StrictParser
from core.api.v3.openapi import Document
from core.api.v3.query_parameters import strict
from core.api.v3.token_scopes import Need, by_scope

DESCRIPTION = """\
What a clinic publishes, for its own front ends and apps. Reading needs no token; what
is not public does, and so does writing: `Authorization: Bearer TOKEN`. Each operation
names the scope that its token needs; a token without `publish` changes nothing that
readers see.

* All addresses are absolute, on the clinic's own site. Rich text is finished HTML.
* Errors are problems as in RFC 9457; `errors` says which field is meant.
* A parameter that is not listed here, or that is given twice, is an error.
* Answers without a token have an `ETag`; with `If-None-Match` they cost nothing.
"""


class GaitAPI(NinjaAPI):
    """NinjaAPI with strict validation, problem responses and a valid document."""

    def __init__(self, needs: Mapping[str, Need]) -> None:
        """``needs``: what each operation asks of a token, by the operation's id."""
        super().__init__(
            title="Gait",
            version=settings.VERSION,
            description=DESCRIPTION,
            urls_namespace="wagtailapi_v3",
            parser=StrictParser(),
            docs_url=None,
            docs_decorator=require_GET,
        )
        errors.handle(self)
        self.add_decorator(strict, mode="view")
        # Around the other: what is sent is looked at only if the token may send it.
        self.add_decorator(by_scope(needs), mode="view")

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext]
    ) -> ValidationError:
        """Gives errors their location in the request, as the client knows it.

        Ninja's location contains the name of the view function's argument.
        """
        return ValidationError(
            [
                located(error, context.model)
                for context in error_contexts
                for error in context.pydantic_validation_error.errors(
                    include_url=False, include_input=False
                )
            ]
        )

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document, cached because it depends on the code alone."""
        return _document(self, path_prefix or self.get_root_path(path_params or {}))


@cache
def _document(api: GaitAPI, path_prefix: str) -> Document:
    return Document(api, path_prefix)
