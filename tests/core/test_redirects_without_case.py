"""Redirects from an address in other capitals, found by an index."""

import json
import re

import pytest
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from core.redirects import public_redirects, redirect_at
from tests.planner import renew_statistics
from tests.plans import plan_of_postgresql, steps_of_sqlite

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.mark.parametrize(
    ("old", "asked", "is_found"),
    [
        ("/old/walking", "/OLD/Walking/", True),
        ("/Old/Walking", "/old/walking/", True),
        ("/old/rückenschule", "/OLD/RÜCKENSCHULE/", True),
        ("/old/Übung-für-Ältere", "/old/übung-für-ältere/", True),
        ("/Ökologie", "/ökologie/", True),
        ("/straße", "/STRAßE/", True),
        # Of more than five other letters, all or the first ones of words are capitals.
        ("/Статьи/Для-спины", "/статьи/для-спины/", True),
        ("/статьи/для-спины", "/СТАТЬИ/ДЛЯ-СПИНЫ/", True),
        ("/статьи/для-спины", "/Статьи/Для-Спины/", True),
        ("/статьи/для-спины", "/статьи/для-спин/", False),
        ("/old/walking", "/OLD/Walkings/", False),
        ("/old/rückenschule", "/OLD/RÜCKENSCHULEN/", False),
        ("/old/rückenschule", "/OLD/RECKENSCHULE/", False),
        ("/old/a_c", "/OLD/abc/", False),
        ("/old/ü.c", "/OLD/Übc/", False),
    ],
)
def test_an_address_is_found_in_other_capitals(client, old, asked, is_found):
    Redirect.objects.create(old_path=old, redirect_link="/articles/")

    assert client.get(asked).status_code == (301 if is_found else 404)


@pytest.mark.parametrize("path", ["/OLD/Walking/", "/OLD/Übung/"])
def test_an_address_without_a_redirect_reads_few_of_them(path):
    Redirect.objects.bulk_create(
        Redirect(old_path=f"/old/article-{number:05}", redirect_link="/")
        for number in range(3000)
    )
    renew_statistics()
    site = Site.objects.get()
    found = []

    def note(execute, sql, params, many, context):
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert redirect_at(path, public_redirects(site), site) is None

    without_case = [each for each in found if "old_path" in each[0]][-1]
    assert index_of(*without_case) == {"core_redirect_lower"}


def index_of(sql, params):
    """The indexes by which a statement reads redirects; None for all rows."""
    if connection.vendor == "postgresql":
        plan = json.dumps(plan_of_postgresql(sql, params))
        names = re.findall(r'"Index Name": "(\w*redirect\w*)"', plan)
        return {*names, *(None for _ in re.findall("Seq Scan.*redirect", plan))}
    steps = [text for _, _, text in steps_of_sqlite(sql, params)]
    read = [text for text in steps if "wagtailredirects_redirect" in text]
    used = [re.search(r"USING (?:COVERING )?INDEX (\w+)", text) for text in read]
    return {each and each[1] for each in used}
