"""No page asks for what its policy refuses, or for anything from elsewhere."""

import pytest

pytestmark = pytest.mark.browser

# Chromium also gives advice there; that is "verbose".
TROUBLE = {"error", "warning"}
DOCS = {"/api/v3/docs": 200}
LINKS = """() => [...document.querySelectorAll("a[href^='/'], a[href^='#'], a[href^='http']")]
    .map(link => ({address: link.href.split("#")[0], name: link.hash.slice(1)}))"""
IDS = "[...document.querySelectorAll('[id]')].map(each => each.id)"


def test_no_page_has_an_error_in_the_console(visitor, demo):
    for path, status in {**demo.pages, **DOCS}.items():
        problems = []
        visitor.on(
            "console",
            lambda message, to=problems: message.type in TROUBLE and to.append(message),
        )
        visitor.on("pageerror", lambda error, to=problems: to.append(error))
        visitor.on("requestfailed", lambda request, to=problems: to.append(request))
        answer = visitor.goto(path, wait_until="networkidle")

        assert answer.status == status, path
        # Chromium reports a page that is missing as an error of that page.
        expected = 0 if status == 200 else 1
        assert len(problems) == expected, (path, [str(each) for each in problems])


def test_no_page_asks_anything_of_anybody_else(open_context, demo):
    page = open_context().new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in [*demo.pages, *DOCS]:
        page.goto(path, wait_until="networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    assert asked
    assert [url for url in asked if not url.startswith((demo.origin, "data:"))] == []


def test_only_a_page_behind_a_password_sets_a_cookie(open_context, demo):
    context = open_context()
    page = context.new_page()
    for path in demo.pages:
        if path != "/patients/":
            page.goto(path)

            assert context.cookies() == [], path

    page.goto("/patients/")

    assert [cookie["name"] for cookie in context.cookies()] == ["csrftoken"]


def test_every_link_on_our_pages_leads_somewhere(visitor, demo):
    ids, wanted = {}, set()
    for path, status in demo.pages.items():
        visitor.goto(path)
        address = visitor.url.split("#")[0]
        ids[address] = set(visitor.evaluate(IDS))
        if status == 200:
            wanted |= {
                (link["address"], link["name"]) for link in visitor.evaluate(LINKS)
            }
    ours = {link for link in wanted if link[0].startswith(demo.origin)}
    unknown = {address for address, _ in ours} - ids.keys()

    assert len(ours) > len(demo.pages)
    assert [
        link for link in ours if link[1] and link[1] not in ids.get(link[0], ())
    ] == []
    for address in unknown:
        assert visitor.request.get(address).status == 200, address
