"""A full disk under the database: no document can be stored, and all answers are true."""

import pytest
from django.db import connection

from articles.models import ArticlePage
from delivery.models import StoredDocument
from tests import make
from tests.delivery.workers import read, server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# Less than any page of SQLite's log.
FULL = 1000


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL writes in its own processes."
)
def test_without_room_for_documents_answers_are_kept_and_true(as_migrated):
    make.clinic()
    articles = make.articles(2)
    addresses = ["/", *(each.url for each in articles), "/api/v3/articles/"]
    with (
        server(CACHE_MB="0", workers=1) as fresh,
        server(most_bytes=FULL, CACHE_MB="16") as kept,
    ):
        for number in range(5):
            ArticlePage.objects.filter(pk=articles[0].pk).update(
                summary=f"Walk in state {number}."
            )
            expected = [read(fresh, address) for address in addresses]
            for _ in range(3):
                assert [read(kept, address) for address in addresses] == expected
            assert f"state {number}.".encode() in expected[1][2]

    assert not StoredDocument.objects.exists()
