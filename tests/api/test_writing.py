"""What is handed in with a token: refused as a problem, never with a 500."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from wagtail.models import Page

from core.models import Image
from home.models import StandardPage
from tests import make
from tests.api.test_hostile_input import HUGE, refused

pytestmark = pytest.mark.django_db


def send(client, method, path, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body)
    return client.generic(
        method, path, content, content_type="application/json", headers=headers
    )


WRONG_JSON = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b"[" * 600 + b"]" * 600,
    b'{"a":' * 300 + b"1" + b"}" * 300,
    b'{"title": "\\ud800"}',
    b'{"title": "a\\u0000b"}',
    b'{"title": NaN}',
    b'{"title": 1e400, "meta": []}',
    b"9" * 5000,
    b'{"parent": ' + b"9" * 40 + b"}",
    json.dumps({str(n): n for n in range(10_000)}).encode(),
    json.dumps(list(range(10_000))).encode(),
    b'"' + b"x" * (1024 * 1024) + b'"',
    b"[]",
    b"[1]",
    b"null",
    b"true",
    b'"text"',
    b"12",
]


def test_what_is_no_object_is_refused_everywhere(owner):
    article = make.article()
    image = make.image()
    places = [
        ("POST", "/api/v3/pages/"),
        ("PATCH", f"/api/v3/pages/{article.pk}/"),
        ("POST", f"/api/v3/pages/{article.pk}/actions/move/"),
        ("POST", f"/api/v3/pages/{article.pk}/actions/revert/"),
        ("POST", f"/api/v3/pages/{article.pk}/actions/copy_for_translation/"),
        ("PATCH", f"/api/v3/images/{image.pk}/"),
        ("POST", "/api/v3/redirects/"),
        ("POST", "/api/v3/sites/"),
    ]
    tried = [
        *((*place, body) for place in places for body in (b"{", b"[]", b"12")),
        *((*places[0], body) for body in WRONG_JSON),
    ]

    for method, path, body in tried:
        answer = send(owner, method, path, body)

        assert refused(answer), (method, path, body[:40])


PAGE = {"title": "New", "meta": {"type": "home.StandardPage", "parent_id": 1}}


WRONG_PAGES = [
    {"meta": []},
    {"meta": "x"},
    {"meta": None},
    {"meta": {"type": "home.StandardPage"}},
    {"meta": {"type": "wagtailcore.Page", "parent_id": 1}},
    {"meta": {"type": "auth.User", "parent_id": 1}},
    {"meta": {"type": ["home.StandardPage"], "parent_id": 1}},
    {"meta": {"type": {}, "parent_id": 1}},
    {"meta": {"type": "home.StandardPage", "parent_id": 999_999}},
    {"meta": {"type": "home.StandardPage", "parent_id": -1}},
    {"meta": {"type": "home.StandardPage", "parent_id": int(HUGE[:18])}},
    {"meta": {"type": "home.StandardPage", "parent_id": int(HUGE)}},
    {"meta": {"type": "home.StandardPage", "parent_id": 1}},
    {"title": None},
    {"title": []},
    {"title": "x" * 10_000},
    {"title": ""},
    {"slug": "../../x"},
    {"slug": 12},
    {"show_in_menus": "perhaps"},
]


def test_a_page_that_cannot_be_is_refused(owner):
    home = make.home()

    for changes in WRONG_PAGES:
        body = {**PAGE, "meta": {**PAGE["meta"], "parent_id": home.pk}, **changes}
        assert refused(send(owner, "POST", "/api/v3/pages/", body)), changes


def test_a_refusal_is_short_however_much_was_wrong(owner):
    home, long = make.home(), "x" * 20_000
    made = {"type": "home.StandardPage", "parent_id": home.pk}
    many = {f"{long[:40]}{n}": 1 for n in range(1000)}
    places = [
        ("POST", "/api/v3/comments/", {"page": home.pk, **many, long: 1}),
        ("POST", "/api/v3/pages/", {"title": "New", "meta": {**made, "type": long}}),
        ("PATCH", f"/api/v3/pages/{home.pk}/", {"title": long, "body": [many]}),
        ("POST", f"/api/v3/pages/{home.pk}/actions/copy/", {"slug": long}),
        ("POST", "/api/v3/redirects/", {"old_path": long, **many}),
    ]

    for method, path, body in places:
        answer = send(owner, method, path, body)

        assert refused(answer), path
        assert answer.status_code == 422
        assert len(answer.json()["errors"]) <= 10
        assert len(answer.content) < 10_000, (path, len(answer.content))


def test_the_root_of_the_tree_stays_as_it_is(owner):
    make.home()
    root = Page.objects.get(depth=1)
    path = f"/api/v3/pages/{root.pk}/"

    for method, address, body in [
        ("PATCH", path, {"title": "Mine"}),
        ("PATCH", path, {}),
        ("DELETE", path, {}),
        ("DELETE", f"{path}actions/delete/", {}),
        ("POST", f"{path}actions/publish/", {}),
        ("POST", f"{path}actions/unpublish/", {"recursive": True}),
        ("POST", f"{path}actions/copy/", {}),
        ("POST", f"{path}actions/move/", {"destination_id": root.pk}),
        ("POST", f"{path}actions/create_alias/", {}),
        ("POST", f"{path}actions/convert_alias/", {}),
        ("POST", f"{path}actions/revert/", {"revision_id": 1}),
    ]:
        answer = send(owner, method, address, body)
        assert refused(answer), (method, address)

    root.refresh_from_db()
    assert root.title == "Root"
    assert Page.objects.count() > 1


def test_a_wrong_key_in_the_path_is_refused(owner):
    make.article()
    body = {"title": "x", "old_path": "/x", "hostname": "x", "root_page_id": 1}

    for key in (HUGE, "0", "abc", "%00"):
        for method, path in with_key(key):
            assert refused(send(owner, method, path, body)), (method, path)


def with_key(key):
    return [
        ("PATCH", f"/api/v3/pages/{key}/"),
        ("DELETE", f"/api/v3/pages/{key}/"),
        ("GET", f"/api/v3/pages/{key}/revisions/"),
        ("GET", f"/api/v3/pages/{key}/?version=draft"),
        ("POST", f"/api/v3/pages/{key}/actions/publish/"),
        ("POST", f"/api/v3/pages/{key}/actions/copy/"),
        ("PATCH", f"/api/v3/images/{key}/"),
        ("DELETE", f"/api/v3/images/{key}/"),
        ("PATCH", f"/api/v3/documents/{key}/"),
        ("PUT", f"/api/v3/redirects/{key}/"),
        ("DELETE", f"/api/v3/sites/{key}/"),
        ("GET", f"/api/v3/sites/{key}/"),
        ("GET", f"/api/v3/schema/{key}/"),
    ]


def test_a_move_to_nowhere_is_refused(owner):
    path = f"/api/v3/pages/{make.article().pk}/actions/move/"

    for body in [
        {"destination_id": 999_999},
        {"destination_id": int(HUGE[:18])},
        {"destination_id": -1},
        {"destination_id": "root"},
        {"destination_id": 1, "position": "nowhere"},
        {},
    ]:
        assert refused(send(owner, "POST", path, body)), body


def test_a_page_cannot_be_moved_below_itself(owner):
    index = make.index()
    article = make.article()

    for target in (index, article):
        path = f"/api/v3/pages/{index.pk}/actions/move/"
        answer = send(owner, "POST", path, {"destination_id": target.pk})
        assert answer.status_code < 500

    article.refresh_from_db()
    assert article.get_parent().pk == index.pk
    assert Page.find_problems() == ([], [], [], [], [])


LYING_FILES = [
    ("script.png", b"<?php system('id');", "image/png"),
    ("page.jpg", b"<html><script>alert(1)</script>", "image/jpeg"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ("empty.png", b"", "image/png"),
    ("cut.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
    ("x.exe", b"MZ", "application/octet-stream"),
    ("\u202egnp.exe", b"GIF89a", "image/gif"),
]


def test_a_file_that_lies_about_its_type_is_refused(owner):
    for name, content, kind in LYING_FILES:
        file = SimpleUploadedFile(name, content, kind)
        form = {"title": "A picture", "description": "x", "file": file}

        assert refused(owner.post("/api/v3/images/", form)), name
    assert not Image.objects.exists()


def test_an_upload_without_a_file_is_refused(owner, settings):
    # Writing as many parts as the default allows takes seconds.
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20

    for kind in ("images", "documents"):
        assert refused(owner.post(f"/api/v3/{kind}/", {"title": "Nothing"}))
        broken = owner.generic(
            "POST",
            f"/api/v3/{kind}/",
            b"--x\r\nnonsense",
            content_type="multipart/form-data; boundary=x",
        )
        assert refused(broken)
        unbounded = owner.generic(
            "POST", f"/api/v3/{kind}/", b"x", content_type="multipart/form-data"
        )
        assert refused(unbounded)
        many = owner.post(f"/api/v3/{kind}/", {f"field{n}": "x" for n in range(21)})
        assert refused(many)


def test_what_is_too_large_is_refused_before_it_is_read(client):
    for kind, size in [
        ("application/json", 2 * 1024 * 1024),
        ("multipart/form-data; boundary=x", 50 * 1024 * 1024),
    ]:
        answer = client.post(
            "/api/v3/images/", b"", content_type=kind, CONTENT_LENGTH=str(size)
        )

        assert refused(answer)
        assert answer.status_code == 413


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/json-seq",
        "",
    ],
)
def test_json_is_called_json_or_not_read(client, kind):
    page, form = make.article(), make.form_page()
    large = json.dumps({"page": page.pk, "text": "x" * 4 * 1024 * 1024})

    for path in ("/api/v3/comments/", f"/api/v3/forms/{form.pk}/submissions/"):
        for body in (large, "{}"):
            answer = client.generic("POST", path, body, content_type=kind)

            assert refused(answer)
            assert answer.status_code in {413, 415}
        assert answer.status_code == 415
        assert "application/json" in answer.json()["detail"]


def test_writing_needs_a_token(client):
    article = make.article()

    for method, path in [
        ("POST", "/api/v3/pages/"),
        ("PATCH", f"/api/v3/pages/{article.pk}/"),
        ("DELETE", f"/api/v3/pages/{article.pk}/"),
        ("POST", "/api/v3/redirects/"),
        ("POST", "/api/v3/sites/"),
    ]:
        answer = send(client, method, path, {})

        assert refused(answer)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_page_is_made_changed_and_published_with_a_token(owner):
    home = make.home()
    made = send(
        owner,
        "POST",
        "/api/v3/pages/",
        {
            "title": "Privacy",
            "slug": "privacy",
            "meta": {"type": "home.StandardPage", "parent_id": home.pk},
        },
    )
    assert made.status_code == 201, made.content
    path = f"/api/v3/pages/{made.json()['id']}/"

    changed = send(owner, "PATCH", path, {"title": "Your privacy"})
    published = send(owner, "POST", f"{path}actions/publish/", {})

    assert changed.json()["title"] == "Your privacy"
    assert published.status_code == 200
    del owner.defaults["HTTP_AUTHORIZATION"]
    assert owner.get(path).json()["title"] == "Your privacy"


def test_what_is_refused_half_way_leaves_no_trace(owner):
    parent = make.standard_page()
    make.standard_page(title="Below it", parent=parent)
    before = Page.objects.count()

    def refuse(instance, **signal):
        if instance.title == "Below it":
            assert Page.objects.count() > before + 1
            raise ValidationError("The copy of the page above is written already.")

    post_save.connect(refuse, sender=StandardPage)
    try:
        answer = send(
            owner,
            "POST",
            f"/api/v3/pages/{parent.pk}/actions/copy/",
            {"slug": "copied", "recursive": True},
        )
    finally:
        post_save.disconnect(refuse, sender=StandardPage)

    assert answer.status_code == 422
    assert Page.objects.count() == before
