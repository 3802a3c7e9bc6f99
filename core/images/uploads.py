"""What becomes of a picture that somebody hands in, before anything is kept of it."""

import math
import warnings
from io import BytesIO
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from PIL import ImageOps

from core.images.colours import in_plain_colours

# More than the widest picture on any page needs. What is larger only costs time and
# memory each time a page wants another size of it.
LONGEST_EDGE = 2560
# A JPEG is decoded at half its size or less; of the others every pixel is in memory at
# once, up to four times over.
MOST_PIXELS_UNLESS_JPEG = 16_000_000

READABLE = ("GIF", "JPEG", "PNG", "WEBP")
# The endings of their names, the usual one first.
ENDINGS = {
    "GIF": ("gif",),
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
}
# How each is written anew. A telephone's JPEG may have a second picture in it; Pillow
# calls that one MPO.
WRITTEN_AS = {
    "GIF": {"format": "GIF"},
    "JPEG": {"format": "JPEG", "quality": 92},
    "MPO": {"format": "JPEG", "quality": 92},
    "PNG": {"format": "PNG"},
    "WEBP": {"format": "WEBP", "quality": 92},
}

# ISO/IEC 23008-12; AVIF begins in the same way.
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


def rewritten(file: BinaryIO) -> tuple[bytes, str]:
    """The picture in the same format, upright, not huge, and nothing but a picture.

    Beside it, the name of its format, a key of ``ENDINGS``.

    Raises ValidationError, in an editor's words, for what is no picture or too large;
    the header decides on that, before a pixel is decoded. What is returned was drawn
    anew: no camera's data, no place, no script behind the last pixel.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            file.seek(0)
            with Pillow.open(file, formats=READABLE) as picture:
                refuse_by_header(picture)
                options = WRITTEN_AS[picture.format]
                return drawn_anew(picture, **options), options["format"]
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise too_large() from None
    # Pillow's decoders raise whatever their format's library does.
    except Exception as problem:
        if isinstance(problem, ValidationError | MemoryError):
            raise
        words = HEIC if is_heic(file) else UNREADABLE
        raise ValidationError(words, code="invalid_image") from problem


def is_heic(file: BinaryIO) -> bool:
    """Recognised by the first box of the file, not by its name."""
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


# Any: what Pillow's writer of the format takes.
def drawn_anew(picture: Pillow.Image, **options: Any) -> bytes:
    is_large = max(picture.size) > LONGEST_EDGE
    if is_large:
        # Decodes a JPEG at half its size or less, for a quarter of the memory.
        picture.draft(None, fitting(picture.size))
    picture = in_plain_colours(picture)
    if is_large:
        picture = in_full_colours(picture)
        picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    ImageOps.exif_transpose(picture, in_place=True)
    # How to read its colours belongs to the picture. All else that a file may say is
    # about the camera, the place and the photographer.
    colours = {key: picture.info.get(key) for key in ("icc_profile", "transparency")}
    picture.info = {key: value for key, value in colours.items() if value is not None}
    file = BytesIO()
    picture.save(file, icc_profile=colours["icc_profile"], **options)
    return file.getvalue()


def fitting(size: tuple[int, int]) -> tuple[int, int]:
    scale = LONGEST_EDGE / max(size)
    return round(size[0] * scale), round(size[1] * scale)


def in_full_colours(picture: Pillow.Image) -> Pillow.Image:
    """A palette has no colours in between, which a smaller picture needs."""
    if picture.mode not in {"P", "1"}:
        return picture
    return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
