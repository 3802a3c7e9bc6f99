import pytest
from wagtail.models import Page, PageViewRestriction

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    """Two pages that are aliases of each other, which only SQL by hand can make."""
    first, second = make.articles(2)
    Page.objects.filter(pk=first.pk).update(alias_of=second)
    Page.objects.filter(pk=second.pk).update(alias_of=first)
    return first


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_aliases_of_each_other_are_read(client, cycle, version):
    assert client.get(f"/api/{version}/pages/{cycle.pk}/").status_code == 200


def test_private_aliases_of_each_other_stay_private(client, cycle):
    PageViewRestriction.objects.create(page=cycle, restriction_type="login")

    other = Page.objects.get(alias_of=cycle)
    assert client.get(f"/api/v3/pages/{other.pk}/").status_code == 404
