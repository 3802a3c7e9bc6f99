from types import NoneType
from typing import Any, get_args

from ninja import Router
from ninja.operation import PathView
from pydantic import BaseModel


def adopt(router: Router, stock: Router) -> Router:
    """Gives our router those of Wagtail's operations that it has no own answer to.

    They need a token, as they do there, unless they say otherwise.
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
    """Wagtail's operations would drop a field that they do not know, and say 200."""
    for view in router.path_operations.values():
        for operation in view.operations:
            for model in operation.models:
                if model.__ninja_param_source__ == "body":
                    _forbid_in(model)


# Any: an annotation, or what stands in the brackets of one.
def _forbid_in(shape: Any) -> None:
    """What is inside goes first: a model holds its data as they were when built."""
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
    """Wagtail reads a ``meta`` of null as one that was left out."""
    data = [each for each in get_args(shape) if each is not NoneType]
    return data[0] if NoneType in get_args(shape) else shape
