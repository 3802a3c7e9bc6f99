"""What may be written with a token; what may not is refused by its name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Page

from tests import make
from tests.api.test_hostile_input import refused
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

META = {"type": "articles.ArticlePage"}


def errors_of(answer):
    assert refused(answer)
    assert answer.status_code == 422
    return {tuple(each["path"]): each["message"] for each in answer.json()["errors"]}


def test_a_field_that_cannot_be_written_is_refused_with_those_that_can(owner):
    article = make.article("Walking")
    body = {"title": "Sleep", "reviewer": 1, "benefitz": 1}

    errors = errors_of(send(owner, "PATCH", f"/api/v3/pages/{article.pk}/", body))

    assert list(errors) == [("body", "reviewer"), ("body", "benefitz")]
    assert "Known here: meta, title, slug" in errors["body", "reviewer"]
    article.refresh_from_db()
    assert article.get_latest_revision() is None


def test_an_unknown_field_is_refused_by_every_endpoint(owner):
    article, image, file = make.article(), make.image(), make.document()
    page, parent = f"/api/v3/pages/{article.pk}/", make.index().pk
    before = Page.objects.count()

    for method, path, body in [
        (
            "POST",
            "/api/v3/pages/",
            {"title": "x", "meta": {**META, "parent_id": parent}},
        ),
        ("PATCH", page, {"title": "x"}),
        ("POST", f"{page}actions/copy/", {}),
        ("POST", f"{page}actions/create_alias/", {}),
        ("POST", f"{page}actions/move/", {"destination_id": parent}),
        ("POST", f"{page}actions/unpublish/", {}),
        ("POST", f"{page}actions/revert/", {"revision_id": 1}),
        ("POST", f"{page}actions/copy_for_translation/", {"locale": "en"}),
        ("PATCH", f"/api/v3/images/{image.pk}/", {"title": "x"}),
        ("PATCH", f"/api/v3/documents/{file.pk}/", {"title": "x"}),
        ("POST", "/api/v3/redirects/", {"old_path": "/x"}),
        ("POST", "/api/v3/sites/", {"hostname": "x", "root_page_id": parent}),
    ]:
        errors = errors_of(send(owner, method, path, {**body, "bogus": 1}))

        assert list(errors) == [("body", "bogus")], path
        assert "Known here: " in errors["body", "bogus"]
    assert Page.objects.count() == before


def test_an_unknown_field_within_another_is_refused_too(owner):
    path = f"/api/v3/pages/{make.article().pk}/"

    errors = errors_of(send(owner, "PATCH", path, {"meta": {"parent_id": 1}}))

    assert list(errors) == [("body", "meta", "parent_id")]


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_an_unknown_field_of_an_upload_is_refused(owner, kind):
    file = SimpleUploadedFile("a.png", b"", "image/png")
    form = {"title": "Walking", "file": file, "alt": "A path"}

    errors = errors_of(owner.post(f"/api/v3/{kind}/", form))

    assert list(errors) == [("body", "alt")]
    assert "Known here: " in errors["body", "alt"]


def test_an_upload_is_a_form(owner):
    for kind in ("images", "documents"):
        answer = send(owner, "POST", f"/api/v3/{kind}/", {"title": "x"})

        assert refused(answer)
        assert answer.status_code == 415
        assert "multipart/form-data" in answer.json()["detail"]


def test_what_is_wrong_is_named_as_it_was_sent(owner):
    article = make.article()
    page = f"/api/v3/pages/{article.pk}/"
    upload = {"title": "x", "collection_id": 999_999}
    file = SimpleUploadedFile("a.txt", b"text", "text/plain")

    for answer, place in [
        (send(owner, "PATCH", page, {"title": 1}), "title"),
        (send(owner, "PATCH", page, {"title": ""}), "title"),
        (owner.post("/api/v3/documents/", {"title": "x"}), "file"),
        (owner.post("/api/v3/documents/", {**upload, "file": file}), "collection_id"),
        (
            send(
                owner,
                "POST",
                "/api/v3/redirects/",
                {"old_path": "/x", "redirect_page_id": 999_999},
            ),
            "redirect_page_id",
        ),
    ]:
        assert list(errors_of(answer)) == [("body", place)]


def test_what_is_wrong_with_the_whole_stands_at_no_field(owner):
    body = {"old_path": "/x", "redirect_link": "https://example.org/"}
    assert send(owner, "POST", "/api/v3/redirects/", body).status_code == 201

    errors = errors_of(send(owner, "POST", "/api/v3/redirects/", body))

    assert list(errors) == [("body",)]


def test_publishing_what_is_incomplete_names_what_is_missing(owner):
    article = make.article(live=False)
    type(article).objects.update(summary="", introduction="")
    path = f"/api/v3/pages/{article.pk}/"

    for answer in (
        send(owner, "PATCH", path, {"meta": {"action": "publish"}}),
        send(owner, "POST", f"{path}actions/publish/", {}),
    ):
        assert {("body", "summary"), ("body", "introduction")} <= set(errors_of(answer))


def test_refusals_are_not_in_the_words_of_the_machinery(owner):
    article = make.article()
    copy = f"/api/v3/pages/{article.pk}/actions/copy/"

    untyped = errors_of(send(owner, "POST", "/api/v3/pages/", {"title": "x"}))
    slug = errors_of(send(owner, "POST", copy, {"slug": "a b"}))
    del owner.defaults["HTTP_AUTHORIZATION"]
    site = owner.get("/api/v3/pages/?site=localhost:80x")

    [said] = untyped.values()
    assert "articles.ArticlePage" in said
    assert "discriminate" not in said
    assert slug["body", "slug"].startswith("Enter a valid")
    assert site.status_code == 400
    assert "HOST:PORT" in site.json()["detail"]
