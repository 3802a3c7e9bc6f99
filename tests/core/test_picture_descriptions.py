import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.images.descriptions import is_file_name
from core.models import Image
from tests import make
from tests.core.test_image_uploads import (
    drawn,
    upload,
    upload_as_one_of_many,
    upload_in_chooser,
)

pytestmark = pytest.mark.django_db

SILENT = ["\u200b", "\u2060\u00ad\ufeff", "…", "---", "123", "\u202e\u202c"]
NAMES = ["walk.jpg", "walk", "WALK.JPG", "\u200bwalk.jpg", "IMG_1234.png", "img 1234"]
SENTENCE = "Say in a sentence what the picture shows"
LOOKS_LIKE_A_NAME = "looks like the name of a file"


REFUSED = [
    *((each, SENTENCE) for each in SILENT),
    *((each, LOOKS_LIKE_A_NAME) for each in NAMES),
]


def test_a_description_that_describes_nothing_is_refused(editor):
    for description, words in REFUSED:
        field = "image-chooser-upload-description"
        answer = upload_in_chooser(editor, drawn(), **{field: description})

        assert words in answer.json()["htmlFragment"], repr(description)
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("description", "words"),
    [("\u200b", SENTENCE), ("walk.jpg", LOOKS_LIKE_A_NAME)],
)
def test_it_is_refused_on_the_screen_of_pictures(editor, description, words):
    answer = upload(editor, drawn(), description=description)

    assert words in answer.content.decode()
    assert not Image.objects.exists()


def test_it_is_refused_for_one_of_many(editor):
    number = upload_as_one_of_many(editor, drawn()).json()["uploaded_file_id"]

    answer = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number]),
        {
            f"uploaded-image-{number}-title": "A walk",
            f"uploaded-image-{number}-description": "DSC_0042",
        },
    ).json()

    assert LOOKS_LIKE_A_NAME in answer["form"]
    assert not Image.objects.exists()


def test_it_is_refused_from_an_app(client):
    token = make.token()

    answer = client.post(
        "/api/v3/images/",
        {
            "title": "A walk",
            "description": "walk.jpg",
            "file": SimpleUploadedFile("walk.jpg", drawn()),
        },
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 422
    assert LOOKS_LIKE_A_NAME in answer.json()["detail"]


def test_a_decoration_may_be_called_anything(editor):
    answer = upload(editor, drawn(), description="walk.jpg", is_decorative="on")

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A path between trees", False),
        ("Two people walk", False),
        ("Image of a spine", False),
        ("Scan of a knee from the side", False),
        ("膝のX線写真", False),
        ("Photo: Ana Ruiz in her room", False),
        ("L5", False),
        ("spine-final-2", True),
        ("SPINE-FINAL-2.PNG", True),
        ("another.jpeg", True),
        ("IMG-20240102-WA0007", True),
        ("P1010203", True),
        ("Screenshot 2024-01-02", True),
        ("photo", True),
        ("Picture (3)", True),
        ("WhatsApp Image 2024-01-02 at 10.00.00", True),
        ("WhatsApp Image 2024-01-02 at 10.00.00 (1)", True),
        ("Screenshot 2024-01-02 at 10.00.00 AM", True),
        ("Screen Shot 2024-01-02 at 9.41.00 p.m", True),
        ("Screenshot_20240102-101112_Chrome", True),
        ("IMG_E1234", True),
        ("20240102_101112_edited", True),
        ("signal-2024-01-02-101112", True),
        ("Snapchat-123456789", True),
        ("Untitled-1", True),
        ("A9F3C2D1-77B2-4C1E-9B5C-0123456789AB", True),
        ("My_Back_Photo", True),
        ("At the 2nd visit", False),
        ("Photo of the team at 9 am", False),
        ("X-ray", False),
        ("Sit-ups", False),
        ("L4-L5", False),
        ("MRI 2024", False),
        ("Screenshot of the form", False),
    ],
)
def test_names_of_files_are_told_from_words(text, expected):
    assert is_file_name(text, ["spine-final-2.png"]) is expected
