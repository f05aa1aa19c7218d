"""A real browser that notes what it asks for, for the tests that walk through pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    sync_playwright,
)

CHROMIUM = shutil.which("chromium")
NEEDS_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium"),
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
"""What the pages looked like in the last run; git does not keep them."""


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser. Skips where playwright's driver does not start."""
    driver = subprocess.run([sys.executable, "-m", "playwright", "--version"], check=False)
    if driver.returncode != 0:
        pytest.skip("playwright's driver does not start: apt-get install libatomic1")
    with sync_playwright() as playwright, started(playwright.chromium) as browser:
        yield browser


def started(kind: BrowserType, *options: str) -> Browser:
    """Debian's Chromium, for which no host but this machine exists: what a page asks for elsewhere
    is noted and does not go out."""
    return kind.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
              "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", *options],
    )  # fmt: skip


class Reader:
    """A page that notes every address it asks for and everything it complains of."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.context, self.base = context, base
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.opened: set[str] = set()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", self._complains)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _complains(self, message: ConsoleMessage) -> None:
        # That a page which was opened is an error is the page's own claim, and no complaint.
        if message.location.get("url") not in self.opened:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Opens a page of the site."""
        self.opened.add(self.base + path)
        self.page.goto(self.base + path)
        return self.page

    def too_wide(self) -> list[str]:
        """What reaches beyond the window; nothing where the page does not scroll sideways."""
        found: list[str] = self.page.locator("html").evaluate(TOO_WIDE)
        return found

    def hard_to_read(self) -> list[dict[str, Any]]:
        """Texts that stand out less from their background than WCAG 2.2, 1.4.3 asks: 4.5 to 1."""
        pairs: list[dict[str, Any]] = self.page.evaluate(CONTRAST)
        assert len(pairs) > 20, "hardly a text was found"
        return [pair for pair in pairs if pair["ratio"] < 4.5]

    def shot(self, name: str) -> None:
        """Keeps what the window shows; ``name`` may be an address."""
        name = "".join(c if c.isalnum() else "-" for c in name).strip("-")[:60]
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def left_nothing_behind(self) -> None:
        """No request left the site, no cookie was set, nothing was complained of."""
        assert [url for url in self.asked if not url.startswith(f"{self.base}/")] == []
        assert self.context.cookies() == []
        assert self.complaints == []


def asked_elsewhere(log: Path, base: str) -> set[str]:
    """From the browser's own log of its network (``--log-net-log``, whole once it is closed), the
    origins outside ``base`` that pages asked for something, and hosts that were connected to."""
    told = json.loads(log.read_text(encoding="utf-8"))
    kinds = {number: name for name, number in told["constants"]["logEventTypes"].items()}
    found, own = set(), urlsplit(base)
    for event in told["events"]:
        about = event.get("params", {})
        # What the browser does of itself (it looks for updates) has no page as its initiator.
        if kinds[event["type"]] == "URL_REQUEST_START_JOB" and "url" in about:
            asked = urlsplit(about["url"])
            if asked[:2] != own[:2] and about.get("initiator") != "not an origin":
                found.add(f"{asked.scheme}://{asked.netloc}")
        elif kinds[event["type"]] == "TCP_CONNECT_ATTEMPT" and "address" in about:
            found |= {about["address"]} - {own.netloc}
    assert f'"{base}/' in json.dumps(told["events"]), "the log is of another visit"
    return found


Kind = TypeVar("Kind", bound=Reader)


@contextmanager
def reading_as(kind: type[Kind], browser: Browser, base: str, **options: Any) -> Iterator[Kind]:
    """A reader with a fresh profile; afterwards nothing may be left behind."""
    context = browser.new_context(**options)
    reader = kind(context, base)
    try:
        yield reader
        reader.left_nothing_behind()
    finally:
        context.close()


def reading(browser: Browser, base: str, **options: Any) -> AbstractContextManager[Reader]:
    """The same as a :class:`Reader`."""
    return reading_as(Reader, browser, base, **options)


TOO_WIDE = """html => html.scrollWidth <= html.clientWidth ? [] :
  [`${html.scrollWidth} of ${html.clientWidth}`, ...[...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > html.clientWidth + 1)
    .slice(0, 4).map(e => e.outerHTML.slice(0, 90))]"""

CONTRAST = """() => {
  const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(n => {
    n /= 255; return n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('body :not(svg, svg *)')].filter(e => [...e.childNodes].some(
    n => n.nodeType === 3 && n.textContent.trim())).map(e => {
      const a = light(getComputedStyle(e).color), b = light(ground(e));
      return {text: e.textContent.trim().slice(0, 40),
              ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)}; });
}"""
SHIFT = """() => new Promise(done => { let sum = 0;
  new PerformanceObserver(list => { for (const it of list.getEntries()) sum += it.value; })
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => setTimeout(() => done(sum), 30)); })"""
"""How far a page has moved while it was loaded (Cumulative Layout Shift)."""
