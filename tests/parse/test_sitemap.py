from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from aggregator.health import State
from aggregator.model import Document, ParsedFeed, Part, Retrieval
from aggregator.parse import parse_source
from aggregator.parse.sitemap import LARGEST, inflated

URL = "https://monitor.example/sitemap.xml"
NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
ARTICLES = Retrieval("sitemap", articles=("/news/*",))


def urlset(*rows: tuple[str, str | None], extra: str = "") -> str:
    parts = [
        f"<url><loc>https://monitor.example{path}</loc>"
        + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")
        + f"{extra}</url>"
        for path, lastmod in rows
    ]
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{NS}">{"".join(parts)}</urlset>'


def index(*rows: tuple[str, str | None]) -> str:
    return (
        urlset(*rows)
        .replace("urlset", "sitemapindex")
        .replace("<url>", "<sitemap>")
        .replace("</url>", "</sitemap>")
    )


def read(
    document: str | bytes, retrieval: Retrieval = ARTICLES, most: int = 500, kind: str = "text/xml"
) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_source(retrieval, Document(body, kind, URL, date(2026, 3, 1)), most)


def links(feed: ParsedFeed) -> list[str]:
    return [(entry.link or "").removeprefix("https://monitor.example") for entry in feed.entries]


def test_only_addresses_of_articles_come_newest_first() -> None:
    feed = read(
        urlset(
            ("/", "2026-03-01"),
            ("/news/a", "2026-01-05"),
            ("/about", "2026-03-01"),
            ("/news/b", "2026-02-05T10:00:00+02:00"),
            ("/news/c", None),
        )
    )
    assert feed.state is State.WORKING
    assert links(feed) == ["/news/b", "/news/a", "/news/c"]
    assert [entry.revised for entry in feed.entries] == [
        "2026-02-05T10:00:00+02:00",
        "2026-01-05",
        None,
    ]
    assert all(entry.published is None for entry in feed.entries)  # an edit is no publication


def test_of_too_many_the_newest_are_taken() -> None:
    rows = [(f"/news/{day}", f"2026-01-{day:02}") for day in range(1, 21)]
    feed = read(urlset(*rows), most=3)
    assert links(feed) == ["/news/20", "/news/19", "/news/18"]
    assert feed.detail == "3 of 20 addresses taken, the newest"


@pytest.mark.parametrize("order", [1, -1])
def test_without_dates_the_highest_numbers_come_first(order: int) -> None:
    rows = [(f"/news/{number}", None) for number in range(1, 13)][::order]
    assert links(read(urlset(*rows), most=2)) == ["/news/12", "/news/11"]


def test_a_stamp_on_all_addresses_alike_is_no_edit() -> None:
    rows = [(f"/news/{number}", "2026-03-01T00:00:00Z") for number in range(10)]
    assert {entry.revised for entry in read(urlset(*rows)).entries} == {None}
    assert {entry.revised for entry in read(urlset(*rows[:9])).entries} == {"2026-03-01T00:00:00Z"}


def test_a_news_sitemap_gives_title_language_and_moment() -> None:
    extra = (
        '<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        "<news:publication><news:name>Зразок</news:name><news:language>uk</news:language>"
        "</news:publication><news:publication_date>2026-02-01T09:00:00Z</news:publication_date>"
        "<news:title>Зразок: обшук у Ялті</news:title></news:news>"
        '<image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<image:loc>https://monitor.example/news/picture.jpg</image:loc></image:image>"
    )
    (entry,) = read(urlset(("/news/a", None), extra=extra)).entries
    assert (entry.title, entry.language) == ("Зразок: обшук у Ялті", "uk")
    assert entry.published == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert entry.link == "https://monitor.example/news/a"


def test_an_index_gives_its_sitemaps_newest_first_those_of_other_hosts_left_out() -> None:
    feed = read(
        index(
            ("/post-sitemap.xml", None),
            ("/post-sitemap12.xml", None),
            ("/post-sitemap2.xml", None),
            ("/old.xml", "2020-01-01"),
            ("/new.xml", "2026-01-01"),
        ).replace("</sitemapindex>", "<sitemap><loc>https://evil.example/s.xml</loc></sitemap></sitemapindex>")
    )  # fmt: skip
    assert feed.parts == (
        Part("https://monitor.example/new.xml", "2026-01-01"),
        Part("https://monitor.example/old.xml", "2020-01-01"),
        Part("https://monitor.example/post-sitemap12.xml"),
        Part("https://monitor.example/post-sitemap2.xml"),
        Part("https://monitor.example/post-sitemap.xml"),
    )
    narrow = Retrieval("sitemap", articles=("/*",), sitemaps=("/post-*",))
    assert len(read(index(("/post-sitemap.xml", None), ("/tags.xml", None)), narrow).parts) == 1


def test_a_packed_sitemap_is_unpacked_also_with_a_wrong_type() -> None:
    packed = gzip.compress(urlset(("/news/a", None)).encode())
    assert links(read(packed, kind="application/octet-stream")) == ["/news/a"]


def test_a_bomb_ends_at_the_limit_and_a_torn_file_is_broken() -> None:
    bomb = gzip.compress(b" " * (LARGEST + 10))
    assert read(bomb).detail == f"more than {LARGEST:,} bytes after unpacking"
    assert read(bomb).state is State.BROKEN
    packed = gzip.compress(urlset(("/news/a", None)).encode())
    assert read(packed[:-12]).detail == "the gzip file ends too early"
    assert read(b"\x1f\x8brubbish").state is State.BROKEN
    assert inflated(packed + gzip.compress(b"!") + b"\0\0", 10_000).endswith(b"!")


@pytest.mark.parametrize(
    ("document", "state"),
    [
        (urlset(), State.EMPTY),
        (index(), State.EMPTY),
        (urlset(("/about", None)), State.LAYOUT),
        ("<!DOCTYPE html><html><body>404</body></html>", State.NOT_A_FEED),
        ("<rss version='2.0'><channel/></rss>", State.NOT_A_FEED),
        ("just words", State.NOT_A_FEED),
        ("", State.NOT_A_FEED),
        (
            "<!DOCTYPE urlset [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><urlset><url><loc>&c;</loc>"
            "</url></urlset>",
            State.UNSAFE,
        ),
        (
            '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url>'
            "<loc>https://monitor.example/news/&x;</loc></url></urlset>",
            State.UNSAFE,
        ),
    ],
)
def test_what_is_no_sitemap_of_articles_is_named(document: str, state: State) -> None:
    assert read(document).state is state


def test_a_sitemap_that_breaks_off_gives_what_came() -> None:
    whole = urlset(("/news/a", None), ("/news/b", None))
    assert links(read(whole[: whole.index("/news/b")])) == ["/news/a"]
