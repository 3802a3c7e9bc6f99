"""Public GETs leave the database as it is, whatever is in it.

One exception: a search that finds nothing is counted, at most once a day for the same
words (``docs/decisions/0014-searches-without-results.md``).
"""

from collections import defaultdict
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Site

from clinic.models import ClinicSettings
from tests import make
from tests.test_access import rows, said, world

pytestmark = pytest.mark.django_db


def public_addresses(things):
    """Those of the table that strangers may ask for; unknown names become 999."""
    known = defaultdict(lambda: 999, things)
    return [
        address.format_map(known)
        for address, _ in rows()
        if not address.startswith("/admin/")
    ]


@contextmanager
def writes():
    """The statements that change rows, but for the variants of pictures: a cache."""
    found = []

    def note(execute, sql, params, many, context):
        is_write = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if is_write and '"core_rendition"' not in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def read(addresses):
    """The statements that each GET writes, and those that fail."""
    client = Client(raise_request_exception=False)
    wrong = {}
    for address in addresses:
        with writes() as written:
            answer = client.get(address)
            said(answer)
        if written or answer.status_code >= 500:
            wrong[address] = (answer.status_code, written)
    return wrong


@pytest.mark.slow
def test_no_public_get_writes_on_an_empty_database():
    make.fresh_site()

    assert read(public_addresses({})) == {}


@pytest.mark.slow
def test_no_public_get_writes_where_there_is_content():
    addresses = public_addresses(world())

    assert read(addresses) == {}


@pytest.mark.slow
def test_no_public_get_fails_or_writes_where_no_site_answers_the_host():
    addresses = public_addresses(world())
    Site.objects.update(hostname="elsewhere.example", is_default_site=False)

    assert read(addresses) == {}


@pytest.mark.parametrize(
    "address", ["/search/?q=zebra", "/api/v3/search/?search=zebra"]
)
def test_a_search_without_results_writes_its_daily_count_alone(client, address):
    make.home()

    def read_once():
        with writes() as written:
            client.get(address, headers={"Sec-Fetch-Site": "same-origin"})
        return written

    first, second = read_once(), read_once()

    assert len(first) == 1
    assert 'INTO "core_searchwithoutresults"' in first[0]
    assert second == []


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_the_clinic_is_unknown_after_somebody_looked_at_the_site(client, version):
    client.get(make.index().url)
    client.force_login(make.superuser())
    client.get("/admin/settings/clinic/clinicsettings/", follow=True)

    assert client.get(f"/api/{version}/site/").json()["clinic"] is None
    assert not ClinicSettings.objects.exists()
