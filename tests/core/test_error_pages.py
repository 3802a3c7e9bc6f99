import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import Http404
from django.test import Client, override_settings
from django.urls import include, path

from tests import make


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("a secret of the machine")


def overflowing(request):
    raise OverflowError("our own mistake")


def missing(request):
    raise Http404("<script>alert(1)</script>")


urlpatterns = [
    path("forbidden/", forbidden),
    path("broken/", broken),
    path("overflowing/", overflowing),
    path("admin/overflowing/", overflowing),
    path("missing/", missing),
    path("", include("cms.urls")),
]
handler500 = "core.error_views.server_error"

with_these = override_settings(ROOT_URLCONF=__name__, DEBUG=False)


@with_these
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        ("/forbidden/", 403, "You cannot open this page"),
        ("/missing/", 404, "We cannot find this page"),
        ("/articles/nothing/", 404, "We cannot find this page"),
        ("/broken/", 500, "Something went wrong on our side"),
        ("/overflowing/", 500, "Something went wrong on our side"),
    ],
)
def test_what_went_wrong_is_said_in_plain_words(client, where, status, words):
    make.clinic()
    client.raise_request_exception = False

    response = client.get(where)

    answer = response.content.decode()
    assert response.status_code == status
    assert words in answer
    assert '<meta name="robots" content="noindex">' in answer
    assert "alert(1)" not in answer
    assert "secret" not in answer


@with_these
@pytest.mark.django_db
def test_our_own_failure_is_said_without_the_database(client):
    client.raise_request_exception = False

    with connection.execute_wrapper(away):
        response = client.get("/broken/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@with_these
@pytest.mark.django_db
def test_what_may_be_our_own_failure_is_logged_whatever_is_answered(client, caplog):
    client.raise_request_exception = False

    response = client.get("/admin/overflowing/")

    assert response.status_code == 400
    assert "our own mistake" in caplog.text


def away(*asked):
    raise OperationalError("server at 10.0.0.7 closed the connection")


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["/", "/search/?q=back", "/sitemap.xml", "/admin/"])
def test_while_the_database_is_away_visitors_are_asked_to_come_back(client, where):
    client.force_login(make.superuser())
    client.raise_request_exception = False

    with connection.execute_wrapper(away):
        response = client.get(where)

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    assert "<h1>We will be back in a moment</h1>" in response.content.decode()
    assert "10.0.0.7" not in response.content.decode()
    assert client.get("/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("filters", ["users/?group=", "articles/?topics="])
def test_an_endless_number_in_the_admin_is_no_failure_of_ours(client, filters):
    client.force_login(make.superuser())
    client.raise_request_exception = False

    response = client.get(f"/admin/{filters}{'9' * 20}")

    # PostgreSQL looks for it and finds nothing; SQLite cannot hold such a number.
    if connection.vendor == "postgresql":
        assert response.status_code == 200
    else:
        assert response.status_code == 400
        assert "We cannot make sense of this address" in response.content.decode()


@pytest.mark.django_db
def test_a_form_from_a_page_gone_stale_is_refused_with_a_way_on():
    make.clinic()
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/admin/login/", {"username": "a@clinic.example"})

    answer = response.content.decode()
    assert response.status_code == 403
    assert "<h1>Your form was not sent</h1>" in answer
    assert "Back button" in answer
    assert "Or call us" in answer
    assert '<meta name="robots" content="noindex">' in answer
    assert "CSRF" not in answer


@pytest.mark.django_db
def test_such_a_form_is_refused_as_plainly_before_there_is_a_clinic():
    response = Client(enforce_csrf_checks=True).post("/admin/login/")

    assert response.status_code == 403
    assert "Your form was not sent" in response.content.decode()
    assert "Or call us" not in response.content.decode()


def test_an_address_that_makes_no_sense_is_refused_in_plain_words(client):
    response = client.get("/search/?q=%00")

    assert response.status_code == 400
    assert "We cannot make sense of this address" in response.content.decode()


def test_a_strangers_host_name_is_refused_in_plain_words(client):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil" not in response.content.decode()
