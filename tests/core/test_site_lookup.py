import pytest
from wagtail.models import Site
from wagtail.models.sites import get_site_for_hostname

from core.site_lookup import site_at
from tests import make

pytestmark = pytest.mark.django_db

# The default site first: host, port and whether it is the default one.
SITES = {
    "one": [("a.example", 80, True)],
    "none by default": [("a.example", 80, False)],
    "a host of its own": [("a.example", 80, True), ("b.example", 80, False)],
    "two ports": [("a.example", 80, True), ("a.example", 81, False)],
    "two ports of another host": [
        ("a.example", 80, True),
        ("b.example", 80, False),
        ("b.example", 81, False),
    ],
    "two ports and none by default": [
        ("b.example", 80, False),
        ("b.example", 81, False),
    ],
}


def by_wagtail(host, port):
    try:
        return get_site_for_hostname(host, port)
    except Site.DoesNotExist:
        return None


@pytest.mark.parametrize("sites", SITES.values(), ids=SITES)
def test_a_request_is_answered_by_the_site_that_wagtail_finds(sites):
    root = make.home()
    Site.objects.all().delete()
    for host, port, default in sites:
        Site.objects.create(
            hostname=host, port=port, is_default_site=default, root_page=root
        )

    for host in ("a.example", "b.example", "c.example", ""):
        for port in ("80", "81", "82"):
            assert site_at(host, port) == by_wagtail(host, port), (host, port)
