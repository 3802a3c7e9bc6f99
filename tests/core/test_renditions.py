"""The sizes of a picture: drawn at the first reading, each file once, with its row."""

from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.urls import reverse

from core.images import responsive
from core.models import Image, Rendition
from tests import make
from tests.core.test_full_disk import noise
from tests.full_disk import full_disk, stored


def image():
    file = ImageFile(BytesIO(noise()), name="spine.png")
    return Image.objects.create(title="Spine", description="A spine", file=file)


def drawn():
    return {name for name in stored() if name.startswith("images/")}


@pytest.mark.django_db
def test_a_page_is_served_without_the_sizes_that_find_no_room(client, caplog):
    article = make.article(hero_image=image())
    before = stored()

    with full_disk():
        page = client.get(article.url)
        listed = client.get("/articles/")
        api = client.get(f"/api/v3/pages/{article.pk}/")

    assert [each.status_code for each in (page, listed, api)] == [200, 200, 200]
    assert article.title in page.content.decode()
    assert "<picture" not in page.content.decode()
    assert api.json()["hero_image"] is None
    assert stored() == before
    assert not Rendition.objects.exists()
    assert "There is no room for the sizes of image" in caplog.text


@pytest.mark.django_db
def test_sizes_are_drawn_once_there_is_room_again(client):
    article = make.article(hero_image=image())
    with full_disk():
        client.get(article.url)

    assert "<picture" in client.get(article.url).content.decode()


@pytest.mark.django_db
def test_of_several_sizes_none_stays_where_one_finds_no_room():
    picture = image()
    before = stored()

    # Room for the smaller files only.
    with full_disk(4000):
        said = responsive.picture(picture, "portrait")

    assert said is None
    assert stored() == before
    assert not Rendition.objects.exists()


@pytest.mark.django_db
def test_nothing_is_drawn_where_the_disk_is_known_to_be_full(monkeypatch):
    monkeypatch.setattr("core.storage.RENDITION_BYTES", 2**80)
    picture = image()

    assert responsive.picture(picture, "card") is None
    assert not Rendition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "screen",
    ["wagtailimages:index", "wagtailimages:edit", "wagtailimages_chooser:choose"],
)
def test_the_admin_stays_usable_while_the_disk_is_full(editor, screen):
    picture = image()
    args = [picture.pk] if screen.endswith("edit") else []

    with full_disk():
        answer = editor.get(reverse(screen, args=args))

    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_picture_can_be_chosen_while_the_disk_is_full(editor):
    picture = image()

    with full_disk():
        answer = editor.get(reverse("wagtailimages_chooser:chosen", args=[picture.pk]))

    assert answer.json()["result"]["title"] == "Spine"


@pytest.mark.parametrize("place", ["card", "share"])
def test_two_first_readers_leave_one_file_of_each_size(as_migrated, place):
    picture = image()
    before = drawn()
    start, said = Barrier(2), []

    def read():
        try:
            own = Image.objects.get(pk=picture.pk)
            start.wait()
            said.append(responsive.picture(own, place))
        finally:
            connection.close()

    readers = [Thread(target=read) for _ in range(2)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()

    rows = set(Rendition.objects.values_list("file", flat=True))
    assert drawn() - before == rows
    assert said[0] == said[1]
    assert said[0]["src"].removeprefix("/media/") in rows
