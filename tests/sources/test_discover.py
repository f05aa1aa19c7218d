"""``aggregator sources discover`` against the loopback origin, as a person runs it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.sources import load
from tests.origin import faults
from tests.origin.server import Origin
from tests.pipeline.lines import PARAGRAPH, Item, rss

SITE = """site: {title: S, url: "http://127.0.0.1:8001", tag_authority: "s.example,2026",
  contact: "https://contact.invalid/"}
fetch: {contact: "https://contact.invalid/", per_host_delay: 0, workers: 1, timeout: 3}
sources:
  - id: sample
    name: Sample
    kind: monitor
    mandate: A sample.
    languages: [en]
    feeds:
"""
NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as running:
        yield running


def discover(folder: Path, url: str) -> Result:
    feeds = folder / "feeds.yaml"
    feeds.write_text(SITE.removesuffix("    feeds:\n"), encoding="utf-8")
    arguments = ["--feeds", str(feeds), "--db", str(folder), "--allow-address", "127.0.0.0/8"]
    return CliRunner().invoke(main, [*arguments, "sources", "discover", url])


def pasted(folder: Path, result: Result) -> list[dict[str, object]]:
    """The lines that were printed, pasted into a feeds.yaml that must load."""
    blocks = re.findall(r"^      - name:.*?(?=\n\n|\Z)", result.output, re.M | re.S)
    path = folder / "pasted.yaml"
    entries = []
    for block in blocks:
        path.write_text(f"{SITE}{block}\n", encoding="utf-8")
        (feed,) = load(path).sources[0].feeds
        assert not feed.enabled
        entries.append(yaml.safe_load(block)[0])
    return entries


def home(head: str = "", body: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Home</title>{head}</head><body>{body}<p>{PARAGRAPH}"


def test_a_declared_feed_comes_first_and_its_lines_load(origin: Origin, tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/news.rss">'
    origin.page("/", home(link))
    items = [Item("one", "First sample report"), Item("two", "Second sample report")]
    origin.page("/news.rss", rss(origin, items), content_type="application/rss+xml")
    result = discover(tmp_path, origin.url("/"))
    assert result.exit_code == 0, result.output
    first = pasted(tmp_path, result)[0]
    assert first["url"] == origin.url("/news.rss")
    assert first["found"] == "by aggregator sources discover (the page declares it)"
    assert "First sample report" in result.output
    assert "2026-03-01" in result.output


def test_the_wordpress_api_is_found_where_the_page_names_it(origin: Origin, tmp_path: Path) -> None:
    origin.page("/", home(f'<link rel="https://api.w.org/" href="{origin.url("/blog/wp-json/")}">'))
    post = {"link": origin.url("/a/"), "title": {"rendered": "A post"}, "content": {"rendered": ""}}
    origin.page("/blog/wp-json/wp/v2/posts", json.dumps([post]), content_type="application/json")
    (entry,) = pasted(tmp_path, discover(tmp_path, origin.url("/")))
    assert (entry["kind"], entry["url"]) == ("wordpress", origin.url("/blog/wp-json/wp/v2/posts"))


def test_a_sitemap_that_robots_names_is_read_with_the_pattern_of_its_articles(
    origin: Origin, tmp_path: Path
) -> None:
    origin.page("/", home())
    origin.page("/robots.txt", f"Sitemap: {origin.url('/maps/index.xml')}\n")
    index = "".join(
        f"<sitemap><loc>{origin.url(path)}</loc></sitemap>"
        for path in ("/maps/tags1.xml", "/maps/posts1.xml", "/maps/posts2.xml")
    )
    origin.page("/maps/index.xml", f"<sitemapindex xmlns='{NS}'>{index}</sitemapindex>")
    rows = [f"/en/news/the-court-in-yalta-{n}" for n in range(5)] + ["/about", "/en/contact"]
    urls = "".join(f"<url><loc>{origin.url(row)}</loc></url>" for row in rows)
    origin.page("/maps/posts2.xml", f"<urlset xmlns='{NS}'>{urls}</urlset>")
    result = discover(tmp_path, origin.url("/"))
    (entry,) = pasted(tmp_path, result)
    assert entry["url"] == origin.url("/maps/index.xml")
    assert entry["articles"] == ["/en/news/*"]
    assert entry["sitemaps"] == ["/maps/posts*.xml"]


def items(origin: Origin) -> str:
    rows = "".join(
        f'<div class="teaser big post-{n}"><a href="/news/{n}00"><img src="{n}.jpg"></a>'
        f'<h3><a href="/news/{n}00">Sample report number {n} from Yalta</a></h3>'
        f'<span class="when">{n} серпня 2025</span></div>'
        for n in range(1, 6)
    )
    menu = '<nav><a href="/about">About the sample group and its work</a></nav>'
    return f'{menu}<main>{rows}</main><a class="pager-more" href="/news?p=2">Далі</a>'


def test_repeated_items_of_a_page_become_selectors(origin: Origin, tmp_path: Path) -> None:
    origin.page("/news/", home(body=items(origin)))
    result = discover(tmp_path, origin.url("/news/"))
    assert result.exit_code == 0, result.output
    first, second = pasted(tmp_path, result)
    assert first["layout"] == [
        {"item": "div.teaser.big", "title": "h3", "date": "span.when", "next": "a.pager-more"}
    ]
    assert second["articles"] == ["/news/[0-9]*"]
    assert "2025-08-05" in result.output


def test_links_to_pdf_documents_are_offered(origin: Origin, tmp_path: Path) -> None:
    origin.page("/r/", home(body='<a href="/f/a.pdf">Review of May</a><a href="/f/b.pdf">June</a>'))
    (entry,) = pasted(tmp_path, discover(tmp_path, origin.url("/r/")))
    assert entry["kind"] == "pdf"


def test_the_address_of_a_feed_is_answered_with_that_feed_alone(
    origin: Origin, tmp_path: Path
) -> None:
    origin.page("/x", rss(origin, [Item("one")]), content_type="application/rss+xml")
    result = discover(tmp_path, origin.url("/x"))
    assert "2 requests were made" in result.output
    assert [entry["url"] for entry in pasted(tmp_path, result)] == [origin.url("/x")]


def test_no_more_than_twenty_requests_are_made(origin: Origin, tmp_path: Path) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{n}.rss">' for n in range(60)
    )
    origin.page("/", home(links))
    origin.page("/robots.txt", "".join(f"Sitemap: {origin.url(f'/{n}.xml')}\n" for n in range(60)))
    result = discover(tmp_path, origin.url("/"))
    assert result.exit_code == 1
    assert len(origin.requests) <= 20
    assert "no way to read it was found" in result.output


def test_what_cannot_be_reached_is_said_plainly(tmp_path: Path) -> None:
    with Origin() as gone:
        url = gone.url("/")
    result = discover(tmp_path, url)
    assert result.exit_code == 1
    assert "The site cannot be reached: cannot connect." in result.output
    assert "3 requests were made" in result.output


def test_a_protection_page_is_named_and_what_stands_beside_it_is_still_tried(
    origin: Origin, tmp_path: Path
) -> None:
    origin.answer("/", faults.challenge_deflect())
    origin.page("/feed/", rss(origin, [Item("one")]), content_type="application/rss+xml")
    result = discover(tmp_path, origin.url("/"))
    assert result.exit_code == 0
    assert "challenged" in result.output


def test_what_robots_forbids_is_not_scraped_and_feeds_are_still_tried(
    origin: Origin, tmp_path: Path
) -> None:
    origin.page("/robots.txt", "User-agent: *\nDisallow: /\n", content_type="text/plain")
    origin.page("/news/", home(body=items(origin)))
    origin.page("/feed/", rss(origin, [Item("one")]), content_type="application/rss+xml")
    result = discover(tmp_path, origin.url("/news/"))
    assert result.exit_code == 0
    assert not origin.asked("/news/")
    assert [entry["url"] for entry in pasted(tmp_path, result)] == [origin.url("/feed/")]


@pytest.mark.parametrize("url", ["ftp://a.example/", "https://", "javascript:alert(1)"])
def test_what_is_no_address_is_refused(url: str, tmp_path: Path) -> None:
    result = discover(tmp_path, url)
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("crimea-news.info", "crimea-news.info is refused: an outlet of the occupation"),
        ("www.crimea-news.info", "is refused: an outlet of the occupation"),
        ("sample-monitor.top", "imitates sample-monitor.example, which is in"),
        ("sample-monitor.example.top", "imitates sample-monitor.example, which is in"),
    ],
)
def test_a_refused_host_or_an_imitation_is_not_asked_and_the_reason_is_said(
    host: str, why: str, tmp_path: Path
) -> None:
    feeds = tmp_path / "feeds.yaml"
    home = "    homepage: https://sample-monitor.example/\n    kind: monitor\n"
    text = SITE.removesuffix("    feeds:\n").replace("    kind: monitor\n", home)
    feeds.write_text(text, encoding="utf-8")
    arguments = ["--feeds", str(feeds), "--db", str(tmp_path)]
    result = CliRunner().invoke(main, [*arguments, "sources", "discover", f"https://{host}/"])
    assert result.exit_code == 2
    assert result.output.startswith("Not asked: ")
    assert why in result.output
    assert "requests were made" not in result.output
