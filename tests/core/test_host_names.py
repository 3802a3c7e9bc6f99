"""The host name and port of a site, in the admin's form and in API v3."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from core.host_names import NO_HOST_NAME, NO_PORT, check_host_name
from tests import make, reading
from tests.api.test_writing import send


@pytest.mark.parametrize(
    "name",
    [
        "www.clinic.example",
        "WWW.Clinic.Example",
        "xn--praxis-w-7za.example",
        "localhost",
        "clinic.localhost",
        "intranet",
        "a-1.b--2.example",
        "1.example",
        "127.0.0.1",
        "[::1]",
        "[2001:DB8::7]",
        f"{'a' * 63}.example",
        f"{'a.' * 123}example",
    ],
)
def test_a_name_that_requests_may_have_is_taken(name):
    check_host_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "exa mple.org",
        "http://example.org/",
        "example.org/",
        "example.org:8000",
        "user@example.org",
        "-a.org",
        "a-.org",
        "a..org",
        ".org",
        "example.org.",
        "a_b.example",
        "*.example.org",
        "*",
        "praxis-wä.example",
        "١٢٧.0.0.1",
        f"{'a' * 64}.example",
        f"{'a.' * 124}example",
        "256.1.1.1",
        "1.2.3",
        "127.1",
        "127.0.0.01",
        "a.0x7f",
        "a.0x",
        "2130706433",
        "[127.0.0.1]",
        "[fe80::1%eth0]",
        "a\nb",
        "example.org\n",
    ],
)
def test_a_name_that_no_request_has_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        check_host_name(name)

    assert refused.value.messages == [NO_HOST_NAME]


@pytest.mark.parametrize("name", ["::1", "[0:0:0:0:0:0:0:1]", "[::0001]", "[::1"])
def test_an_address_of_version_6_is_asked_for_as_browsers_send_it(name):
    with pytest.raises(ValidationError, match=r"as browsers send it: \[::1\]"):
        check_host_name(name)


@pytest.fixture(params=["admin", "API"])
def create(request, client):
    """Creates a site, and returns the messages of its refusal."""

    def in_admin(changed):
        client.force_login(make.superuser())
        form = {**changed, "root_page": make.home().pk}
        answer = client.post("/admin/sites/new/", form)
        if answer.status_code == 302:
            return []
        found = reading.html(answer).select(".w-field__errors .error-message")
        return [" ".join(each.text.split()) for each in found]

    def in_api(changed):
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token()}"
        body = {**changed, "root_page_id": make.home().pk}
        answer = send(client, "POST", "/api/v3/sites/", body)
        if answer.status_code == 201:
            return []
        assert answer.status_code == 422
        return [each["message"] for each in answer.json()["errors"]]

    return in_admin if request.param == "admin" else in_api


@pytest.mark.django_db
def test_a_site_is_created_with_the_last_port_there_is(create):
    assert create({"hostname": "WWW.Clinic.Example", "port": 65535}) == []
    assert Site.objects.filter(hostname="www.clinic.example", port=65535).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("port", [0, -1, 65536, 10**11])
def test_no_site_is_created_at_an_address_that_cannot_be(create, port):
    said = create({"hostname": "http://example.org/", "port": port})

    assert said == [NO_HOST_NAME, NO_PORT]
    assert Site.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "a" * 300])
def test_a_name_that_is_missing_or_too_long_is_refused_once(create, name):
    assert len(create({"hostname": name, "port": 80})) == 1
    assert Site.objects.count() == 1


@pytest.mark.django_db
def test_a_site_is_not_moved_to_an_address_that_cannot_be(client):
    site = make.site()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make.token()}"
    body = {"hostname": "exa mple.org", "port": 0, "root_page_id": site.root_page_id}

    answer = send(client, "PUT", f"/api/v3/sites/{site.pk}/", body)

    assert answer.status_code == 422
    errors = [(each["path"], each["code"]) for each in answer.json()["errors"]]
    assert errors == [
        (["body", "hostname"], "invalid"),
        (["body", "port"], "too_small"),
    ]
    site.refresh_from_db()
    assert site.hostname == "localhost"
