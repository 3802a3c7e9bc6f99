"""One visit to each page of the demo, for all that holds on every page."""

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe

from tests.browser.demo import BESIDE_THE_SITEMAP, ONE_OF_EACH

DOCS = "/api/v3/docs"
BEHIND_A_PASSWORD = "/patients/"
# Chromium also gives advice there; that is "verbose".
TROUBLE = {"error", "warning"}
RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations"],
}
LINKS = """() => [...document.querySelectorAll("a[href^='/'], a[href^='#'], a[href^='http']")]
    .map(link => ({address: link.href.split("#")[0], name: link.hash.slice(1)}))"""
# All the pictures, and whatever else loads only when it comes into sight.
READ_TO_THE_END = """async () => {
    window.scrollTo(0, document.body.scrollHeight);
    await Promise.all([...document.images].map(image => {
        image.loading = "eager";
        return image.decode().catch(() => null);
    }));
    window.scrollTo(0, 0);
}"""
IDS = "[...document.querySelectorAll('[id]')].map(each => each.id)"
SET_TEXT_SIZE = "size => { document.documentElement.style.fontSize = size; }"
SIGNS_OF_OTHER_COLOURS = """() => [...document.querySelectorAll(".icon")].filter(
    sign => getComputedStyle(sign).color !== getComputedStyle(sign.parentElement).color
).map(sign => sign.parentElement.outerHTML.slice(0, 80))"""
# What sticks out of the page, or is cut off by its own box. What scrolls by itself, as
# a wide table does, may be wider; `.unseen` is for screen readers, `.decoy` for robots.
MISFITS = """() => {
    const found = [];
    const {scrollWidth} = document.scrollingElement;
    if (scrollWidth > innerWidth) found.push(`page: ${scrollWidth} > ${innerWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".unseen, .decoy, svg") || !element.clientWidth) continue;
        const {overflowX, overflowY, clipPath} = getComputedStyle(element);
        if (clipPath !== "none") continue;
        const {scrollWidth, clientWidth, scrollHeight, clientHeight} = element;
        const cut = (overflowX === "hidden" && scrollWidth > clientWidth + 1)
            || (overflowY === "hidden" && scrollHeight > clientHeight + 1);
        if (cut) found.push(`cut: ${element.outerHTML.slice(0, 120)}`);
    }
    return found;
}"""


@dataclass
class Visit:
    """A page that was opened and read to its end on a laptop, then seen on a phone.

    ``is_measured`` is false where only the requests, the console and the links count.
    """

    status: int = 0
    address: str = ""
    problems: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    cookies: list = field(default_factory=list)
    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)
    is_measured: bool = False
    misfits: list = field(default_factory=list)
    misfits_of_large_text: list = field(default_factory=list)
    signs_of_other_colours: list = field(default_factory=list)
    violations: list = field(default_factory=list)
    # Where the number to call is, if it is seen.
    number: dict | None = None


def visit_all(chromium, demo):
    """The visits by path; the page with a password comes last."""
    # Without movement: a colour on its way to another would be measured halfway.
    context = chromium.new_context(base_url=demo.origin, reduced_motion="reduce")
    paths = sorted([*demo.pages, DOCS], key=BEHIND_A_PASSWORD.__eq__)
    # axe takes longer than all else, and articles differ in their texts only.
    measured = {*ONE_OF_EACH, *BESIDE_THE_SITEMAP, *demo.articles[::8]}
    measured |= {demo.answer_form, demo.notice}
    visits = {path: visit(context, path, path in measured) for path in paths}
    context.close()
    return visits


def visit(context, path, is_measured):
    seen, page = Visit(is_measured=is_measured), context.new_page()
    page.on(
        "console",
        lambda message: message.type in TROUBLE and seen.problems.append(message.text),
    )
    page.on("pageerror", lambda error: seen.problems.append(str(error)))
    page.on("requestfailed", lambda request: seen.problems.append(request.url))
    page.on("request", lambda request: seen.asked.append(request.url))
    seen.status = page.goto(path, wait_until="networkidle").status
    page.evaluate(READ_TO_THE_END)
    seen.address = page.url.split("#")[0]
    seen.ids, seen.links = set(page.evaluate(IDS)), page.evaluate(LINKS)
    seen.cookies = [cookie["name"] for cookie in context.cookies()]
    if is_measured:
        look_at(page, path, seen)
    page.close()
    return seen


def look_at(page, path, seen):
    page.set_viewport_size({"width": 320, "height": 640})
    seen.misfits = page.evaluate(MISFITS)
    page.evaluate(SET_TEXT_SIZE, "200%")
    seen.misfits_of_large_text = page.evaluate(MISFITS)
    page.evaluate(SET_TEXT_SIZE, "")
    page.set_viewport_size({"width": 360, "height": 640})
    number = page.locator("header a[href^='tel:']")
    if number.count():
        seen.number = number.bounding_box()
    page.emulate_media(forced_colors="active")
    seen.signs_of_other_colours = page.evaluate(SIGNS_OF_OTHER_COLOURS)
    page.emulate_media(forced_colors="none")
    for scheme in ("light", "dark") if path in ONE_OF_EACH else ("light",):
        page.emulate_media(color_scheme=scheme)
        seen.violations += violations(page)


def violations(page):
    """The findings of axe on the page as it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
