"""A newcomer's way through the site in a real browser, JavaScript off, phone and desktop."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.site.browsing import NEEDS_A_BROWSER, PHONE, SHIFT, SIZES, Reader, reading
from tests.site.sample import KHERSON

pytestmark = NEEDS_A_BROWSER


@pytest.fixture(params=SIZES)
def reader(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Reader]:
    viewport = SIZES[request.param]
    with reading(browser, base, java_script_enabled=False, viewport=viewport) as reader:
        yield reader


def test_a_newcomer_walks_from_home_to_a_feed(reader: Reader) -> None:
    page = reader.page
    page.goto(reader.base + "/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Reports from")
    assert reader.too_wide() == []
    page.get_by_role("link", name="Kherson oblast").first.click()
    assert page.url == f"{reader.base}/region/{KHERSON}"
    assert reader.too_wide() == []
    page.get_by_role("link", name="Sample: teachers in Kherson were summoned").click()
    assert page.url == f"{reader.base}/story/sample-en", "two articles tell it"
    assert reader.too_wide() == []
    page.get_by_role("link", name="Sample: teachers in Kherson were summoned").click()
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Sample: teachers in Kherson were summoned"
    )
    assert page.locator("mark").first.inner_text() in {"teachers", "Kherson"}
    assert "the place is named" in page.locator("section", has=page.locator("#why")).inner_text()
    assert reader.too_wide() == []
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Explore").click()
    page.get_by_label("Words, in any language").fill("Мелітополі")
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator("ol.articles > li").first.wait_for()
    assert page.locator("ol.articles > li").count() == 1
    assert reader.too_wide() == []
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Subscribe").click()
    page.get_by_label("Region").select_option(label="Kherson oblast")
    page.get_by_role("button", name="Show the address").click()
    address = page.locator(".feed-address a").get_attribute("href")
    assert address == f"/feeds/stories.atom?region={KHERSON}"
    answer = page.request.get(reader.base + address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert b"<entry" in answer.body()


HOSTILE = (
    "/",
    "/article/odd-script",
    "/article/odd-long",
    "/article/odd-bidi",
    "/sources",
    "/regions",
    "/source/sample-newsroom",
    "/source/sample-monitor",
    "/health",
    "/safety",
    "/about",
    "/credibility",
    "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/explore?q=" + "x" * 190,
    "/uk/explore",
)


def test_hostile_rows_neither_run_nor_load_nor_break_the_page(reader: Reader) -> None:
    for path in HOSTILE:
        reader.page.goto(reader.base + path)
        assert reader.page.get_by_role("heading", level=1).count() == 1
        assert reader.too_wide() == [], path
        assert reader.complaints == [], path


def test_with_scripts_allowed_the_policy_still_lets_none_run(browser: Browser, base: str) -> None:
    context = browser.new_context()
    reader = Reader(context, base)
    reader.page.on("dialog", lambda dialog: reader.complaints.append(dialog.message))
    for path in ("/", "/article/odd-script", "/source/sample-newsroom", "/news/articles"):
        reader.page.goto(base + path)
    assert not [text for text in reader.complaints if text == "x"]
    assert all(url.startswith(base) for url in reader.asked)
    context.close()


def test_datasettes_own_pages_work_without_javascript(reader: Reader) -> None:
    for path in ("/news", "/news/articles", "/news/latest", "/news/articles/1"):
        reader.page.goto(reader.base + path)
        assert reader.page.get_by_role("heading", level=1).count() == 1
        reader.page.get_by_role("link", name="home").click()
        assert reader.page.url == reader.base + "/"


def test_the_keyboard_reaches_the_content_first(reader: Reader) -> None:
    reader.page.goto(reader.base + "/")
    reader.page.keyboard.press("Tab")
    assert reader.page.locator(":focus").inner_text() == "Skip to the content"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser: Browser, base: str, scheme: str) -> None:
    with reading(browser, base, color_scheme=scheme) as reader:
        reader.open("/article/sample-ru")
        assert reader.hard_to_read() == []


def test_pale_text_is_noticed(browser: Browser, base: str) -> None:
    with reading(browser, base) as reader:
        page = reader.open("/article/sample-ru")
        page.locator("h1").evaluate("it => it.style.color = '#999'")
        assert [it["text"][:8] for it in reader.hard_to_read()] == ["Образец:", "суд", "Симфероп"]


def test_a_phone_shows_the_newest_week_and_leaves_out_what_a_row_lacks(
    browser: Browser, base: str
) -> None:
    viewport = SIZES["phone"]
    with reading(browser, base, viewport=viewport) as reader:
        page = reader.open("/")
        for place in ("th", "td:last-child"):
            box = page.locator(f".weeks tbody tr:first-child > {place}").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= viewport["width"]
        page = reader.open("/news/articles")
        assert page.locator("td.type-none").count()
        assert not page.locator("td.type-none:visible").count()
        assert reader.too_wide() == []


@pytest.mark.parametrize(
    ("does", "said"),
    [("new Image().src = 'http://elsewhere.example/x'", "elsewhere.example/x"),
     ("new Image().src = 'http://127.0.0.1:9/x'", "127.0.0.1:9/x"),
     ("document.cookie = 'known=1'", "known"),
     ("console.error('something is wrong')", "something is wrong")],
    ids=["another host", "another port", "a cookie", "a complaint"],
)  # fmt: skip
def test_what_a_page_leaves_behind_is_noticed(
    browser: Browser, base: str, does: str, said: str
) -> None:
    with (
        pytest.raises(AssertionError, match=re.escape(said)),
        reading(browser, base, bypass_csp=True) as reader,
    ):
        page = reader.open("/about")
        page.evaluate(f"() => {{ {does} }}")
        page.wait_for_timeout(100)


def test_a_page_that_is_too_wide_or_moves_is_noticed(browser: Browser, base: str) -> None:
    with reading(browser, base, viewport=PHONE) as reader:
        page = reader.open("/about")
        assert reader.too_wide() == []
        assert page.evaluate(SHIFT) <= 0.01
        page.evaluate("() => { document.querySelector('h1').style.width = '900px' }")
        assert reader.too_wide() != []
        page.evaluate("() => document.body.prepend(Object.assign("
                      "document.createElement('div'), {style: 'height: 300px'}))")  # fmt: skip
        page.wait_for_timeout(100)
        assert page.evaluate(SHIFT) > 0.01
