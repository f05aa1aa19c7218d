"""Documents that are not what they say, or that attack their reader."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.origin.server import HTML, Answer, Exchange, Page

RSS = "application/rss+xml; charset=utf-8"


def items(count: int, start: int = 1, link: str = "http://sample.example/report") -> Iterator[str]:
    """RSS items that differ from one another, a minute apart, newest first."""
    newest = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for number in range(start, start + count):
        date = format_datetime(newest - timedelta(minutes=number), usegmt=True)
        yield (
            f"<item><title>SAMPLE report {number}</title><link>{link}/{number}</link>"
            f"<guid isPermaLink='false'>sample-{number}</guid><pubDate>{date}</pubDate>"
            f"<description>Sample text {number} about nobody.</description></item>"
        )


RSS_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
    "<title>SAMPLE feed</title><link>http://sample.example/</link>"
    "<description>Sample</description>"
)
RSS_TAIL = "</channel></rss>"


def rss(count: int = 3, link: str = "http://sample.example/report") -> bytes:
    """A valid RSS 2.0 document of ``count`` items."""
    return (RSS_HEAD + "".join(items(count, link=link)) + RSS_TAIL).encode()


def page(body: bytes | str, content_type: str = HTML, status: int = 200, **headers: str) -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(data, content_type, {k.replace("_", "-"): v for k, v in headers.items()}, status)


# ---- XML that attacks its reader


def xml_bomb() -> Answer:
    """A billion laughs: nine levels of entities, ten each."""
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "SAMPLE">'
        for n in range(10)
    )
    return page(
        f'<?xml version="1.0"?><!DOCTYPE rss [{levels}]><rss version="2.0"><channel>'
        "<title>&l9;</title><item><title>&l9;</title><guid>1</guid></item></channel></rss>",
        RSS,
    )


def xml_quadratic_bomb(size: int = 100_000, times: int = 10_000) -> Answer:
    """One long entity named many times: passes checks that only count levels."""
    return page(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"a" * size}">]><rss version="2.0">'
        f"<channel><item><guid>1</guid><title>{'&a;' * times}</title></item></channel></rss>",
        RSS,
    )


def xml_external_entity(target: str = "file:///etc/hostname") -> Answer:
    """A feed that wants the content of ``target`` in its title."""
    return page(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]><rss version="2.0">'
        "<channel><title>&x;</title><item><guid>1</guid><title>&x;</title></item></channel></rss>",
        RSS,
    )


def xml_external_dtd(target: str = "http://127.0.0.1:9/evil.dtd") -> Answer:
    """A feed whose document type stands at an address of the server's choice."""
    return page(
        f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{target}">' + rss().decode().split("?>", 1)[1],
        RSS,
    )


def xml_deep(depth: int = 100_000) -> Answer:
    """Elements in one another, ``depth`` deep."""
    return page(RSS_HEAD + "<item>" + "<b>" * depth + "</b>" * depth + "</item>" + RSS_TAIL, RSS)


def xml_attributes(count: int = 100_000) -> Answer:
    """One tag with ``count`` attributes."""
    names = " ".join(f"a{number}='1'" for number in range(count))
    return page(f"{RSS_HEAD}<item {names}><guid>1</guid></item>{RSS_TAIL}", RSS)


def xml_namespaces(count: int = 50_000) -> Answer:
    """``count`` elements, each of a namespace of its own under a prefix of its own."""
    elements = "".join(f"<n{n}:x xmlns:n{n}='u{n}'/>" for n in range(count))
    return page(f"{RSS_HEAD}<item><guid>1</guid>{elements}</item>{RSS_TAIL}", RSS)


# ---- bodies that are not what they say


def html_instead_of_feed() -> Answer:
    """A home page at the feed's address."""
    return page(
        "<!doctype html><html><head><title>SAMPLE Home</title></head><body><h1>Welcome</h1>"
        "<p>Our site is new. The news stand <a href='/news'>here</a>.</p></body></html>"
    )


def html_named_feed() -> Answer:
    """The same, called a feed."""
    return page("<!doctype html><html><body><p>Moved.</p></body></html>", RSS)


def empty_body(content_type: str = RSS) -> Answer:
    """200 and nothing."""
    return page(b"", content_type)


def truncated_feed() -> Answer:
    """A feed that ends in the middle of its third item."""
    body = rss(5)
    return page(body[: body.index(b"sample-3")], RSS)


def feed_of_size(size: int = 50_000_000) -> Answer:
    """A valid feed of ``size`` bytes, made while it is sent."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Type", RSS), ("Transfer-Encoding", "chunked")])
        await exchange.chunk(RSS_HEAD.encode())
        sent = 0
        for number in itertools.count():
            block = "".join(items(200, 1 + number * 200)).encode()
            await exchange.chunk(block)
            sent += len(block)
            if sent >= size:
                break
        await exchange.chunk(RSS_TAIL.encode())
        await exchange.chunk(b"")

    return play


def feed_of_entries(count: int = 10_000) -> Answer:
    """A valid feed of ``count`` entries."""
    return page(rss(count), RSS)


CYRILLIC = "Примусова мобілізація: ЗРАЗОК повідомлення про вигадану подію"


def _cyrillic_feed(declared: str, actual: str) -> bytes:
    text = RSS_HEAD.replace("utf-8", declared, 1)
    item = f"<item><guid>1</guid><title>{CYRILLIC}</title></item>"
    return (text + item + RSS_TAIL).encode(actual)


def charset_declared_utf8() -> Answer:
    """windows-1251 bytes that both the header and the declaration call UTF-8."""
    return page(_cyrillic_feed("utf-8", "windows-1251"), RSS)


def charset_declared_1251() -> Answer:
    """UTF-8 bytes that both the header and the declaration call windows-1251."""
    feed = _cyrillic_feed("windows-1251", "utf-8")
    return page(feed, "application/rss+xml; charset=windows-1251")


def charset_header_lies() -> Answer:
    """UTF-8 bytes, declared right in the document and wrong in the header."""
    return page(_cyrillic_feed("utf-8", "utf-8"), "application/rss+xml; charset=iso-8859-1")


def charset_unknown() -> Answer:
    """A charset that does not exist."""
    return page(_cyrillic_feed("x-sample-9", "utf-8"), "text/xml; charset=x-sample-9")


def charset_utf16() -> Answer:
    """UTF-16 with its byte order mark, under a header that says UTF-8."""
    return page(_cyrillic_feed("utf-16", "utf-16"), RSS)


def nul_bytes() -> Answer:
    """A feed with NUL and other control characters in its titles."""
    return page(rss().replace(b"SAMPLE report", b"SAMPLE\x00\x0b\x1f report"), RSS)


def _noise(size: int) -> bytes:
    """Bytes that look like a compressed file: no repeats, no text; the same each time."""
    return b"".join((n * 2654435761 % 2**32).to_bytes(4, "big") for n in range(size // 4))


def binary_as_html(size: int = 200_000) -> Answer:
    """A file of noise called a web page."""
    return page(b"\x7fELF\x02\x01\x01\x00" + _noise(size))


def pdf(content_type: str = "application/pdf") -> Answer:
    """A one-page PDF of ours."""
    return page(PDF, content_type)


def image_as_html() -> Answer:
    """A PNG called a web page."""
    return page(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + _noise(5_000))


PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R\n"
    b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\n"
    b"endobj\n4 0 obj\n<< /Length 55 >>\nstream\n"
    b"BT /F1 18 Tf 40 100 Td (SAMPLE report, no event) Tj ET \nendstream\nendobj\n"
    b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
)
