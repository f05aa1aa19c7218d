"""A real browser that notes what it asks for, for the tests that walk through pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
NEEDS_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium"),
]
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
"""What the pages looked like in the last run; git does not keep them."""


@contextmanager
def launched() -> Iterator[Browser]:
    """Debian's Chromium. Skips where playwright's driver does not start."""
    driver = subprocess.run([sys.executable, "-m", "playwright", "--version"], check=False)
    if driver.returncode != 0:
        pytest.skip("playwright's driver does not start: apt-get install libatomic1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


class Reader:
    """A page that notes every address it asks for and everything it complains of."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.context, self.base = context, base
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        """Opens a page of the site."""
        self.page.goto(self.base + path)
        return self.page

    def too_wide(self) -> list[str]:
        """What reaches beyond the window; nothing where the page does not scroll sideways."""
        found: list[str] = self.page.locator("html").evaluate(TOO_WIDE)
        return found

    def shot(self, name: str) -> None:
        """Keeps what the window shows."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def left_nothing_behind(self) -> None:
        """No request left the site, no cookie was set, nothing was complained of."""
        assert [url for url in self.asked if not url.startswith(self.base)] == []
        assert self.context.cookies() == []
        assert self.complaints == []


@contextmanager
def reading(browser: Browser, base: str, **options: Any) -> Iterator[Reader]:
    """A reader with a fresh profile; afterwards nothing may be left behind."""
    context = browser.new_context(**options)
    reader = Reader(context, base)
    try:
        yield reader
        reader.left_nothing_behind()
    finally:
        context.close()


TOO_WIDE = """html => html.scrollWidth <= html.clientWidth ? [] :
  [`${html.scrollWidth} of ${html.clientWidth}`, ...[...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > html.clientWidth + 1)
    .slice(0, 4).map(e => e.outerHTML.slice(0, 90))]"""
