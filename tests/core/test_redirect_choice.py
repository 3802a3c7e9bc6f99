"""The redirect that a path gets, of several; their creation is in test_redirects.py."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from core.redirects import redirect_at
from tests import make

pytestmark = pytest.mark.django_db


def chosen(path, redirects):
    """The target for a path; redirects are rows of old path, target, is of the site."""
    site = make.site()
    for old_path, link, is_ours in redirects:
        Redirect.objects.create(
            old_path=Redirect.normalise_path(old_path),
            redirect_link=link,
            site=site if is_ours else None,
        )
    found = redirect_at(path, Redirect.objects.all(), site)
    return found and found.redirect_link


LATER = ("/b?x=1", "/with-query/", False)


@pytest.mark.parametrize(
    ("path", "redirects", "target"),
    [
        ("/a/", [], None),
        ("/a/", [("/b", "/c/", False)], None),
        ("/a/", [("/a", "/c/", False)], "/c/"),
        ("/a", [("/a/", "/c/", False)], "/c/"),
        # With its query if there is a redirect for that, else the path alone.
        ("/b?x=1", [("/b", "/plain/", False), LATER], "/with-query/"),
        ("/b?x=1", [LATER, ("/b", "/plain/", False)], "/with-query/"),
        ("/b?y=1", [LATER, ("/b", "/plain/", False)], "/plain/"),
        ("/b", [LATER], None),
        # Also where the redirect for the path alone is the site's own.
        ("/b?x=1", [LATER, ("/b", "/plain/", True)], "/with-query/"),
        # The site's own precedes a global one.
        ("/a", [("/a", "/ours/", True), ("/a", "/all/", False)], "/ours/"),
        ("/a", [("/a", "/all/", False), ("/a", "/ours/", True)], "/ours/"),
        # An exact match precedes one without case, even if that is the site's own.
        ("/A", [("/a", "/c/", False)], "/c/"),
        ("/a", [("/A", "/c/", False)], "/c/"),
        ("/É", [("/é", "/c/", False)], "/c/"),
        ("/A", [("/a", "/other/", True), ("/A", "/exact/", False)], "/exact/"),
        ("/A?X=1", [("/a?x=1", "/query/", False), ("/a", "/c/", False)], "/query/"),
        # Whole paths only, and no patterns.
        ("/a", [("/ab", "/c/", False), ("/b/a", "/d/", False)], None),
        ("/aXb", [("/a.b", "/c/", False)], None),
        (f"/{'a' * 254}", [(f"/{'A' * 254}", "/c/", False)], "/c/"),
        (f"/{'a' * 255}", [(f"/{'A' * 254}", "/c/", False)], None),
        # A target that is the path itself would be a loop.
        ("/a", [("/a", "/a/", False)], None),
        ("/a", [("/a", "http://localhost/a/", False)], None),
        ("/a", [("/a", "http://other.example/a/", False)], "http://other.example/a/"),
        ("/a?x=1", [("/a", "/a/?x=1", False)], None),
        ("/a?x=1", [("/a", "/a/?x=2", False)], "/a/?x=2"),
        # Without a target (a page that has no URL) there is nothing to compare.
        ("/a", [("/a", "", False)], ""),
        # No URL at all.
        ("http://[", [("/a", "/c/", False)], None),
    ],
)
def test_the_most_specific_redirect_is_chosen(path, redirects, target):
    assert chosen(path, redirects) == target


def test_without_a_site_no_address_is_taken_for_a_path_of_it():
    Redirect.objects.create(old_path="/a", redirect_link="http://localhost/a/")

    assert redirect_at("/a", Redirect.objects.all(), None)
