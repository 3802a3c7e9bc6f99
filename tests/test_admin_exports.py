"""Every table that the admin exports opens in a spreadsheet as it was written."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import Page, PageLogEntry

from tests import make
from tests.test_access import rows, world

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("https://evil.example","Look")'
STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


@pytest.fixture
def browser():
    client = Client(raise_request_exception=False)
    client.force_login(make.superuser())
    return client


def exports(browser):
    """The CSV content of every export, by its address."""
    things = world()
    boss = make.user("e@clinic.example", first_name=FORMULA)
    for page in Page.objects.filter(depth__gt=1):
        Page.objects.filter(pk=page.pk).update(
            title=FORMULA, draft_title=FORMULA, locked=True, locked_by=boss
        )
    PageLogEntry.objects.update(label=FORMULA)
    found = {}
    for address, _ in rows():
        if address.startswith("/admin/") and "logout" not in address:
            path = address.format(**things)
            answer = browser.get(path, {"export": "csv"})
            if "attachment" in answer.get("Content-Disposition", ""):
                found[path] = answer.getvalue().decode("utf-8-sig")
            elif answer.streaming:
                answer.getvalue()
    return found


def cells(browser, path):
    sheet = load_workbook(BytesIO(browser.get(path, {"export": "xlsx"}).getvalue()))
    return [each for row in sheet.active.iter_rows() for each in row]


@pytest.mark.slow
def test_no_cell_of_any_export_is_a_formula(browser):
    found = exports(browser)

    assert "/admin/reports/site-history/" in found
    assert any(FORMULA[:10] in content for content in found.values())
    for path, content in found.items():
        for row in csv.reader(StringIO(content)):
            assert not any(each.startswith(STARTS) for each in row), (path, row)
        assert all(each.data_type != "f" for each in cells(browser, path)), path


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("csv", "2026-10-02T13:30+14:00"), ("xlsx", datetime(2026, 10, 2, 13, 30))],
)
def test_times_are_those_of_the_clinic(browser, kind, expected):
    make.clinic(time_zone="Pacific/Kiritimati")
    make.article().save_revision(log_action=True)
    PageLogEntry.objects.update(timestamp=datetime(2026, 10, 1, 23, 30, tzinfo=UTC))

    answer = browser.get("/admin/reports/site-history/", {"export": kind})

    content = answer.getvalue()
    if kind == "csv":
        written = [row[-1] for row in csv.reader(StringIO(content.decode()))]
    else:
        sheet = load_workbook(BytesIO(content)).active
        written = [row[-1] for row in sheet.iter_rows(values_only=True)]
    assert expected in written
