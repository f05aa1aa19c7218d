"""``/sitemap.xml`` (sitemaps.org, protocol 0.9): lists and pages of ours, in each language.

Articles and stories are not in it: they belong to their publishers, whose pages search engines
should show; ours say ``noindex``.
"""

from __future__ import annotations

import sqlite3

from datasette import Response
from lxml import etree

from aggregator.site.answers import Ask
from aggregator.site.conditional import weak_etag
from aggregator.site.languages import DEFAULT, catalogues
from aggregator.site.notice import with_notice
from aggregator.site.paths import page_path
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.text import as_line

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_PAGES = ("/", "/explore", "/regions", "/topics", "/sources", "/figures", "/campaigns",
          "/subscribe", "/credibility", "/about", "/safety", "/health")  # fmt: skip
FORMAT = 2
"""Raised when the document changes for the same rows."""
MOST = 10_000
"""Addresses of one kind; the protocol allows 50,000 in a file, and each stands there twice."""

Entry = tuple[str, str]
"""Path, and the day of the newest article there or empty."""


async def sitemap(ask: Ask) -> Response:
    """Every list that has something in it, under the safety notice."""
    site, entries = await ask.read(lambda conn: (read_site(conn), read_entries(conn)))
    return ask.xml(
        lambda: document(site, entries),
        "application/xml; charset=utf-8",
        weak_etag("sitemap", FORMAT, site.url, entries),
        None,
    )


def read_entries(conn: sqlite3.Connection) -> list[Entry]:
    """The pages that are always there, then regions, topics, sources and campaigns."""
    entries: list[Entry] = [(path, "") for path in _PAGES]
    for kind, sql in (
        ("region", "select code, latest from regions where articles > 0 order by code limit ?"),
        ("topic", "select id, latest from topics order by id limit ?"),
        ("source", "select id, latest from sources order by id limit ?"),
        ("campaign", "select id, null from campaigns order by id limit ?"),
    ):
        for code, latest in conn.execute(sql, (MOST,)):
            entries.append((page_path(kind, as_line(code)), as_line(latest)[:10]))
    return entries


def document(site: Site, entries: list[Entry]) -> bytes:
    """The map as UTF-8 XML; each address names those of the other languages."""
    root = etree.Element(f"{{{_NAMESPACE}}}urlset", nsmap={None: _NAMESPACE, "x": _XHTML})
    codes = list(catalogues())
    for path, day in entries:
        for code in codes:
            url = etree.SubElement(root, f"{{{_NAMESPACE}}}url")
            etree.SubElement(url, f"{{{_NAMESPACE}}}loc").text = _address(site, code, path)
            if day:
                etree.SubElement(url, f"{{{_NAMESPACE}}}lastmod").text = day
            for other in codes:
                etree.SubElement(
                    url,
                    f"{{{_XHTML}}}link",
                    attrib={
                        "rel": "alternate",
                        "hreflang": other,
                        "href": _address(site, other, path),
                    },
                )
    return with_notice(root)


def _address(site: Site, code: str, path: str) -> str:
    return site.url + (path if code == DEFAULT else f"/{code}{path}")
