"""The preview module of the TypeScript client, framed by an admin of another origin."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DIST = Path(__file__).resolve().parents[3] / "clients/typescript/dist"
ADMIN, FRONT_END = "http://admin.example", "http://site.example"
PANEL = f"""
<title>Admin</title>
<iframe src="{FRONT_END}/preview/?token=first"></iframe>
<script>
  window.heard = [];
  addEventListener("message", ({{ data, origin }}) => {{
    heard.push([data.type ?? data.wagtail.type, origin]);
    if (data.edit_url) location.href = data.edit_url;
  }});
  const show = (token, type = "gait:preview") =>
    frames[0].postMessage({{ type, token }}, "{FRONT_END}");
</script>
"""
DRAFT = """
<title>{token}</title>
<h1 data-gait-edit="{admin}/edit/#title">Draft <a href="/away">{token}</a></h1>
<p data-gait-edit="http://evil.example/">Elsewhere</p>
<script type="module">
  import {{ followPreview }} from "/preview.js";
  const stop = followPreview({{ origin: "{admin}" }});
  addEventListener("stop", stop);
</script>
"""


HELD = []


@pytest.fixture
def browser_context(chromium):
    HELD.clear()
    context = chromium.new_context()
    context.route("**/*", answer)
    yield context
    context.close()


def answer(route):
    """Answers at once, but what is asked for with the token ``slow``."""
    if route.request.url.endswith("token=slow"):
        HELD.append(route)
    else:
        answer_now(route)


def answer_now(route):
    url = route.request.url
    if url.endswith("/preview.js"):
        body = (DIST / "preview.js").read_text()
        route.fulfill(body=body, content_type="text/javascript")
    elif url.startswith(FRONT_END):
        token = url.partition("token=")[2]
        body = DRAFT.format(token=token, admin=ADMIN)
        refused = token == "refused"
        route.fulfill(
            body=body, content_type="text/html", status=403 if refused else 200
        )
    else:
        route.fulfill(body=PANEL, content_type="text/html")


def test_the_panel_shows_what_is_typed_and_leads_to_the_field(browser_context):
    panel = browser_context.new_page()
    panel.goto(f"{ADMIN}/edit/")
    panel.wait_for_function("heard.length")
    assert panel.evaluate("heard") == [["gait:preview-ready", FRONT_END]]
    draft = panel.frame_locator("iframe")
    panel.frames[1].evaluate("window.isTheSame = true")

    panel.evaluate("show('refused'); show('another', 'other'); show(12)")
    panel.evaluate("show('second'); show('slow'); show('third')")

    expect(draft.get_by_role("heading")).to_have_text("Draft third")
    with panel.expect_request_finished(lambda request: "slow" in request.url):
        answer_now(HELD.pop())
    shown = panel.frames[1].evaluate("[isTheSame, location.search, document.title]")
    assert shown == [True, "?token=third", "third"]

    # A frame of another origin than the admin's is not listened to.
    panel.frames[1].evaluate(
        f"postMessage({json.dumps({'type': 'gait:preview', 'token': 'own'})}, "
        f"'{FRONT_END}')"
    )
    draft.get_by_text("Elsewhere").click()
    draft.get_by_role("link").click()
    panel.wait_for_url(f"{ADMIN}/edit/#title")
    heard = panel.evaluate("heard.map(([type]) => type)")
    assert heard == ["gait:preview-ready", "gait:edit"]
    expect(draft.get_by_role("heading")).to_have_text("Draft third")


def test_the_panel_hears_of_checks_to_run_and_of_the_end(browser_context):
    panel = browser_context.new_page()
    panel.goto(f"{ADMIN}/edit/")
    panel.wait_for_function("heard.length")
    draft = panel.frames[1]

    draft.evaluate("document.head.append(document.createElement('wagtail-userbar'))")
    panel.evaluate("show('second')")
    panel.wait_for_function("heard.length == 2")
    draft.evaluate("setTimeout(() => location.reload())")
    panel.wait_for_function("heard.length == 4")

    draft.evaluate("dispatchEvent(new Event('stop'))")
    panel.evaluate("show('third')")
    draft.evaluate("setTimeout(() => location.reload())")
    panel.wait_for_function("heard.length == 5")
    assert panel.evaluate("heard.map(([type]) => type)") == [
        "gait:preview-ready",
        "w-userbar:axe-ready",
        "gait:preview-left",
        "gait:preview-ready",
        "gait:preview-ready",
    ]


def test_in_a_tab_links_lead_on_and_the_text_to_its_field(browser_context):
    tab = browser_context.new_page()
    tab.goto(f"{FRONT_END}/preview/?token=first")
    tab.get_by_role("link").click()
    tab.wait_for_url(f"{FRONT_END}/away")
    tab.go_back()

    tab.get_by_text("Draft").click()

    tab.wait_for_url(f"{ADMIN}/edit/#title")
