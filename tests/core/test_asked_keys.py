"""Ids in addresses of the admin that cannot be ids."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "bulk/wagtailcore/page/preview/?id={}",
    "bulk/wagtailcore/page/delete/?id={}",
    "bulk/core/image/delete/?id=all&childOf={}",
    "bulk/wagtaildocs/document/add_tags/?id=all&childOf={}",
    "snippets/choose/clinic/person/chosen/{}/",
    "snippets/choose/articles/topic/chosen-multiple/?id=1&id={}",
    "images/chooser/chosen/{}/",
    "images/chooser/chosen-multiple/?id={}",
    "documents/chooser/chosen-multiple/?id={}",
    "choose-external-link/?parent_page_id={}",
    "choose-email-link/?parent_page_id={}",
    "api/main/pages/find/?id={}",
    "api/main/images/find/?id={}",
]


@pytest.mark.parametrize("given", ["x", "0", "-1", "1.5", "²", "9" * 30])
def test_what_cannot_be_an_id_is_not_found(editor, given):
    for address in ADDRESSES:
        path = f"/admin/{address.format(given)}"
        assert editor.get(path).status_code == 404, path


def test_what_is_there_is_found(editor):
    keys = {
        "snippets/choose/clinic/person/chosen/{}/": make.person().pk,
        "images/chooser/chosen-multiple/?id={}": make.image().pk,
        "choose-email-link/?parent_page_id={}": make.home().pk,
    }

    for address, key in keys.items():
        path = f"/admin/{address.format(key)}"
        assert editor.get(path).status_code == 200, path
