import pytest
from django.db import OperationalError, connection
from psycopg.errors import StatementTooComplex

from tests import make

pytestmark = pytest.mark.django_db


def test_while_the_database_is_away_a_client_hears_when_to_come_back(client):
    make.home()

    def away(execute, sql, params, many, context):
        raise OperationalError("server closed the connection")

    for path in ("/api/v2/pages/", "/api/v3/articles/", "/api/v3/site/"):
        with connection.execute_wrapper(away):
            answer = client.get(path)

        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "connection" not in answer.text
    assert client.get("/api/v3/site/").status_code == 200


def test_a_fault_of_ours_is_told_without_its_innards(client):
    make.home()
    client.raise_request_exception = False

    def broken(execute, sql, params, many, context):
        raise ZeroDivisionError("secret detail")

    for path in ("/api/v2/pages/", "/api/v3/articles/"):
        with connection.execute_wrapper(broken):
            answer = client.get(path)

        assert answer.status_code == 500
        assert answer.headers["Content-Type"].endswith("json")
        assert "secret detail" not in answer.text
        assert "Traceback" not in answer.text


def test_an_answer_of_another_shape_is_our_fault(client, monkeypatch):
    make.home()
    client.raise_request_exception = False
    monkeypatch.setattr("clinic.api.site_data", lambda site: {"url": None})

    assert client.get("/api/v3/site/").status_code == 500


@pytest.mark.parametrize("path", ["/api/v3/articles/", "/api/v2/pages/", "/"])
def test_a_statement_that_the_database_cannot_take_is_our_fault(client, path):
    make.home()
    client.raise_request_exception = False

    def too_deep(execute, sql, params, many, context):
        if connection.vendor == "postgresql":
            raise OperationalError("stack depth") from StatementTooComplex("depth")
        return execute(f"SELECT {'1 + ' * 1000} 1", (), False, context)

    with connection.execute_wrapper(too_deep):
        answer = client.get(path)

    assert answer.status_code == 500
