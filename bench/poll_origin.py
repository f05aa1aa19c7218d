"""Many small sites on loopback: an address of 127.64.0.0/16 for each, with one feed each.

``python -m bench.poll_origin FOLDER`` runs in a process of its own, so that its work is not
counted. It writes ``feeds.yaml`` and ``urls.txt`` into the folder, prints its port, then obeys
lines on its standard input: ``latency 0.2``, ``hang 50`` (so many sites, spread evenly, never
answer), ``served`` (requests, bodies and 304 since it was last asked). It ends with the input.
"""

from __future__ import annotations

import json
import sys
from email.utils import format_datetime
from html import escape
from pathlib import Path

import click
import yaml

from bench.pages import make_report
from tests.origin.faults import hang
from tests.origin.server import Exchange, Origin, Page

RSS = "application/rss+xml; charset=UTF-8"
PER_SOURCE = 10
"""Feeds of one source: a thousand sources would make feeds.yaml larger than it may be."""


def address(number: int) -> str:
    """The address of a site, all of them different."""
    return f"127.64.{number // 200}.{number % 200 + 1}"


def feed(number: int, entries: int) -> bytes:
    """A feed whose entries carry their whole text and no link: there is no page to be read."""
    reports = [make_report(number * entries + at) for at in range(entries)]
    items = "".join(
        f"<item><title>SAMPLE {escape(report.title)}</title>"
        f'<guid isPermaLink="false">sample-{report.number}</guid>'
        f"<pubDate>{format_datetime(report.published, usegmt=True)}</pubDate>"
        f"<description>{escape(report.summary)}</description></item>"
        for report in reports
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>SAMPLE {number}</title><link>http://{address(number)}/</link><description>SAMPLE</description>{items}</channel></rss>"
    ).encode()


class Sites:
    """The sites, and what was asked of them."""

    def __init__(self, origin: Origin, feeds: int, entries: int) -> None:
        self.origin = origin
        self.pages = {
            address(n): Page(
                feed(n, entries), RSS, etag=f'"{n:x}"',
                last_modified="Sun, 01 Mar 2026 09:00:00 GMT",
            )
            for n in range(feeds)
        }  # fmt: skip
        self.hanging: set[str] = set()
        self._hang = hang()
        self._asked = {"requests": 0, "unchanged": 0, "bodies": 0}
        origin.answer("/feed", self._answer)

    async def _answer(self, exchange: Exchange) -> None:
        self._asked["requests"] += 1
        host = exchange.request.address
        if host in self.hanging:
            await self._hang(exchange)
            return
        page = self.pages[host]
        self._asked["unchanged" if page.unchanged_for(exchange.request) else "bodies"] += 1
        await page(exchange)

    def obey(self, line: str) -> object:
        """Does what a line of the standard input says."""
        match line.split():
            case ["latency", seconds]:
                self.origin.latency = float(seconds)
                return {"latency": self.origin.latency}
            case ["hang", count]:
                hosts = list(self.pages)
                step = len(hosts) // max(1, int(count))
                self.hanging = set(hosts[::step][: int(count)])
                return {"hanging": len(self.hanging)}
            case ["served"]:
                asked, self._asked = self._asked, dict.fromkeys(self._asked, 0)
                self.origin.requests.clear()
                return asked
        return {"not understood": line}


def feeds_yaml(origin: Origin, feeds: int, **fetch: object) -> str:
    """The configuration of these sites: ten feeds to a source."""
    contact = "https://bench.example.org/contact"
    document = {
        "site": {
            "title": "Bench", "url": "http://127.0.0.1:8001", "contact": contact,
            "tag_authority": "bench.example.org,2026",
        },
        "fetch": {"contact": contact, **fetch},
        "sources": [
            {
                "id": f"bench-{first // PER_SOURCE:03}", "name": f"Sample {first}",
                "kind": "newsroom", "mandate": "An invented newsroom of a benchmark.",
                "languages": ["en", "uk", "ru"],
                "feeds": [
                    {
                        "name": f"f{n}", "url": origin.url("/feed", address(n)),
                        "found": "written by us", "grade": "P", "enabled": True,
                        "evidence": "bench/poll_origin.py",
                    }
                    for n in range(first, min(first + PER_SOURCE, feeds))
                ],
            }
            for first in range(0, feeds, PER_SOURCE)
        ],
    }  # fmt: skip
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--feeds", default=1000, show_default=True)
@click.option("--entries", default=3, show_default=True)
@click.option("--fetch", default="{}", help="The block fetch of feeds.yaml, as JSON.")
def main(folder: Path, feeds: int, entries: int, fetch: str) -> None:
    """Serves until the standard input ends."""
    with Origin([address(n) for n in range(feeds)]) as origin:
        sites = Sites(origin, feeds, entries)
        text = feeds_yaml(origin, feeds, **json.loads(fetch))
        (folder / "feeds.yaml").write_text(text, encoding="utf-8")
        urls = [origin.url("/feed", host) for host in sites.pages]
        (folder / "urls.txt").write_text("\n".join(urls) + "\n", encoding="utf-8")
        print(json.dumps({"port": origin.port}), flush=True)
        for line in sys.stdin:
            print(json.dumps(sites.obey(line)), flush=True)


if __name__ == "__main__":
    main()
