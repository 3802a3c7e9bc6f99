"""Uploads whose form cannot be read are refused in words, and are no fault of ours."""

import pytest
from django.conf import settings

from tests import make
from tests.api.test_hostile_input import refused

pytestmark = pytest.mark.django_db

FORM = "multipart/form-data"
UNREADABLE = "The form cannot be read"


def part(name, value="A", header=""):
    disposition = f'Content-Disposition: form-data; name="{name}"'
    return f"--x\r\n{disposition}{header}\r\n\r\n{value}\r\n"


def upload(owner, body, content_type=f"{FORM}; boundary=x", kind="images"):
    return owner.generic(
        "POST", f"/api/v3/{kind}/", f"{body}--x--", content_type=content_type
    )


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize(
    "content_type",
    [FORM, f"{FORM};", f"{FORM}; boundary=", f"{FORM}; boundary=ü", f"{FORM}; x=y"],
)
def test_a_form_without_a_boundary_is_refused_in_words(
    owner, caplog, kind, content_type
):
    answer = upload(owner, part("title"), content_type, kind)

    assert refused(answer)
    assert answer.status_code == 400
    assert UNREADABLE in answer.json()["detail"]
    assert "boundary" in answer.json()["detail"]
    assert "unforeseen" not in caplog.text


@pytest.mark.parametrize(
    "header",
    [
        "\r\nContent-Transfer-Encoding: base64",
        f"\r\nX-Long: {'x' * 20_000}",
    ],
)
def test_a_form_with_a_broken_part_is_refused_in_words(owner, caplog, header):
    header = f'; filename="a.txt"{header}'

    answer = upload(owner, part("file", header=header))

    assert refused(answer)
    assert answer.status_code == 400
    assert UNREADABLE in answer.json()["detail"]
    assert "unforeseen" not in caplog.text


def test_a_form_of_too_many_parts_is_refused_in_words(owner, caplog):
    files = settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1
    fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1

    for body in (
        part("file", header='; filename="a.txt"') * files,
        part("title") * fields,
    ):
        answer = upload(owner, body)

        assert refused(answer)
        assert answer.status_code == 413
        assert "too many" in answer.json()["detail"]
    assert "unforeseen" not in caplog.text


# Of the last four, Python decodes nothing, or only in its own way.
CHARSETS = ["latin-1", "utf-16", "base64", "idna", "undefined", "no-charset"]


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_in_another_charset_is_refused_in_words(owner, caplog, charset):
    answer = upload(owner, part("title"), f"{FORM}; boundary=x; charset={charset}")

    assert refused(answer)
    assert answer.status_code == 400
    assert "UTF-8" in answer.json()["detail"]
    assert "unforeseen" not in caplog.text


def test_a_form_may_say_that_it_is_in_utf_8(owner):
    for charset in ("UTF-8", "utf8", "us-ascii"):
        type_of_form = f"{FORM}; boundary=x; charset={charset}"

        answer = upload(owner, part("title", "ü"), type_of_form)

        assert [each["path"][-1] for each in answer.json()["errors"]] == ["file"]


@pytest.mark.parametrize(
    "path", ["/api/v3/pages/?title=%C3%BC", "/api/v2/pages/?slug=%C3%BC"]
)
@pytest.mark.parametrize("charset", CHARSETS)
def test_an_address_is_read_in_the_same_way_whatever_charset_is_named(
    client, path, charset
):
    make.standard_page(title="ü", slug="ü")

    answer = client.get(
        path, headers={"Content-Type": f"text/plain; charset={charset}"}
    )

    assert answer.json() == client.get(path).json()
    assert len(answer.json()["items"]) == 1
