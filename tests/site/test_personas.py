"""The people the site is made for walk their ways through it, in a real browser.

What they saw is kept in ``build/screenshots``. No request leaves the site on any way.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.browsing import DESKTOP, NEEDS_A_BROWSER, PHONE, SHIFT, reading
from tests.site.looked_at import DATA_PAGES, IN_UKRAINIAN, PAGES
from tests.site.sample import KHERSON

pytestmark = NEEDS_A_BROWSER
TITLE = "Sample: teachers in Kherson were summoned"


def main_link(page: Page, name: str) -> None:
    page.get_by_role("navigation").first.get_by_role("link", name=name, exact=True).click()


def test_a_campaigner_goes_from_the_map_to_a_story_asks_why_and_takes_the_line_away(
    browser: Browser, base: str
) -> None:
    with reading(browser, base, java_script_enabled=False, viewport=DESKTOP) as reader:
        page = reader.open("/")
        reader.shot("campaigner-1-home")
        page.locator(f".map svg a[href='/region/{KHERSON}'] path").click()
        assert page.url == f"{base}/region/{KHERSON}"
        reader.shot("campaigner-2-region")
        page.get_by_role("link", name=TITLE).first.click()
        if "/story/" in page.url:
            page.get_by_role("link", name=TITLE).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        line = page.locator(".copy").first.inner_text()
        for part in ("According to Sample Monitor (invented)", TITLE, "letter C", "One original",
                     "Sample news", "https://news.example/"):  # fmt: skip
            assert part in line, line
        reader.shot("campaigner-3-article")
        page.get_by_role("link", name="Why?").first.click()
        expect(page.get_by_role("heading", name="Who repeats whom")).to_be_visible()
        reader.shot("campaigner-4-why")
        main_link(page, "Subscribe")
        page.get_by_label("Region").select_option(label="Kherson oblast")
        page.get_by_role("button", name="Show the address").click()
        address = page.locator(".feed-address a").get_attribute("href") or ""
        assert KHERSON in address
        answer = page.request.get(base + address)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert TITLE in answer.text()
        reader.shot("campaigner-5-subscribe")


def test_somebody_who_knows_sql_opens_a_view_as_sql_changes_it_and_takes_the_rows(
    browser: Browser, base: str
) -> None:
    with reading(browser, base, java_script_enabled=False, viewport=DESKTOP) as reader:
        page = reader.open(f"/explore?region={KHERSON}")
        page.get_by_role("link", name="This as SQL").click()
        assert "/news?sql=" in page.url
        expect(page.locator("table.rows-and-columns tbody tr").first).to_be_visible()
        page.get_by_label("SQL").fill("select key, title from articles where language = 'uk'")
        reader.shot("sql-1-query")
        page.get_by_role("button", name="Run SQL").click()
        expect(page.locator("table.rows-and-columns tbody tr")).to_have_count(2)
        rows = page.request.get(
            base + (page.get_by_role("link", name="CSV").get_attribute("href") or "")
        )
        assert rows.text().startswith("key,title")
        page.get_by_role("link", name="news", exact=True).click()
        page.get_by_role("link", name="articles", exact=True).click()
        page.get_by_role("link", name="1", exact=True).first.click()
        reader.shot("sql-2-row")
        page.get_by_role("link", name="The same as a page of the site").click()
        assert "/article/" in page.url


def test_an_editor_sees_what_is_broken_what_changed_and_what_was_corrected(
    browser: Browser, base: str
) -> None:
    with reading(browser, base, java_script_enabled=False, viewport=DESKTOP) as reader:
        page = reader.open("/")
        page.get_by_role("link", name="How the feeds are doing").last.click()
        broken = page.locator("section", has=page.locator("#failing"))
        expect(broken).to_contain_text("HTTP 404")
        expect(broken).to_contain_text("7 times in a row")
        reader.shot("editor-1-health")
        broken.get_by_role("link").first.click()
        assert page.url == f"{base}/source/sample-monitor"
        went_wrong = page.locator("section", has=page.locator("#incidents"))
        expect(went_wrong).to_contain_text("Corrected the same day.")
        expect(page.locator("ol.log > li").first).to_be_visible()
        reader.shot("editor-2-source")
        page.goto(base + "/")
        page.locator("section", has=page.locator("#changed")).get_by_role("link").first.click()
        assert page.url.endswith("#versions")
        expect(page.get_by_text("Version 2")).to_be_visible()
        reader.shot("editor-3-versions")


@pytest.mark.parametrize("script", [False, True], ids=["without-javascript", "with-javascript"])
def test_on_a_phone_no_page_scrolls_sideways_or_moves_while_it_loads(
    browser: Browser, base: str, script: bool
) -> None:
    paths = IN_UKRAINIAN if script else (*PAGES, *DATA_PAGES)
    scheme = "dark" if script else "light"
    wide, shifts = [], []
    with reading(
        browser, base, java_script_enabled=script, viewport=PHONE, color_scheme=scheme
    ) as reader:
        for path in paths:
            page = reader.open(path)
            wide += [(path, it) for it in [reader.too_wide()] if it]
            if script:
                shifts += [(path, it) for it in [page.evaluate(SHIFT)] if it > 0.01]
            else:
                reader.shot(f"phone-{path}")
    assert wide == []
    assert shifts == []


@pytest.mark.parametrize("path", ["/", "/explore", "/article/sample-ru", "/news/articles"])
def test_with_the_keyboard_alone_everything_is_reached_in_order_and_seen(
    browser: Browser, base: str, path: str
) -> None:
    with reading(browser, base, viewport=DESKTOP) as reader:
        page = reader.open(path)
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        assert page.evaluate(SEEN)["inside"]
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        page = reader.open(path)
        wanted = page.evaluate(REACHABLE)
        assert wanted > 15
        reached = []
        for _ in range(wanted):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(SEEN))
        assert [it["what"] for it in reached if not it["outlined"]] == []
        assert [it["what"] for it in reached[1:] if not it["inside"]] == []
        order = [it["order"] for it in reached]
        assert order == sorted(set(order)), "the order of the keyboard is that of the page"
        reader.shot(f"keyboard-{path}")


FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
REACHABLE = f"""() => [...document.querySelectorAll("{FOCUSABLE}")].filter(e =>
  e.tabIndex >= 0 && !e.disabled && (e.checkVisibility() || e.className === 'skip')).length"""
SEEN = f"""() => {{ const e = document.activeElement, box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  return {{what: e.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    order: [...document.querySelectorAll("{FOCUSABLE}")].indexOf(e)}}; }}"""


def test_with_the_keyboard_alone_a_story_is_found_asked_about_and_followed(
    browser: Browser, base: str
) -> None:
    with reading(browser, base, viewport=DESKTOP) as reader:
        page = reader.open("/")
        reach(page, page.get_by_label("Search in all languages"))
        page.keyboard.type("teachers")
        enter(page)
        assert "q=teachers" in page.url
        press(page, page.get_by_role("link", name=TITLE).first)
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        press(page, page.get_by_role("link", name="Why?").first)
        expect(page.get_by_role("heading", name="Who repeats whom")).to_be_visible()
        press(page, page.get_by_role("link", name="Subscribe", exact=True).first)
        reach(page, page.get_by_label("Region"))
        page.keyboard.type("Kherson")
        press(page, page.get_by_role("button", name="Show the address"))
        address = page.locator(".feed-address a")
        assert KHERSON in (address.get_attribute("href") or "")
        reader.shot("keyboard-to-a-feed")


def reach(page: Page, wanted: Locator) -> None:
    """Goes to something by the tabulator alone."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def enter(page: Page) -> None:
    """Presses Enter, which leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, wanted: Locator) -> None:
    """Goes to a link or button, and presses Enter."""
    reach(page, wanted)
    enter(page)


def test_a_search_a_facet_and_the_way_back_need_no_javascript(browser: Browser, base: str) -> None:
    with reading(browser, base, java_script_enabled=False, viewport=DESKTOP) as reader:
        page = reader.open("/")
        page.get_by_label("Search in all languages").fill("Plain")
        page.get_by_role("button", name="Search").first.click()
        narrow = page.locator("section", has=page.locator("#narrow"))
        narrow.get_by_role("link", name="Kherson oblast").first.click()
        assert f"region={KHERSON}" in page.url
        narrow.get_by_role("link", name="take away").first.click()
        assert f"region={KHERSON}" not in page.url
        page.get_by_role("button", name="Search without a trace in the address").click()
        assert page.url == f"{base}/explore"
        expect(page.locator("ol.articles > li").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/explore", "/source/sample-monitor", "/news/articles",
                                  f"/region/{KHERSON}", "/story/sample-en/why"])  # fmt: skip
def test_in_the_dark_every_page_is_dark_and_its_text_stands_out(
    browser: Browser, base: str, path: str
) -> None:
    with reading(browser, base, viewport=DESKTOP, color_scheme="dark") as reader:
        page = reader.open(path)
        lightest = page.evaluate(
            "() => Math.max(...getComputedStyle(document.body).backgroundColor"
            ".match(/\\d+/g).slice(0, 3).map(Number))"
        )
        assert lightest < 40
        assert reader.hard_to_read() == []
        reader.shot(f"dark-{path}")


def test_a_reader_of_ukrainian_stays_in_ukrainian(browser: Browser, base: str) -> None:
    with reading(browser, base, java_script_enabled=False, viewport=PHONE) as reader:
        page = reader.open("/")
        page.get_by_role("link", name="Українська").click()
        assert page.url == f"{base}/uk/"
        reader.shot("ukrainian-1-home")
        main_link(page, "Джерела")
        page.get_by_role("link", name="Зразковий монітор").first.click()
        expect(page.get_by_role("heading", name="Наскільки воно перевірене")).to_be_visible()
        reader.shot("ukrainian-2-source")
        page.goto(base + f"/uk/region/{KHERSON}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Херсонська область")
        reader.shot("ukrainian-3-region")
        page.get_by_role("link", name=TITLE).first.click()
        page.get_by_role("link", name="Чому?").first.click()
        expect(page.get_by_role("heading", name="Хто кого повторює")).to_be_visible()
        reader.shot("ukrainian-4-why")
        main_link(page, "Підписатися")
        assert page.url == f"{base}/uk/subscribe"


def test_on_paper_there_is_no_navigation_and_the_text_is_whole(browser: Browser, base: str) -> None:
    with reading(browser, base, viewport=DESKTOP) as reader:
        page = reader.open("/article/sample-en")
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        expect(page.locator("article .text")).to_be_visible()
        expect(page.locator(".copy").first).to_be_visible()
        reader.shot("print-article")
