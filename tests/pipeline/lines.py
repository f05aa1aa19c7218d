"""A source on the loopback origin, and rounds over it as the command runs them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import yaml

from aggregator.fetch import AddressRule
from aggregator.pipeline import FeedResult, Summary
from aggregator.service import Choice, Setup, fetch_round
from aggregator.sources import load
from tests.origin.server import Origin


class Quiet:
    """A reporter that says nothing."""

    def starts(self, feeds: int) -> None: ...

    def feed_done(self, result: FeedResult) -> None: ...

    def pages(self, done: int, total: int) -> None: ...


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

PARAGRAPH = (
    "A court in Simferopol sentenced three residents of Bakhchysarai on Tuesday, the sample "
    "monitor reports. Their lawyer was not let into the courtroom, and the hearing lasted for "
    "less than an hour. Relatives waited outside the building until the evening. "
)


def article_page(title: str, text: str = PARAGRAPH * 3, head: str = "") -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n"))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{escape(title)}</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a></nav><main><article><h1>{escape(title)}</h1>{paragraphs}"
        "</article></main><footer>Sample footer</footer></body></html>"
    )


@dataclass(frozen=True)
class Item:
    name: str
    title: str = ""
    date: str | None = "Sun, 01 Mar 2026 09:00:00 GMT"
    guid: str | None = None
    summary: str = "A sample summary."


def rss(origin: Origin, items: Sequence[Item]) -> str:
    parts = []
    for item in items:
        date = f"<pubDate>{item.date}</pubDate>" if item.date else ""
        guid = f"<guid isPermaLink='false'>{escape(item.guid)}</guid>" if item.guid else ""
        parts.append(
            f"<item><title>{escape(item.title or item.name)}</title>"
            f"<link>{origin.url('/' + item.name)}</link>{guid}{date}"
            f"<description>{escape(item.summary)}</description></item>"
        )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Sample</title>"
        f"<link>{origin.url('/')}</link>{''.join(parts)}</channel></rss>"
    )


@dataclass
class SampleLine:
    """One folder, one feeds.yaml, any number of rounds."""

    origin: Origin
    folder: Path
    now: datetime = NOON
    fetch: dict[str, object] = field(default_factory=dict)
    reuse: dict[str, object] = field(default_factory=lambda: {"rule": "unknown"})
    keys: dict[str, object] = field(default_factory=dict)  # further keys of every feed
    keys_of: dict[str, dict[str, object]] = field(default_factory=dict)  # and of one, by its path

    @property
    def feeds(self) -> Path:
        return self.folder / "feeds.yaml"

    @property
    def db(self) -> Path:
        return self.folder / "db"

    def publish_feed_only(self, items: Sequence[Item], **options: str) -> None:
        self.origin.page(
            "/feed", rss(self.origin, items), content_type="application/rss+xml", **options
        )

    def publish_feed(self, items: Sequence[Item], **options: str) -> None:
        self.publish_feed_only(items, **options)
        for item in items:
            if not self.origin.asked(f"/{item.name}"):
                self.origin.page(f"/{item.name}", article_page(item.title or item.name))

    def write(self, paths: Sequence[str] = ("/feed",), source: str = "sample") -> None:
        document = {
            "site": {
                "title": "Sample", "url": "http://127.0.0.1:8001",
                "tag_authority": "sample.example,2026", "contact": "https://contact.invalid/",
            },
            "fetch": {
                "contact": "https://contact.invalid/", "per_host_delay": 0, "workers": 1,
                "timeout": 3, **self.fetch,
            },
            "sources": [
                {
                    "id": source, "name": "Sample Monitor", "kind": "monitor",
                    "homepage": self.origin.url("/"), "mandate": "A sample.",
                    "languages": ["en"], "reuse": self.reuse,
                    "feeds": [
                        {
                            "name": path.strip("/").replace("/", "-").replace(".", "-"),
                            "url": self.origin.url(path),
                            "found": "written for a test", "grade": "P", "enabled": True,
                            "evidence": "this test", **self.keys,
                            **self.keys_of.get(path, {}),
                        }
                        for path in paths
                    ],
                }
            ],
        }  # fmt: skip
        self.feeds.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    def setup(self) -> Setup:
        rule = AddressRule.parse(["127.0.0.0/8"])
        return Setup(self.feeds, self.db, rule, clock=lambda: self.now)

    def round(self, *, everything: bool = True) -> Summary:
        if not self.feeds.exists():
            self.write()
        registry = load(self.feeds)
        choice = Choice(everything=everything)
        return asyncio.run(fetch_round(self.setup(), registry, choice, Quiet()))

    def query(
        self, sql: str, *arguments: object, db: str = "archive.db"
    ) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.db / db}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, arguments).fetchall()

    def dump(self, db: str, leave_out: Sequence[str] = ()) -> list[str]:
        """Every row of every table but the full-text index, in a comparable form."""
        connection = sqlite3.connect(f"file:{self.db / db}?mode=ro", uri=True)
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                "'articles_fts%' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite%'"
            )
        ]
        rows = [
            f"{table} {sorted(map(repr, connection.execute(f'SELECT * FROM {table}')))}"
            for table in sorted(tables)
            if table not in leave_out
        ]
        connection.close()
        return rows
