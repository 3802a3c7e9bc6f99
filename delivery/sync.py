"""Public changes since a token, for clients that keep a copy of what the API serves.

A client applies them by what each names now, and by its tags: the entries that compaction
has removed are not missed, as the last one of each object has their tags.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Self, cast

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from core.aliases import paths_of_aliases
from core.page_data import Preloaded, hidden_paths, public_in_bulk, under
from core.references import References
from delivery.deleted_pages import was_public_at
from delivery.models import (
    PAGE,
    PAGE_TAG,
    RESTRICTIONS_TAG,
    ContentChange,
    ContentVersion,
)
from delivery.private_since import private_since
from delivery.retention import EACH_CHANGE_KEPT, KEPT
from delivery.tracking import page_tags, tables

Action = Literal["created", "changed", "moved", "deleted"]

# After all entries of a version.
LAST_ENTRY = 10**18 - 1
# Entries of the feed in one answer.
ENTRIES = 500
# More pages than these, hidden or shown by one change, are not listed.
MOST_PAGES = 5000
# Entries may be deleted while a client reads them.
TOKENS_KEPT = KEPT - timedelta(days=1)
# So long after a token, no change since then was followed and compacted.
WHOLE_FEED = EACH_CHANGE_KEPT - timedelta(days=1)
EVERYTHING, SLUG_TAG = "everything", "slug-"


class TooOldError(Exception):
    """Some changes since the token are not known."""


class NotRecordedError(Exception):
    """Changes are not recorded while a migration replaces the triggers."""


@dataclass(frozen=True)
class Token:
    """Position in the feed, and when it was given, in seconds since 1970."""

    number: int
    entry: int
    given_at: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError unless ``str`` of a token has made the text."""
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        values = decoded.split(".")
        if len(values) != 3 or not all(_is_number(each) for each in values):
            raise ValueError(text)
        return cls(*map(int, values))

    def __str__(self) -> str:
        text = f"{self.number}.{self.entry}.{self.given_at}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def time_of(entry: ContentChange) -> datetime:
    """The time of the commit, which all entries with a number have."""
    return cast(datetime, entry.changed_at)


@dataclass
class ChangedObject:
    """Entries of the feed of one object, merged. ``page`` only if it is public now."""

    kind: str
    object_id: int
    changed_at: datetime
    tags: set[str] = field(default_factory=set)
    first: str = ""
    last: str = ""
    was_shown: bool = False
    was_hidden: bool = False
    was_moved: bool = False
    was_live: bool = False
    page: Page | None = None
    url: str | None = None

    def add(self, entry: ContentChange) -> None:
        self.changed_at = time_of(entry)
        self.tags.update(entry.tags)
        self.first = self.first or entry.action
        self.last = entry.action
        before, after = entry.path_before, entry.path_after
        self.was_shown |= bool(after and not before)
        self.was_hidden |= bool(before and not after)
        self.was_moved |= bool(before and after and before != after)
        # An entry of a restriction tells of pages whatever their own paths are.
        self.was_live |= bool(before or after) or entry.pk is None

    @property
    def action(self) -> Action:
        if self.is_gone:
            return "deleted"
        if self.was_shown or self.first == ContentChange.Action.CREATED:
            return "created"
        return "moved" if self.was_moved else "changed"

    @property
    def is_gone(self) -> bool:
        if self.kind == PAGE:
            return self.page is None
        return self.last == ContentChange.Action.DELETED

    @property
    def is_known_to_readers(self) -> bool:
        """Not an edit of a page that was private before and is private now."""
        is_page_gone = self.kind == PAGE and self.is_gone
        was_restricted = self.was_live and RESTRICTIONS_TAG in self.tags
        return self.was_hidden or self.was_moved or was_restricted or not is_page_gone

    @property
    def pages_by_tag(self) -> dict[str, int]:
        """The ids of the pages to which it belongs, by the tags that name them."""
        prefix = page_tags().get(self.kind)
        return {
            each: int(each.removeprefix(prefix))
            for each in self.tags
            if prefix and each.startswith(prefix)
        }

    @property
    def public_tags(self) -> list[str]:
        """The tags, without the slug of a page that is not public."""
        hides_slug = self.kind == PAGE and self.is_gone
        return sorted(
            each for each in self.tags if not (hides_slug and each.startswith(SLUG_TAG))
        )


@dataclass(frozen=True)
class Changes:
    """``token`` is given for the next ones; ``has_more``: there are some already."""

    objects: list[ChangedObject]
    token: Token
    has_more: bool


def now() -> Changes:
    """No changes, and the token of all that there is until now.

    Raises NotRecordedError, as ``since`` does.
    """
    return Changes([], _token(_version()), has_more=False)


def since(token: Token) -> Changes:
    """The changes after a token; raises TooOldError if some of them are not known."""
    # Read first: entries of later versions may be missing here.
    version = _version()
    oldest = timezone.now() - TOKENS_KEPT
    if token.number > version or token.given_at < oldest.timestamp():
        raise TooOldError
    later = Q(number__gt=token.number) | Q(number=token.number, pk__gt=token.entry)
    entries = ContentChange.objects.filter(later, number__lte=version)
    if entries.filter(kind=EVERYTHING).exists():
        raise TooOldError
    found = list(entries.order_by("number", "pk")[: ENTRIES + 1])
    shown, more = found[:ENTRIES], len(found) > ENTRIES
    end = _token(shown[-1].number or 0, shown[-1].pk) if more else _token(version)
    objects = _objects(shown)
    if not more and _is_complete_since(token):
        objects = _without_private(objects, shown, version)
    return Changes(list(_of_known_pages(objects)), end, has_more=more)


