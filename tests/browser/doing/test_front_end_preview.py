"""The preview beside the form on a front end: it follows the typing, and leads back."""

from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.admin import sign_in
from tests.core.front_ends import front_end
from tests.servers import listening

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><title>Preview</title><main><h1></h1><h2></h2><p></p></main><script type="module">
const show = async (token) => {
  const asked = await fetch(`GAIT/api/v3/preview/?token=${encodeURIComponent(token)}`);
  const draft = await asked.json();
  const list = document.querySelector("p");
  document.querySelector("h1").textContent = draft.page.title;
  list.replaceChildren();
  for (const { title, edit_url } of draft.page.benefits.items) {
    const button = document.createElement("button");
    button.textContent = title;
    button.onclick = () => tell({ type: "gait:edit", edit_url });
    list.append(button);
  }
};
const tell = (message) => parent.postMessage(message, "GAIT");
addEventListener("message", ({ data, origin, source }) => {
  if (origin === "GAIT" && source === parent && data?.type === "gait:preview") show(data.token);
});
const { search } = location;
await show(new URLSearchParams(search).get("token"));
const asked = await fetch(`GAIT/api/v3/preview/user_bar/${search}&panel=true`);
const { html } = await asked.json();
document.body.append(document.createRange().createContextualFragment(html));
tell({ type: "gait:preview-ready" });
</script>"""


def website(gait, read):
    """A front end whose preview reads the draft in the browser; ``read``: its visits."""

    class Website(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            read.append((path, self.headers["Referer"]))
            self.send_response(200 if path == "/preview/" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.replace("GAIT", gait).encode())

        def log_message(self, *args):
            pass

    return listening(Website)


def test_the_frame_follows_the_typing_and_a_click_in_it_leads_to_the_field(
    browser_page, live_server
):
    read, page = [], browser_page
    with website(live_server.url, read) as origin:
        front_end(origin, preview_url=f"{origin}/preview/")
        article = make.article(title="As it is published")
        sign_in(page, "Editors")
        page.goto(f"/admin/pages/{article.pk}/edit/")
        page.get_by_role("button", name="Toggle preview").click()
        shown = page.frame_locator("#w-preview-iframe")
        expect(shown.get_by_role("heading", level=1)).to_have_text("As it is published")
        visits = len(read)

        page.locator("#id_title").fill("As it is being written")

        expect(shown.get_by_role("heading", level=1)).to_have_text(
            "As it is being written"
        )
        assert [each for each in read[visits:] if each[0] == "/preview/"] == []
        assert {referrer for path, referrer in read if path == "/preview/"} == {None}

        page.get_by_role("tab", name="Promote").click()
        shown.get_by_role("button", name="More flexibility").click()

        item = page.locator("[data-contentpath='items'] [data-streamfield-child]").nth(
            1
        )
        title = item.locator("[data-contentpath='title'] input")
        expect(title).to_be_focused()
        expect(title).to_have_value("More flexibility")
        expect(page.locator("#id_title")).to_have_value("As it is being written")


def test_the_address_of_a_field_leads_there(browser_page):
    page = browser_page
    article = make.article()
    [part] = article.benefits.raw_data
    item = part["value"]["items"][1]["id"]
    path = f"benefits.{part['id']}.items.{item}"
    sign_in(page, "Editors")

    page.goto(f"/admin/pages/{article.pk}/edit/#:w:contentpath={path}")

    title = page.locator(
        f"[data-contentpath='{item}'] [data-contentpath='title'] input"
    )
    expect(title).to_be_focused()
    page.evaluate("() => { location.hash = ':w:contentpath=seo_title'; }")
    expect(page.locator("#id_seo_title")).to_be_focused()


def test_the_content_checker_looks_at_the_front_end(browser_page, live_server):
    page = browser_page
    with website(live_server.url, []) as origin:
        front_end(origin, preview_url=f"{origin}/preview/")
        article = make.article(title="Can walking ease lower back pain?")
        sign_in(page, "Editors")
        page.goto(f"/admin/pages/{article.pk}/edit/")

        page.get_by_role("button", name="Toggle checks").click()

        checks = page.locator("[data-checks-panel]")
        expect(checks.get_by_text("Empty heading found")).to_be_visible()
        # Of the text of the front end's page.
        expect(page.locator("[data-content-word-count]")).to_have_text("9")
