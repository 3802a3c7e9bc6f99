"""Values that many answers of a worker share: site, clinic, navigation, private paths.

``delivery`` keeps them for requests that its cache has let through, until a change
touches what they depend on. Other reading requests keep them to their own end.
"""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone

from core import dependencies

Made = TypeVar("Made")

# The rest of a value: its places in dictionaries by key and tag.
OVERHEAD_BYTES = 500
TAG_BYTES = 120


@dataclass(frozen=True)
class SharedValue:
    """A pickled value, with the tags and the moment that end its validity.

    ``clock_changed_at``: the moment at which the clock changed it last.
    """

    content: bytes
    tags: frozenset[str]
    made_at: datetime
    valid_until: datetime | None
    clock_changed_at: datetime | None = None

    def holds_at(self, now: datetime) -> bool:
        return self.valid_until is None or self.made_at <= now < self.valid_until

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return len(self.content) + OVERHEAD_BYTES + TAG_BYTES * len(self.tags)


# Any: only the caller knows what has the key.
def shared(key: Hashable, make: Callable[[], Made]) -> Any:
    """The result of ``make``, made once for all answers with the same key.

    Each caller gets a copy of its own, so that nobody changes what another one has.
    ``make`` may read the database and the clock, but nothing of the request that the
    key does not say.
    """
    store = dependencies.store_of_shared_values()
    if store is None:
        return make()
    known: SharedValue | None = store.get(key)
    if known is None or not known.holds_at(timezone.now()):
        return _made(key, make, store)
    dependencies.add(*known.tags)
    if known.valid_until:
        dependencies.changes_at(known.valid_until)
    if known.clock_changed_at:
        dependencies.changed_at(known.clock_changed_at)
    return pickle.loads(known.content)  # noqa: S301 - pickled below, in this process


def recalled(key: Hashable) -> Any:
    """A value that was remembered, for the caller alone; None if it is not known.

    The caller adds its tags to the answer, where the answer depends on it.
    """
    store = dependencies.store_of_shared_values()
    known: SharedValue | None = store.get(key) if store else None
    return pickle.loads(known.content) if known else None  # noqa: S301 - see ``shared``


def remember(key: Hashable, value: object, *tags: str) -> None:
    """Shares a value with other answers, until a change touches one of the tags."""
    if store := dependencies.store_of_shared_values():
        content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        store.put(key, SharedValue(content, frozenset(tags), timezone.now(), None))


def _made(key: Hashable, make: Callable[[], Made], store: dependencies.Store) -> Made:
    made_at = timezone.now()
    with dependencies.collect_part() as found:
        value = make()
    store.put(
        key,
        SharedValue(
            pickle.dumps(value, pickle.HIGHEST_PROTOCOL),
            frozenset(found.tags),
            made_at,
            found.valid_until,
            found.clock_changed_at,
        ),
    )
    return value
