"""Sites without a feed, as they are on the loopback origin, and what was asked for at them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from tests.origin.server import Exchange, Page
from tests.pipeline.lines import PARAGRAPH, SampleLine, article_page

PER_LOOK = ["feed_state", "feed_habits"]  # what a look itself leaves behind
POSTS = "/wp-json/wp/v2/posts"
NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Blog:
    """A WordPress that answers its API as WordPress does: filtered, ordered, paged."""

    def __init__(self, line: SampleLine) -> None:
        self.line, self.posts = line, dict[int, tuple[datetime, str]]()
        line.origin.answer(POSTS, self.play)

    def write(self, number: int, at: datetime, text: str = PARAGRAPH * 3) -> None:
        self.posts[number] = (at, text)

    async def play(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.request.path).query)
        page, size = int(query.get("page", ["1"])[0]), int(query["per_page"][0])
        rows = sorted(self.posts.items(), key=lambda row: row[1][0], reverse=True)
        total = -(-len(rows) // size)
        if page > max(total, 1):
            wrong = json.dumps({"code": "rest_post_invalid_page_number"}).encode()
            await Page(wrong, "application/json", status=400)(exchange)
            return
        shown = rows[(page - 1) * size : page * size]
        body = json.dumps([self.post(number, at, text) for number, (at, text) in shown])
        headers = {"X-WP-TotalPages": str(total)}
        await Page(body.encode(), "application/json", headers)(exchange)

    def post(self, number: int, at: datetime, text: str) -> dict[str, object]:
        return {
            "id": number,
            "guid": {"rendered": self.line.origin.url(f"/?p={number}")},
            "link": self.line.origin.url(f"/post-{number}/"),
            "date_gmt": "2026-02-01T09:00:00",
            "modified_gmt": f"{at:%Y-%m-%dT%H:%M:%S}",
            "title": {"rendered": f"Sample report {number}"},
            "excerpt": {"rendered": "<p>A sample.</p>"},
            "content": {"rendered": f"<p>{text}</p>"},
        }


def day(number: int) -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=number)


def asked(line: SampleLine) -> list[str]:
    """What was asked for since the last look, without the query of WordPress but its page, and
    without robots.txt."""
    paths = []
    for request in line.origin.requests:
        parts = urlsplit(request.path)
        if parts.path == "/robots.txt":
            continue
        page = parse_qs(parts.query).get("page", parse_qs(parts.query).get("p"))
        paths.append(parts.path + (f"?{page[0]}" if page else ""))
    line.origin.requests.clear()
    return paths


def states(line: SampleLine) -> list[tuple[object, ...]]:
    return line.query("SELECT state, detail FROM feed_state")


def sitemap(line: SampleLine, rows: Sequence[tuple[str, str | None]], tag: str = "url") -> str:
    root = "urlset" if tag == "url" else "sitemapindex"
    parts = [
        f"<{tag}><loc>{line.origin.url(path)}</loc>"
        + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")
        + f"</{tag}>"
        for path, lastmod in rows
    ]
    return f"<?xml version='1.0'?><{root} xmlns='{NS}'>{''.join(parts)}</{root}>"


def publish(line: SampleLine, path: str, document: str, **options: str) -> None:
    line.origin.page(path, document, content_type="application/xml", **options)


def site_map(line: SampleLine, pages: int = 3) -> None:
    line.keys = {"kind": "sitemap", "articles": ["/news/*"], "pages": pages}
    line.write(["/sitemap.xml"])
    for name in "abcdef":
        line.origin.page(f"/news/{name}", article_page(f"Sample report {name}"))


def listing(numbers: Sequence[int], page: int = 1, item: str = "article") -> str:
    rows = "".join(
        f'<{item} class="n"><h3><a href="/news/{number}">Sample report {number}</a></h3>'
        f"<span class=d>{number} / 02 / 2026</span></{item}>"
        for number in numbers
    )
    older = f'<a rel="next" href="/list?p={page + 1}">Older</a>'
    return f"<!DOCTYPE html><title>List</title><p>{PARAGRAPH}</p>{rows}{older}"


def list_pages(line: SampleLine) -> None:
    line.keys = {
        "kind": "listing",
        "layout": [{"item": "article.n", "title": "h3", "date": ".d", "next": "a[rel=next]"}],
    }
    line.write(["/list"])
    for number in range(1, 29):
        line.origin.page(f"/news/{number}", article_page(f"Sample report {number}"))
