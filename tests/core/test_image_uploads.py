from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageCms

from core.models import Image
from tests import make, reading

pytestmark = pytest.mark.django_db

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)
NO_PICTURE = "cannot be read as a picture"


def drawn(kind="JPEG", *, size=(60, 40), mode="RGB", **options):
    file = BytesIO()
    Picture.new(mode, size, 90).save(file, kind, **options)
    return file.getvalue()


def from_a_camera():
    """Sixty wide and forty high, taken upright, with the place it was taken at."""
    exif = Picture.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Larch Cameras"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (33.0, 44.0, 55.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return drawn(exif=exif, icc_profile=profile, comment=b"taken at home")


def upload(client, content, name="walk.jpg", **fields):
    form = {
        "title": "A walk",
        "description": "A path between trees",
        "file": SimpleUploadedFile(name, content),
        **fields,
    }
    return client.post(reverse("wagtailimages:add"), form)


def upload_as_one_of_many(client, content, name="walk.jpg"):
    form = {"title": "A walk", "files[]": SimpleUploadedFile(name, content)}
    return client.post(reverse("wagtailimages:add_multiple"), form)


def upload_in_chooser(client, content, name="walk.jpg", **fields):
    form = {
        "image-chooser-upload-title": "A walk",
        "image-chooser-upload-description": "A path between trees",
        "image-chooser-upload-file": SimpleUploadedFile(name, content),
        **fields,
    }
    return client.post(reverse("wagtailimages_chooser:create"), form)


REFUSED = {
    "a script named as a picture": (SCRIPT, "walk.png", NO_PICTURE),
    "a vector graphic": (SVG, "walk.svg", "export it as JPEG or PNG"),
    "a vector graphic named as a picture": (SVG, "walk.png", NO_PICTURE),
    "half a picture": (drawn(size=(400, 300))[:900], "walk.jpg", NO_PICTURE),
    "nothing but a header": (drawn("PNG")[:30], "walk.png", NO_PICTURE),
    "an X-ray as its machine keeps it": (
        bytes(128) + b"DICM" + bytes(99),
        "spine.dcm",
        "export it as JPEG or PNG",
    ),
    "a telephone's format": (HEIC, "IMG_0001.HEIC", "export it as JPEG"),
    "a telephone's format named as a picture": (HEIC, "walk.jpg", "export it as JPEG"),
    "a page with a picture's first bytes": (
        b"GIF89a" + SCRIPT * 9,
        "walk.gif",
        NO_PICTURE,
    ),
    "sixty megapixels": (
        drawn("PNG", size=(10_000, 6_000), mode="1"),
        "walk.png",
        "too many pixels",
    ),
    "a decompression bomb": (
        drawn("PNG", size=(20_000, 20_000), mode="1"),
        "walk.png",
        "too many pixels",
    ),
    "a moving picture": (
        drawn("GIF", save_all=True, append_images=[Picture.new("RGB", (60, 40))]),
        "walk.gif",
        "This picture moves",
    ),
}


@pytest.fixture(params=REFUSED.values(), ids=REFUSED.keys())
def refused(request):
    return request.param


def test_what_is_no_fit_picture_is_refused_in_plain_words(editor, refused):
    content, name, words = refused

    answer = upload(editor, content, name)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "A path between trees" in answer.content.decode()
    assert not Image.objects.exists()


def test_it_is_refused_among_many(editor, refused):
    content, name, words = refused

    answer = upload_as_one_of_many(editor, content, name).json()

    assert not answer["success"]
    assert words in answer["error_message"]


def test_it_is_refused_where_one_chooses_a_picture(editor, refused):
    content, name, words = refused

    answer = upload_in_chooser(editor, content, name)

    assert words in answer.json()["htmlFragment"]
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("JPEG", "walk.jpg"),
        ("JPEG", "walk.JPEG"),
        ("PNG", "walk.png"),
        ("GIF", "walk.gif"),
        ("WEBP", "walk.webp"),
    ],
)
def test_a_picture_is_accepted(editor, kind, name):
    answer = upload(editor, drawn(kind), name)

    assert answer.status_code == 302
    assert (Image.objects.get().width, Image.objects.get().height) == (60, 40)


@pytest.mark.parametrize("way", [upload, upload_in_chooser])
def test_nothing_of_the_camera_is_kept(editor, way):
    way(editor, from_a_camera())

    with Image.objects.get().open_file() as file:
        kept = file.read()
        picture = Picture.open(BytesIO(kept))
        assert not picture.getexif()
        assert picture.size == (40, 60)
        assert picture.info["icc_profile"]
    assert b"Larch Cameras" not in kept
    assert b"taken at home" not in kept


def test_nothing_of_the_camera_is_kept_of_one_of_many(editor):
    question = upload_as_one_of_many(editor, from_a_camera()).json()
    number = question["uploaded_file_id"]

    answer = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number]),
        {
            f"uploaded-image-{number}-title": "A walk",
            f"uploaded-image-{number}-description": "A path between trees",
        },
    )

    assert answer.json()["success"]
    with Image.objects.get().open_file() as file:
        assert not Picture.open(file).getexif()


