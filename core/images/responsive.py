"""Responsive images: widths, aspect ratio and formats for each slot of the layout.

The template tag and the API both use this module, so they request the same files.
"""

import hashlib
import logging
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import chain
from typing import IO, Literal

from django.core.files import File
from PIL import AvifImagePlugin, WebPImagePlugin  # noqa: F401 - register formats
from PIL import Image as Pillow
from typing_extensions import TypedDict
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from willow.image import ImageFile

from core import dependencies
from core.images.colours import UNREADABLE
from core.images.renditions import DiskFull
from core.shared_values import shared

logger = logging.getLogger(__name__)

# Pillow's default, 6, takes four times as long for a file a fifth smaller, and the first
# visitor of a page waits for its renditions. From 9 on WebP would be smaller.
AVIF_SPEED = 8

# The end of a file name with a content digest. The web server's configuration uses the
# same pattern: docs/operators.md.
NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{16}\.[a-z]+$")

MimeType = Literal["image/avif", "image/webp"]
MIME_TYPES: dict[str, MimeType] = {"avif": "image/avif", "webp": "image/webp"}


class SourceData(TypedDict):
    """One format of a picture, as in HTML's ``source`` element."""

    type: MimeType
    srcset: str
    sizes: str


class PictureData(TypedDict):
    """A picture for one place. ``alt`` is empty only for a decoration.

    ``credit`` is plain text for its caption: who made it; empty if nobody is named.
    ``width`` and ``height`` in pixels belong to ``src``; all files share its shape.
    ``background_color`` (``#rrggbb``) fills the frame until the picture is there.
    """

    id: int
    alt: str
    decorative: bool
    credit: str
    width: int
    height: int
    background_color: str | None
    src: str
    sources: list[SourceData]


@dataclass(frozen=True)
class ImageSlot:
    """A slot of the layout for images, with the renditions that it needs.

    ``ratio``: aspect ratio to crop to, around the focal point; None keeps the original.
    ``src_width`` is the width of the fallback file in ``src``. ``height_rem``: fixed
    display height, from which the ``sizes`` are computed.
    """

    widths: tuple[int, ...]
    src_width: int
    sizes: str = "100vw"
    height_rem: float | None = None
    ratio: tuple[int, int] | None = None
    formats: tuple[str, ...] = ("avif", "webp")
    src_format: str = "jpeg"


class MemoryFilter(Filter):
    """Filter that works in memory; Wagtail does not close its temporary files."""

    def run(
        self, image: AbstractImage, output: IO[bytes], source: File | None = None
    ) -> ImageFile:
        output.close()
        return super().run(image, BytesIO(), source)


SLOTS = {
    "hero": ImageSlot(
        widths=(480, 960, 1600),
        src_width=960,
        sizes="(min-width: 60rem) 34rem, 100vw",
        ratio=(3, 2),
    ),
    "card": ImageSlot(
        widths=(320, 640, 960),
        src_width=640,
        sizes="(min-width: 62rem) 24rem, (min-width: 40rem) 50vw, 100vw",
        ratio=(3, 2),
    ),
    "figure": ImageSlot(
        widths=(480, 960, 1280),
        src_width=960,
        sizes="(min-width: 42rem) 40rem, 100vw",
    ),
    "portrait": ImageSlot(
        widths=(96, 192, 288), src_width=192, sizes="6rem", ratio=(1, 1)
    ),
    "profile": ImageSlot(
        widths=(320, 640, 960),
        src_width=640,
        sizes="(min-width: 40rem) 20rem, 100vw",
        ratio=(4, 5),
    ),
    # Logos are often transparent: JPEG would add a white background.
    "logo": ImageSlot(
        widths=(160, 320, 480),
        src_width=320,
        height_rem=2.75,
        formats=("webp",),
        src_format="png",
    ),
    "share": ImageSlot(widths=(), src_width=1200, ratio=(1200, 630), formats=()),
}


def picture(
    image: AbstractImage | None, place: str, *, origin: str = ""
) -> PictureData | None:
    """The image's renditions for one of ``SLOTS``.

    None if the file cannot be read, or the disk is full. ``origin``
    (``https://clinic.example``) makes the URLs absolute. It runs no query if the
    renditions exist and are prefetched. Answers share it.
    """
    if image is None or not image.file:
        return None

    def draw() -> PictureData | None:
        with dependencies.narrowed(f"image-{image.pk}"):
            return _picture(image, place, origin)

    key = ("picture", image.pk, place, origin)
    # What failed is tried again by the next answer.
    found: PictureData | None = shared(key, draw) or draw()
    return found


