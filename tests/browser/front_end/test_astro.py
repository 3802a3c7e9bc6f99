"""The reference front end: every template of the clinic's site, from the API alone."""

import html
import json
import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser import html_checker
from tests.browser.demo import ARTICLE, BESIDE_THE_SITEMAP, ONE_OF_EACH
from tests.browser.pages.test_budgets import (
    MOST,
    MOST_FOR_HERO,
    MOST_REQUESTS,
    PHONE,
    VITALS,
    Traffic,
)
from tests.browser.pages.test_print import COLOURS, DARK, FILLS, NONE_OR_WHITE
from tests.browser.visits import violations, visit

pytestmark = pytest.mark.browser

STATUSES = {
    **dict.fromkeys(ONE_OF_EACH, 200),
    "/topics/back-pain/": 200,
    "/articles/?topic=nothing": 404,
    **BESIDE_THE_SITEMAP,
    "/patients/": 401,
    # It has no page of errors for what is no text: it looks for the rest of it.
    "/search/?q=%00": 200,
    "/gone/": 410,
}
# Pages that say what those of Gait say, heading for heading.
SAME = [
    "/",
    ARTICLE,
    "/articles/",
    "/topics/",
    "/people/miriam-okoye/",
    "/contact/",
    "/privacy/",
]
# axe takes longer than all else.
TEMPLATES = [
    *ONE_OF_EACH,
    "/topics/back-pain/",
    "/search/?q=zzzz",
    "/nothing/",
    "/gone/",
]
GRAPH = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HEADINGS = """() => [...document.querySelectorAll("main :is(h1, h2)")].map(
    heading => heading.innerText.trim())"""


def test_each_address_has_its_status_and_valid_html(visitor, front_end, tmp_path):
    sources = {}
    for path, status in STATUSES.items():
        answer = visitor.request.get(path)
        assert answer.status == status, path
        assert "set-cookie" not in answer.headers, path
        assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
        sources[path] = answer.text()

    assert html_checker.findings(sources, tmp_path) == []


def test_it_says_the_same_as_the_clinics_own_pages(open_visitor, front_end):
    theirs, ours = open_visitor(), open_visitor()
    for path in SAME:
        theirs.goto(path)
        ours.goto(front_end.clinic.origin + path)

        assert theirs.title() == ours.title(), path
        assert theirs.evaluate(HEADINGS) == ours.evaluate(HEADINGS), path
        assert graph(theirs) == graph(ours), path
        for part in (".state", ".credit, .leaf figcaption, .beside figcaption"):
            there, here = (page.locator(part) for page in (theirs, ours))
            assert there.all_inner_texts() == here.all_inner_texts(), path
        for name in ("[rel=canonical]", "[name=description]", "[property='og:image']"):
            there, here = (page.locator(name) for page in (theirs, ours))
            for attribute in ("href", "content"):
                assert there.get_attribute(attribute) == here.get_attribute(attribute)
        assert theirs.get_attribute("html", "lang") == "en-gb"
        assert theirs.get_attribute("[name=robots]", "content") == "index,follow"


def graph(page):
    """Its JSON-LD, without the replies: the API has them apart."""
    [found] = [json.loads(each) for each in GRAPH.findall(page.content())]
    for thing in found["@graph"]:
        thing.pop("comment", None)
    return found


def test_every_template_serves_everybody_on_a_phone(chromium, front_end):
    context = chromium.new_context(base_url=front_end.origin, reduced_motion="reduce")
    ids, links = {}, set()
    for path in TEMPLATES:
        seen = visit(context, path, is_measured=True)

        assert seen.violations == [], path
        assert seen.misfits == [], path
        assert seen.misfits_of_large_text == [], path
        assert seen.signs_of_other_colours == [], path
        # Chromium reports such an answer as an error of the page.
        assert len(seen.problems) == (STATUSES[path] != 200), (path, seen.problems)
        assert seen.cookies == [], path
        assert seen.number["y"] + seen.number["height"] <= 640, path
        assert min(seen.number["height"], seen.number["width"]) >= 44, path
        ids[seen.address] = seen.ids
        links |= {(link["address"], link["name"]) for link in seen.links}
    context.close()

    assert_links_lead_somewhere(front_end, ids, links)


def assert_links_lead_somewhere(front_end, ids, links):
    gait = front_end.clinic.origin
    assert not [page for page, _ in links if page.startswith(gait)]
    for page, name in links:
        if name and page in ids:
            assert name in ids[page], (page, name)


def test_every_template_keeps_to_the_budget(open_visitor, front_end):
    for path in ONE_OF_EACH:
        page = open_visitor(**PHONE)
        traffic = Traffic(page.context.new_cdp_session(page))
        page.goto(path, wait_until="networkidle")

        for kind, most in MOST.items():
            assert traffic.of_kind(kind) <= most, (path, kind)
        assert traffic.origins <= {front_end.origin, front_end.clinic.origin}, path
        # The one of the search fields, which only suggests.
        assert list(traffic.kinds.values()).count("Script") == 1, path
        if path == ARTICLE:
            assert_an_article_is_light(page, traffic)
        page.context.close()


def assert_an_article_is_light(page, traffic):
    hero = page.locator("article picture img").first
    picture = traffic.of_address(hero.evaluate("image => image.currentSrc"))
    assert 0 < picture <= MOST_FOR_HERO
    assert len(traffic.addresses) <= MOST_REQUESTS
    vitals = page.evaluate(VITALS)
    assert vitals["shift"] == 0
    assert vitals["paint"]["inOpening"], vitals


