"""The tricks in a real browser, and every page of the site on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from aggregator.site.text import as_line
from tests.site.addresses import DATA, REFUSED, pages
from tests.site.browsing import NEEDS_A_BROWSER, asked_elsewhere, started
from tests.site.judged import DATA_TAGS, TAGS
from tests.site.poisoned import write_poisoned
from tests.site.serving import serving
from tests.site.tricks import MARK

pytestmark = NEEDS_A_BROWSER
SEEN = """() => ({
  tags: [...new Set([...document.querySelectorAll('*')].map(e => e.localName))],
  names: [...new Set([...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()))],
  title: document.title,
  links: [...document.querySelectorAll('[href],[src],[action]')].map(e => new URL(
    (e.href?.baseVal ?? e.href) || e.src || e.action, document.baseURI).href),
})"""
"""What the browser itself has made of a page: its elements, attributes and resolved addresses."""


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    path = tmp_path_factory.mktemp("browser") / "news.db"
    keys = write_poisoned(path)
    with serving(path) as running:
        running.wait()
        yield running.url, keys


class Victim:
    """A browser that notes everything which a trick could make it do."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.done: list[str] = []
        self.page: Page = context.new_page()
        context.on("request", lambda request: self._asks(request.url))
        context.on("page", lambda page: self.done.append(f"window {page.url}"))
        self.page.on("dialog", self._says)
        self.page.on("websocket", lambda socket: self.done.append(f"socket {socket.url}"))
        self.page.on("download", lambda file: self.done.append(f"download {file.url}"))

    def _asks(self, url: str) -> None:
        if not url.startswith((self.base + "/", "data:")):
            self.done.append(f"request {url}")

    def _says(self, dialog: Dialog) -> None:
        self.done.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def look(self, path: str) -> list[str]:
        """Opens a page and tells what is not as it must be."""
        self.done.clear()
        answer = self.page.goto(self.base + path)
        assert answer is not None
        seen = self.page.evaluate(SEEN)
        found = list(self.done)
        allowed = DATA_TAGS if path.startswith("/news") else TAGS
        found += [f"element {tag}" for tag in seen["tags"] if tag not in allowed]
        found += [
            f"attribute {name}"
            for name in seen["names"]
            if name.startswith("on") or MARK in name or name in {"srcdoc", "ping", "background"}
        ]
        found += [
            f"address {url[:80]}"
            for url in seen["links"]
            if url and not url.startswith(("http://", "https://", "mailto:editors@"))
        ]
        if seen["title"] == MARK:
            found.append("a script has run")
        if self.context.cookies():
            found.append("a cookie")
        stored = self.page.evaluate("() => Object.keys(localStorage).length")
        return [f"{path}: {it}" for it in [*found, *(["storage"] if stored else [])]]


def test_no_trick_takes_effect_in_a_browser(
    browser: Browser, poisoned: tuple[str, dict[str, str]]
) -> None:
    base, keys = poisoned
    # Without the policy only the escaping is left: it must hold alone.
    context = browser.new_context(bypass_csp=True)
    victim = Victim(context, base)
    found, wrong = [], []
    for key, text in keys.items():
        found += victim.look(f"/article/{key}")
        shown = victim.page.get_by_role("heading", level=1).inner_text()
        wanted = " ".join(as_line(text).split())
        shown = normalize("NFC", " ".join(shown.split()))
        whole = wanted.startswith(shown[:-1]) if shown.endswith("…") else shown == wanted
        if wanted and not whole:
            wrong.append((key, shown, wanted))
    context.close()
    assert found == []
    assert wrong == []


@pytest.mark.parametrize("policy", [True, False], ids=["with our policy", "without any policy"])
def test_no_page_asks_anybody_else_for_anything(
    browser: Browser, poisoned: tuple[str, dict[str, str]], policy: bool, tmp_path: Path
) -> None:
    """Told twice: by what the browser says of each page, and by its own log of the network, in
    which every request stands, whichever window, worker or hint of a page made it."""
    base, _ = poisoned
    found, log = [], tmp_path / "network.json"
    shown = [path for path in (*pages(), *DATA, *REFUSED) if ".csv" not in path]
    with started(browser.browser_type, f"--log-net-log={log}") as own:
        victim = Victim(own.new_context(bypass_csp=not policy), base)
        for path in shown:
            found += victim.look(path)
    assert len(shown) > 50
    assert found == []
    assert asked_elsewhere(log, base) == set()


def test_the_browser_notices_what_gets_through(
    browser: Browser, poisoned: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    base, _ = poisoned
    log = tmp_path / "network.json"
    body = (
        f"<title>x</title><img src=//{MARK}.evil.example/x onerror=\"document.title='{MARK}';"
        "alert(1)\"><iframe srcdoc='<p>x'></iframe><a href='javascript:x()'>x</a>"
    )
    with started(browser.browser_type, f"--log-net-log={log}") as own:
        victim = Victim(own.new_context(), base)
        victim.page.route(
            "**/about", lambda route: route.fulfill(body=body, content_type="text/html")
        )
        victim.page.goto(base + "/")
        found = " ".join(victim.look("/about"))
        victim.page.wait_for_timeout(200)
    found += " ".join(victim.done)
    for sign in ("element img", "attribute onerror", "attribute srcdoc", "address javascript:"):
        assert sign in found
    assert f"request http://{MARK}.evil.example/x" in found
    assert "dialog 1" in found
    assert asked_elsewhere(log, base) == {f"http://{MARK}.evil.example"}
