"""Queries of patients on the demo: the right result is among the first three.

``search_results.json`` holds the results of each query; SQLite and PostgreSQL must both
find exactly these. Written anew by GAIT_RENEW=1 pytest -m slow on this file.
"""

import json
import os

import pytest
from django.db import transaction
from wagtail.models import Site

from core.site_search import engine
from core.site_search.results import results
from tests import make
from tests.home.demo import load

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.each_database]

FIRST = 3
SHARE = 0.95


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker, request):
    """The last parts of the URLs of all results, by query, and the expected ones."""
    here = request.path.parent
    lines = (here / "search_queries.txt").read_text().splitlines()
    queries = dict(
        line.rsplit(": ", 1) for line in lines if line and not line.startswith("#")
    )
    with django_db_blocker.unblock(), transaction.atomic():
        make.fresh_site()
        load()
        home = Site.objects.get().root_page
        yield {query: slugs(query, home) for query in queries}, queries
        transaction.set_rollback(True)


def slugs(query, home):
    found = engine.search(query, home, hidden=(), start=0, limit=10)
    shown = results(found, home, hidden=())
    return [result.url.rstrip("/").rpartition("/")[2] for result in shown]


def test_patients_find_help_in_the_first_three_results(found):
    by_query, queries = found

    missed = {
        query: by_query[query][:FIRST]
        for query, right in queries.items()
        if not set(right.split(", ")) & set(by_query[query][:FIRST])
    }

    assert len(queries) >= 200
    assert len(missed) <= len(queries) * (1 - SHARE), missed


def test_results_do_not_depend_on_the_database(found, request):
    by_query, _ = found
    stored = request.path.with_name("search_results.json")

    if os.environ.get("GAIT_RENEW"):
        lines = (f"{json.dumps(q)}: {json.dumps(r)}" for q, r in by_query.items())
        stored.write_text("{\n" + ",\n".join(lines) + "\n}\n")

    assert json.loads(stored.read_text()) == by_query
