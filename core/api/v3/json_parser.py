"""Strict JSON parser for request bodies, with limits on size and depth."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny

# A long article has a few hundred values, nested seven levels deep.
MOST_VALUES = 5000
MOST_LEVELS = 50
# Larger numbers do not fit into any database column.
LARGEST = 2**63 - 1


class StrictParser(Parser):
    """JSON parser that raises HttpError for invalid or oversized bodies."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        # Counted before parsing, which is expensive for 100,000 brackets.
        if request.body.count(b"[") + request.body.count(b"{") > MOST_VALUES:
            raise HttpError(413, f"At most {MOST_VALUES} values can be handed in.")
        try:
            data = json.loads(request.body, parse_constant=_no_number)
        except RecursionError:
            raise HttpError(400, _too_deep()) from None
        except ValueError:
            raise HttpError(400, "The body is not valid JSON in UTF-8.") from None
        if not isinstance(data, dict):
            raise HttpError(400, "The body must be a JSON object.")
        _check(data)
        return data


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _too_deep() -> str:
    return f"The JSON is nested more than {MOST_LEVELS} levels deep."


def _check(data: Any) -> None:
    """Raises HttpError for too many or too deep values; ``data`` is any JSON value."""
    waiting = [(data, 1)]
    values = 0
    while waiting:
        value, level = waiting.pop()
        values += 1
        if level > MOST_LEVELS:
            raise HttpError(400, _too_deep())
        if isinstance(value, dict):
            waiting += [(each, level + 1) for each in (*value, *value.values())]
        elif isinstance(value, list):
            waiting += [(each, level + 1) for each in value]
        elif isinstance(value, str):
            _check_text(value)
        elif isinstance(value, int) and abs(value) > LARGEST:
            raise HttpError(400, "The JSON holds a number of more than 64 bits.")
        if values + len(waiting) > 2 * MOST_VALUES:
            raise HttpError(413, f"At most {MOST_VALUES} values can be handed in.")


def _check_text(value: str) -> None:
    if "\x00" in value:
        raise HttpError(400, "The JSON holds a null character.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise HttpError(400, "The JSON holds half a character (a surrogate).") from None
