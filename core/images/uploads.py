"""Sanitising of uploaded images: re-encoding, size limits, removal of metadata."""

import math
import warnings
from io import BytesIO
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from PIL import ImageOps

from core.images.colours import in_plain_colours

# More than the widest rendition needs. A larger original costs time and memory for each
# rendition.
LONGEST_EDGE = 2560
# A JPEG is decoded at half its size or less; the other formats are decoded in full, with
# up to four copies in memory.
MOST_PIXELS_UNLESS_JPEG = 16_000_000

READABLE = ("GIF", "JPEG", "PNG", "WEBP")
# File extensions by format, the usual one first.
ENDINGS = {
    "GIF": ("gif",),
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
}
# Encoder options by format. Pillow calls a JPEG with a second image, as phones write
# it, MPO. Any: as Pillow takes them.
WRITTEN_AS: dict[str, dict[str, Any]] = {
    "GIF": {"format": "GIF"},
    "JPEG": {"format": "JPEG", "quality": 92},
    "MPO": {"format": "JPEG", "quality": 92},
    "PNG": {"format": "PNG"},
    "WEBP": {"format": "WEBP", "quality": 92},
}

# Brands of ISO/IEC 23008-12; AVIF has the same container.
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})

TOO_LARGE = (
    "This picture has too many pixels: a JPEG may have %(most)d million, any other "
    "%(most_others)d million. Save it smaller, for example 2,500 pixels wide, and "
    "upload it again."
)
UNREADABLE = (
    "This file cannot be read as a picture, whatever its name says; it may be damaged. "
    "Open it on your computer, save it as JPEG or PNG, and upload that."
)
HEIC = (
    "This is a HEIC picture, as iPhones take them, and most browsers cannot show it. "
    "Open it on your computer, export it as JPEG, and upload that. For pictures to come, "
    "choose “Most Compatible” on the iPhone, under Settings, Camera, Formats."
)
MOVING = (
    "This picture moves, and readers could not stop it. Upload a still picture; to show "
    "a movement, put a video into the article."
)


def reencoded(file: BinaryIO) -> tuple[bytes, str]:
    """The image re-encoded in its format, and the format's name, a key of ``ENDINGS``.

    It is rotated upright and limited to LONGEST_EDGE. Re-encoding removes Exif metadata
    with its location, and any data appended to the file. Raises a ValidationError for
    editors if the file is no image or too large; the size is checked in the header,
    before decoding.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            file.seek(0)
            with Pillow.open(file, formats=READABLE) as picture:
                refuse_by_header(picture)
                options = WRITTEN_AS[picture.format or ""]
                return encoded(picture, **options), options["format"]
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise too_large() from None
    # Pillow's decoders raise any exception of their format's library.
    except Exception as problem:
        if isinstance(problem, ValidationError | MemoryError):
            raise
        words = HEIC if is_heic(file) else UNREADABLE
        raise ValidationError(words, code="invalid_image") from problem


def is_heic(file: BinaryIO) -> bool:
    """True for a HEIC file, by its first box and not by its name."""
    file.seek(0)
    head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def refuse_by_header(picture: Pillow.Image) -> None:
    is_jpeg = picture.format in {"JPEG", "MPO"}
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if math.prod(picture.size) > (most if is_jpeg else MOST_PIXELS_UNLESS_JPEG):
        raise too_large()
    if not is_jpeg and getattr(picture, "n_frames", 1) > 1:
        raise ValidationError(MOVING, code="moving")


def too_large() -> ValidationError:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    params = {
        "most": most // 1_000_000,
        "most_others": MOST_PIXELS_UNLESS_JPEG // 1_000_000,
    }
    return ValidationError(TOO_LARGE, code="file_too_many_pixels", params=params)


# Any: options of Pillow's encoder.
def encoded(picture: Pillow.Image, **options: Any) -> bytes:
    is_large = max(picture.size) > LONGEST_EDGE
    if is_large:
        # Decodes a JPEG at half its size or less, for a quarter of the memory.
        picture.draft(None, fitting(picture.size))
    picture = in_plain_colours(picture)
    if is_large:
        picture = without_palette(picture)
        picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    ImageOps.exif_transpose(picture, in_place=True)
    # Only colour information is kept. All other metadata is about the camera, the
    # location and the photographer.
    colours = {key: picture.info.get(key) for key in ("icc_profile", "transparency")}
    picture.info = {key: value for key, value in colours.items() if value is not None}
    file = BytesIO()
    picture.save(file, icc_profile=colours["icc_profile"], **options)
    return file.getvalue()


def fitting(size: tuple[int, int]) -> tuple[int, int]:
    scale = LONGEST_EDGE / max(size)
    return round(size[0] * scale), round(size[1] * scale)


def without_palette(picture: Pillow.Image) -> Pillow.Image:
    """The image without a palette, which has no intermediate colours for resizing."""
    if picture.mode not in {"P", "1"}:
        return picture
    return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