def test_what_hides_behind_the_last_pixel_is_gone(editor):
    upload(editor, drawn("PNG") + SCRIPT, "walk.png")

    with Image.objects.get().open_file() as file:
        assert SCRIPT not in file.read()


def test_a_huge_photograph_is_kept_at_a_size_that_pages_need(editor):
    upload(editor, drawn(size=(7_000, 5_000), mode="L"))

    assert (Image.objects.get().width, Image.objects.get().height) == (2560, 1829)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_colours_is_made_smaller(editor, mode):
    answer = upload(editor, drawn("PNG", size=(3_000, 300), mode=mode), "walk.png")

    assert answer.status_code == 302
    assert Image.objects.get().width == 2560


def test_the_name_of_a_file_is_made_safe(editor):
    upload(editor, drawn(), "../../etc/wálk <b>.php.jpg")

    assert Image.objects.get().file.name == "original_images/walk_b.php.jpg"


@pytest.mark.parametrize("way", [upload, upload_in_chooser])
def test_a_picture_needs_a_description(editor, way):
    prefix = "image-chooser-upload-" if way is upload_in_chooser else ""

    answer = way(editor, drawn(), **{f"{prefix}description": "  "})

    text = answer.json()["htmlFragment"] if prefix else answer.content.decode()
    assert "Say in a sentence what the picture shows" in text
    assert not Image.objects.exists()


def test_one_of_many_is_asked_for_its_description(editor):
    question = upload_as_one_of_many(editor, drawn()).json()
    number = question["uploaded_file_id"]

    answer = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number]),
        {f"uploaded-image-{number}-title": "A walk"},
    ).json()

    assert not answer["success"]
    assert "Say in a sentence what the picture shows" in answer["form"]


def test_a_description_of_pages_is_refused_once(editor):
    answer = upload(editor, drawn(), description="A path. " * 1250)

    text = answer.content.decode()
    assert "at most 255 characters" in text
    assert "Say in a sentence what the picture shows" not in text


def test_the_form_says_beforehand_what_it_takes(editor):
    words = editor.get(reverse("wagtailimages:add")).content.decode()

    assert "Required, unless the picture only decorates" in words
    assert "GIF, JPG, JPEG, JFIF, PNG, WEBP, up to 10.0\xa0MB" in words
    assert "A JPEG may have 40 million pixels, any other picture 16 million" in words


@pytest.mark.parametrize("decorative", [False, True])
def test_the_form_marks_the_description_where_it_is_required(editor, decorative):
    image = make.image(is_decorative=decorative)

    page = reading.html(editor.get(reverse("wagtailimages:edit", args=[image.pk])))

    label = page.find("label", attrs={"for": "id_description"})
    assert ("*" in label.get_text()) is not decorative
    assert page.find(id="id_description").has_attr("required") is not decorative


def test_a_decoration_needs_no_description(editor):
    answer = upload(editor, drawn(), description="", is_decorative="on")

    assert answer.status_code == 302
    assert Image.objects.get().default_alt_text == ""


def test_a_new_file_for_an_old_picture_is_checked_too(editor):
    image = make.image()

    answer = editor.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {
            "title": "A walk",
            "description": "A path",
            "file": SimpleUploadedFile("walk.png", SCRIPT),
        },
    )

    assert NO_PICTURE in answer.content.decode()
    assert Image.objects.get().file.name == image.file.name


@pytest.fixture
def app(client):
    """A client with the token of somebody who may do everything."""
    token = make.token()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_nothing_of_the_camera_is_kept_of_a_picture_from_an_app(app):
    file = SimpleUploadedFile("walk.jpg", from_a_camera())
    form = {"title": "A walk", "description": "A path", "file": file}

    answer = app.post("/api/v3/images/", form)

    assert answer.status_code == 201
    with Image.objects.get().open_file() as kept:
        assert not Picture.open(kept).getexif()


@pytest.mark.parametrize(("height", "status"), [(20_000, 422), (700, 201)])
def test_a_small_file_of_a_huge_picture_from_an_app(app, height, status):
    file = BytesIO()
    Picture.new("1", (20_000, height)).save(file, "PNG")
    assert file.tell() < 100_000
    form = {
        "title": "White",
        "description": "Nothing at all",
        "file": SimpleUploadedFile("white.png", file.getvalue()),
    }

    answer = app.post("/api/v3/images/", form)

    assert answer.status_code == status
    assert [max(each.width, each.height) for each in Image.objects.all()] == (
        [2560] if status == 201 else []
    )


def test_a_picture_from_an_app_needs_a_description(app):
    form = {"title": "A walk", "file": SimpleUploadedFile("walk.jpg", drawn())}

    answer = app.post("/api/v3/images/", form)

    assert answer.status_code == 422
    assert "description" in answer.content.decode()
    assert not Image.objects.exists()


@pytest.mark.parametrize("change", [{"title": "New"}, {"is_decorative": False}])
def test_an_app_that_changes_a_part_is_told_what_is_missing(app, change):
    image = make.image(description="", is_decorative=False)

    answer = app.patch(
        f"/api/v3/images/{image.pk}/", change, content_type="application/json"
    )

    assert answer.status_code == 422
    assert "what the picture shows" in answer.content.decode()
