import pytest
from django.conf import settings

from core.images import responsive
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files():
    for folder in ["images", "original_images", "documents"]:
        path = settings.MEDIA_ROOT / folder / "spine.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a picture")


def read(answer):
    return b"".join(answer.streaming_content)


def test_a_picture_for_the_public_is_served_and_kept_by_caches(client):
    answer = client.get("/media/images/spine.png")

    assert read(answer) == b"a picture"
    assert answer["Cache-Control"] == "public, max-age=2592000"
    assert "Cookie" not in answer.get("Vary", "")


def test_a_picture_named_after_what_is_in_it_is_kept_for_good(client):
    said = responsive.picture(make.image(), "card")

    for address in [said["src"], *(each.split()[0] for each in srcset(said))]:
        answer = client.get(address)

        assert read(answer)
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def srcset(said):
    return [each for source in said["sources"] for each in source["srcset"].split(", ")]


def test_another_picture_under_the_same_name_has_an_address_of_its_own(
    django_capture_on_commit_callbacks,
):
    first = make.image()
    before = responsive.picture(first, "card")["src"]
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()

    other = make.image(colour=(200, 20, 20))

    assert responsive.picture(other, "card")["src"] != before


@pytest.mark.parametrize(
    "path",
    [
        "original_images/spine.png",
        "documents/spine.png",
        "images/../documents/spine.png",
        "images/../../gait.sqlite3",
        "images/nothing.png",
        "images/",
        "",
    ],
)
def test_a_visitor_reads_nothing_else(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_an_editor_sees_originals(client):
    client.force_login(make.user(is_superuser=True))

    answer = client.get("/media/original_images/spine.png")

    assert read(answer) == b"a picture"
    assert answer["Cache-Control"] == "private, no-store"


def test_documents_are_left_to_the_view_that_knows_who_may_read_them(client):
    client.force_login(make.user(is_superuser=True))

    assert client.get("/media/documents/spine.png").status_code == 404
