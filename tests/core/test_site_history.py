import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from tests import make, reading

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

REPORT = "/admin/reports/site-history/"


def names(browser, **asked):
    content = browser.get(REPORT, asked).content.decode()
    return [*dict.fromkeys(re.findall(r"Entry \d+", content))]


@pytest.fixture
def entries(editor):
    """120 log entries, of pages and topics in turn, the last one newest."""
    user = make.superuser("boss@clinic.example")
    page, topic = make.article(), make.topic()
    PageLogEntry.objects.all().delete()
    now = timezone.now()
    for number in range(120):
        thing = (page, topic)[number % 2]
        entry = log(thing, "wagtail.edit", user=user, title=f"Entry {number}")
        type(entry).objects.filter(pk=entry.pk).update(
            timestamp=now + timedelta(seconds=number)
        )
    return editor


def test_entries_of_several_tables_are_one_list_the_newest_first(entries):
    found = [name for page in (1, 2, 3) for name in names(entries, p=page)]

    assert found == [f"Entry {number}" for number in reversed(range(120))]
    assert ModelLogEntry.objects.count() == 60


def test_filters_offer_those_who_have_done_something_and_what_was_changed(entries):
    page = reading.html(entries.get(REPORT))

    users = {each.get_text(strip=True) for each in page.select("#id_user label")}
    types = page.select_one("#id_object_type").get_text(" ", strip=True)
    assert users == {"boss@clinic.example"}
    assert ("article" in types.lower(), "topic" in types.lower()) == (True, True)
    assert "redirect" not in types.lower()


def test_a_filter_holds_for_each_table(entries):
    assert names(entries, label="11") == [
        f"Entry {number}" for number in (*range(119, 109, -1), 11)
    ]
