"""Sitemaps (sitemaps.org, protocol 0.9) and news sitemaps: addresses of articles, newest first."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from aggregator.health import State
from aggregator.model import Document, Entry, ParsedFeed, Part, Retrieval
from aggregator.parse.dates import parse_date
from aggregator.parse.encoding import decode
from aggregator.parse.feed import without_doctype
from aggregator.parse.links import web_link
from aggregator.parse.patterns import matcher
from aggregator.parse.text import one_line, plain_text

LARGEST = 50 * 1024 * 1024
"""Bytes of a sitemap after unpacking: the protocol's own limit."""
_MOST_ADDRESSES = 50_000
"""Addresses looked at in one file: the protocol's own limit."""
_MOST_PARTS = 1_000
"""Sitemaps of an index that are remembered. The largest site has one for each month of a decade."""
_SAME = 10
"""From so many addresses on, one and the same ``lastmod`` on all of them is the moment at which
the sitemap was written, and says nothing of an edit."""
_NUMBERS = re.compile(r"\d+")


@dataclass(slots=True)
class _Address:
    """One ``url`` or ``sitemap`` element."""

    fields: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The field as it stands; cleaned only where it becomes a part of an entry, because a
        sitemap has up to 50,000 of them and a round takes 500."""
        return self.fields.get(name, "").strip()[:2_000] or None


def parse_sitemap(retrieval: Retrieval, document: Document, most: int) -> ParsedFeed:
    """Reads a sitemap or an index of them. Never raises.

    Of a sitemap, the ``most`` newest addresses that fit ``retrieval.articles`` come back as
    entries without text; of an index, the sitemaps on the same host.
    """
    body = document.body
    if body.startswith(b"\x1f\x8b"):
        try:
            body = inflated(body, LARGEST)
        except ValueError as error:
            return ParsedFeed(State.BROKEN, detail=str(error))
    text, danger = without_doctype(decode(body, document.content_type))
    if danger is not None:
        return ParsedFeed(State.UNSAFE, detail=danger)
    root, addresses = _elements(text)
    if root == "sitemapindex":
        return _index(retrieval, document, addresses)
    if root == "urlset":
        return _urlset(retrieval, document, addresses, most)
    found = f"<{root[:40]}>" if root else "no XML"  # a name may have 50,000 characters
    return ParsedFeed(State.NOT_A_FEED, detail=f"{found} answered, not a sitemap")


def inflated(body: bytes, limit: int) -> bytes:
    """``body`` unpacked, at most ``limit`` bytes, several members included (RFC 1952, 2.2).

    Raises ``ValueError`` where it is larger, broken or cut off.
    """
    unpacked, rest = bytearray(), body
    try:
        while rest:
            inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            unpacked += inflate.decompress(rest, limit + 1 - len(unpacked))
            if len(unpacked) > limit:
                raise ValueError(f"more than {limit:,} bytes after unpacking")
            if not inflate.eof:
                raise ValueError("the gzip file ends too early")
            rest = inflate.unused_data.lstrip(b"\0")  # tapes and some servers pad with zeros
    except zlib.error as error:
        raise ValueError(f"broken gzip: {error}") from error
    return bytes(unpacked)


def _elements(text: str) -> tuple[str, list[_Address]]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).strip()
    if not markup.startswith("<"):
        return "", []
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return "", []
    if root is None:
        return "", []
    return _name(root), list(_addresses(root))


def _addresses(root: etree._Element) -> Iterator[_Address]:
    for at, element in enumerate(root):
        if at >= _MOST_ADDRESSES:
            return
        address = _Address()
        for inner in element.iter():
            name = _name(inner)
            # "image:loc" is the address of a picture.
            if name and inner.text and (name != "loc" or inner.getparent() is element):
                address.fields.setdefault(name, inner.text)
        yield address


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _index(retrieval: Retrieval, document: Document, addresses: list[_Address]) -> ParsedFeed:
    fits = matcher(retrieval.sitemaps, document.url)
    parts: dict[str, Part] = {}
    for address in addresses:
        link = web_link(address.get("loc"), document.url)
        if link and fits(link):
            lastmod = one_line(address.get("lastmod") or "", 200) or None
            parts.setdefault(link, Part(link, lastmod))
    if parts:
        newest = newest_first(list(parts.values()))[:_MOST_PARTS]
        return ParsedFeed(State.WORKING, parts=tuple(newest))
    if not addresses:
        return ParsedFeed(State.EMPTY, detail="an index without sitemaps")
    reason = f"none of the {len(addresses)} sitemaps of the index fits (see `sitemaps`)"
    return ParsedFeed(State.LAYOUT, detail=reason)


def newest_first(parts: Sequence[Part]) -> list[Part]:
    """Sitemaps in the order in which news may be expected: by ``lastmod``, latest first; then
    those without one, by the numbers in their names, highest first (``post-sitemap12.xml`` was
    begun after ``post-sitemap2.xml``)."""
    return sorted(parts, key=lambda part: (_moment(part.lastmod), _numbers(part.url)), reverse=True)


def _urlset(
    retrieval: Retrieval, document: Document, addresses: list[_Address], most: int
) -> ParsedFeed:
    fits = matcher(retrieval.articles, document.url)
    found: dict[str, _Address] = {}
    for address in addresses:
        link = web_link(address.get("loc"), document.url)
        if link and fits(link):
            found.setdefault(link, address)
    if not found:
        if not addresses:
            return ParsedFeed(State.EMPTY)
        reason = f"none of its {len(addresses):,} addresses is an article's (see `articles`)"
        return ParsedFeed(State.LAYOUT, detail=reason)
    stamped = {address.get("lastmod") for address in found.values()}
    believed = len(stamped) > 1 or len(found) < _SAME
    order = _order(list(found.items()))
    detail = f"{most} of {len(order):,} addresses taken, the newest" if len(order) > most else ""
    entries = tuple(_entry(link, found[link], believed) for link in order[:most])
    return ParsedFeed(State.WORKING, entries, detail=detail)


def _order(found: list[tuple[str, _Address]]) -> list[str]:
    """Newest first. What has no date keeps the order of the file, turned round where the numbers
    in the addresses rise: WordPress lists the oldest first."""
    links = [link for link, _ in found]
    rising = _numbers(links[0]) <= _numbers(links[-1])
    places = {link: at if rising else -at for at, link in enumerate(links)}

    def age(pair: tuple[str, _Address]) -> tuple[float, int]:
        link, address = pair
        stated = address.get("publication_date") or address.get("lastmod")
        return _moment(stated), places[link]

    return [link for link, _ in sorted(found, key=age, reverse=True)]


def _entry(link: str, address: _Address, believed: bool) -> Entry:
    lastmod = one_line(address.get("lastmod") or "", 200) or None
    raw = address.get("publication_date")
    dated = parse_date(raw)
    title = one_line(plain_text(address.get("title") or ""))
    return Entry(
        id=None,
        link=link,
        title=title or None,
        language=one_line(address.get("language") or "", 200) or None,
        published_raw=one_line(raw, 200) if raw else None,
        published=dated[0] if dated else None,
        published_precision=dated[1] if dated else None,
        updated_raw=lastmod,
        revised=lastmod if believed and parse_date(lastmod) else None,
    )


def _moment(raw: str | None) -> float:
    """Seconds since 1970. Nearly all are RFC 3339, which Python reads fifteen times as fast as
    all the shapes of dates that there are."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(raw or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    dated = parse_date(raw)
    return dated[0].timestamp() if dated else 0.0


def _numbers(url: str) -> tuple[int, ...]:
    return tuple(int(digits[:15]) for digits in _NUMBERS.findall(url.partition("//")[2])[:20])
