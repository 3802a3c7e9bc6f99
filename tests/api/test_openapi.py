"""The document that typed clients are made from: valid, whole, and changed on purpose."""

import json
from pathlib import Path

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests import make

pytestmark = pytest.mark.django_db

SNAPSHOT = Path(__file__).parent.parent / "openapi" / "v3.json"
REFRESH = (
    "The API's document has changed. If that is what you want, run "
    "`python manage.py export_openapi_schema --api cms.api.v3 --sorted --indent 2 "
    "--output tests/openapi/v3.json` and look at the difference before you commit it."
)
# They hold JSON schemas, which may be anything.
UNTYPED = {"SchemaDetailResponse"}


@pytest.fixture
def document(client):
    return client.get("/api/v3/openapi.json").json()


def test_the_document_is_valid_openapi(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_document_is_the_reviewed_one(document):
    assert document == json.loads(SNAPSHOT.read_text()), REFRESH


def test_the_document_is_ours(document):
    assert document["info"]["title"] == "Gait"


def test_no_field_is_untyped(document):
    loose = [
        place
        for name, schema in document["components"]["schemas"].items()
        if name not in UNTYPED
        for place in untyped(schema, name)
    ]

    assert loose == []


def untyped(schema, place):
    """Where a schema says "anything"."""
    says = set(schema) - {"title", "description", "default", "examples"}
    kind = schema.get("type")
    any_object = kind == "object" and not {"properties", "additionalProperties"} & says
    any_list = kind == "array" and "items" not in says
    if not says or any_object or any_list or schema.get("additionalProperties") is True:
        yield place
    for name, part in schema.get("properties", {}).items():
        yield from untyped(part, f"{place}.{name}")
    for part in parts_of(schema):
        yield from untyped(part, f"{place}[]")


def parts_of(schema):
    for kind in ("anyOf", "oneOf", "allOf"):
        yield from schema.get(kind, [])
    for kind in ("items", "additionalProperties"):
        if isinstance(schema.get(kind), dict):
            yield schema[kind]


def test_no_type_is_made_of_itself_but_inside_an_object(document):
    schemas = document["components"]["schemas"]

    assert [name for name in schemas if name in made_of(name, schemas, set())] == []


def made_of(name, schemas, seen):
    for part in alternatives(schemas[name]):
        other = part.get("$ref", "").rpartition("/")[2]
        if other and other not in seen:
            seen.add(other)
            made_of(other, schemas, seen)
    return seen


def alternatives(schema):
    """The schema and what it stands for, without the fields of an object."""
    yield schema
    for kind in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(kind, []):
            yield from alternatives(part)
    if "items" in schema:
        yield from alternatives(schema["items"])


def test_a_reply_may_leave_out_what_need_not_be_sent(document):
    properties = document["components"]["schemas"]["NewComment"]["properties"]

    assert [name for name, said in properties.items() if "default" in said] == []


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_operation_says_who_may_call_it_and_how_it_refuses(document):
    for name, operation in operations(document):
        assert operation["security"], name
        problem = operation["responses"]["default"]["$ref"]
        assert problem == "#/components/responses/Problem"
    reading = dict(operations(document))["get /api/v3/pages/"]
    assert {} in reading["security"]


def test_every_declared_parameter_is_known_to_the_gate(client, document):
    make.article()
    for name, operation in operations(document):
        method, path = name.split()
        if method != "get" or "{" in path or {} not in operation["security"]:
            continue
        names = [it["name"] for it in operation["parameters"] if it["in"] == "query"]
        for parameter in names:
            answer = client.get(path, {parameter: "1"})
            assert "Unknown parameter" not in answer.text, (name, parameter)


def test_all_blocks_are_told_apart_by_their_type(document):
    schemas = document["components"]["schemas"]
    sections = schemas["ArticlePageSchema"]["properties"]["sections"]
    section = schemas[sections["items"]["$ref"].rpartition("/")[2]]

    assert section["discriminator"]["propertyName"] == "type"
    assert len(section["oneOf"]) >= 8


def test_answers_are_as_the_document_says(client, document):
    make.clinic()
    topic, person = make.topic(), make.person(photo=make.image())
    whole = make.article(
        topics=[topic], author=person, reviewer=person, hero_image=make.image()
    )
    empty = make.article(
        "Empty",
        benefits=None,
        safety=None,
        call_to_action=None,
        sections=[],
        references=[],
    )
    type(empty).objects.filter(pk=empty.pk).update(summary="", introduction="")
    form = make.form_page()
    thread = make.comment(page=whole, website="https://ada.example")
    make.comment(page=whole, parent=thread, person=person, by_clinic=True)
    pages = [whole, empty, make.home(), make.index(), form, form.get_parent()]
    for path, template in [
        *((f"/api/v3/pages/{page.pk}/", "pages/{page_id}/") for page in pages),
        (f"/api/v3/pages/{make.standard_page().pk}/", "pages/{page_id}/"),
        (f"/api/v3/articles/{whole.slug}/", "articles/{slug}/"),
        ("/api/v3/articles/?facets=true", "articles/"),
        ("/api/v3/site/", "site/"),
        ("/api/v3/route/?path=/", "route/"),
        ("/api/v3/pages/", "pages/"),
        ("/api/v3/images/", "images/"),
        ("/api/v3/redirects/", "redirects/"),
        ("/api/v3/search/?search=walking", "search/"),
        ("/api/v3/search/suggestions/?search=walk", "search/suggestions/"),
        (f"/api/v3/comments/?page={whole.pk}", "comments/"),
        (f"/api/v3/forms/{form.pk}/", "forms/{page_id}/"),
    ]:
        answers = document["paths"][f"/api/v3/{template}"]["get"]["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"]
        answer = client.get(path)

        assert answer.status_code == 200
        assert mistakes(answer.json(), schema, document) == [], path


def test_a_submission_is_answered_as_the_document_says(client, document):
    make.clinic()
    article = make.article()
    form = make.form_page(questions=[("Your name", "singleline", {})])
    reply = {
        "page": article.pk,
        "name": "Ada",
        "email": "ada@mail.example",
        "text": "Walking helped me.",
        "consent": True,
    }
    submission = {"your_name": "Ada", "consent": True}
    submissions = f"forms/{form.pk}/submissions/"
    everything = [
        ("comments/", "comments/", reply, 202),
        ("comments/", "comments/", {}, 422),
        ("comments/", "comments/", {**reply, "page": 999_999}, 404),
        (submissions, "forms/{page_id}/submissions/", submission, 201),
        (submissions, "forms/{page_id}/submissions/", {"your_name": 1}, 422),
    ]
    make.reply_rules()
    for path, template, body, status in everything:
        operation = document["paths"][f"/api/v3/{template}"]["post"]
        answer = client.post(f"/api/v3/{path}", body, content_type="application/json")

        assert answer.status_code == status, answer.content
        [(kind, said)] = operation["responses"][str(status)]["content"].items()
        assert answer.headers["Content-Type"].startswith(kind)
        assert mistakes(answer.json(), said["schema"], document) == []

    make.reply_rules(first_time_writers_wait=False)
    published = client.post(
        "/api/v3/comments/",
        {**reply, "text": "It did."},
        content_type="application/json",
    )
    answers = document["paths"]["/api/v3/comments/"]["post"]["responses"]
    schema = answers["201"]["content"]["application/json"]["schema"]
    assert published.status_code == 201
    assert mistakes(published.json(), schema, document) == []


@pytest.mark.parametrize(
    "path", ["/api/v3/comments/", "/api/v3/forms/{page_id}/submissions/"]
)
def test_every_refusal_of_a_submission_is_described(document, path):
    operation = document["paths"][path]["post"]

    for status in ("403", "404", "413", "422", "429"):
        content = operation["responses"][status]["content"]
        schema = content["application/problem+json"]["schema"]
        assert schema["$ref"].startswith("#/components/schemas/")
        assert schema["$ref"].endswith("Problem")
    assert "Retry-After" in operation["responses"]["429"]["headers"]
    assert "Idempotency-Key" in {each["name"] for each in operation["parameters"]}
    assert operation["requestBody"]["required"] is True
    assert {} in operation["security"]


def test_the_document_knows_what_a_refused_reply_says_in_danger(client, document):
    make.signs_of_danger("overdose")
    reply = {"page": make.article().pk, "text": "I took an overdose."}

    answer = client.post("/api/v3/comments/", reply, content_type="application/json")

    assert answer.status_code == 422
    described = document["paths"]["/api/v3/comments/"]["post"]["responses"]["422"]
    schema = described["content"]["application/problem+json"]["schema"]
    name = schema["$ref"].rpartition("/")[2]
    said = document["components"]["schemas"][name]["properties"]
    assert {"emergency_wording"} <= set(answer.json()) <= set(said)
    assert mistakes(answer.json(), schema, document) == []


def test_refusals_are_as_the_document_says(client, document):
    schema = {"$ref": "#/components/schemas/Problem"}

    for path in ("/api/v3/pages/?x=1", "/api/v3/pages/9/", "/api/v3/whoami/"):
        assert mistakes(client.get(path).json(), schema, document) == []


def mistakes(said, schema, document):
    whole = {**schema, "components": document["components"]}
    validator = Draft202012Validator(
        whole, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [error.message for error in validator.iter_errors(said)]


def test_anybody_reads_the_docs_while_the_site_is_built(client):
    answer = client.get("/api/v3/docs/")

    assert answer.status_code == 200
    assert "https://" not in answer.text.replace("https://testserver", "")
    assert "/static/ninja/" in answer.text


def test_where_visitors_come_the_docs_are_for_those_who_use_the_admin(client, settings):
    settings.API_DOCS_NEED_SIGN_IN = True
    stranger = client.get("/api/v3/docs/")
    client.force_login(make.user())
    member = client.get("/api/v3/docs/")
    client.force_login(make.superuser())
    colleague = client.get("/api/v3/docs/")

    for sent_away in (stranger, member):
        assert sent_away.status_code == 302
        assert sent_away.headers["Location"].startswith("/admin/login/")
    assert colleague.status_code == 200
    assert "no-store" in colleague.headers["Cache-Control"]


def test_the_docs_refuse_in_the_words_of_the_api():
    strict = Client(enforce_csrf_checks=True)

    options = strict.options("/api/v3/docs/")
    posted = strict.post("/api/v3/docs/")

    assert options.status_code == 204
    assert posted.status_code == 405
    assert posted.headers["Content-Type"] == "application/problem+json"
    for answer in (options, posted):
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
