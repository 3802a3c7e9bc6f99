"""Requests generated from the OpenAPI document, with values of every kind.

No answer is a server error, and each has a status, a content type and a shape that the
document names.
"""

import json
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
from wagtail.models import Locale

from core.models.tokens import Scope
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SNAPSHOT = Path(__file__).parent.parent / "openapi" / "v3.json"
DOCUMENT = json.loads(SNAPSHOT.read_text())
OPERATIONS = [
    (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
]
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 2
HEADERS = {"Host": "testserver", "Accept-Encoding": "identity"}
ANONYMOUS, EVERYTHING = "anonymous", "everything"
READERS = [ANONYMOUS, EVERYTHING, *Scope.values]


@pytest.fixture
def application():
    """The WSGI application, which leaves the connection of the test open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def known():
    """Values of path parameters that exist."""
    make.clinic()
    topic, person = make.topic(), make.person(photo=make.image())
    article = make.article(topics=[topic], author=person)
    comment = make.comment(page=article)
    form = make.form_page()
    return {
        "page_id": [article.pk, form.pk, article.get_parent().pk, 1],
        "slug": [article.slug, topic.slug, person.slug],
        "image_id": [person.photo_id],
        "document_id": [make.document().pk],
        "revision_id": [article.latest_revision_id],
        "site_id": [make.site().pk],
        "locale_id": [Locale.objects.get().pk],
        "type": ["articles.Topic"],
        "pk": [topic.pk],
        "type_name": ["articles.ArticlePage"],
        "page": [article.pk],
        "parent": [comment.pk],
    }


def test_answers_to_generated_requests_are_documented(application, known):
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = application
    boss = make.superuser()
    readers = {each: {**HEADERS, **credentials(each, boss)} for each in READERS}
    wrong = []

    for method, path in OPERATIONS:
        send(schema[path][method], known, readers, wrong)

    assert wrong == []


def send(operation, known, readers, wrong):
    """Sends generated requests as each reader; adds the answers that are not documented.

    The same for all, as generating one takes longer than its answers.
    """

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(), st.data())
    def run(case, data):
        for name in set(known) & set(case.path_parameters or ()):
            value = st.sampled_from([case.path_parameters[name], *known[name]])
            case.path_parameters[name] = data.draw(value)
        for reader, headers in readers.items():
            with transaction.atomic():
                try:
                    check(operation, case, headers)
                except (AssertionError, FailureGroup) as error:
                    wrong.append(f"{operation.label} as {reader}: {error}")
                transaction.set_rollback(True)

    run()


def check(operation, case, headers):
    """Raises for an answer that is not documented."""
    answer = case.call(headers=headers)
    told = (case.as_curl_command(), answer.content[:500])
    assert str(answer.status_code) in operation.definition.raw["responses"], told
    case.validate_response(answer, checks=CHECKS)


def credentials(reader, user):
    if reader == ANONYMOUS:
        return {}
    scopes = [] if reader == EVERYTHING else [reader]
    return {"Authorization": f"Bearer {make.token(user, *scopes)}"}
