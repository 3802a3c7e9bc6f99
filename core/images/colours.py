"""Colour conversion of images to modes that all formats support; average colour."""

from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageCms
from wagtail.images.models import AbstractImage

# Pillow raises SyntaxError for a broken PNG, ValueError and OSError for the rest.
UNREADABLE = (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError)

# The modes that Wagtail can resize and that all output formats support.
PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
# The required colour space of the ICC profile by mode.
PROFILED = {"RGB": b"RGB ", "RGBA": b"RGB ", "P": b"RGB "}
# Modes that are converted to sRGB with their profile.
TRANSFORMED = {"L": b"GRAY", "CMYK": b"CMYK", "LAB": b"Lab "}
# Rows converted at a time: the conversion takes four bytes a pixel, much for an X-ray.
STRIP = 256


def in_plain_colours(picture: Pillow.Image) -> Pillow.Image:
    """The image in one of the modes of ``PLAIN``, with the same appearance.

    16 bits become 8, CMYK, Lab and grey with a profile become sRGB, and a transparent
    colour key becomes an alpha channel.
    """
    _scale_key(picture)
    if is_deep(picture):
        picture = _in_eight_bits(picture)
    picture = _without_foreign_profile(picture)
    has_key = "transparency" in picture.info and picture.mode != "P"
    if picture.mode in PLAIN and not has_key:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def is_deep(picture: Pillow.Image) -> bool:
    """True for a greyscale image with more than 8 bits a pixel."""
    return picture.mode in {"I", "F"} or picture.mode.startswith("I;")


def _in_eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Scales 16-bit grey to 8 bits; Pillow's conversion clips values above 255."""
    width, height = picture.size
    grey = Pillow.new("L", picture.size)
    for top in range(0, height, STRIP):
        strip = picture.crop((0, top, width, min(top + STRIP, height)))
        scaled = strip.convert("F").point(lambda value: value * (1 / 257) + 0)
        grey.paste(scaled.convert("L"), (0, top))
    grey.info = picture.info
    return grey


def _scale_key(picture: Pillow.Image) -> None:
    """Scales a 16-bit transparent colour key to 8 bits, which Pillow does not."""
    key = picture.info.get("transparency")
    values = key if isinstance(key, tuple) else (key,)
    if key is None or isinstance(key, bytes) or max(values) <= 255:
        return
    scaled = tuple(value // 257 for value in values)
    picture.info["transparency"] = scaled if isinstance(key, tuple) else scaled[0]


def _without_foreign_profile(picture: Pillow.Image) -> Pillow.Image:
    """The image without a foreign ICC profile, converted to sRGB if possible."""
    profile = picture.info.get("icc_profile")
    space = (profile or b"")[16:20]
    if not profile or PROFILED.get(picture.mode) == space:
        return picture
    if TRANSFORMED.get(picture.mode) == space:
        picture = _in_srgb(picture, profile)
    picture.info.pop("icc_profile", None)
    return picture


def _in_srgb(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """The image converted to sRGB; unchanged if the profile is invalid."""
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (OSError, ImageCms.PyCMSError):
        return picture
    # None only from a conversion in place.
    return converted or picture


def average_colour(image: AbstractImage) -> str:
    """The average colour as ``#rrggbb``, with transparency on white.

    Empty if the file cannot be read.
    """
    try:
        colours = _thumbnail(image)
    except UNREADABLE:
        return ""
    white = Pillow.new("RGBA", colours.size, "white")
    opaque = Pillow.alpha_composite(white, colours).convert("RGB")
    red, green, blue = opaque.resize((1, 1), Pillow.Resampling.BOX).tobytes()
    return f"#{red:02x}{green:02x}{blue:02x}"


def _thumbnail(image: AbstractImage) -> Pillow.Image:
    with image.open_file() as file, Pillow.open(file) as picture:
        # JPEG decodes at an eighth of its size, in a few milliseconds.
        picture.draft("RGB", (64, 64))
        picture.thumbnail((64, 64))
        return picture.convert("RGBA")
