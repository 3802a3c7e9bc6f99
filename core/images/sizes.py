"""Sizes of images that clients choose: one of the listed widths, ratios and formats.

The lists bound how many files there can be of an image. A size that is not there yet is
drawn by one thread of the process at a time.
"""

from threading import Lock
from typing import Literal, get_args
from urllib.parse import urlencode

from typing_extensions import TypedDict
from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from core.images.responsive import ImageSlot, filter_for, useful_widths
from core.throttle import ClientThrottle

Format = Literal["avif", "webp", "jpeg"]
Ratio = Literal["original", "1:1", "4:3", "3:2", "16:9", "4:5", "3:4", "2:3"]

ORIGINAL = "original"
# Each width in each ratio and each format can be a file of each image.
WIDTHS = (160, 320, 480, 640, 960, 1280, 1600)
RATIOS: dict[str, tuple[int, int] | None] = {
    ORIGINAL: None,
    **{"1:1": (1, 1), "4:3": (4, 3), "3:2": (3, 2), "16:9": (16, 9)},
    **{"4:5": (4, 5), "3:4": (3, 4), "2:3": (2, 3)},
}
FORMATS: tuple[Format, ...] = ("avif", "webp", "jpeg")

_drawing = Lock()
throttle = ClientThrottle(most=60, seconds=60)


class SizesData(TypedDict):
    """The sizes of an image: put one of each list into ``url_template``.

    ``url_template`` holds {width}, {ratio} and {format}. An image that is smaller than a
    width is not enlarged, so wider ones are left out of ``widths``. A ratio crops around
    the focal point; “original” does not.
    """

    url_template: str
    widths: list[int]
    ratios: list[Ratio]
    formats: list[Format]


class SizeData(TypedDict):
    """One size: the file that is redirected to, in pixels that it has."""

    url: str
    width: int
    height: int


class TooMany(Exception):
    """Raised over the limit of new sizes for a client."""


def sizes(image: AbstractImage, address: str, *, site: str | None) -> SizesData:
    """The sizes of the image, at this address, with the site that was asked for."""
    names = {name: f"{{{name}}}" for name in ("width", "ratio", "format")}
    of_site = f"&{urlencode({'site': site})}" if site else ""
    return {
        "url_template": f"{address}?{urlencode(names, safe='{}')}{of_site}",
        "widths": list(useful_widths(image, _slot(ORIGINAL))),
        "ratios": list(get_args(Ratio)),
        "formats": list(FORMATS),
    }


def sized(
    image: AbstractImage, *, width: int, ratio: str, file_format: str, client: str
) -> AbstractRendition:
    """The image in a listed size, or in its own pixels where it is smaller.

    Raises TooMany if it is not drawn yet and the client had too many drawn.
    """
    slot = _slot(ratio)
    chosen = filter_for(slot, min(width, useful_widths(image, slot)[-1]), file_format)
    found = image.find_existing_renditions(chosen)
    return found.get(chosen) or _draw(image, chosen, client)


def _draw(image: AbstractImage, chosen: Filter, client: str) -> AbstractRendition:
    with _drawing:
        # Another thread may have drawn it meanwhile.
        if found := image.find_existing_renditions(chosen).get(chosen):
            return found
        if not throttle.admits(client):
            raise TooMany
        return image.create_rendition(chosen)


def _slot(ratio: str) -> ImageSlot:
    return ImageSlot(widths=WIDTHS, src_width=0, ratio=RATIOS[ratio])
