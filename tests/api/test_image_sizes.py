"""Images in sizes that a front end chooses from a bounded list."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image as Pillow
from wagtail.models import Collection, CollectionViewRestriction

from core.images.sizes import throttle
from core.models import Image, Rendition
from tests import make
from tests.api.test_hostile_input import WRONG_KEYS, refused
from tests.full_disk import full_disk, stored

pytestmark = pytest.mark.django_db

HUGE = "9" * 40


def address(image, **size):
    query = "&".join(f"{name}={value}" for name, value in size.items())
    return f"/api/v3/images/{image.pk}/rendition/?{query}"


def drawn():
    """The picture of the only rendition."""
    with Rendition.objects.get().file.open() as file:
        return Pillow.open(BytesIO(file.read()))


def halves(**fields):
    """A picture whose left half is red and whose right half is blue."""
    picture = Pillow.new("RGB", (1200, 600), "red")
    picture.paste("blue", (600, 0, 1200, 600))
    file = BytesIO()
    picture.save(file, "PNG")
    return Image.objects.create(
        title="Halves", description="x", file=ImageFile(file, "halves.png"), **fields
    )


def test_it_leads_to_the_file_and_says_its_pixels(client):
    image = make.image(size=(1200, 900))

    answer = client.get(address(image, width=640, ratio="1:1", format="avif"))

    said = answer.json()
    assert answer.status_code == 302
    assert answer["Location"] == said["url"]
    assert said["url"].startswith("http://localhost/media/images/")
    assert (said["width"], said["height"]) == drawn().size == (640, 640)
    assert drawn().format == "AVIF"


def test_left_out_are_the_ratio_of_the_image_and_webp(client):
    answer = client.get(address(make.image(size=(1200, 900)), width=320))

    assert (answer.json()["width"], answer.json()["height"]) == (320, 240)
    assert drawn().format == "WEBP"


def test_a_browser_and_a_cdn_keep_the_answer_until_the_image_changes(client):
    image = make.image()

    answer = client.get(address(image, width=160))

    assert answer["Cache-Control"].startswith("public, max-age=10")
    assert f"image-{image.pk}" in answer["Cache-Tag"].split(",")


def test_who_shows_a_token_is_answered_alone(owner):
    answer = owner.get(address(make.image(), width=160))

    assert answer.status_code == 302
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("point", "colour"), [(100, (254, 0, 0)), (1100, (0, 0, 254))])
def test_a_ratio_is_cropped_around_the_focal_point(client, point, colour):
    image = halves(
        focal_point_x=point,
        focal_point_y=300,
        focal_point_width=100,
        focal_point_height=100,
    )

    client.get(address(image, width=160, ratio="2:3", format="jpeg"))

    assert drawn().getpixel((80, 100)) == pytest.approx(colour, abs=3)


@pytest.mark.parametrize("ratio", ["original", "1:1", "16:9", "3:4"])
@pytest.mark.parametrize("size", [(50, 40), (400, 1000), (1, 1)])
def test_nothing_is_enlarged(client, size, ratio):
    image = make.image(size=size)

    said = [
        client.get(address(image, width=width, ratio=ratio)).json()
        for width in (160, 640, 1600)
    ]

    assert max(each["width"] for each in said) <= size[0]
    assert max(each["height"] for each in said) <= size[1]
    # Wider ones are the same file.
    assert said[1] == said[2]


def test_the_orientation_of_a_camera_is_applied_and_not_told(owner):
    picture = Pillow.new("RGB", (400, 200))
    exif = picture.getexif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif)
    sent = SimpleUploadedFile("turned.jpg", file.getvalue())
    body = {"title": "Turned", "description": "A man walks", "file": sent}
    made = owner.post("/api/v3/images/", body).json()
    Rendition.objects.all().delete()

    owner.get(f"/api/v3/images/{made['id']}/rendition/?width=160&format=jpeg")

    assert drawn().height > drawn().width
    assert not dict(drawn().getexif())


def test_an_animation_and_transparency_are_drawn(client):
    frames = [Pillow.new("RGBA", (200, 100), (0, 0, 0, number)) for number in (0, 9)]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    image = Image.objects.create(
        title="Moving", description="x", file=ImageFile(file, "moving.gif")
    )

    for name in ("avif", "webp", "jpeg"):
        answer = client.get(address(image, width=160, ratio="1:1", format=name))
        assert answer.status_code == 302, answer.content


@pytest.mark.parametrize(
    ("size", "name", "known"),
    [
        ({}, "width", None),
        ({"width": 161}, "width", "160, 320"),
        ({"width": 0}, "width", "160, 320"),
        ({"width": -160}, "width", "160, 320"),
        ({"width": HUGE}, "width", None),
        ({"width": "wide"}, "width", None),
        ({"width": "160.5"}, "width", None),
        ({"width": 160, "ratio": "5:7"}, "ratio", "original, 1:1"),
        ({"width": 160, "ratio": "1:0"}, "ratio", "original, 1:1"),
        ({"width": 160, "ratio": "x" * 3000}, "ratio", "original, 1:1"),
        ({"width": 160, "format": "png"}, "format", "avif, webp, jpeg"),
        ({"width": 160, "format": "svg"}, "format", "avif, webp, jpeg"),
        ({"width": 160, "format": "../../x"}, "format", "avif, webp, jpeg"),
        ({"width": 160, "quality": 1}, "quality", "width"),
        ({"width": "160&width=320"}, "width", None),
        ({"width": "160%00"}, None, None),
    ],
)
def test_no_other_size_is_drawn(client, size, name, known):
    answer = client.get(address(make.image(), **size))

    assert refused(answer)
    assert answer.status_code == 400
    if name:
        assert answer.json()["errors"][0]["path"] == ["query", name]
    assert known is None or known in answer.json()["detail"]
    assert not Rendition.objects.exists()


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_no_other_image_is_drawn(client, key):
    assert refused(client.get(f"/api/v3/images/{key}/rendition/?width=160"))


def test_an_image_of_a_private_collection_is_not_there(client):
    image = make.image()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private,
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="walk",
    )
    Image.objects.update(collection=private)

    answer = client.get(address(image, width=160))

    assert refused(answer)
    assert answer.status_code == 404
    assert not Rendition.objects.exists()


def test_a_deleted_image_is_gone(client):
    image = make.image()
    path = address(image, width=160)
    client.get(path)
    image.delete()

    assert client.get(path).status_code in {404, 410}


def test_an_image_whose_file_is_missing_or_broken_is_not_there(client):
    missing, broken = make.image(), make.image()
    missing.file.storage.delete(missing.file.name)
    with broken.file.storage.open(broken.file.name, "wb") as file:
        file.write(b"no picture")

    for image in (missing, broken):
        assert client.get(address(image, width=160)).status_code == 404


def test_a_full_disk_leaves_nothing(client):
    image = make.image(size=(1200, 900))
    before = stored()

    with full_disk():
        answer = client.get(address(image, width=960))

    assert answer.status_code == 507
    assert stored() == before
    assert client.get(address(image, width=960)).status_code == 302


def test_a_client_has_a_bounded_number_of_new_sizes_drawn(client, monkeypatch):
    monkeypatch.setattr(throttle, "_most", 2)
    image = make.image(size=(1200, 900))

    statuses = [
        client.get(address(image, width=width)).status_code
        for width in (160, 320, 480, 320)
    ]
    refusal = client.get(address(image, width=640))
    other = client.get(address(image, width=640), REMOTE_ADDR="198.51.100.7")

    assert statuses == [302, 302, 429, 302]
    assert refusal["Retry-After"] == "60"
    assert refused(refusal)
    assert other.status_code == 302


def test_fifty_requests_at_once_leave_one_file(as_migrated):
    path, before = address(make.image(size=(1200, 900)), width=960), stored()

    def ask(_):
        try:
            return Client().get(path).json()["url"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        found = set(threads.map(ask, range(50)))

    assert len(found) == 1
    assert len(stored() - before) == 1
    assert Rendition.objects.count() == 1


def test_the_image_says_its_sizes(client):
    image = make.image(size=(700, 500))

    sizes = client.get(f"/api/v3/images/{image.pk}/").json()["sizes"]

    assert sizes["widths"] == [160, 320, 480, 640, 960]
    assert sizes["formats"] == ["avif", "webp", "jpeg"]
    for ratio in sizes["ratios"]:
        filled = sizes["url_template"].format(width=160, ratio=ratio, format="webp")
        assert client.get(filled.removeprefix("http://localhost")).status_code == 302


def test_a_size_that_is_there_is_only_read(client):
    image = make.image(size=(1200, 900))
    path = address(image, width=960)
    client.get(path)

    with connection.execute_wrapper(no_writing):
        assert client.get(path).status_code == 302


def no_writing(execute, sql, params, many, context):
    assert sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA")), sql
    return execute(sql, params, many, context)
