import json
import logging
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from core.middleware.request_log import JsonFormatter, RequestFilter
from tests import make
from tests.working import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(RequestFilter())
    return caplog


def test_each_answer_carries_an_id_that_its_log_lines_carry_too(client, log):
    answer = client.get("/nowhere/")

    ids = {record.request_id for record in log.records if "/nowhere/" in record.message}
    assert ids == {answer["X-Request-ID"]}


def test_a_request_is_logged_with_its_path_and_status(client, log):
    client.get("/nowhere/")

    assert any(record.message.startswith("GET /nowhere/ 404") for record in log.records)


def test_a_path_forges_no_line_of_the_log(client, log):
    client.get("/no%0aGET%20/admin/%20200/%1b%00%c3%bc%25/?q=planted")

    said = [each.message for each in log.records if each.name == "gait.requests"]
    assert [each.partition(" in ")[0] for each in said] == [
        "GET /no%0AGET%20/admin/%20200/%1B%00%C3%BC%25/ 400"
    ]


def test_a_long_path_is_logged_up_to_500_characters(client, log):
    client.get("/" + "a" * 2_000)
    client.get("/" + "é" * 2_000)

    lines = [each.message for each in log.records if "GET /" in each.message]
    assert {len(line.split()[1]) for line in lines} <= {500, 501}
    assert max(len(record.message) for record in log.records) < 600


def test_who_shows_a_token_or_is_signed_in_is_logged_as_a_number(client, log):
    user = make.superuser()
    key = make.token(user)
    bearer = {"Authorization": f"Bearer {key}"}

    client.get("/api/v3/whoami/", headers=bearer)
    client.get("/api/v3/pages/")
    client.force_login(user)
    client.get("/admin/")
    client.get("/api/v3/pages/")

    lines = [one.message for one in log.records if one.name == "gait.requests"]
    number, nobody = f"user {user.pk}", "anonymous"
    assert [line.rpartition(" by ")[2] for line in lines] == [
        *(number, nobody, number, nobody)
    ]


def test_saving_an_article_says_nothing_of_the_tasks_behind_it(log):
    make.article()

    assert [one for one in log.records if one.name.startswith("django_tasks")] == []


def test_our_proxys_id_is_kept(client, settings):
    settings.TRUSTED_PROXIES = 1

    answer = client.get("/nowhere/", headers={"X-Request-ID": "0123-proxy"})

    assert answer["X-Request-ID"] == "0123-proxy"


@pytest.mark.parametrize("given", ["short", "with space in it", "x" * 65, "a\tb" * 5])
def test_an_odd_id_is_replaced(client, settings, given):
    settings.TRUSTED_PROXIES = 1

    answer = client.get("/nowhere/", headers={"X-Request-ID": given})

    assert len(answer["X-Request-ID"]) == 32


def test_a_strangers_id_is_replaced(client):
    answer = client.get("/nowhere/", headers={"X-Request-ID": "0123-stranger"})

    assert answer["X-Request-ID"] != "0123-stranger"


def test_nothing_personal_is_logged_while_somebody_signs_in(client, log):
    make.user("secret.person@clinic.example", password="planted-password")
    form = {"username": "secret.person@clinic.example", "password": "planted-guess"}

    for _ in range(6):
        client.post(reverse("wagtailadmin_login") + "?q=planted-query", form)
    client.post(reverse("wagtailadmin_login"), {**form, "password": "planted-password"})

    lines = "\n".join(record.getMessage() for record in log.records)
    assert "POST /admin/login/ 429" in lines
    assert "planted" not in lines
    assert "secret.person" not in lines


@pytest.fixture
def password_link(client):
    """The path of the link in the mail to somebody who forgot their password."""
    user = make.superuser()
    client.post(reverse("wagtailadmin_password_reset"), {"email": user.email})
    [mail] = work()
    return re.search(r"/admin/password_reset/confirm/\S+", mail.body)[0]


def away(*asked):
    raise OperationalError("server closed the connection")


def test_a_link_that_sets_a_new_password_is_not_logged(client, log, password_link):
    secret = password_link.removesuffix("/").rpartition("/")[2]
    client.raise_request_exception = False

    client.get(password_link)
    client.get(password_link.removesuffix("/"))
    client.get(f"{password_link}more")
    Client(enforce_csrf_checks=True).post(password_link)
    with connection.execute_wrapper(away):
        client.get(password_link)

    lines = [record.message for record in log.records]
    assert "Service Unavailable: /admin/password_reset/confirm/…" in lines
    assert any("GET /admin/password_reset/confirm/… 302" in line for line in lines)
    assert any(line.startswith("Forbidden (CSRF") for line in lines)
    assert secret not in "\n".join(lines)


def test_no_query_of_the_page_before_is_logged(log):
    forged = Client(enforce_csrf_checks=True)

    forged.post(
        "/admin/login/?q=planted",
        secure=True,
        headers={"Referer": "https://evil.example/a?q=planted@mail.example#planted"},
    )

    [line] = [one.message for one in log.records if one.name == "django.security.csrf"]
    assert "https://evil.example/a?… does not match" in line
    assert "planted" not in log.text


@pytest.mark.parametrize("said", ["Really? Yes.", "and/or? Yes", "GET /a 200 in 1 ms"])
def test_a_line_without_a_query_is_logged_as_it_is(said):
    record = logging.LogRecord("gait", logging.INFO, "", 1, said, None, None)

    RequestFilter().filter(record)

    assert record.getMessage() == said


def test_a_wrong_host_is_one_line(client, log):
    assert client.get("/", headers={"Host": "10.0.0.5"}).status_code == 400

    lines = [one for one in log.records if one.name == "django.security.DisallowedHost"]
    assert "Invalid HTTP_HOST header: '10.0.0.5'" in lines[0].message
    assert {(one.levelname, one.exc_info) for one in lines} == {("WARNING", None)}


def test_production_writes_one_json_object_a_line():
    record = logging.LogRecord("gait", logging.INFO, "", 1, "two\nlines", None, None)
    RequestFilter().filter(record)

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines"
