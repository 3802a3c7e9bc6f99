"""Wagtail's routers of API v3, with operations of ours in place of some of Wagtail's."""

from types import NoneType
from typing import Any, get_args

from ninja import Router
from ninja.constants import NOT_SET
from ninja.operation import Operation, PathView
from ninja.params.models import BodyModel
from pydantic import BaseModel

from core.api.v3.query_parameters import View


class WagtailRouter(Router):
    """A copy of one of Wagtail's routers, which refuses unknown fields of a body.

    An operation that is added replaces Wagtail's at the same path and method, and is
    declared like it: name, summary and authentication need no repetition.
    """

    def __init__(self, stock: Router) -> None:
        super().__init__(tags=stock.tags, auth=stock.auth)
        for path, view in stock.path_operations.items():
            self.path_operations[path] = view.clone()
            for operation in view.operations:
                forbid_unknown_fields(operation)

    # Any: what ninja's method takes.
    def add_api_operation(
        self, path: str, methods: list[str], view_func: View, **kwargs: Any
    ) -> None:
        if replaced := self._take(path, methods):
            for name in ("url_name", "operation_id", "summary"):
                kwargs[name] = kwargs[name] or getattr(replaced, name)
            if kwargs["auth"] is NOT_SET:
                kwargs["auth"] = replaced.auth_param
        super().add_api_operation(path, methods, view_func, **kwargs)
        forbid_unknown_fields(self.path_operations[path].operations[-1])

    def _take(self, path: str, methods: list[str]) -> Operation | None:
        """Removes the operation at this path and method, and returns it."""
        view = self.path_operations.get(path, PathView())
        for operation in view.operations:
            if operation.methods == methods:
                view.operations.remove(operation)
                return operation
        return None


def forbid_unknown_fields(operation: Operation) -> None:
    """Makes an operation refuse unknown fields of its body, which Wagtail ignores."""
    for model in operation.models:
        if issubclass(model, BodyModel):
            _forbid_in(model)


# Any: an annotation or an argument of one.
def _forbid_in(shape: Any) -> None:
    """Forbids extra fields in a schema and in the schemas nested in it.

    All are built when they are first used (``defer_build``); a schema that was built
    keeps the nested ones of that moment.
    """
    for part in get_args(shape):
        _forbid_in(part)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, field in shape.model_fields.items():
            _forbid_in(field.annotation)
            if name == "meta":
                field.annotation = _never_null(field.annotation)
        shape.model_config["extra"] = "forbid"
        if shape.__pydantic_complete__:
            shape.model_rebuild(force=True)


# Any: an annotation.
def _never_null(shape: Any) -> Any:
    """The annotation without None: Wagtail reads ``"meta": null`` as omitted."""
    data = [each for each in get_args(shape) if each is not NoneType]
    return data[0] if NoneType in get_args(shape) else shape
