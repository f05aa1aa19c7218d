"""From the first page to a subscription to exactly one wish, in three clicks, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree
from playwright.sync_api import Browser

from tests.site.browsing import NEEDS_A_BROWSER, SIZES, Reader, reading_as
from tests.site.rfc4287 import problems
from tests.site.sample import AUTHORITY, KHERSON
from tests.site.serving import serving
from tests.site.story_sample import TOPIC, WANTED, write_story_database

pytestmark = NEEDS_A_BROWSER
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("stories") / "news.db"
    write_story_database(path)
    with serving(path) as running:
        running.wait()
        yield running.url


class Newcomer(Reader):
    """Begins on the first page and counts each click."""

    clicks = 0

    def click(self, role: str, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        assert self.too_wide() == []

    def subscribed(self) -> list[str]:
        """The ids of the entries of the feed whose address the page gives out."""
        address = self.page.locator(".feed-address a")
        path = address.get_attribute("href") or ""
        assert address.inner_text() == f"https://news.example{path}", "as it is to be copied"
        answer = self.page.request.get(self.base + path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert problems(answer.body()) == []
        return [entry.findtext(f"{ATOM}id") or ""
                for entry in etree.fromstring(answer.body()).iter(f"{ATOM}entry")]  # fmt: skip


@pytest.fixture(params=SIZES)
def newcomer(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Newcomer]:
    viewport = SIZES[request.param]
    with reading_as(Newcomer, browser, base, java_script_enabled=False, viewport=viewport) as it:
        it.open("/")
        yield it


def test_by_the_map_the_wish_is_three_clicks_away(newcomer: Newcomer) -> None:
    newcomer.clicks += 1
    newcomer.page.locator(f".map svg a[href='/region/{KHERSON}']").click()
    newcomer.click("link", "1 · Deported children, two or more origins")
    assert newcomer.page.locator("ol.articles > li h3").all_inner_texts() == ["Sample: wanted"]
    newcomer.click("link", "Subscribe to exactly this")
    assert newcomer.clicks == 3
    assert newcomer.subscribed() == [f"tag:{AUTHORITY}:story/{WANTED}"]


def test_by_the_form_the_wish_is_two_clicks_and_four_choices_away(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.get_by_label("Region").select_option(label="Kherson oblast")
    page.get_by_label("Topic").select_option(label="Deported children")
    page.get_by_label("Period").select_option(label="last 7 days")
    page.get_by_label("Origins").select_option(label="2 or more origins")
    newcomer.click("button", "Show these stories")
    assert page.locator("ol.articles > li h3").all_inner_texts() == ["Sample: wanted"]
    newcomer.click("link", "Subscribe to exactly this")
    assert newcomer.clicks == 2
    assert newcomer.subscribed() == [f"tag:{AUTHORITY}:story/{WANTED}"]


def test_from_any_view_last_week_and_two_origins_are_one_click_each(newcomer: Newcomer) -> None:
    newcomer.page.goto(f"{newcomer.base}/explore?region={KHERSON}&topic={TOPIC}&role=about")
    assert newcomer.page.locator("ol.articles > li").count() == 5
    view = newcomer.page.get_by_role("navigation", name="This view")
    view.get_by_role("link", name="last 7 days").click()
    view.get_by_role("link", name="2 or more origins").click()
    assert newcomer.page.locator("ol.articles > li h3").all_inner_texts() == ["Sample: wanted"]
    newcomer.click("link", "every article")
    assert newcomer.page.locator("ol.articles > li").count() == 2
