import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Pillow

from core.images import responsive
from core.models import Image
from tests import make

pytestmark = pytest.mark.django_db


def upload(picture, kind, **fields):
    file = io.BytesIO()
    picture.save(file, kind)
    return Image.objects.create(
        title="A picture",
        description="A path",
        file=ImageFile(file, name=f"path.{kind.lower()}"),
        **fields,
    )


def widths(source):
    return [int(part.split()[1].rstrip("w")) for part in source["srcset"].split(", ")]


@pytest.mark.parametrize("place", responsive.SLOTS)
@pytest.mark.parametrize("size", [(40, 30), (300, 900), (1000, 500)])
def test_no_place_enlarges_a_picture(place, size):
    said = responsive.picture(make.image(size=size), place)

    assert said["width"] <= size[0]
    assert said["height"] <= size[1]
    for source in said["sources"]:
        assert widths(source) == sorted(set(widths(source)))
        assert max(widths(source)) <= size[0]


@pytest.mark.parametrize(
    ("size", "sizes"), [((400, 400), "2.75rem"), ((400, 100), "11rem")]
)
def test_a_logo_is_fetched_as_large_as_the_head_of_the_page_draws_it(size, sizes):
    said = responsive.picture(make.image(size=size), "logo")

    assert {source["sizes"] for source in said["sources"]} == {sizes}


@pytest.mark.parametrize("place", responsive.SLOTS)
def test_the_files_have_the_size_and_the_format_that_is_said(place):
    image = make.image(size=(700, 600))

    said = responsive.picture(image, place)

    shape = responsive.SLOTS[place]
    for rendition in image.renditions.all():
        with rendition.file.open() as file, Pillow.open(file) as shown:
            assert shown.size == (rendition.width, rendition.height)
            assert f"format-{shown.format.lower()}" in rendition.filter_spec
    if shape.ratio:
        across, down = shape.ratio
        assert said["width"] / said["height"] == pytest.approx(across / down, rel=0.01)


def test_a_decoration_says_nothing_even_when_it_is_read_again():
    image = make.image(is_decorative=True, description="")

    said = responsive.picture(Image.objects.get(pk=image.pk), "card")

    assert (said["alt"], said["decorative"]) == ("", True)


def test_a_picture_without_words_is_never_called_by_its_file():
    said = responsive.picture(make.image("path-final-2.jpg", description=""), "card")

    assert said["alt"] == ""


def test_addresses_are_full_where_an_origin_is_given():
    image = make.image()

    said = responsive.picture(image, "card", origin="https://clinic.example")

    assert said["src"].startswith("https://clinic.example/media/")
    assert said["sources"][0]["srcset"].startswith("https://clinic.example/media/")
    assert responsive.picture(image, "card")["src"].startswith("/media/")


@pytest.mark.parametrize("focal_point", [{}, {"focal_point_x": 20, "focal_point_y": 9}])
def test_a_picture_with_its_renditions_prefetched_costs_no_query(
    django_assert_num_queries, focal_point
):
    sizes = dict.fromkeys(["focal_point_width", "focal_point_height"], 5)
    image = make.image(**focal_point, **(sizes if focal_point else {}))
    for place in responsive.SLOTS:
        responsive.picture(image, place)

    image = Image.objects.prefetch_renditions(*responsive.specs()).get(pk=image.pk)

    with django_assert_num_queries(0):
        for place in responsive.SLOTS:
            responsive.picture(image, place)


def test_where_there_is_no_picture_nothing_is_said():
    assert responsive.picture(None, "card") is None


@pytest.mark.parametrize("content", [None, b"", b"<?php", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_picture_whose_file_is_lost_or_broken_is_left_out(content):
    image = make.image()
    image.file.storage.delete(image.file.name)
    if content is not None:
        image.file.storage.save(image.file.name, io.BytesIO(content))

    assert responsive.picture(image, "card") is None


def test_the_average_colour_is_kept_and_follows_a_new_file():
    red, blue = (Pillow.new("RGB", (80, 60), colour) for colour in ("red", "blue"))
    image = upload(red, "PNG")
    assert image.background_color == "#ff0000"

    file = io.BytesIO()
    blue.save(file, "PNG")
    image.file = ImageFile(file, name="blue.png")
    image._set_image_file_metadata()
    image.save()

    assert Image.objects.get(pk=image.pk).background_color == "#0000ff"


@pytest.mark.parametrize(
    ("picture", "colour"),
    [
        (Pillow.new("RGBA", (9, 9), (0, 0, 0, 0)), "#ffffff"),
        (Pillow.new("L", (9, 9), 128), "#808080"),
        (Pillow.new("1", (9, 9), 0), "#000000"),
        (Pillow.new("P", (9, 9), 0), "#000000"),
    ],
)
def test_the_average_colour_is_known_for_any_kind_of_picture(picture, colour):
    assert upload(picture, "PNG").background_color == colour


def test_a_logo_stays_see_through():
    image = upload(Pillow.new("RGBA", (400, 200), (0, 0, 0, 0)), "PNG")

    said = responsive.picture(image, "logo")

    assert said["src"].endswith(".png")
    spec = "width-320|format-png"
    with image.get_rendition(spec).file.open() as file, Pillow.open(file) as shown:
        assert shown.mode == "RGBA"


def test_avif_is_encoded_fast_also_when_pillow_has_loaded_all_formats():
    picture = Pillow.linear_gradient("L").rotate(30).convert("RGB")

    def encoded(**options):
        file = io.BytesIO()
        picture.save(file, "AVIF", quality=60, **options)
        return file.getvalue()

    Pillow.init()

    assert encoded() == encoded(speed=8)
    assert encoded() != encoded(speed=6)