def was_deleted(kind: str, key: int) -> bool:
    """True if the object was public while the feed is kept, and does not exist now."""
    entries = ContentChange.objects.filter(kind=kind, object_id=key)
    if not (_was_public_page(entries) if kind == PAGE else entries.exists()):
        return False
    models = [it.model for it in tables.values() if (it.kind, it.key) == (kind, "id")]
    return not any(it._default_manager.filter(pk=key).exists() for it in models)


def _was_public_page(entries: QuerySet[ContentChange]) -> bool:
    """True if readers could see a page where it was last, before it became a draft.

    Drafts are in the feed, too, where they hide or lead to other pages.
    """
    shown = entries.exclude(path_before="").order_by("-pk")
    path = shown.values_list("path_before", flat=True).first()
    return path is not None and was_public_at(path)


def _version() -> int:
    number = ContentVersion.objects.values_list("number", flat=True).first() or 0
    if number < 0:
        raise NotRecordedError
    return number


def _token(number: int, entry: int = LAST_ENTRY) -> Token:
    return Token(number, entry, int(timezone.now().timestamp()))


def _objects(entries: Sequence[ContentChange]) -> list[ChangedObject]:
    """The changed objects, in the order of their last changes."""
    hidden = hidden_paths()
    merged: dict[tuple[str, int], ChangedObject] = {}
    for entry in [*entries, *_pages_of_restrictions(entries)]:
        key = (entry.kind, entry.object_id)
        # Taken out first, so that it stands at the place of its last change.
        known = merged.pop(key, None) or ChangedObject(*key, time_of(entry))
        known.add(entry)
        merged[key] = known
    _add_pages([each for each in merged.values() if each.kind == PAGE], hidden)
    return [each for each in merged.values() if each.is_known_to_readers]


def _is_complete_since(token: Token) -> bool:
    """True if the feed has each change since the token, of which none was compacted."""
    whole = timezone.now() - WHOLE_FEED
    return token.entry == LAST_ENTRY and token.given_at > whole.timestamp()


def _without_private(
    objects: list[ChangedObject], entries: Sequence[ContentChange], version: int
) -> list[ChangedObject]:
    """The objects without pages that were private all the while.

    ``entries`` are all up to the version: later ones may have made a page private.
    """
    gone = {each.object_id for each in objects if each.kind == PAGE and each.is_gone}
    private = private_since(gone, entries)
    if private and _version() != version:
        return objects
    return [
        each for each in objects if each.kind != PAGE or each.object_id not in private
    ]


def _of_known_pages(objects: Sequence[ChangedObject]) -> Iterator[ChangedObject]:
    """The objects without those of pages that are neither public nor in the list.

    Where such a page has just become private, an item of its own says so.
    """
    listed = {each.object_id for each in objects if each.kind == PAGE}
    others = {key for each in objects for key in each.pages_by_tag.values()} - listed
    if others:
        others -= public_in_bulk(others, hidden_paths()).keys()
    for each in objects:
        private = {tag for tag, key in each.pages_by_tag.items() if key in others}
        if not private or private != each.pages_by_tag.keys():
            each.tags -= private
            yield each


def _pages_of_restrictions(entries: Iterable[ContentChange]) -> list[ContentChange]:
    """An entry for each page that a changed view restriction hides or shows.

    An alias has others once it is one of another page, or of none.
    """
    changed_at = {
        int(tag.removeprefix(PAGE_TAG)): time_of(entry)
        for entry in entries
        if RESTRICTIONS_TAG in entry.tags
        for tag in entry.tags
        if tag.startswith(PAGE_TAG)
    }
    if not changed_at:
        return []
    latest = max(changed_at.values())
    keys = _at_and_below(changed_at.keys())
    return [
        ContentChange(
            kind=PAGE,
            object_id=key,
            action=ContentChange.Action.CREATED,
            changed_at=changed_at.get(key, latest),
            tags=[f"{PAGE_TAG}{key}", RESTRICTIONS_TAG],
        )
        for key in keys
    ]


def _at_and_below(keys: Collection[int]) -> list[int]:
    """The ids of the live ones of these pages, their aliases and all that is below."""
    paths = [
        *Page.objects.filter(pk__in=keys).values_list("path", flat=True),
        *paths_of_aliases(keys),
    ]
    below = Page.objects.live().filter(under(paths)).order_by("path")
    found = list(below.values_list("pk", flat=True)[: MOST_PAGES + 1])
    if len(found) > MOST_PAGES:
        raise TooOldError
    return found


def _add_pages(changed: Sequence[ChangedObject], hidden: Sequence[str]) -> None:
    """Adds those pages that are public now, with their addresses."""
    found = public_in_bulk([each.object_id for each in changed], hidden)
    preloaded = Preloaded(References(), [], hidden)
    for each in changed:
        page = found.get(each.object_id)
        if page:
            each.url = preloaded.url(page)
            each.page = page if each.url else None
