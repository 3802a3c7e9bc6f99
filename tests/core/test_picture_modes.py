"""Every mode and depth that a picture may have: it is shown as it looked, or refused."""

import struct
import zlib
from io import BytesIO
from pathlib import PurePath

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from PIL import ImageCms

from core.images import responsive
from core.images.colours import PLAIN, in_plain_colours
from core.models import Image
from tests import make
from tests.core.test_image_uploads import upload, upload_as_one_of_many

pytestmark = pytest.mark.django_db

SIZE = (60, 40)
MIDDLE = "#808080"


def drawn(mode, kind, **options):
    """A plain grey picture, half as light as white."""
    grey = Picture.new("L", SIZE, 128)
    if mode in {"P", "1"}:
        grey = grey.quantize(4) if mode == "P" else grey.point(lambda value: 255, "1")
    elif mode == "I;16":
        grey = Picture.new("I;16", SIZE, 128 * 257)
    elif mode != "L":
        grey = grey.convert("RGBA" if mode == "RGBA" else "RGB").convert(mode)
    file = BytesIO()
    grey.save(file, kind, **options)
    return file.getvalue()


def png_of_16_bits(colour_type, channels, *, value=0x8080, key=None):
    """Pillow writes only the grey one."""

    def chunk(kind, data):
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", crc(checked))

    def crc(data):
        return zlib.crc32(data)

    width, height = SIZE
    head = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    pixel = [value] * channels
    if colour_type in {4, 6}:
        pixel[-1] = 0xFFFF
    row = b"\0" + struct.pack(f">{channels}H", *pixel) * width
    parts = [chunk(b"IHDR", head)]
    if key is not None:
        parts.append(chunk(b"tRNS", struct.pack(f">{channels}H", *[key] * channels)))
    parts += [chunk(b"IDAT", zlib.compress(row * height)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


GREY_PROFILE = (
    b"\0\0\0\x80" + bytes(8) + b"mntrGRAYXYZ " + bytes(12) + b"acsp" + bytes(88)
)

TAKEN = {
    "GIF of greys": (drawn("L", "GIF"), "gif", MIDDLE),
    "GIF of a palette": (drawn("P", "GIF"), "gif", MIDDLE),
    "GIF of a palette, see-through": (
        drawn("P", "GIF", transparency=0),
        "gif",
        "#ffffff",
    ),
    "interlaced GIF": (drawn("P", "GIF", interlace=True), "gif", MIDDLE),
    "JPEG of greys": (drawn("L", "JPEG"), "jpg", MIDDLE),
    "JPEG of colours": (drawn("RGB", "JPEG"), "jpg", MIDDLE),
    "progressive JPEG": (drawn("RGB", "JPEG", progressive=True), "jpg", MIDDLE),
    "JPEG for print": (drawn("CMYK", "JPEG"), "jpg", MIDDLE),
    "JPEG from YCbCr": (drawn("YCbCr", "JPEG"), "jpg", MIDDLE),
    "PNG of black and white": (drawn("1", "PNG"), "png", "#ffffff"),
    "PNG of greys": (drawn("L", "PNG"), "png", MIDDLE),
    "PNG of greys, see-through": (drawn("LA", "PNG"), "png", MIDDLE),
    "PNG of greys, one see-through": (
        drawn("L", "PNG", transparency=128),
        "png",
        "#ffffff",
    ),
    "PNG of colours, one see-through": (
        drawn("RGB", "PNG", transparency=(128, 128, 128)),
        "png",
        "#ffffff",
    ),
    "PNG of a palette": (drawn("P", "PNG"), "png", MIDDLE),
    "PNG of a palette, see-through": (
        drawn("P", "PNG", transparency=0),
        "png",
        "#ffffff",
    ),
    "PNG of colours": (drawn("RGB", "PNG"), "png", MIDDLE),
    "PNG of colours, see-through": (drawn("RGBA", "PNG"), "png", MIDDLE),
    "PNG of 16-bit greys": (drawn("I;16", "PNG"), "png", MIDDLE),
    "PNG of 16-bit greys, see-through": (png_of_16_bits(4, 2), "png", MIDDLE),
    "PNG of 16-bit greys, one see-through": (
        png_of_16_bits(0, 1, key=0x8080),
        "png",
        "#ffffff",
    ),
    "PNG of 16-bit colours": (png_of_16_bits(2, 3), "png", MIDDLE),
    "PNG of 16-bit colours, one see-through": (
        png_of_16_bits(2, 3, key=0x8080),
        "png",
        "#ffffff",
    ),
    "PNG of 16-bit colours, see-through": (png_of_16_bits(6, 4), "png", MIDDLE),
    "WebP": (drawn("RGB", "WEBP"), "webp", MIDDLE),
    "WebP without loss": (drawn("RGBA", "WEBP", lossless=True), "webp", MIDDLE),
    "PNG with a broken profile": (
        drawn("L", "PNG", icc_profile=GREY_PROFILE),
        "png",
        MIDDLE,
    ),
    "JPEG with no profile worth the name": (
        drawn("RGB", "JPEG", icc_profile=b"nothing"),
        "jpg",
        MIDDLE,
    ),
}


@pytest.mark.parametrize(
    ("content", "ending", "colour"), TAKEN.values(), ids=TAKEN.keys()
)
def test_what_is_taken_is_shown_as_it_looked(editor, content, ending, colour):
    answer = upload(editor, content, f"spine.{ending}")

    assert answer.status_code == 302
    image = Image.objects.get()
    assert close(image.background_color, colour)
    # A slot with each of the formats; the others differ in size alone.
    for place in ("figure", "logo"):
        assert responsive.picture(image, place)
    for rendition in image.renditions.all():
        with rendition.file.open() as file, Picture.open(file) as shown:
            paper = Picture.new("RGBA", shown.size, "white")
            seen = Picture.alpha_composite(paper, shown.convert("RGBA"))
            assert close("#{:02x}{:02x}{:02x}".format(*seen.getpixel((9, 9))), colour)


def close(colour, other):
    first, second = (bytes.fromhex(each[1:]) for each in (colour, other))
    return max(abs(a - b) for a, b in zip(first, second, strict=True)) < 8


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_picture_that_moves_is_refused_whatever_its_format(editor, kind):
    frames = [Picture.new("RGB", SIZE, shade) for shade in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])

    answer = upload(editor, file.getvalue(), f"spine.{kind.lower()}")

    assert "This picture moves" in answer.content.decode()
    assert not Image.objects.exists()


@pytest.mark.parametrize("kind", ["AVIF", "BMP", "TIFF", "ICO", "PPM"])
@pytest.mark.parametrize("named", ["as it is", "as a PNG"])
def test_a_format_that_is_not_taken_is_refused_with_what_to_do(editor, kind, named):
    content = drawn("RGB", kind)

    ending = kind.lower() if named == "as it is" else "png"
    answer = upload(editor, content, f"spine.{ending}").content.decode()

    assert "JPEG or PNG, and upload that" in answer
    assert not Image.objects.exists()


MODES = sorted(set(Picture.MODES) - {"La", "I;16N", "I;16L"})


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_pillow_becomes_one_that_all_formats_hold(mode):
    plain = in_plain_colours(Picture.new(mode, SIZE))

    assert plain.mode in PLAIN
    for kind in responsive.formats():
        shown = plain.convert("RGB") if kind == "jpeg" else plain
        shown.save(BytesIO(), kind)


def test_sixteen_bits_keep_their_shades():
    ramp = Picture.new("I;16", (256, 300))
    for x in range(256):
        for y in (0, 255, 256, 299):
            ramp.putpixel((x, y), x * 257)

    plain = in_plain_colours(ramp)

    for y in (0, 255, 256, 299):
        assert [plain.getpixel((x, y)) for x in range(256)] == list(range(256))


def test_a_profile_of_greys_is_used_up():
    picture = Picture.new("L", SIZE, 128)
    picture.info["icc_profile"] = GREY_PROFILE

    plain = in_plain_colours(picture)

    assert "icc_profile" not in plain.info


def test_a_profile_of_colours_stays(editor):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    upload(editor, drawn("RGB", "JPEG", icc_profile=profile))

    image = Image.objects.get()
    responsive.picture(image, "card")
    for rendition in image.renditions.all():
        with rendition.file.open() as file, Picture.open(file) as shown:
            assert shown.info["icc_profile"]


@pytest.mark.parametrize(
    ("kind", "name", "kept"),
    [
        ("JPEG", "photo.jfif", ".jpg"),
        ("JPEG", "photo.JFIF", ".jpg"),
        ("PNG", "photo.jpg", ".png"),
        ("JPEG", "photo.final.png", ".jpg"),
        ("WEBP", "photo.jpeg", ".webp"),
        ("JPEG", "photo.jpeg", ".jpeg"),
    ],
)
def test_a_picture_is_kept_under_the_ending_of_its_format(editor, kind, name, kept):
    answer = upload(editor, drawn("RGB", kind), name)

    assert answer.status_code == 302
    assert PurePath(Image.objects.get().filename).suffix == kept


def test_one_of_many_is_kept_under_the_ending_of_its_format(editor):
    answer = upload_as_one_of_many(editor, drawn("RGB", "JPEG"), "photo.jfif").json()

    number = answer["uploaded_file_id"]
    editor.post(
        f"/admin/images/multiple/create_from_uploaded_image/{number}/",
        {
            f"uploaded-image-{number}-title": "Photo",
            f"uploaded-image-{number}-description": "A path between trees",
        },
    )

    assert Image.objects.get().filename.endswith(".jpg")


def test_the_form_of_an_old_picture_takes_the_same(editor):
    image = make.image()

    editor.post(
        f"/admin/images/{image.pk}/",
        {
            "title": "Spine",
            "description": "A spine from the side",
            "file": SimpleUploadedFile("spine.png", drawn("I;16", "PNG")),
        },
    )

    assert responsive.picture(Image.objects.get(), "figure")
