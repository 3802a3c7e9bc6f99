"""Uploads that find no room: 507 in words, and nothing of them stays."""

import random
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.models import UploadedFile

from core.models import Image, User
from tests import make
from tests.core.test_image_uploads import (
    upload,
    upload_as_one_of_many,
    upload_in_chooser,
)
from tests.full_disk import full_disk, stored

pytestmark = pytest.mark.django_db

NO_ROOM = "There is no room left on the server for this file"
AJAX = {"X-Requested-With": "XMLHttpRequest"}


def noise(*, size=(120, 90)):
    """A picture that no format makes small."""
    file = BytesIO()
    pixels = random.Random(7).randbytes(size[0] * size[1] * 3)
    Picture.frombytes("RGB", size, pixels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(autouse=True)
def _nothing_stays():
    before = stored()
    yield
    assert stored() == before
    assert not Image.objects.exists()
    assert not Document.objects.exists()
    assert not UploadedFile.objects.exists()


def leaflet():
    return SimpleUploadedFile("leaflet.pdf", b"%PDF-1.7" + bytes(9000))


def test_the_form_of_a_picture_comes_back_with_what_was_typed(editor):
    with full_disk():
        answer = upload(editor, noise(), "spine.png", credit="Photo: Ana Ruiz")

    assert answer.status_code == 507
    text = answer.content.decode()
    assert NO_ROOM in text
    assert "A path between trees" in text
    assert "Photo: Ana Ruiz" in text


def test_the_form_of_a_document_comes_back_with_what_was_typed(editor):
    form = {"title": "What to do at home", "file": leaflet()}

    with full_disk():
        answer = editor.post(reverse("wagtaildocs:add"), form)

    assert answer.status_code == 507
    assert NO_ROOM in answer.content.decode()
    assert "What to do at home" in answer.content.decode()


def test_the_dialog_of_pictures_answers_with_json(editor):
    with full_disk():
        answer = upload_in_chooser(editor, noise(), "spine.png")

    assert answer.status_code == 507
    assert NO_ROOM in answer.json()["htmlFragment"]
    assert "A path between trees" in answer.json()["htmlFragment"]


def test_the_dialog_of_documents_answers_with_json(editor):
    form = {
        "document-chooser-upload-title": "At home",
        "document-chooser-upload-file": leaflet(),
    }

    with full_disk():
        answer = editor.post(reverse("wagtaildocs_chooser:create"), form)

    assert answer.status_code == 507
    assert NO_ROOM in answer.json()["htmlFragment"]


def test_one_picture_of_many_answers_with_json(editor):
    with full_disk():
        answer = upload_as_one_of_many(editor, noise(), "spine.png")

    assert answer.status_code == 507
    assert NO_ROOM in answer.json()["error_message"]


def test_one_document_of_many_answers_with_json(editor):
    form = {"title": "At home", "files[]": leaflet()}

    with full_disk():
        answer = editor.post(reverse("wagtaildocs:add_multiple"), form)

    assert answer.status_code == 507
    assert NO_ROOM in answer.json()["error_message"]


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_an_app_is_told_with_a_problem(client, kind):
    token = make.token()
    file = SimpleUploadedFile("spine.png", noise()) if kind == "images" else leaflet()
    form = {"title": "A spine", "file": file}
    if kind == "images":
        form["description"] = "A spine from the side"

    with full_disk():
        answer = client.post(
            f"/api/v3/{kind}/", form, headers={"Authorization": f"Bearer {token}"}
        )

    assert answer.status_code == 507
    assert answer["Content-Type"] == "application/problem+json"
    assert NO_ROOM in answer.json()["detail"]


def test_the_portrait_of_an_account_is_refused_in_its_form(editor):
    form = {
        "name_email-first_name": "Ana",
        "name_email-last_name": "Ruiz",
        "name_email-email": "ana@clinic.example",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "avatar-avatar": SimpleUploadedFile("me.png", noise()),
    }

    with full_disk():
        answer = editor.post(reverse("wagtailadmin_account"), form)

    assert answer.status_code == 507
    assert User.objects.get().first_name == ""
    assert NO_ROOM in answer.content.decode()
    assert not User.objects.get().wagtail_userprofile.avatar


def test_a_file_too_large_for_memory_finds_no_room_on_its_way_either(
    editor, settings, tmp_path
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    editor.raise_request_exception = False
    big = SimpleUploadedFile("leaflet.pdf", b"%PDF-1.7" + bytes(3 * 1024 * 1024))

    with full_disk():
        page = editor.post(reverse("wagtaildocs:add"), {"title": "A", "file": big})
        big.seek(0)
        ajax = editor.post(
            reverse("wagtaildocs:add_multiple"), {"files[]": big}, headers=AJAX
        )

    assert list(tmp_path.iterdir()) == []
    assert page.status_code == ajax.status_code == 507
    assert "no room left on our server" in page.content.decode()
    assert NO_ROOM in ajax.json()["error_message"]


def test_a_failed_upload_is_an_error_in_the_log(editor, caplog):
    with full_disk():
        upload(editor, noise(), "spine.png")

    [said] = [each for each in caplog.records if each.name == "gait.storage"]
    assert said.levelname == "ERROR"
    assert "No room to store original_images/spine" in said.getMessage()


def test_an_upload_of_before_is_kept_when_its_successor_finds_no_room(editor):
    upload(editor, noise(size=(20, 20)), "spine.png")
    image = Image.objects.get()
    with image.open_file() as file:
        before = file.read()

    with full_disk():
        answer = editor.post(
            reverse("wagtailimages:edit", args=[image.pk]),
            {
                "title": "A spine",
                "description": "A spine from the side",
                "file": SimpleUploadedFile("other.png", noise()),
            },
        )

    assert answer.status_code == 507
    kept = Image.objects.get()
    assert kept.title == "A walk"
    with kept.open_file() as file:
        assert file.read() == before
    remove(image)


def test_a_description_that_finds_no_room_can_be_sent_again(editor):
    question = upload_as_one_of_many(editor, noise(), "spine.png").json()
    number = question["uploaded_file_id"]
    address = reverse(
        "wagtailimages:create_multiple_from_uploaded_image", args=[number]
    )
    form = {
        f"uploaded-image-{number}-title": "A walk",
        f"uploaded-image-{number}-description": "A path between trees",
    }
    editor.raise_request_exception = False

    with full_disk():
        refused = editor.post(address, form, headers=AJAX)

    assert refused.status_code == 507
    assert NO_ROOM in refused.json()["error_message"]
    assert not Image.objects.exists()
    assert editor.post(address, form, headers=AJAX).json()["success"]
    remove(Image.objects.get())


def remove(image):
    image.file.storage.delete(image.file.name)
    for rendition in image.renditions.all():
        rendition.file.storage.delete(rendition.file.name)
    image.delete()
