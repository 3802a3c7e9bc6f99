"""The place of a new or moved collection, also among some that were renamed."""

from typing import Any

from wagtail.models import Collection

in_order = Collection.get_sorted_pos_queryset


# Any: querysets and objects of Wagtail, which has no types.
def siblings_after(collection: Any, siblings: Any, new: Any) -> Any:
    """All siblings from the first one on that comes after ``new`` by its name.

    treebeard moves them a place on, but leaves out those with smaller names, which stand
    between the others once a collection was renamed: two had the same path then.
    """
    first = in_order(collection, siblings, new).first()
    if first is None:
        return siblings.none()
    return siblings.filter(path__gte=first.path)


def patch() -> None:
    Collection.get_sorted_pos_queryset = siblings_after
