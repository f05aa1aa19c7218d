"""Feeds of articles in Atom: what stands in them, whatever stands in the rows."""

from __future__ import annotations

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from aggregator.site.atom import NEVER_UPDATED, feed_document
from aggregator.site.notice import NOTICES
from aggregator.site.rows import Item, Site, Tag
from aggregator.site.selection import Named, Selection
from aggregator.site.text import as_line, as_moment, web_link
from tests.site.conftest import Get
from tests.site.every_feed import ATOM_FEEDS
from tests.site.rfc4287 import ATOM, problems
from tests.site.sample import AUTHORITY, CRIMEA, KHERSON, URL

SITE = Site("Sample news", URL, AUTHORITY, "")


def entries(document: bytes) -> dict[str, etree._Element]:
    feed = etree.fromstring(document)
    prefix = f"tag:{AUTHORITY}:article/"
    return {
        (entry.findtext(ATOM + "id") or "").removeprefix(prefix): entry
        for entry in feed.findall(ATOM + "entry")
    }


@pytest.mark.parametrize("path", ATOM_FEEDS)
def test_feedparser_reads_every_feed_back_without_complaint(get: Get, path: str) -> None:
    parsed = feedparser.parse(get(path).content)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.title
    assert all(entry.id and entry.updated_parsed and entry.link for entry in parsed.entries)


def test_the_checks_see_what_is_wrong() -> None:
    good = feed_document(SITE, Named(Selection()), [], {})
    assert problems(good) == []
    for old, new in ((b"<id>tag", b"<id>  tag"), (b"<title>", b"<title></title><title>"),
                     (b"T00:00:00Z", b" 00:00"), (b'rel="self"', b'rel="up"')):  # fmt: skip
        assert problems(good.replace(old, new, 1))
    assert problems(good.replace(b"</feed>", b"<entry/></feed>"))
    at = b'<d:deleted-entry xmlns:d="http://purl.org/atompub/tombstones/1.0" '
    fh = b'<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    right = at + b'ref="tag:news.example,2026:article/x" when="2026-11-20T12:00:00Z"/>'
    assert problems(good.replace(b"</feed>", right + b"</feed>")) == []
    for wrong in (
        right + right, right.replace(b"ref=", b"by="), right.replace(b"T12", b" 12"), fh,
        b'<link rel="next-archive" href="https://news.example/x" type="a/b"/>',
        b'<link rel="self" href="https://news.example/x" type="a/b"/>',
    ):  # fmt: skip
        assert problems(good.replace(b"</feed>", wrong + b"</feed>")), wrong


def test_odd_rows_are_entries_like_all_others(get: Get) -> None:
    found = entries(get("/feeds/all.atom?language=uk").content)
    assert "odd-long" in found
    title = found["odd-long"].findtext(ATOM + "title") or ""
    assert 400 < len(title) <= 501
    everything = entries(get("/feeds/source/sample-monitor.atom").content)
    assert {"odd-untitled", "odd-undated", "odd-script", "odd-link", "odd-bidi", "odd-control",
            "odd-future", "odd-values"} <= everything.keys()  # fmt: skip
    assert everything["odd-untitled"].findtext(ATOM + "title") == "(no title)"
    assert everything["odd-control"].findtext(ATOM + "title") == "Bell null escape end"
    assert everything["odd-bidi"].findtext(ATOM + "title") == "Report gnp.exe about nothing"


def test_a_script_in_a_title_is_text(get: Get) -> None:
    entry = entries(get("/feeds/source/sample-monitor.atom").content)["odd-script"]
    title = entry.find(ATOM + "title")
    assert title is not None
    assert title.get("type", "text") == "text"
    assert len(title) == 0
    assert (title.text or "").startswith("<script>")


def test_a_link_that_is_no_web_address_gives_way_to_our_page(get: Get) -> None:
    entry = entries(get("/feeds/source/sample-monitor.atom").content)["odd-link"]
    links = {link.get("rel"): link.get("href") for link in entry.findall(ATOM + "link")}
    assert links == {"alternate": f"{URL}/article/odd-link"}


def test_held_articles_are_in_no_feed(get: Get) -> None:
    assert all("held" not in get(path).text for path in ATOM_FEEDS)


def test_ids_and_addresses_do_not_follow_the_request(get: Get) -> None:
    plain = get("/feeds/all.atom")
    forged = get(
        "/feeds/all.atom", headers={"host": "forged.test", "x-forwarded-host": "forged.test"}
    )
    assert forged.content == plain.content
    assert b"forged" not in forged.content
    assert b"host.invalid" not in plain.content


def test_one_selection_has_one_id_at_every_address(get: Get) -> None:
    asked = (
        f"/feeds/region/{KHERSON}.atom?topic=education",
        f"/feeds/topic/education.atom?region={KHERSON}",
        f"/feeds/all.atom?topic=education&region={KHERSON}",
        "/feeds/all.atom?topic=education&region=UA-65&source=",
    )
    feeds = [etree.fromstring(get(path).content) for path in asked]
    assert len({feed.findtext(ATOM + "id") for feed in feeds}) == 1
    own = {
        feed.xpath("string(a:link[@rel='self']/@href)", namespaces={"a": ATOM[1:-1]})
        for feed in feeds
    }
    assert own == {f"{URL}/feeds/all.atom?region={KHERSON}&topic=education"}
    assert get(own.pop().removeprefix(URL)).status_code == 200


