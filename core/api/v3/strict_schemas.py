from types import NoneType
from typing import Any, get_args

from ninja import Router
from ninja.operation import PathView
from pydantic import BaseModel


def adopt(router: Router, stock: Router) -> Router:
    """Adds Wagtail's operations to a router, except those that it overrides.

    They need a token as in Wagtail's router, unless an operation declares otherwise.
    """
    router.auth = stock.auth
    forbid_unknown_fields(stock)
    for path, view in stock.path_operations.items():
        ours = router.path_operations.setdefault(path, PathView())
        taken = {method for each in ours.operations for method in each.methods}
        ours.operations += [
            operation.clone()
            for operation in view.operations
            if not taken & set(operation.methods)
        ]
    return router


def forbid_unknown_fields(router: Router) -> None:
    """Makes a router's operations refuse unknown body fields, which Wagtail ignores."""
    for view in router.path_operations.values():
        for operation in view.operations:
            for model in operation.models:
                if model.__ninja_param_source__ == "body":
                    _forbid_in(model)


# Any: an annotation or an argument of one.
def _forbid_in(shape: Any) -> None:
    """Forbids extra fields in a schema and, first, in the schemas nested in it.

    A model keeps the nested schemas of the moment when it was built.
    """
    for part in get_args(shape):
        _forbid_in(part)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, field in shape.model_fields.items():
            _forbid_in(field.annotation)
            if name == "meta":
                field.annotation = _never_null(field.annotation)
        shape.model_config["extra"] = "forbid"
        shape.model_rebuild(force=True)


# Any: an annotation.
def _never_null(shape: Any) -> Any:
    """The annotation without None: Wagtail reads ``"meta": null`` as omitted."""
    data = [each for each in get_args(shape) if each is not NoneType]
    return data[0] if NoneType in get_args(shape) else shape
