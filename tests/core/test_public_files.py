import gzip

import brotli
import httpx
import pytest
from django.conf import settings

from core.public_files import in_front_of

ICON = "/favicon.ico"
PICTURE = "/media/images/spine.png"
STYLES = "/static/core/site.1234567890ab.css"
# Shorter than the file, as WhiteNoise sends the shortest.
ENCODED = {"br": brotli.compress(b"a" * 90), "gz": gzip.compress(b"a" * 90)}


@pytest.fixture(autouse=True)
def _files():
    for path in [
        settings.MEDIA_ROOT / "images" / "spine.png",
        settings.MEDIA_ROOT / "original_images" / "spine.png",
        settings.MEDIA_ROOT / "documents" / "spine.png",
        settings.STATIC_ROOT / "core" / "site.1234567890ab.css",
    ]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a" * 90 if path.suffix == ".css" else b"a file")
    for name in ("br", "gz"):
        beside = settings.STATIC_ROOT / "core" / f"site.1234567890ab.css.{name}"
        beside.write_bytes(ENCODED[name])
    yield
    for each in (settings.STATIC_ROOT / "core").glob("site.1234567890ab.css*"):
        each.unlink()


def application(environ, start_response):
    start_response("418 I'm a Teapot", [])
    return [b"the application"]


@pytest.fixture
def reader():
    with reading("http") as reader:
        yield reader


def reading(scheme):
    transport = httpx.WSGITransport(app=in_front_of(application))
    return httpx.Client(transport=transport, base_url=f"{scheme}://testserver")


def reached_the_application(answer):
    return answer.status_code == 418


@pytest.mark.parametrize("path", [ICON, PICTURE, STYLES])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_public_files_are_served_without_the_application(reader, path, method):
    answer = reader.request(method, path)

    assert answer.is_success
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert bool(answer.content) == (method == "GET")


def test_files_name_the_methods_that_they_answer(reader):
    answer = reader.options(PICTURE)

    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_picture_may_run_nothing_and_is_kept_by_caches(reader):
    answer = reader.get(PICTURE)

    assert answer.content == b"a file"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=2592000"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("br, gzip", "br"),
        ("*", "br"),
        ("gzip;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0, br;q=0.000", None),
        ("*;q=0", None),
        ("identity", None),
        ("zstd", None),
        ("", None),
    ],
)
def test_a_style_sheet_has_an_encoding_that_the_browser_takes(reader, wanted, sent):
    answer = reader.get(STYLES, headers={"Accept-Encoding": wanted})

    assert answer.headers.get("Content-Encoding") == sent
    assert answer.content == b"a" * 90


@pytest.mark.parametrize("path", [ICON, PICTURE, STYLES])
def test_a_file_that_a_browser_has_is_not_sent_again(reader, path):
    known = {"If-None-Match": reader.get(path).headers["ETag"]}

    answers = [reader.get(path, headers=known) for _ in range(2)]

    for answer in answers:
        assert answer.status_code == 304
        assert not answer.content
    assert answers[0].headers.raw == answers[1].headers.raw


@pytest.mark.parametrize("wanted", ["bytes=0-0", "bytes=2-3", "bytes=9-", "lines=1"])
def test_a_picture_is_sent_whole(reader, wanted):
    answer = reader.get(PICTURE, headers={"Range": wanted})

    assert answer.status_code == 200
    assert answer.content == b"a file"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/media/original_images/spine.png",
        "/media/documents/spine.png",
        "/media/images/../documents/spine.png",
        "/media/images/%2e%2e/documents/spine.png",
        "/media/images/../../gait.sqlite3",
        "/media/images/nothing.png",
        "/media/images/spine.png/more.png",
        "/media/images/%00.png",
        "/media/images/%ff.png",
        "/media/images/" + "a" * 300,
        "/media/images/",
        "/media/",
        "/static/core/../../gait.sqlite3",
        "/static/core/nothing.css",
    ],
)
def test_all_else_is_left_to_the_application(reader, path):
    assert reached_the_application(reader.get(path))


def test_a_style_sheet_that_was_deleted_is_left_to_the_application(reader):
    for each in (settings.STATIC_ROOT / "core").glob("site.1234567890ab.css*"):
        each.unlink()

    assert reached_the_application(reader.get(STYLES))


@pytest.mark.parametrize("path", [ICON, PICTURE, STYLES])
def test_files_are_served_under_the_names_of_the_site_alone(reader, path):
    answer = reader.get(path, headers={"Host": "evil.example"})

    assert reached_the_application(answer)


@pytest.mark.parametrize("path", [ICON, PICTURE, STYLES])
def test_production_serves_files_by_https_alone(settings, client, path):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60

    with reading("http") as in_the_clear, reading("https") as encrypted:
        assert reached_the_application(in_the_clear.get(path))
        answer = encrypted.get(path)

    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=60"
    redirect = client.get(path)
    assert redirect.status_code == 301
    assert redirect["Location"] == f"https://testserver{path}"
