"""Every write operation of API v3 takes or refuses whatever is sent, never with a 500.

What is asked follows from the OpenAPI document, so a new operation is asked as well.
"""

import json
from contextlib import contextmanager

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from tests import make
from tests.api.test_hostile_input import refused

pytestmark = pytest.mark.django_db
each_database = pytest.mark.each_database

WRITING = ("post", "put", "patch", "delete")
# More than an integer of PostgreSQL holds, of SQLite, and than any number of theirs.
LARGE = [2**31, 2**63, 10**40]


@pytest.fixture
def document(client):
    return client.get("/api/v3/openapi.json").json()


def operations(document):
    for path, methods in document["paths"].items():
        for method in WRITING:
            if method in methods:
                yield method, path, methods[method]


def shapes(document, operation):
    """The JSON objects that an operation takes, one for each type of a union."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    for each in schema.get("oneOf") or schema.get("allOf") or [schema]:
        yield resolved(document, each)


def resolved(document, schema):
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def allows_null(document, schema):
    schema = resolved(document, schema)
    options = schema.get("anyOf", [schema])
    return any(
        each.get("type") == "null" or not {"type", "$ref", "allOf", "enum"} & set(each)
        for each in options
    )


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(client, method, path, body):
    with undone():
        return client.generic(
            method.upper(), path, json.dumps(body), content_type="application/json"
        )


def ids(page):
    image, file = make.image(), make.document()
    moved = Redirect.add_redirect("/old/", make.home())
    return {
        "page_id": page.pk,
        "image_id": image.pk,
        "document_id": file.pk,
        "redirect_id": moved.pk,
        "site_id": Site.objects.get().pk,
        "locale_id": Locale.objects.get().pk,
        "type": "articles.Topic",
        "pk": make.topic("Any").pk,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "state",
    [
        *("alias", "draft alias"),
        pytest.param("alias of an alias", marks=each_database),
    ],
)
def test_every_operation_answers_for_an_alias(owner, document, state):
    original = make.article(live=state != "draft alias")
    alias = original.create_alias(update_slug="alias")
    if state == "alias of an alias":
        alias = alias.create_alias(update_slug="alias-of-it")
    names = ids(alias)

    for method, path, _ in operations(document):
        if "{page_id}" not in path or "submissions" in path:
            continue
        for body in ({}, {"title": "New"}, {"meta": {"action": "publish"}}):
            answer = send(owner, method, path.format(**names), body)

            assert answer.status_code < 500, (method, path, body, answer.content)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "", {"title": "Another title"}),
        ("patch", "", {"meta": {"action": "publish"}}),
        ("post", "actions/publish/", {}),
    ],
)
def test_a_change_of_an_alias_is_refused_in_words(owner, method, path, body):
    alias = make.article().create_alias(update_slug="alias")

    answer = send(owner, method, f"/api/v3/pages/{alias.pk}/{path}", body)

    assert refused(answer)
    assert answer.status_code == 422
    assert "convert this page into an ordinary one" in answer.json()["detail"]


def test_an_alias_that_was_converted_can_be_changed(owner):
    alias = make.article().create_alias(update_slug="alias")
    path = f"/api/v3/pages/{alias.pk}/"

    converted = owner.post(f"{path}actions/convert_alias/")
    changed = owner.patch(path, {"title": "Own"}, content_type="application/json")

    assert converted.status_code == 200, converted.content
    assert changed.json()["title"] == "Own"


@pytest.mark.slow
@each_database
def test_null_is_refused_where_the_document_does_not_allow_it(owner, document):
    pages = {page.specific_class.__name__: page.pk for page in every_kind_of_page()}
    names = ids(make.article())

    for method, path, operation in operations(document):
        for shape in shapes(document, operation):
            kind = shape.get("title", "").partition("Patch")[0]
            address = path.format(**{**names, "page_id": pages.get(kind, 1)})
            for name, schema in shape.get("properties", {}).items():
                if not allows_null(document, schema):
                    answer = send(owner, method, address, {name: None})

                    assert refused(answer), (method, address, name)


def test_a_page_without_its_meta_is_not_written(owner):
    for page in every_kind_of_page():
        answer = send(owner, "patch", f"/api/v3/pages/{page.pk}/", {"meta": None})

        assert refused(answer), page.specific_class
        assert answer.json()["errors"][0]["path"] == ["body", "meta"]


def every_kind_of_page():
    form = make.form_page()
    return [
        make.home(),
        make.index(),
        make.article(),
        make.standard_page(),
        form.get_parent().specific,
        form,
    ]


def test_a_body_of_null_is_refused(owner, document):
    names = ids(make.article())

    for method, path, operation in operations(document):
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            answer = send(owner, method, path.format(**names), None)

            assert refused(answer), (method, path)


@pytest.mark.slow
@each_database
@pytest.mark.parametrize("number", LARGE)
def test_no_number_is_too_large_for_an_answer(owner, document, number):
    names = ids(make.article())

    for method, path, operation in operations(document):
        for name in names:
            if f"{{{name}}}" in path:
                address = path.format(**{**names, name: number})
                assert send(owner, method, address, {}).status_code < 500, address
        for shape in list(shapes(document, operation))[:1]:
            for name in shape.get("properties", {}):
                answer = send(owner, method, path.format(**names), {name: number})

                assert answer.status_code < 500, (method, path, name, number)


def test_the_parent_of_a_new_page_may_be_any_number(owner):
    for number in LARGE:
        body = {"title": "New", "meta": {"type": "home.StandardPage"}}
        body["meta"]["parent_id"] = number

        assert refused(send(owner, "post", "/api/v3/pages/", body)), number
    assert Page.objects.filter(title="New").count() == 0
