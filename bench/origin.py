"""The site of the benches: 50 hosts on loopback, a feed each, their articles in turn.

``python -m bench.origin`` runs in a process of its own, so that its work is not counted. It
writes ``feeds.yaml`` and the pages as they are (for the run without a network) into a folder,
prints its port, then obeys lines on its standard input: ``latency 0.2``, ``served``. It ends
with the input.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from pathlib import Path

import click
import yaml

from bench.pages import PAGES, SIZE, Report, make_page, make_report
from tests.origin.server import Origin, Page

FEEDS = 50
HOSTS = tuple(f"127.0.2.{number}" for number in range(1, FEEDS + 1))


def host_of(report: Report) -> str:
    """Each host has every fiftieth report, so that all have all layouts and languages."""
    return HOSTS[report.number % FEEDS]


def path_of(report: Report) -> str:
    """Where a report stands on its host."""
    return f"/{report.published:%Y/%m}/report-{report.number}/"


def names_author(report: Report) -> bool:
    """Whether the feed says who wrote it: three feeds of five do (WordPress always does)."""
    return report.number % 5 < 3


def build(origin: Origin, folder: Path, articles: int, size: int, seed: int) -> None:
    """Puts ``articles`` reports and the feeds that list them on the origin, and leaves in
    ``folder`` what the other parts of the bench read."""
    reports = [make_report(number, seed) for number in range(articles)]
    with (folder / PAGES).open("wb") as file:
        for report in reports:
            url = origin.url(path_of(report), host_of(report))
            body = make_page(report, url, size, seed)
            file.write(json.dumps({"url": url, "bytes": len(body)}).encode() + b"\n" + body)
            date = format_datetime(report.published, usegmt=True)
            page = Page(
                gzip.compress(body, 6, mtime=0),
                etag=f'"{report.number:x}-{len(body):x}"',
                last_modified=date,
                packed=True,
            )
            origin.answer(path_of(report), page, host=host_of(report))
    for number, host in enumerate(HOSTS):
        _put_feed(origin, host, reports[number::FEEDS], atom=number % 3 == 2)
    feeds = yaml.safe_dump(feeds_yaml(origin), allow_unicode=True, sort_keys=False)
    (folder / "feeds.yaml").write_text(feeds, encoding="utf-8")


def _put_feed(origin: Origin, host: str, reports: Sequence[Report], *, atom: bool) -> None:
    body = (_atom if atom else _rss)(origin, host, reports).encode()
    kind = "application/atom+xml" if atom else "application/rss+xml; charset=UTF-8"
    newest = reports[0].published if reports else None
    page = Page(
        body,
        kind,
        etag=f'W/"{len(body):x}"',
        last_modified=format_datetime(newest, usegmt=True) if newest else None,
    )
    origin.answer("/feed/", page, host=host)


def _rss(origin: Origin, host: str, reports: Sequence[Report]) -> str:
    items = "".join(
        f"<item><title>{escape(report.title)}</title>"
        f"<link>{origin.url(path_of(report), host)}</link>"
        f'<guid isPermaLink="false">http://{host}/?p={report.number}</guid>'
        + (f"<dc:creator>{escape(report.author)}</dc:creator>" if names_author(report) else "")
        + f"<pubDate>{format_datetime(report.published, usegmt=True)}</pubDate>"
        f"<description>{escape(f'<p>{escape(report.summary)} [&#8230;]</p>')}</description></item>"
        for report in reports
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Sample site {host}</title><link>{origin.url('/', host)}</link>"
        f"<description>Sample</description>{items}</channel></rss>"
    )


def _atom(origin: Origin, host: str, reports: Sequence[Report]) -> str:
    entries = "".join(
        f"<entry><id>tag:bench.example.org,2026:{report.number}</id>"
        f"<title>{escape(report.title)}</title>"
        f'<link href="{origin.url(path_of(report), host)}"/>'
        f"<published>{report.published.isoformat()}</published>"
        f"<updated>{report.published.isoformat()}</updated>"
        + (f"<author><name>{report.author}</name></author>" if names_author(report) else "")
        + f"<summary>{escape(report.summary)}</summary></entry>"
        for report in reports
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:bench.example.org,2026:{host}</id><title>Sample site {host}</title>"
        f"<updated>2026-03-01T12:00:00Z</updated>{entries}</feed>"
    )


def feeds_yaml(origin: Origin) -> dict[str, object]:
    """The configuration that a user of these sources would write. No pause between two requests
    to one host: the bench asks what the program costs, not how patient it is."""
    contact = "https://bench.example.org/contact"
    return {
        "site": {
            "title": "Bench",
            "url": "http://127.0.0.1:8001",
            "tag_authority": "bench.example.org,2026",
            "contact": contact,
        },
        "fetch": {"contact": contact, "per_host_delay": 0},
        "sources": [
            {
                "id": f"bench-{number:02}",
                "name": f"Sample site {number}",
                "kind": "newsroom",
                "mandate": "An invented newsroom of a benchmark.",
                "languages": ["en", "uk", "ru"],
                "reuse": {"rule": "full", "evidence": "written by us"},
                "feeds": [
                    {
                        "name": "main",
                        "url": origin.url("/feed/", host),
                        "found": "written by us",
                        "grade": "P",
                        "evidence": "bench/origin.py",
                        "enabled": True,
                    }
                ],
            }
            for number, host in enumerate(HOSTS, 1)
        ],
    }


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--articles", default=1000, show_default=True)
@click.option("--size", default=SIZE, show_default=True, help="Bytes of one page.")
@click.option("--seed", default=0, show_default=True)
def main(folder: Path, articles: int, size: int, seed: int) -> None:
    """Serves until the standard input ends."""
    with Origin(HOSTS) as origin:
        build(origin, folder, articles, size, seed)
        print(json.dumps({"port": origin.port}), flush=True)
        for line in sys.stdin:
            match line.split():
                case ["latency", seconds]:
                    origin.latency = float(seconds)
                    answer: object = {"latency": origin.latency}
                case ["served"]:
                    kinds = Counter(
                        "feeds" if request.path == "/feed/" else "pages"
                        for request in origin.requests
                    )
                    answer = dict(kinds)
                    origin.requests.clear()
                case other:
                    answer = {"not understood": other}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
