"""Error responses of the APIs: problem details (RFC 9457) on v3, Wagtail's on v2."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, NotRequired, Protocol, cast

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
)
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.text import Truncator
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field
from pydantic import ValidationError as PydanticValidationError
from typing_extensions import TypedDict
from wagtail.api.rich_text import RichTextFormatError
from wagtail.api.v3.errors import problem_response
from wagtail.utils.forms import FormValidationError

from core.api import error_codes
from core.api.tokens import MissingScope, token_of
from core.content_input import stream_errors
from core.models import Scope
from core.publish_checks import Incomplete

# Limits the length of an error response to a request with many errors.
MOST_ERRORS = 10
NAME_SHOWN = 60
MESSAGE_SHOWN = 1000
UNKNOWN_LOCALE = "expected the code of one of the site's languages"
NOTHING_HERE = "There is nothing at this address."
# What get_object_or_404 says, and how clients call the models.
QUERIED = re.compile(r"No (\w+) matches the given query\.")
NOUNS = {
    **{"Page": "page", "Revision": "version", "Site": "site", "Image": "image"},
    **{"Document": "document", "Locale": "locale", "Redirect": "redirect"},
    **{"Topic": "topic", "Person": "person"},
}
# The name of the pydantic model with which ninja validates responses.
ANSWER_MODEL = "NinjaResponseSchema"
# Sources that the client's code fills (400); the body holds a person's input (422).
IN_REQUEST = frozenset({"path", "query", "header"})
# Foreign keys, which Wagtail's schemas name differently from its forms.
SENT_AS = {
    "collection": "collection_id",
    "photo": "photo_id",
    "redirect_page": "redirect_page_id",
    "root_page": "root_page_id",
}
UNAUTHORIZED = {"WWW-Authenticate": 'Bearer realm="api"'}


class FieldProblem(TypedDict):
    """``path`` leads to the field: ``["query", "limit"]``, ``["body", "title"]``."""

    path: list[str | int]
    message: str
    code: Annotated[str, Field(json_schema_extra={"enum": [*error_codes.CODES]})]


class Problem(TypedDict):
    """RFC 9457; ``detail`` is written for people, ``errors`` says which fields."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[FieldProblem]]


class Refusal(Protocol):
    """Function that makes the error response of one API."""

    def __call__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> HttpResponse: ...


