"""Creation of renditions without orphaned files or duplicate rows."""

import errno
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO

from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    SourceImageIOError,
)

from core.storage import has_space_for_renditions, is_full

# As many as Wagtail uses.
THREADS = 3

# The renditions that ``discarded`` takes back; without a value outside of it.
_made: ContextVar[list[AbstractRendition]] = ContextVar("made renditions")


class DiskFull(SourceImageIOError):
    """Raised when a rendition cannot be stored because the disk is full."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "The disk is full: no renditions are stored.")


def create(
    image: AbstractImage, filters: Sequence[Filter]
) -> dict[Filter, AbstractRendition]:
    """Generates and stores the renditions, or raises and leaves no file.

    Of two concurrent requests, one uses the rows of the other and deletes its own files.
    """
    if not filters:
        return {}
    if not has_space_for_renditions():
        raise DiskFull
    drawn = _drawn(image, filters)
    _store(drawn)
    recorded = {
        (each.filter_spec, each.focal_point_key): each
        for each in image.renditions.filter(
            filter_spec__in=[each.filter_spec for each in drawn]
        )
    }
    kept = [recorded.get((d.filter_spec, d.focal_point_key), d) for d in drawn]
    for own, one in zip(drawn, kept, strict=True):
        if one.file.name != own.file.name:
            own.file.storage.delete(own.file.name)
    return dict(zip(filters, kept, strict=True))


@contextmanager
def discarded() -> Iterator[None]:
    """Deletes the files of renditions made within: their rows will be rolled back."""
    made: list[AbstractRendition] = []
    token = _made.set(made)
    try:
        yield
    finally:
        _made.reset(token)
        for each in made:
            each.file.storage.delete(each.file.name)


def _drawn(image: AbstractImage, filters: Sequence[Filter]) -> list[AbstractRendition]:
    with image.open_file() as file:
        original = file.read()

    def draw(each: Filter) -> AbstractRendition:
        return image.generate_rendition_instance(each, BytesIO(original))

    with ThreadPoolExecutor(max_workers=THREADS) as threads:
        return list(threads.map(draw, filters))


def _store(drawn: Sequence[AbstractRendition]) -> None:
    model = type(drawn[0])
    field = model._meta.get_field("file")
    try:
        for each in drawn:
            # Writes the file.
            field.pre_save(each, add=True)
        model.objects.bulk_create(drawn, ignore_conflicts=True)
        _made.get([]).extend(drawn)
    except Exception as problem:
        for each in drawn:
            if each.file._committed:
                each.file.storage.delete(each.file.name)
        if is_full(problem):
            raise DiskFull from problem
        raise
