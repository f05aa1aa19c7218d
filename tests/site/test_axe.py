"""axe-core finds nothing on any page: WCAG 2.2 AA and axe's own best practices."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from aggregator.site.routes import patterns
from tests.site.browsing import NEEDS_A_BROWSER
from tests.site.looked_at import DATA_PAGES, FILES, IN_UKRAINIAN, PAGES
from tests.site.sample import write_database
from tests.site.serving import serving

NPM = shutil.which("npm")
OUT = Path(__file__).parents[2] / "out"
VERSION = "4.10.2"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = NEEDS_A_BROWSER


def test_every_route_is_looked_at_or_is_a_file() -> None:
    """A route that is added must be put into one of the lists of addresses."""
    paths = [path.partition("?")[0] for path in (*PAGES, *FILES)]
    assert [it.pattern for it in patterns() if not any(map(it.match, paths))] == []


def test_what_counts_as_a_file_is_no_page(base: str, browser: Browser) -> None:
    context = browser.new_context()
    for path in FILES:
        answer = context.request.get(base + path)
        assert answer.ok, path
        assert "html" not in answer.headers["content-type"], path
    context.close()


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
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lists of some twenty: enough for a second page of the first one, and axe looks at every
    cell of a table for a hundredth of a second."""
    path = tmp_path_factory.mktemp("axe") / "news.db"
    write_database(path, extra=12)
    with serving(path) as running:
        running.wait()
        yield running.url


@pytest.mark.parametrize(
    ("scheme", "width", "paths"),
    [("light", 1280, (*PAGES, *DATA_PAGES)), ("dark", 360, IN_UKRAINIAN)],
    ids=["english-light-wide", "ukrainian-dark-phone"],
)
def test_axe_finds_nothing(
    axe: str, base: str, browser: Browser, scheme: str, width: int, paths: tuple[str, ...]
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    found = []
    for path in paths:
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
