"""The OpenAPI document as a generator of typed clients reads it."""

import json
import re

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from core.api import error_codes
from tests import make

pytestmark = pytest.mark.django_db

OMITTED = {"edit_url", "emergency_wording", "errors", "suggestions", "warnings"}
# Whose members are there where they are asked for.
PARTIAL = {"ArticleItemData", "PageFieldsData"}


@pytest.fixture
def document(client):
    return client.get("/api/v3/openapi.json").json()


def test_a_page_says_its_type_and_its_schema_allows_no_other(client, document):
    answer = document["paths"]["/api/v3/pages/{page_id}/"]["get"]["responses"]["200"]
    union = answer["content"]["application/json"]["schema"]
    schemas = document["components"]["schemas"]

    assert union["discriminator"]["propertyName"] == "type"
    assert len(union["discriminator"]["mapping"]) == len(union["oneOf"]) > 5
    for page in (make.article(), make.home(), make.index(), make.form_page()):
        shown = client.get(f"/api/v3/pages/{page.pk}/").json()
        ref = union["discriminator"]["mapping"][shown["type"]]
        said = schemas[ref.rpartition("/")[2]]["properties"]["type"]
        assert shown["type"] == shown["meta"]["type"] == said["const"]


@pytest.mark.parametrize("name", ["PageSchema", "ShownImage", "PersonSchema"])
def test_what_is_read_has_an_id(document, name):
    said = document["components"]["schemas"][name]["properties"]["id"]

    assert said == {"type": "integer", "title": "ID"}


def test_the_root_of_the_tree_says_its_type_too(owner):
    shown = owner.get("/api/v3/pages/1/").json()

    assert shown["type"] == "wagtailcore.Page"


def test_html_and_nothing_else_is_marked_as_html(client, document):
    make.clinic(disclaimer="<p>Not advice.</p>")
    person = make.person(biography="<p>Ada walks.</p>")
    article = make.article(author=person)
    make.comment(page=article)
    form = make.form_page(introduction="<p>Ask us.</p>")
    marked, plain = [], []
    for path, template in [
        (f"/api/v3/pages/{article.pk}/", "pages/{page_id}/"),
        (f"/api/v3/pages/{form.pk}/", "pages/{page_id}/"),
        (f"/api/v3/forms/{form.pk}/", "forms/{page_id}/"),
        (f"/api/v3/comments/?page={article.pk}", "comments/"),
        ("/api/v3/site/", "site/"),
    ]:
        said = document["paths"][f"/api/v3/{template}"]["get"]["responses"]["200"]
        schema = said["content"]["application/json"]["schema"]
        for text, is_html in texts(client.get(path).json(), schema, document):
            (marked if is_html else plain).append(text)

    assert [text for text in plain if re.search(r"</\w+>", text)] == []
    assert {"<p>Ada walks.</p>", "<p>Ask us.</p>", "<p>Not advice.</p>"} <= set(marked)
    assert len([text for text in marked if "<p" in text]) > 10


def texts(value, schema, document):
    """Each string of an answer, and True where its schema is of HTML."""
    schema = resolved(value, schema, document)
    if isinstance(value, str):
        yield value, schema.get("contentMediaType") == "text/html"
    for name, child in value.items() if isinstance(value, dict) else ():
        if part := schema.get("properties", {}).get(name):
            yield from texts(child, part, document)
    for child in value if isinstance(value, list) else ():
        yield from texts(child, schema.get("items", {}), document)


