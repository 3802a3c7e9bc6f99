from collections import defaultdict

import pytest

from tests import make
from tests.test_access import rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [2**63 - 1, 10**40])
def test_no_number_in_a_public_path_is_our_fault(client, number):
    names = defaultdict(lambda: number, slug="x", document_name="x")
    numbered = [
        address.format_map(names)
        for address, _ in rows()
        if "{" in address and not address.startswith("/admin/")
    ]

    for path in numbered:
        assert client.get(path).status_code < 500, path


def test_no_number_in_a_query_is_our_fault(client):
    article = make.article()
    numbered = {
        article.url: ["replies"],
        f"/replies/{article.pk}/": ["parent"],
        "/search/": ["page", "q"],
        "/articles/": ["page", "topic"],
    }

    for path, names in numbered.items():
        for name in names:
            for number in (2**63, 10**40, -(2**63) - 1):
                answer = client.get(path, {name: number})
                assert answer.status_code < 500, (path, name, number)
