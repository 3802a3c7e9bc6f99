import encodings
import re

import pytest
from django.http.request import MediaType
from django.urls import reverse

from core.middleware.storable_input import URLENCODED
from tests import make, reading

MULTIPART = "multipart/form-data"

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/%ff/",
        "/articles/a%ed%a0%80b/",
        "/?q=%00",
        "/?%00=q",
        "/?q=%ff",
        "/?q=%ed%a0%80",
        "/search/?q=a%00b",
        "/admin/login/?next=%00",
    ],
)
def test_a_character_that_cannot_be_stored_is_refused(client, path):
    assert client.get(path).status_code == 400


def test_bytes_of_a_query_that_are_not_even_escaped_are_refused(client):
    assert client.get("/", QUERY_STRING="q=a\xffb").status_code == 400


@pytest.mark.parametrize(
    "path", ["/?q=%20", "/?q=%F0%9F%A6%B4", "/?q=%E2%80%AE", "/?q=%EF%BF%BD", "/?q"]
)
def test_unusual_characters_are_fine(client, path):
    make.home()

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("form", [{"username": "a\0b"}, {"a\0b": "c"}])
def test_a_form_with_such_a_character_is_refused(client, form):
    assert client.post(reverse("wagtailadmin_login"), form).status_code == 400


@pytest.mark.parametrize("text", ["a%FFb", "%ED%A0%80", "a\xffb"])
def test_a_form_of_bytes_that_are_no_characters_is_refused(client, text):
    article = make.article()
    form = b"name=Ada&text=" + text.encode("latin-1")

    answer = client.post(f"/replies/{article.pk}/", form, content_type=URLENCODED)

    assert answer.status_code == 400


@pytest.mark.parametrize("charset", ["latin-1", "base64", "idna", "undefined"])
@pytest.mark.parametrize("kind", [URLENCODED, f"{MULTIPART}; boundary=x"])
def test_a_form_in_another_charset_is_refused(client, kind, charset):
    article = make.article()
    form = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n--x--'

    answer = client.generic(
        "POST", f"/replies/{article.pk}/", form, f"{kind}; charset={charset}"
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("named", ["", "=", "=UTF8", '="utf-8"', "=Utf_8", "=US-ASCII"])
def test_a_form_in_utf_8_is_read(client, named):
    article = make.article()

    answer = client.generic(
        "POST", f"/replies/{article.pk}/", b"name=Ada", f"{URLENCODED}; charset{named}"
    )

    # The form lacks the rest.
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/replies/{}/", "/api/v3/pages/{}/"])
def test_where_no_form_is_read_its_charset_does_not_matter(client, path):
    article = make.article()
    headers = {"Content-Type": f"{URLENCODED}; charset=latin-1"}

    answer = client.get(path.format(article.pk), headers=headers)

    assert answer.status_code == 200


def test_python_keeps_no_charset_that_forms_make_up_in_memory(client):
    article = make.article()
    known = set(encodings._cache)

    for n in range(3):
        made_up = f"{URLENCODED}; charset=made-up-{n}"
        client.generic("POST", f"/replies/{article.pk}/", b"name=Ada", made_up)

    assert set(encodings._cache) == known


@pytest.mark.parametrize("kind", [MULTIPART, f"{MULTIPART}; boundary="])
def test_a_form_without_a_boundary_is_refused(client, caplog, kind):
    article = make.article()

    answer = client.generic("POST", f"/replies/{article.pk}/", b"x", kind)

    assert answer.status_code == 400
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("charset", ["latin-1", "base64", "idna", "undefined"])
def test_a_query_is_read_in_the_same_way_whatever_charset_is_named(client, charset):
    make.index()
    headers = {"Content-Type": f"text/plain; charset={charset}"}

    answer = client.get("/search/?q=%C3%BCbung", headers=headers)

    assert reading.html(answer).select_one("main input[name=q]")["value"] == "übung"


@pytest.mark.parametrize("charset", ["no-charset", "idna", "undefined", "base64"])
def test_a_content_type_that_cannot_be_read_counts_as_none(client, charset):
    make.home()
    broken = f"{MULTIPART}; boundary=x; a*={charset}''%FF"

    assert client.get("/", headers={"Content-Type": broken}).status_code == 200
    answer = client.generic("POST", "/api/v3/comments/", b"x", content_type=broken)
    assert answer.status_code == 415


# A parameter whole and in parts, between which Python cannot sort.
MIXED = "a*=x; a*0=y"


def test_a_parameter_that_comes_whole_and_in_parts_cannot_be_read_either(client):
    make.home()
    headers = {"Content-Type": f"text/plain; {MIXED}"}

    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("header", ["Accept", "Content-Type", "Content-Disposition"])
@pytest.mark.parametrize("address", ["/", "/api/v2/pages/", "/api/v3/pages/"])
def test_the_name_of_an_unknown_charset_is_not_remembered(client, address, header):
    make.home()
    charset = re.sub("[^a-z0-9]", "", f"{header}{address}".lower())
    value = f"text/markdown; a*={charset}''b"

    assert client.get(address, headers={header: value}).status_code in (200, 406)
    assert charset not in encodings._cache


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "us-ascii", "iso-8859-1"])
def test_the_charsets_that_a_parameter_of_a_header_may_have(charset):
    kind = MediaType(f"text/plain; a*={charset}'en'b")

    assert kind.params == {"a": "b"}


@pytest.mark.parametrize("charset", ["base64", "hex", "cp1252", "nonsense", "utf-7"])
def test_another_charset_of_a_parameter_is_refused(charset):
    with pytest.raises(ValueError, match=charset):
        MediaType(f"text/plain; a*={charset}'en'b")


def test_a_part_of_a_form_with_a_header_that_cannot_be_read_is_left_out(client):
    article = make.article()
    form = f'--x\r\nContent-Disposition: form-data; name="name"; {MIXED}\r\n\r\nAda\r\n--x--'

    answer = client.generic(
        "POST", f"/replies/{article.pk}/", form, f"{MULTIPART}; boundary=x"
    )

    assert answer.status_code == 422


def test_a_form_may_contain_the_character_that_stands_for_a_broken_one(client):
    form = {"username": "a\N{REPLACEMENT CHARACTER}b@clinic.example", "password": "x"}

    assert client.post(reverse("wagtailadmin_login"), form).status_code == 200


def test_a_form_over_the_limit_is_called_too_large(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    form = "username=" + "a" * 100

    answer = client.post(reverse("wagtailadmin_login"), form, content_type=URLENCODED)

    assert answer.status_code == 413