def resolved(value, schema, document):
    """The schema that a reference or a union stands for, given the value."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolved(value, document["components"]["schemas"][name], document)
    for each in [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        whole = {**each, "components": document["components"]}
        if Draft202012Validator(whole).is_valid(value):
            return resolved(value, each, document)
    return schema


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_operation_has_a_type_for_each_of_its_refusals(document):
    for name, operation in operations(document):
        statuses = set(operation["responses"])
        assert {"400", "401", "503"} <= statuses, name
        if "requestBody" in operation:
            assert {"403", "411", "413", "415", "422"} <= statuses, name
        if "{" in name:
            assert "404" in statuses, name


@pytest.mark.parametrize(
    ("path", "template", "status"),
    [
        ("pages/?x=1", "pages/", 400),
        ("pages/999/", "pages/{page_id}/", 404),
        ("articles/none/", "articles/{slug}/", 404),
        ("site/?site=elsewhere.example", "site/", 404),
        ("whoami/", "whoami/", 401),
        ("images/999/", "images/{image_id}/", 404),
        ("changes/?since=x", "changes/", 400),
        ("changes/?since=MC4wLjA", "changes/", 410),
    ],
)
def test_a_refusal_has_a_documented_status(client, document, path, template, status):
    answer = client.get(f"/api/v3/{path}")

    assert answer.status_code == status, answer.content
    operation = document["paths"][f"/api/v3/{template}"]["get"]
    assert str(status) in operation["responses"]


def test_a_deleted_page_is_gone_by_a_documented_status(client, document):
    article = make.article()
    article.delete()

    answer = client.get(f"/api/v3/pages/{article.pk}/")

    assert answer.status_code == 410
    assert "410" in document["paths"]["/api/v3/pages/{page_id}/"]["get"]["responses"]


def test_nothing_that_need_not_be_sent_has_a_default(document):
    schemas = document["components"]["schemas"]

    found = [
        (name, member)
        for name in reachable(document, "requestBody")
        for member, said in schemas[name].get("properties", {}).items()
        if "default" in said
    ]

    assert found == []
    recursive = schemas["PageCopySchema"]["properties"]["recursive"]
    assert recursive["description"] == "Left out: false."


def test_all_that_an_answer_has_is_required(document):
    schemas = document["components"]["schemas"]
    answered = reachable(document, "responses") - reachable(document, "requestBody")

    missing = [
        (name, member)
        for name in answered - PARTIAL
        for member in schemas[name].get("properties", {})
        if member not in {*schemas[name].get("required", ()), *OMITTED}
    ]

    assert missing == []
    assert len(answered) > 50


def reachable(document, part):
    found = set()
    waiting = [
        name
        for _, operation in operations(document)
        for name in names(operation.get(part, {}))
    ]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += names(document["components"]["schemas"][name])
    return found


def names(part):
    return re.findall(r"#/components/schemas/(\w+)", json.dumps(part))


def test_every_operation_and_parameter_has_a_description(document):
    silent = [
        (name, each.get("name", ""))
        for name, operation in operations(document)
        for each in [operation, *operation.get("parameters", [])]
        if not each.get("description") and not each.get("schema", {}).get("description")
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("schema", "member", "known"),
    [
        ("ResultData", "kind", {"article", "form", "page", "person", "place", "topic"}),
        ("SuggestionData", "kind", {"article", "place"}),
        ("ChangeData", "kind", {"page", "person", "topic", "image", "reply", "clinic"}),
        ("PageRouteData", "type", {"articles.ArticlePage", "contact.FormPage"}),
        ("BatchPageCreateMetaSchema", "type", {"articles.ArticlePage"}),
        ("Seo", "robots", {"index,follow", "noindex,follow"}),
        ("SourceData", "type", {"image/avif", "image/webp"}),
    ],
)
def test_a_closed_set_names_its_values(document, schema, member, known):
    said = document["components"]["schemas"][schema]["properties"][member]

    assert known <= set(said["enum"])


def test_the_type_of_a_changed_or_related_page_is_one_of_the_page_types(document):
    schemas = document["components"]["schemas"]

    for name in ("ChangeData", "BasePageMetaSchema", "SimpleBasePageMetaSchema"):
        page_type, nothing = schemas[name]["properties"]["type"]["anyOf"]
        assert nothing == {"type": "null"}
        assert {"articles.ArticlePage", "home.HomePage"} <= set(page_type["enum"])


@pytest.mark.parametrize(
    ("code", "stable"),
    [
        ("missing", "required"),
        ("required", "required"),
        ("extra_forbidden", "unknown_field"),
        ("string_too_long", "too_long"),
        ("max_length", "too_long"),
        ("int_parsing", "wrong_type"),
        ("string_type", "wrong_type"),
        ("model_attributes_type", "wrong_type"),
        ("greater_than_equal", "too_small"),
        ("literal_error", "invalid_choice"),
        ("unique", "not_unique"),
        ("reused", "reused"),
        ("a_code_of_a_later_version", "invalid"),
        ("", "invalid"),
    ],
)
def test_codes_of_libraries_become_stable_ones(code, stable):
    assert error_codes.stable(code) == stable


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"page": 1, "name": 1}, "wrong_type"),
        ({"page": 1, "other": 1}, "unknown_field"),
        ({"page": 0}, "too_small"),
    ],
)
def test_errors_of_fields_have_codes_of_the_document(client, document, body, code):
    answer = client.post(
        reverse("wagtailapi_v3:create_comment"), body, content_type="application/json"
    )

    said = document["components"]["schemas"]["FieldProblem"]["properties"]["code"]
    codes = {each["code"] for each in answer.json()["errors"]}
    assert code in codes <= set(said["enum"])
