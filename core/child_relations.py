"""Relations of models to the child objects that are edited with them, found once."""

from collections.abc import Callable
from typing import Any

from modelcluster import models

# Any: the relations, and a model or an object of one, as django-modelcluster takes both.
Finder = Callable[[Any], list[Any]]


def patch() -> None:
    """Keeps what django-modelcluster finds for each model.

    It looked through all fields of a page's model for each page that was read, which
    took a twentieth of the CPU time of a list. All models must be loaded.
    """
    models.get_all_child_relations = found_once(models.get_all_child_relations)
    models.get_all_child_m2m_relations = found_once(models.get_all_child_m2m_relations)


def found_once(find: Finder) -> Finder:
    name = f"_gait_{find.__name__}"

    def found(model: Any) -> list[Any]:
        kind = model if isinstance(model, type) else type(model)
        # Kept by the model itself, so that it goes with one that a migration made. Not
        # by getattr, which would find those of the model that it extends.
        known = kind.__dict__.get(name)
        if known is None:
            known = find(kind)
            setattr(kind, name, known)
        return known

    return found
