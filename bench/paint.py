"""Benchmark of Largest Contentful Paint (LCP) on a phone with slow 4G.

    python bench/paint.py [ADDRESS] [PATH …]

Loads each path five times with an empty cache in Debian's Chromium: 360 px wide, with
Lighthouse's network throttling (150 ms, 1.6 Mbit/s) and four times slower CPU. Needs
the demo, served by `make run`. Prints the median and the best, because other load can
only add to the time. The target is 1,500 ms at most.
"""

import shutil
import statistics
import sys

from playwright.sync_api import Browser, sync_playwright

ADDRESS = "http://localhost:8000"
PATHS = [
    "/",
    "/articles/",
    "/articles/walking-and-lower-back-pain/",
    "/contact/",
]
ROUNDS = 5
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1638.4 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
PAINT = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
        .observe({type: "largest-contentful-paint", buffered: true});
})"""


def paint_ms(browser: Browser, address: str) -> float:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, device_scale_factor=3, is_mobile=True
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="networkidle")
    took = page.evaluate(PAINT)
    context.close()
    return took


def main() -> None:
    address, *paths = sys.argv[1:] or [ADDRESS]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for path in paths or PATHS:
            took = [paint_ms(browser, address + path) for _ in range(ROUNDS)]
            median, best = statistics.median(took), min(took)
            sys.stdout.write(f"{median:6.0f} ms, best {best:6.0f} ms  {path}\n")
            sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