def problem(
    status: int,
    detail: str,
    errors: list[FieldProblem] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An error response of API v3, with the codes of ``core.api.error_codes``."""
    coded = [
        {**each, "code": error_codes.stable(each["code"])} for each in errors or []
    ]
    # Wagtail's function takes errors of any shape.
    shown = cast(list[dict[str, Any]], coded) or None
    response = problem_response(status=status, detail=detail, errors=shown)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


# Any: JSON.
def extended(answer: HttpResponse, **members: Any) -> HttpResponse:
    """The problem with extension members (RFC 9457, section 3.2)."""
    body = {**json.loads(answer.content), **members}
    answer.content = json.dumps(body, ensure_ascii=False)
    return answer


def message(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """An error response of API v2."""
    return JsonResponse(
        {"message": detail},
        status=status,
        headers=headers,
        json_dumps_params={"ensure_ascii": False},
    )


def handle(api: NinjaAPI) -> None:
    """Registers handlers of ninja's and Wagtail's exceptions; Guard has the rest."""
    # Any: each takes its own type of exception.
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ValidationError: _invalid_request,
        PydanticValidationError: _invalid_value,
        DjangoValidationError: _invalid_form,
        AuthenticationError: _no_permission,
        PermissionDenied: _no_permission,
        Http404: _not_found,
        HttpError: _http_error,
        RichTextFormatError: _rich_text,
        RequestDataTooBig: _too_big,
        Exception: _reraise,
    }
    for raised, answer in answers.items():
        api.add_exception_handler(raised, answer)


def _invalid_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _invalid(_field_problem(each) for each in error.errors)


def _invalid_value(
    request: HttpRequest, error: PydanticValidationError
) -> HttpResponse:
    if error.title == ANSWER_MODEL:
        # Our own response is invalid: a server error.
        raise error
    source = "query" if request.method in {"GET", "HEAD"} else "body"
    return _invalid(
        _field_problem({**each, "loc": (source, *each["loc"])})
        for each in error.errors(include_input=False, include_url=False)
    )


def _invalid_form(request: HttpRequest, error: DjangoValidationError) -> HttpResponse:
    return _invalid(
        {"path": ["body", *path], "message": text, "code": code or "invalid"}
        for path, text, code in form_errors(error)
    )


def form_errors(
    error: DjangoValidationError,
) -> Iterator[tuple[list[str | int], str, str | None]]:
    """Yields the path of each field, the message and Django's error code."""
    if isinstance(error, FormValidationError):
        for place, messages in error.loc_errors:
            for text, code in messages:
                yield _as_sent(place), str(text), code
        return
    gaps = list(_gaps(error)) if isinstance(error, Incomplete) else []
    within = {path[0] for path, _, _ in gaps}
    by_field = error.update_error_dict({})
    for name, errors in by_field.items():
        for each in errors if name not in within else ():
            yield _as_sent([name]), " ".join(each.messages), each.code
    yield from gaps


def _gaps(error: Incomplete) -> Iterator[tuple[list[str | int], str, str]]:
    """The errors within the streams of a page that cannot be published."""
    for name, wrong in error.streams.items():
        value = getattr(error.page, name)
        stored = list(value.raw_data)
        for path, text, code in stream_errors(
            value.stream_block, stored, wrong, (name,)
        ):
            yield [*path], text, code


def _as_sent(path: Iterable[str | int]) -> list[str | int]:
    """The path in the client's names: redirect_page_id for the form's redirect_page."""
    known = [each for each in path if each != NON_FIELD_ERRORS]
    return [
        SENT_AS.get(each, each) if isinstance(each, str) else each for each in known
    ]


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """Converts pydantic's description of an error, whose values may be of any type."""
    text = str(error["msg"]).removeprefix("Value error, ")
    return {
        "path": [
            each if isinstance(each, int) else str(each)[:NAME_SHOWN]
            for each in error["loc"]
        ],
        "message": Truncator(text).chars(MESSAGE_SHOWN),
        "code": str(error["type"]),
    }


def _invalid(errors: Iterable[FieldProblem]) -> HttpResponse:
    """400 for errors in the URL or headers, 422 for errors in the body."""
    errors = list(islice(errors, MOST_ERRORS))
    in_request = any(error["path"][0] in IN_REQUEST for error in errors)
    detail = "; ".join(
        ": ".join(filter(None, (".".join(map(str, each["path"][1:])), each["message"])))
        for each in errors[:3]
    )
    return problem(400 if in_request else 422, detail, errors)


def _no_permission(
    request: HttpRequest, error: AuthenticationError | PermissionDenied
) -> HttpResponse:
    token = token_of(request)
    if token and not request.user.is_authenticated:
        error = MissingScope(Scope.READ_DRAFTS)
    elif not request.user.is_authenticated:
        return problem(401, "This needs a valid API token.", headers=UNAUTHORIZED)
    if isinstance(error, MissingScope):
        return problem(403, str(error), headers=insufficient(error.scope))
    return problem(403, str(error) or "The token or its owner may not do this.")


def insufficient(scope: str) -> dict[str, str]:
    """The header by which a 403 names the scope that the token needs (RFC 6750)."""
    return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, words_of(error))


def words_of(error: Http404) -> str:
    """The words of an error; Django's own, of a query for a model, name its class."""
    queried = QUERIED.fullmatch(str(error))
    if queried is None:
        return str(error) or NOTHING_HERE
    noun = NOUNS.get(queried[1])
    return f"There is no such {noun} here." if noun else NOTHING_HERE


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    # Ninja replaces the parser's message by "Cannot parse request body".
    cause = error.__cause__ if isinstance(error.__cause__, HttpError) else error
    name, colon, message = str(cause).partition(": ")
    errors: list[FieldProblem] = []
    if colon and name in request.GET:
        path: list[str | int] = ["query", name]
        errors = [{"path": path, "message": message, "code": "invalid"}]
    return problem(cause.status_code, str(cause), errors)


def _rich_text(request: HttpRequest, error: RichTextFormatError) -> HttpResponse:
    return problem(422, str(error))


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "What was sent is too large.")


def _reraise(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error
