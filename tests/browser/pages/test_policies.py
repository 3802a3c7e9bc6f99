"""No page asks for what its policy refuses, or for anything from elsewhere."""

import pytest

from tests.browser.visits import BEHIND_A_PASSWORD, DOCS

pytestmark = pytest.mark.browser


def test_no_page_has_an_error_in_the_console(visits, demo):
    for path, visit in visits.items():
        assert visit.status == demo.pages.get(path, 200), path
        # Chromium reports a page that is missing as an error of that page.
        expected = 0 if visit.status == 200 else 1
        assert len(visit.problems) == expected, (path, visit.problems)


def test_no_page_asks_anything_of_anybody_else(visits, demo):
    for path, visit in visits.items():
        ours = (demo.origin, "data:")

        assert visit.asked, path
        assert [url for url in visit.asked if not url.startswith(ours)] == [], path


def test_only_a_page_behind_a_password_sets_a_cookie(visits):
    kept = {path: visit.cookies for path, visit in visits.items()}

    assert kept.pop(BEHIND_A_PASSWORD) == ["csrftoken"]
    assert {path: cookies for path, cookies in kept.items() if cookies} == {}


def test_every_link_on_our_pages_leads_somewhere(visits, visitor, demo):
    ids = {visit.address: visit.ids for visit in visits.values()}
    # Swagger's fragments, on the docs, are routes of its script.
    ours = {
        (link["address"], link["name"])
        for path, visit in visits.items()
        for link in visit.links
        if path != DOCS
        and visit.status == 200
        and link["address"].startswith(demo.origin)
    }

    assert len(ours) > len(visits)
    assert [
        (page, name) for page, name in ours if name and name not in ids.get(page, ())
    ] == []
    for address in {page for page, _ in ours} - ids.keys():
        assert visitor.request.get(address).status == 200, address
