"""axe-core finds nothing on any page: WCAG 2.2 AA and axe's own best practices."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.sample import KHERSON
from tests.site.serving import serving

CHROMIUM, NPM = shutil.which("chromium"), shutil.which("npm")
OUT = Path(__file__).parents[2] / "out"
VERSION = "4.10.2"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/", "/uk/", "/explore", f"/explore?region={KHERSON}&q=Plain", f"/region/{KHERSON}",
    "/topic/education", "/language/uk", "/source/sample-monitor", "/article/sample-en",
    "/article/sample-ru", "/article/odd-script", "/uk/article/sample-uk", "/story/sample-en",
    "/story/sample-en/why", "/regions", "/topics", "/sources", "/campaigns",
    "/campaign/sample-letters", "/cases", "/case/sample-case", "/figures", "/health", "/about",
    "/safety", "/subscribe", "/uk/subscribe", "/credibility", "/nowhere",
)  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def axe() -> str:
    """The script, from npm's registry through its ordinary client; kept in out/."""
    archive = OUT / f"axe-core-{VERSION}.tgz"
    if not archive.exists():
        if NPM is None:
            pytest.skip("no npm here, so axe-core cannot be had: apt-get install npm")
        OUT.mkdir(exist_ok=True)
        command = [NPM, "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", str(OUT)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip("npm did not fetch axe-core within a minute")
        if done.returncode != 0 or not archive.exists():
            pytest.skip("npm could not fetch axe-core: no registry can be reached")
    with tarfile.open(archive) as packed:
        member = packed.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")


@pytest.fixture(scope="module")
def base(database: Path) -> Iterator[str]:
    with serving(database) as running:
        running.wait()
        yield running.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield launched
        launched.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing(axe: str, base: str, browser: Browser, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(base + path)
        page.evaluate(axe)  # evaluated, not loaded: the policy lets no script in
        result = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        found += [(path, it["id"], it["nodes"][0]["html"][:200]) for it in result["violations"]]
    context.close()
    assert found == []


def test_axe_finds_what_is_wrong_on_a_wrong_page(axe: str, browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src='data:,'><p style='color:#ccc'>Pale</p></body></html>")
    page.evaluate(axe)
    result = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    page.close()
    assert {"image-alt", "html-has-lang"} <= {it["id"] for it in result["violations"]}
