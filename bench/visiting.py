"""Weighs a page's first visit in Chromium on a slow line: what comes over the wire, and when the page can be read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"width": 390, "height": 844}
# 400 kbit/s each way with 400 ms round trip, as DevTools counts: bytes a second and milliseconds.
RATE = 400 * 1024 / 8
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": RATE, "uploadThroughput": RATE}
LATE = 6_000  # ms to wait after the page has loaded, for what scripts still fetch
LARGEST_PAINT = """() => new Promise(done => {
  let at = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) at = entry.startTime })
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => done(at), 500);
})"""


@dataclass(frozen=True)
class Visit:
    """Bytes over the wire with headers, requests, and the largest contentful paint in milliseconds."""

    bytes: int
    requests: int
    largest_paint: float


def first_visit(url: str) -> Visit:
    """With an empty cache; raises ImportError without playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
        sizes: dict[str, float] = {}
        devtools.on(
            "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
        )
        page.goto(url, wait_until="load", timeout=240_000)
        page.wait_for_timeout(LATE)
        visit = Visit(int(sum(sizes.values())), len(sizes), page.evaluate(LARGEST_PAINT))
        browser.close()
    return visit
