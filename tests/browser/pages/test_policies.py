"""No page asks for what its policy refuses, or for anything from elsewhere."""

from dataclasses import dataclass, field

import pytest

pytestmark = pytest.mark.browser

# Chromium also gives advice there; that is "verbose".
TROUBLE = {"error", "warning"}
DOCS = "/api/v3/docs"
BEHIND_A_PASSWORD = "/patients/"
LINKS = """() => [...document.querySelectorAll("a[href^='/'], a[href^='#'], a[href^='http']")]
    .map(link => ({address: link.href.split("#")[0], name: link.hash.slice(1)}))"""
# All the pictures, and whatever else loads only when it comes into sight.
READ_TO_THE_END = """async () => {
    window.scrollTo(0, document.body.scrollHeight);
    await Promise.all([...document.images].map(image => {
        image.loading = "eager";
        return image.decode().catch(() => null);
    }));
}"""
IDS = "[...document.querySelectorAll('[id]')].map(each => each.id)"


@dataclass
class Visit:
    """What a browser did, said and kept that opened one page and read to its end."""

    status: int = 0
    address: str = ""
    problems: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    cookies: list = field(default_factory=list)
    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)


@pytest.fixture(scope="module")
def visits(chromium, demo):
    """One visit to each page of the demo, by path; the one with a password comes last."""
    context = chromium.new_context(base_url=demo.origin)
    paths = [*demo.pages, DOCS]
    paths.sort(key=BEHIND_A_PASSWORD.__eq__)
    yield {path: opened(context, path) for path in paths}
    context.close()


def opened(context, path):
    visit, page = Visit(), context.new_page()
    page.on(
        "console",
        lambda message: message.type in TROUBLE and visit.problems.append(message.text),
    )
    page.on("pageerror", lambda error: visit.problems.append(str(error)))
    page.on("requestfailed", lambda request: visit.problems.append(request.url))
    page.on("request", lambda request: visit.asked.append(request.url))
    visit.status = page.goto(path, wait_until="networkidle").status
    page.evaluate(READ_TO_THE_END)
    visit.address = page.url.split("#")[0]
    visit.ids, visit.links = set(page.evaluate(IDS)), page.evaluate(LINKS)
    visit.cookies = [cookie["name"] for cookie in context.cookies()]
    page.close()
    return visit


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
