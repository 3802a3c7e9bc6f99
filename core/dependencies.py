"""Cache tags and expiry of the answer that is being made.

Reading content adds to both; ``delivery`` records which changes touch which tags. A
query adds the tags of all lists of its tables, except within ``narrowed``.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from django.utils import timezone

# When tags were touched last; None for those that never were.
Times = dict[str, datetime | None]


class Store(Protocol):
    """The values that answers share; see ``core.shared_values``, hence Any."""

    def get(self, key: Hashable, /) -> Any: ...

    def put(self, key: Hashable, value: Any, /) -> None: ...

    def known_times(self, tags: Iterable[str], /) -> Times: ...

    def put_times(self, times: Times, /) -> None: ...


@dataclass
class Dependencies:
    """Dependencies of the answer that is being made: cache tags, query, clock.

    ``tags`` are names of content, ``query_names`` the parameters of the query that were
    read, with ANY if all were; from ``valid_until`` on the clock changes the answer.
    """

    tags: set[str] = field(default_factory=set)
    query_names: set[str] = field(default_factory=set)
    valid_until: datetime | None = None
    is_narrowed: bool = False
    # The answer is the same for everybody who asks for its URL.
    is_public: bool = False
    # It is never written to disk; see ``keep_off_the_disk``.
    is_kept_off_the_disk: bool = False
    # A cache in front takes the whole answer; it compresses it, and answers 304.
    is_for_cache: bool = False
    # The values that answers share; None where each is made anew.
    shared: Store | None = None
    # When tags were touched last, as far as it was read; see ``core.last_changes``.
    times: Times = field(default_factory=dict)
    # Objects that were loaded for the answer, by model and key, hence Any.
    loaded: dict[tuple[type, Any], Any] = field(default_factory=dict)
    began_at: datetime = field(default_factory=lambda: timezone.now())
    # When the clock changed the answer last, as far as it was read.
    clock_changed_at: datetime | None = None
    # The value of Last-Modified, and the moment from which on the answer has it.
    last_modified: str = ""
    dated_from: datetime | None = None


# The tag of every public response: purging it is right after any change.
EVERYTHING = "gait"
# Attribute of responses with their Dependencies.
ATTRIBUTE = "gait_dependencies"
# Among the names of query parameters: any name matters.
ANY = "*"
AT_ONCE = datetime.min.replace(tzinfo=UTC)


# Tags of lists by the prefix of the tags of single things: "page": {"pages"}.
wider_tags: dict[str, set[str]] = {}

_current: ContextVar[Dependencies | None] = ContextVar("dependencies", default=None)


@contextmanager
def collect() -> Iterator[Dependencies]:
    """Collects the dependencies of what the block reads."""
    token = _current.set(Dependencies())
    try:
        yield _current.get()  # type: ignore[misc] # it was set above
    finally:
        _current.reset(token)


@contextmanager
def paused() -> Iterator[None]:
    """Collects nothing of what the block reads."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def collect_part() -> Iterator[Dependencies]:
    """Collects the dependencies of a part of the answer, and adds them to it."""
    outer = _current.get()
    with collect() as found:
        found.shared = outer.shared if outer else None
        yield found
    add(*found.tags)
    if found.valid_until:
        changes_at(found.valid_until)
    if found.clock_changed_at:
        changed_at(found.clock_changed_at)


def store_of_shared_values() -> Store | None:
    """The values that answers share; None where each is made anew."""
    found = _current.get()
    return found.shared if found else None


def current() -> Dependencies | None:
    """The dependencies that are being collected; None outside of ``collect``."""
    return _current.get()


def tags_in(most_characters: int) -> list[str]:
    """The tags collected so far, none outside of ``collect``.

    If they are longer with commas between them, tags of single things are replaced by
    those of lists, which each change of such a thing touches, too.
    """
    found = _current.get()
    tags = sorted(found.tags) if found else []
    if len(",".join(tags)) <= most_characters:
        return tags
    return sorted({wider for tag in tags for wider in _widened(tag)})


def _widened(tag: str) -> set[str]:
    return wider_tags.get(tag.rpartition("-")[0], {tag})


def add(*tags: str) -> None:
    """Adds tags to the answer that is being made, if their collection has begun."""
    if found := _current.get():
        found.tags.update(tags)


# Any: models and keys of any type.
def note_loaded(model: type, objects: Mapping[Any, Any]) -> None:
    """Notes objects of a model by their keys, which ``loaded`` then finds."""
    if found := _current.get():
        found.loaded.update({(model, key): each for key, each in objects.items()})


def loaded(model: type, keys: Iterable[Any]) -> dict[Any, Any]:
    """Those of the objects that were loaded for the answer, by their keys."""
    known = found.loaded if (found := _current.get()) else {}
    return {key: known[model, key] for key in keys if (model, key) in known}


def changes_at(moment: datetime) -> None:
    """Ends the validity of the answer that is being made at the latest at ``moment``."""
    found = _current.get()
    if found and (found.valid_until is None or moment < found.valid_until):
        found.valid_until = moment


def changed_at(moment: datetime) -> None:
    """Dates the answer that is being made no earlier than ``moment``.

    At that moment the clock changed it, and no tag was touched.
    """
    found = _current.get()
    if found and (found.clock_changed_at is None or moment > found.clock_changed_at):
        found.clock_changed_at = moment


def never_repeats() -> None:
    """Keeps the answer that is being made out of all caches.

    For a random order, and for what is counted each time it is asked for.
    """
    changes_at(AT_ONCE)


def is_repeatable() -> bool:
    """False if ``never_repeats`` was called for the answer that is being made."""
    found = _current.get()
    return found is None or found.valid_until != AT_ONCE


def keep_off_the_disk() -> None:
    """Marks the answer that is being made as one that is never written to disk.

    For what a visitor searched for, and for hosts of which anybody can make up many.
    """
    if found := _current.get():
        found.is_kept_off_the_disk = True


def set_public() -> bool:
    """Marks the answer that is being made as the same for everybody.

    Tells if a cache in front of Django takes it.
    """
    found = _current.get()
    if found is None:
        return False
    found.is_public = True
    return found.is_for_cache


@contextmanager
def narrowed(*tags: str) -> Iterator[None]:
    """Marks queries whose result depends only on these tags and on what they load.

    For objects that are looked up by their ids: without it, a new page would change
    every answer that shows a page.
    """
    found = _current.get()
    if found is None:
        yield
        return
    found.tags.update(tags)
    before, found.is_narrowed = found.is_narrowed, True
    try:
        yield
    finally:
        found.is_narrowed = before
