"""``/sources.opml`` and ``/feeds.opml``: the feeds of all sources, and our own, as OPML 2.0, to be
taken into a feed reader.

The sources' own addresses where we know one that answers: somebody who stops using this
site takes the list along. A source without such an address is listed with our feed of it.
Format: OPML 2.0 (opml.org/spec2.opml), one outline per source, its feeds inside. Letter and day
of the last review stand on the source's outline as attributes of a namespace of our own, as the
specification allows (``a:letter``), and in words in ``description``, which readers show. The
safety notice is a comment above, its address an element of our namespace in the head: an outline
would become a folder or a feed in the reader.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from datasette import Response
from lxml import etree

from aggregator.site.answers import Ask, without_change
from aggregator.site.atom import NO_LETTER
from aggregator.site.campaigns import read_efforts
from aggregator.site.conditional import weak_etag
from aggregator.site.feeds import FORMAT
from aggregator.site.notice import with_notice
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import Selection
from aggregator.site.text import as_line, web_link

NAMESPACE = "urn:aggregator:opml"


@dataclass(frozen=True, slots=True)
class Outline:
    """One source and one of its feeds; ``url`` is None where it has none that is fetched."""

    source: str
    name: str
    homepage: str | None
    feed: str
    url: str | None
    letter: str = ""
    letter_words: str = ""
    reviewed_on: str = ""  # last full review; empty where there was none


def read_outlines(conn: sqlite3.Connection) -> list[Outline]:
    """Every source with its enabled feeds, by name."""
    rows = conn.execute(
        "select s.id, s.name, s.homepage, f.id, f.url, s.letter, s.letter_words, "
        "(select max(r.reviewed_on) from reviews r where r.source = s.id and r.kind = 'full' "
        "and r.scope = '') from sources s "
        "left join feeds f on f.source = s.id and f.enabled order by s.name, s.id, f.id"
    )
    return [
        Outline(
            as_line(r[0]),
            as_line(r[1]),
            web_link(r[2]),
            as_line(r[3]),
            web_link(r[4]),
            as_line(r[5]),
            as_line(r[6]),
            as_line(r[7]),
        )
        for r in rows
    ]


def opml_document(site: Site, outlines: Sequence[Outline]) -> bytes:
    """The list as UTF-8 XML."""
    root, body = _document(f"Sources of {site.title}", site)
    for source, group in groupby(outlines, key=lambda outline: outline.source):
        feeds = list(group)
        name = feeds[0].name or source
        parent = etree.SubElement(body, "outline", text=name)
        _vetting(parent, feeds[0])
        own = [(feed.feed, feed.url) for feed in feeds if feed.url]
        for title, url in own or [(f"{name}, by {site.title}", _our_feed(site, source))]:
            outline = etree.SubElement(
                parent,
                "outline",
                type="rss",  # the value for every feed format (OPML 2.0, "Subscription lists")
                text=title,
                title=title,  # readers older than the specification show this one
                xmlUrl=url,
            )
            if feeds[0].homepage:
                outline.set("htmlUrl", feeds[0].homepage)
    return with_notice(root)


def _vetting(outline: etree._Element, source: Outline) -> None:
    if not source.letter_words:
        return
    reviewed = source.reviewed_on or "no full review yet"
    outline.set("description", f"{source.letter_words} (last full review: {reviewed})")
    outline.set(f"{{{NAMESPACE}}}letter", source.letter or NO_LETTER)
    if source.reviewed_on:
        outline.set(f"{{{NAMESPACE}}}reviewed", source.reviewed_on)


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds of ours that belong together: (name, address of the feed, address of the page)."""

    name: str
    feeds: tuple[tuple[str, str, str], ...]


def read_groups(conn: sqlite3.Connection) -> list[Group]:
    """Everything of ours that has a name and can be followed: all stories, all articles, topics,
    oblasts, campaigns that go on, cases."""
    every = Selection()
    groups = [
        Group(
            "Everything",
            (
                ("All stories", every.stories_path(), every.explore_path()),
                ("All articles", *_addresses(every)),
            ),
        )
    ]
    for name, sql, word in (
        ("Topics", "select id, name from topics order by name, id", "topic"),
        ("Regions", "select code, name from regions where iso is not null order by name", "region"),
    ):
        rows = conn.execute(sql).fetchall()
        listed = [(as_line(r[1]), *_addresses(Selection(**{word: as_line(r[0])}))) for r in rows]
        groups.append(Group(name, tuple(listed)))
    for name, kind in (("Campaigns", "campaign"), ("Cases", "case")):
        going_on = [it for it in read_efforts(conn, kind) if it.state != "closed"]
        groups.append(
            Group(name, tuple((it.name, it.feed_path(stories=True), it.path) for it in going_on))
        )
    return [group for group in groups if group.feeds]


def _addresses(selection: Selection) -> tuple[str, str]:
    return selection.feed_path(), selection.page_path()


def feeds_document(site: Site, groups: Sequence[Group]) -> bytes:
    """Our own feeds as UTF-8 XML."""
    root, body = _document(f"Feeds of {site.title}", site)
    for group in groups:
        parent = etree.SubElement(body, "outline", text=group.name)
        for name, feed, page in group.feeds:
            text = f"{name} · {site.title}"
            attributes = {"type": "rss", "text": text, "title": text, "xmlUrl": site.url + feed}
            etree.SubElement(parent, "outline", attributes, htmlUrl=site.url + page)
    return with_notice(root)


def _document(title: str, site: Site) -> tuple[etree._Element, etree._Element]:
    root = etree.Element("opml", version="2.0", nsmap={"a": NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "ownerName").text = site.title
    etree.SubElement(head, f"{{{NAMESPACE}}}safety").text = f"{site.url}/safety"
    return root, etree.SubElement(root, "body")


async def sources(ask: Ask) -> Response:
    """``/sources.opml``."""
    site, outlines = await ask.read(lambda conn: (read_site(conn), read_outlines(conn)))
    return _answer(ask, site, outlines, lambda: opml_document(site, outlines))


async def own_feeds(ask: Ask) -> Response:
    """``/feeds.opml``."""
    site, groups = await ask.read(lambda conn: (read_site(conn), read_groups(conn)))
    return _answer(ask, site, groups, lambda: feeds_document(site, groups))


def _answer(ask: Ask, site: Site, rows: object, make: Callable[[], bytes]) -> Response:
    changed = datetime.fromisoformat(site.changed.iso) if site.changed else None
    etag = weak_etag(FORMAT, without_change(site), rows)
    return ask.xml(make, "text/x-opml; charset=utf-8", etag, changed)


def _our_feed(site: Site, source: str) -> str:
    return site.url + Selection(source=source).feed_path()
