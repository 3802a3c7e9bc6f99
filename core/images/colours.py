"""The colours of a picture: those that every format can hold, and the average one."""

from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageCms
from wagtail.images.models import AbstractImage

# Pillow raises SyntaxError for a broken PNG, ValueError and OSError for the rest.
UNREADABLE = (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError)

# What Wagtail makes smaller, and what every format that pictures are shown in takes.
PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
# Modes of a picture, and the colour space that its profile must be for.
PROFILED = {"RGB": b"RGB ", "RGBA": b"RGB ", "P": b"RGB "}
# Those whose profile can be used up: the picture becomes sRGB.
TRANSFORMED = {"L": b"GRAY", "CMYK": b"CMYK", "LAB": b"Lab "}
# Rows that are converted at a time: a whole X-ray takes four bytes a pixel in between.
STRIP = 256


def in_plain_colours(picture: Pillow.Image) -> Pillow.Image:
    """The picture in one of the modes of ``PLAIN``; looks the same.

    Sixteen bits become eight, print colours and greys with a profile become sRGB, and a
    colour that stands for see-through becomes an alpha channel.
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
    """More than eight bits of grey a pixel."""
    return picture.mode in {"I", "F"} or picture.mode.startswith("I;")


def _in_eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Pillow's own conversion makes white of everything from 255 on."""
    width, height = picture.size
    grey = Pillow.new("L", picture.size)
    for top in range(0, height, STRIP):
        strip = picture.crop((0, top, width, min(top + STRIP, height)))
        scaled = strip.convert("F").point(lambda value: value * (1 / 257) + 0)
        grey.paste(scaled.convert("L"), (0, top))
    grey.info = picture.info
    return grey


def _scale_key(picture: Pillow.Image) -> None:
    """Of sixteen bits, Pillow gives the see-through colour as it stands in the file."""
    key = picture.info.get("transparency")
    values = key if isinstance(key, tuple) else (key,)
    if key is None or isinstance(key, bytes) or max(values) <= 255:
        return
    scaled = tuple(value // 257 for value in values)
    picture.info["transparency"] = scaled if isinstance(key, tuple) else scaled[0]


def _without_foreign_profile(picture: Pillow.Image) -> Pillow.Image:
    """A profile of grey or of print colours says nothing about the RGB that is shown."""
    profile = picture.info.get("icc_profile")
    space = (profile or b"")[16:20]
    if not profile or PROFILED.get(picture.mode) == space:
        return picture
    if TRANSFORMED.get(picture.mode) == space:
        picture = _in_srgb(picture, profile)
    picture.info.pop("icc_profile", None)
    return picture


def _in_srgb(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """As it is where the profile is broken."""
    try:
        return ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (OSError, ImageCms.PyCMSError):
        return picture


def average_colour(image: AbstractImage) -> str:
    """``#rrggbb`` of the picture as a whole, on white where it is see-through.

    Empty where the file cannot be read.
    """
    try:
        colours = _thumbnail(image)
    except UNREADABLE:
        return ""
    paper = Pillow.new("RGBA", colours.size, "white")
    dot = Pillow.alpha_composite(paper, colours).convert("RGB")
    red, green, blue = dot.resize((1, 1), Pillow.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _thumbnail(image: AbstractImage) -> Pillow.Image:
    with image.open_file() as file, Pillow.open(file) as picture:
        # JPEG decodes at an eighth of its size: a few milliseconds for any photo.
        picture.draft("RGB", (64, 64))
        picture.thumbnail((64, 64))
        return picture.convert("RGBA")