def _picture(image: AbstractImage, place: str, origin: str) -> PictureData | None:
    shape = SLOTS[place]
    filters = [
        filter_for(shape, width, name)
        for name, widths in _formats(image, shape)
        for width in widths
    ]
    try:
        renditions = image.get_renditions(*filters)
    except DiskFull:
        logger.warning("There is no room for the sizes of image %s.", image.pk)
        return None
    except UNREADABLE:
        logger.warning("The file of image %s cannot be read.", image.pk, exc_info=True)
        return None
    main = renditions[spec(place)]
    return {
        "id": image.pk,
        "alt": image.default_alt_text,
        "decorative": image.is_decorative,
        "credit": image.credit,
        "width": main.width,
        "height": main.height,
        "background_color": image.background_color or None,
        "src": address_of(main, origin),
        "sources": list(_sources(image, shape, renditions, origin)),
    }


@cache
def specs() -> tuple[str, ...]:
    """The filter specs of all renditions of all slots."""
    return tuple(
        filter_for(place, width, name).spec
        for place in SLOTS.values()
        for name, widths in [
            *((name, place.widths) for name in place.formats),
            (place.src_format, (place.src_width,)),
        ]
        for width in widths
    )


def spec(place: str) -> str:
    """The filter spec of the slot's fallback file (``src``)."""
    shape = SLOTS[place]
    return filter_for(shape, shape.src_width, shape.src_format).spec


def name_by_content(file: File) -> File:
    """The file, with a content digest added to its name.

    Wagtail's name depends on the original's name and the size: after a deletion another
    image of the same name would get the same URL, which browsers have cached.
    """
    stem, ending = posixpath.splitext(file.name or "")
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    file.seek(0)
    file.name = f"{stem}.{digest}{ending}"
    return file


def encode_avif_fast() -> None:
    """Patches Pillow to encode AVIF at ``AVIF_SPEED`` by default.

    Wagtail and Willow pass a quality, but no speed. All formats that are uploaded or
    drawn are loaded here: of two threads that meet a new one at once, Pillow tells one
    that it is no picture. Its other formats would take 4 MB of each worker.
    """
    Pillow.preinit()
    encode = Pillow.SAVE["AVIF"]

    def save(image: Pillow.Image, file: IO[bytes], name: str | bytes) -> None:
        image.encoderinfo.setdefault("speed", AVIF_SPEED)
        encode(image, file, name)

    Pillow.register_save("AVIF", save)


def formats() -> list[str]:
    """The output formats of all slots."""
    names = ((*place.formats, place.src_format) for place in SLOTS.values())
    return sorted(set(chain.from_iterable(names)))


def _formats(
    image: AbstractImage, place: ImageSlot
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yields format and widths of the slot's files, the one for ``src`` last."""
    for name in place.formats:
        yield name, useful_widths(image, place)
    yield place.src_format, (place.src_width,)


def _sources(
    image: AbstractImage,
    place: ImageSlot,
    renditions: dict[str, AbstractRendition],
    origin: str,
) -> Iterator[SourceData]:
    widths = useful_widths(image, place)
    for name in place.formats:
        files = [renditions[filter_for(place, width, name).spec] for width in widths]
        yield {
            "type": MIME_TYPES[name],
            "srcset": _srcset(files, origin),
            "sizes": _sizes(place, files[0]),
        }


def useful_widths(image: AbstractImage, place: ImageSlot) -> tuple[int, ...]:
    """The slot's widths up to the first that is wider than the original.

    Neither ``fill-`` nor ``width-`` enlarges: the first one gives the original's pixels,
    and each wider one the same file again.
    """
    available = image.width
    if place.ratio:
        across, down = place.ratio
        available = min(available, image.height * across // down)
    smaller = sum(width < available for width in place.widths)
    return place.widths[: smaller + 1]


@cache
def filter_for(place: ImageSlot, width: int, file_format: str) -> Filter:
    # A filter parses its spec once; new filters for each image took a third of the time
    # of a list of articles.
    size = f"width-{width}"
    if place.ratio:
        across, down = place.ratio
        size = f"fill-{width}x{round(width * down / across)}"
    return Filter(f"{size}|format-{file_format}")


def _srcset(renditions: list[AbstractRendition], origin: str) -> str:
    return ", ".join(
        f"{address_of(rendition, origin)} {rendition.width}w"
        for rendition in renditions
    )


def _sizes(place: ImageSlot, drawn: AbstractRendition) -> str:
    if place.height_rem is None:
        return place.sizes
    return f"{place.height_rem * drawn.width / drawn.height:g}rem"


def address_of(rendition: AbstractRendition, origin: str) -> str:
    url = rendition.url
    return origin + url if url.startswith("/") else url