def test_paper_has_the_address_and_the_number_and_nothing_to_press(
    open_visitor, front_end
):
    paper = open_visitor(width=720, color_scheme="dark")
    paper.emulate_media(media="print", color_scheme="dark")
    paper.goto("/contact/")

    assert set(paper.evaluate(COLOURS)) <= DARK
    assert set(paper.evaluate(FILLS)) <= NONE_OR_WHITE
    for useless in ("nav", "form", "button", ".button", ".skip"):
        for part in paper.locator(useless).all():
            assert not part.is_visible(), part.evaluate("part => part.outerHTML")
    address = paper.get_by_text(f"{front_end.origin}/contact/", exact=True)
    assert address.is_visible()
    assert "555" in paper.locator("header a[href^='tel:']").inner_text()
    title = paper.locator(".card a").first
    assert title.evaluate("a => getComputedStyle(a, '::after').content") == "none"


def test_old_addresses_lead_on(visitor, front_end):
    for path, target in [
        ("/old-address/", f"{front_end.origin}{ARTICLE}"),
        (f"{ARTICLE[:-1]}?from=mail", f"{ARTICLE}?from=mail"),
        ("//elsewhere.example", "/elsewhere.example/"),
    ]:
        answer = visitor.request.get(front_end.origin + path, max_redirects=0)

        assert answer.status == 301
        assert answer.headers["location"] == target


def test_a_search_finds_forgives_and_warns(visitor):
    visitor.goto("/")
    visitor.get_by_role("searchbox").last.fill("sciatca")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("main h2")).to_contain_text("“sciatica”")
    visitor.get_by_role("link", name="Next page").click()
    expect(visitor.locator(".results")).to_be_visible()

    visitor.goto("/search/?q=chest+pain+now")

    expect(visitor.locator("body > [role=alert]")).to_contain_text("Call 911")


def test_what_has_no_page_leads_to_what_may_be_meant(visitor):
    visitor.goto("/conditions/siatica.html")
    visitor.locator("main").get_by_role("link", name="Sciatica").first.click()
    expect(visitor).to_have_url(re.compile("/articles/sciatica/$"))

    visitor.goto("/search/?q=opening+hours")
    places = visitor.locator("main .tile")
    expect(places).to_have_count(2)
    expect(places.locator(".state")).to_have_text([re.compile("now|today")] * 2)


def test_a_search_field_suggests_what_may_be_meant(open_visitor):
    page = open_visitor(width=360, height=740)
    page.goto("/search/")
    field = page.locator("main").get_by_role("combobox", name="Search this site")
    suggestions = page.locator("main").get_by_role("option")

    field.press_sequentially("sciat")

    expect(suggestions.first).to_have_text(
        "Sciatica: why your leg hurts when the problem is in your back"
    )
    expect(page.locator("main").get_by_role("status")).to_have_text(
        f"Suggestions: {suggestions.count()}"
    )
    assert all(each.bounding_box()["height"] >= 44 for each in suggestions.all())
    field.press("ArrowDown")
    expect(suggestions.first).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    field.press("Escape")
    expect(suggestions).to_have_count(0)

    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/articles/sciatica/$"))


def test_whatever_is_asked_for_is_answered(visitor, front_end):
    for path, status in {
        "/articles/?cursor=none": 200,
        f"{ARTICLE}?replies=99999999999999999999": 200,
        "/search/?q=pain&from=-1": 200,
        f"/search/suggestions/?q=%00{'a' * 300}": 200,
        "/%00/": 404,
        "/nothing.atom": 404,
        "/preview/?token=%00": 400,
    }.items():
        assert visitor.request.get(path).status == status, path
    ours = {"Origin": front_end.origin}
    sent = visitor.request.post(ARTICLE, headers=ours, data={"text": "No form."})
    assert sent.status == 415
    sent = visitor.request.post(ARTICLE, headers=ours, data="text=" + "a" * 1_000_000)
    assert sent.status == 413
    assert "That is too long" in sent.text()
    sent = visitor.request.post(ARTICLE, headers=ours, form={"text": "Hi", "key": "€"})
    assert sent.status == 422
    cookie = {"Cookie": "gait_unlock=%E2%82%AC"}
    assert visitor.request.get("/patients/", headers=cookie).status == 401
    theirs = {"Origin": "https://elsewhere.example"}
    sent = visitor.request.post(ARTICLE, headers=theirs, form={"text": "Not ours."})
    assert sent.status == 403


def test_what_gait_makes_for_machines_is_handed_through(visitor, front_end):
    robots = visitor.request.get("/robots.txt").text()
    assert f"Sitemap: {front_end.origin}/sitemap.xml" in robots
    for path in [
        "/sitemap.xml",
        "/articles.atom",
        "/topics/back-pain.atom",
    ]:
        answer = visitor.request.get(path)
        assert answer.ok
        assert front_end.origin + ARTICLE in answer.text()
    page = visitor.request.get(ARTICLE).text()
    markdown = f"{ARTICLE[:-1]}.md"
    assert (
        f'type="text/markdown" title="This page as Markdown" href="{markdown}"' in page
    )
    [card] = re.findall(r'json\+oembed" title="[^"]+" href="([^"]+)"', page)
    card = httpx.get(html.unescape(card)).json()
    assert front_end.origin + ARTICLE in card["html"]
    answer = visitor.request.get(markdown)
    assert answer.text().startswith("# Can walking ease lower back pain?")
    assert front_end.origin + ARTICLE in answer.headers["link"]
    assert visitor.request.get("/patients.md").status == 404
    assert visitor.request.get("/llms.txt").text().startswith("# Ellery Bay")
