"""A query string that records which of its parameters a view reads."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict

from core.dependencies import ANY, Dependencies

# QueryDict's methods that read all parameters.
READ_ALL = ("copy", "dict", "items", "keys", "lists", "urlencode", "values")


class RecordedQuery(QueryDict):
    """QueryDict that notes the names of the parameters that are read.

    An answer is the same for all queries with equal values of these. ``names`` is the
    set that takes them; None while the query is built.
    """

    names: set[str] | None = None

    def note(self, name: str) -> None:
        if self.names is not None:
            self.names.add(name)

    def __getitem__(self, key: str) -> Any:
        self.note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.note(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        self.note(key)
        return super().getlist(key, default)

    def __iter__(self) -> Iterator[str]:
        self.note(ANY)
        return super().__iter__()

    def __len__(self) -> int:
        self.note(ANY)
        return super().__len__()


def _noting_all(name: str) -> Callable[..., Any]:
    original = getattr(QueryDict, name)

    @wraps(original)
    def method(self: RecordedQuery, *args: Any, **kwargs: Any) -> Any:
        self.note(ANY)
        return original(self, *args, **kwargs)

    return method


for _name in READ_ALL:
    setattr(RecordedQuery, _name, _noting_all(_name))


def record(request: HttpRequest, found: Dependencies) -> None:
    """Notes in ``found`` what is read of the request's query."""
    query = request.META.get("QUERY_STRING", "").encode("latin-1")
    try:
        recorded: Any = RecordedQuery(query, encoding=request.encoding)
    except (SuspiciousOperation, ValueError):
        # Whatever reads the query raises the same error.
        found.query_names.add(ANY)
        return
    recorded.names = found.query_names
    request.GET = recorded
