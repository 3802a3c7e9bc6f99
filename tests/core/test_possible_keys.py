from collections import defaultdict

import pytest

from tests import make
from tests.test_access import rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**64, 10**40])
def test_no_number_in_a_public_path_is_our_fault(client, number):
    names = defaultdict(lambda: number, slug="x", document_name="x")
    numbered = [
        address.format_map(names)
        for address, _ in rows()
        if "{" in address and not address.startswith("/admin/")
    ]

    for path in numbered:
        assert client.get(path).status_code < 500, path


@pytest.mark.parametrize("name", ["parent", "page", "replies", "p", "q", "topic"])
def test_no_number_in_a_query_is_our_fault(client, name):
    article = make.article()

    for number in (2**63, 10**40, -(2**63) - 1):
        for path in (article.url, f"/replies/{article.pk}/", "/search/", "/articles/"):
            assert client.get(path, {name: number}).status_code < 500, (path, number)