def test_an_empty_feed_is_valid_and_its_date_stays(get: Get) -> None:
    feed = feedparser.parse(get("/feeds/topic/empty.atom").content)
    assert feed.entries == []
    assert feed.feed.updated == NEVER_UPDATED


def test_updated_is_what_we_saw_and_never_now(get: Get) -> None:
    document = get("/feeds/source/sample-monitor.atom").content
    found = entries(document)
    assert found["sample-ru"].findtext(ATOM + "updated") == "2026-11-20T10:00:00Z"
    assert found["sample-ru"].findtext(ATOM + "published") == "2026-11-17T08:03:00Z"
    assert found["odd-undated"].find(ATOM + "published") is None
    assert found["odd-future"].find(ATOM + "published") is None
    assert found["sample-fr"].find(ATOM + "published") is None  # known to the month only
    newest = max(entry.findtext(ATOM + "updated") or "" for entry in found.values())
    assert etree.fromstring(document).findtext(ATOM + "updated") == newest


def test_an_entry_says_who_where_what_and_in_which_language(get: Get) -> None:
    document = get(f"/feeds/all.atom?region={CRIMEA}&topic=repression").content
    entry = feedparser.parse(document).entries[0]
    assert entry.author == "Sample Monitor (invented)"
    assert entry.source.id == f"tag:{AUTHORITY}:source/sample-monitor"
    assert entry.source.title == "Sample Monitor (invented)"
    assert entry.title_detail.language == "ru"
    assert entry.summary_detail.language == "ru"
    assert entry.summary_detail.type == "text/plain"
    labels = {(tag.scheme, tag.term): tag.label for tag in entry.tags}
    assert labels[(f"tag:{AUTHORITY}:region", CRIMEA)] == "Crimea"
    assert labels[(f"tag:{AUTHORITY}:topic", "repression")] == "Arrests and trials"
    assert labels[(f"tag:{AUTHORITY}:language", "ru")] == "Russian"
    assert labels[(f"tag:{AUTHORITY}:state", "edited")]


def test_every_feed_carries_the_safety_notice_in_four_languages(get: Get) -> None:
    for path in ATOM_FEEDS:
        subtitle = feedparser.parse(get(path).content).feed.subtitle
        assert all(notice.short in subtitle for notice in NOTICES)


def test_a_feed_has_fifty_entries_and_says_where_its_page_is(get: Get) -> None:
    parsed = feedparser.parse(get(f"/feeds/region/{KHERSON}.atom").content)
    assert len(parsed.entries) == 50
    page = next(link.href for link in parsed.feed.links if link.rel == "alternate")
    assert get(page.removeprefix(URL)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/region/nowhere.atom",
        "/feeds/topic/nothing.atom",
        "/feeds/source/nobody.atom",
        "/feeds/language/xx.atom",
        "/feeds/all.atom?regoin=UA",
        "/feeds/all.atom?topic=education&topic=repression",
        "/feeds/all.atom?role=about",
        "/feeds/all.atom?topic=education&role=everything",
        "/feeds/all.atom?region=" + "x" * 3000,
    ],
)
def test_what_is_not_known_is_refused_in_plain_words(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text[0].isupper() or answer.text.startswith("“")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/feeds/all.atom?regoin=UA", "origins, q, before, archive."),
        ("/feeds/stories.json?regoin=UA", "origins, q, before, archive."),
        ("/feeds/all.csv?archive=2026-10", "origins, q, before."),
        ("/feeds/stories/case/sample-case.atom?q=x", "before, archive."),
    ],
)
def test_a_refusal_names_every_word_that_the_address_may_carry(
    get: Get, path: str, words: str
) -> None:
    assert get(path).text.strip().endswith(words)


OPEN_TEXT = st.text(max_size=60) | st.text(
    st.characters(categories=("Cc", "Cf", "Cs", "Cn", "Co")), max_size=20
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=OPEN_TEXT,
    text=OPEN_TEXT,
    key=OPEN_TEXT,
    author=OPEN_TEXT,
    date=OPEN_TEXT | st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    link=OPEN_TEXT | st.from_regex(r"https?://[a-z]{1,9}\.example/\S{0,9}", fullmatch=True),
)
def test_whatever_stands_in_a_row_the_feed_stays_valid(
    title: str, text: str, key: str, author: str, date: str, link: str
) -> None:
    item = Item(
        id=1, key=as_line(key), title=as_line(title) or "(no title)", link=web_link(link),
        source="s", source_name="S", source_known=True, author=as_line(author),
        language="", date=as_moment(date),
        date_raw="", date_from="", first_seen=as_moment(date), updated=as_moment(date),
        state="live", shown="full", title_raw=title, excerpt_raw=text, words=None,
        extraction="", listed=date,
        topics=(Tag("topic", as_line(title), as_line(text), "about"),),
    )  # fmt: skip
    document = feed_document(SITE, Named(Selection()), [item], {})
    assert problems(document) == []
    assert not feedparser.parse(document).bozo
