"""The cost of an article for a visitor who opens it cold on a phone.

Counted by Chromium's own network events, headers included.
"""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.demo import ARTICLE

pytestmark = pytest.mark.browser

PHONE = {
    "width": 360,
    "height": 780,
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
KB = 1000
# The most that may travel, by Chromium's name for the kind.
MOST = {"Document": 15 * KB, "Stylesheet": 12 * KB, "Script": 5 * KB, "Font": 30 * KB}
MOST_FOR_HERO = 60 * KB
MOST_REQUESTS = 8

VITALS = """async () => {
    const found = {shift: 0, paint: null};
    const watch = (type, each) => {
        const observer = new PerformanceObserver(
            list => list.getEntries().forEach(each)
        );
        observer.observe({type, buffered: true});
        return observer;
    };
    const until = async condition => { while (!condition()) await pause(); };
    const pause = () => new Promise(resolve => setTimeout(resolve, 200));
    watch("layout-shift", entry => { found.shift += entry.value; });
    const painting = watch("largest-contentful-paint", entry => {
        const inOpening = Boolean(entry.element?.closest(".opening"));
        found.paint = {what: entry.element?.tagName, inOpening};
    });
    await until(() => found.paint);
    painting.disconnect();
    // What loads late must not move what is there already.
    for (let top = 0; top < document.body.scrollHeight; top += 600) {
        window.scrollTo({top, behavior: "instant"});
        await new Promise(requestAnimationFrame);
    }
    await pause();
    return found;
}"""

BLOCKING_SCRIPTS = """() => [
    ...document.querySelectorAll("script:not([type=module], [type$=json], [defer])")
].map(script => script.outerHTML.slice(0, 120))"""

# The corner of what is seen of the header and of the parts, by the order of elements.
PLACES = """() => [...document.querySelectorAll("header *, .article-parts > *")].map(
    element => {
        const {left, top, width} = element.getBoundingClientRect();
        const isSeen = width && element.checkVisibility({visibilityProperty: true});
        return isSeen && {left, top};
    }
)"""


class Traffic:
    """The requests of a page with the bytes that each took to arrive."""

    def __init__(self, session):
        self.kinds, self.addresses, self.bytes = {}, {}, {}
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event):
        self.kinds[event["requestId"]] = event["type"]
        self.addresses[event["requestId"]] = event["request"]["url"]

    def _finished(self, event):
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def of_kind(self, kind):
        return sum(self.bytes[key] for key in self.bytes if self.kinds[key] == kind)

    def of_address(self, address):
        keys = [key for key in self.bytes if self.addresses[key] == address]
        return sum(self.bytes[key] for key in keys)

    @property
    def origins(self):
        addresses = map(urlsplit, self.addresses.values())
        return {f"{each.scheme}://{each.netloc}" for each in addresses}


@pytest.fixture
def visit(open_context):
    """Opens a path cold on a phone; gives the page and its traffic."""

    def open_path(path):
        context = open_context(**PHONE)
        page = context.new_page()
        session = context.new_cdp_session(page)
        traffic = Traffic(session)
        page.goto(path, wait_until="networkidle")
        return page, traffic

    return open_path


def test_articles_keep_to_their_budget_and_move_nothing_as_they_load(visit, demo):
    # A cold visit takes seconds, and all articles have one template.
    for path in [ARTICLE, *demo.articles[::5]]:
        page, traffic = visit(path)
        hero = page.locator("figure.leaf img").evaluate("image => image.currentSrc")

        for kind, most in MOST.items():
            assert traffic.of_kind(kind) <= most, (path, kind)
        assert 0 < traffic.of_address(hero) <= MOST_FOR_HERO, path
        assert len(traffic.addresses) <= MOST_REQUESTS, path
        assert traffic.origins == {demo.origin}, path
        assert page.context.cookies() == [], path

        vitals = page.evaluate(VITALS)
        assert vitals["shift"] == 0, path
        # No script stands between a visitor and the words.
        assert page.evaluate(BLOCKING_SCRIPTS) == [], path
        # Heading, summary or picture: on a phone mostly the summary, with the page.
        assert vitals["paint"]["inOpening"], (path, vitals)
        page.context.close()


def test_nothing_moves_where_the_parser_pauses(visitor):
    whole = visitor.request.get(ARTICLE).text()
    header = range(whole.index("<header"), whole.index("</header"))
    tags = [tag.start() for tag in re.finditer("<", whole) if tag.start() in header]
    parts = [part.start() for part in re.finditer('<[a-z]+ class="part ', whole)]
    arrived = {"html": whole}
    visitor.route(f"**{ARTICLE}", lambda route: route.fulfill(body=arrived["html"]))
    in_the_end = places_by_width(visitor)

    for pause in [*tags, *parts]:
        arrived["html"] = whole[:pause]
        for width, places in places_by_width(visitor).items():
            for place, last in zip(places, in_the_end[width], strict=False):
                assert place in (last, None, False, 0), whole[pause - 200 : pause]


def places_by_width(page):
    """The painted parts of the article with their places, on a phone and a laptop."""
    page.goto(ARTICLE)
    places = {}
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        places[width] = page.evaluate(PLACES)
    return places
