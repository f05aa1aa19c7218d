"""Feed documents of real size and shape for the bench of the parser, the same for the same seed.

Sizes follow the 200 feeds that the facts of this project were measured on: median 80 kB, a
twentieth above 1.3 MB, none above 2.5 MB. Three in five are RSS as WordPress writes it, with
whole articles in ``content:encoded``; the rest is RSS with summaries only, Atom (escaped HTML; one
in twenty XHTML) and RDF. Every word and tag is ours.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from statistics import NormalDist

from bench.pages import Report, make_report

MEDIAN, P95, LARGEST = 80_000, 1_300_000, 2_500_000  # bytes
_MOST_SUMMARIES = 400_000
"""Bytes of 400 summaries. A larger feed has whole articles: nobody lists a thousand summaries."""
_POOL = 120
"""Reports that all feeds draw from. A feed takes each once; only the largest begin anew."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One feed document as a server would send it."""

    name: str
    body: bytes
    content_type: str


def sizes(count: int) -> list[int]:
    """Bytes of ``count`` documents, ascending: the quantiles of a log-normal distribution."""
    spread = math.log(P95 / MEDIAN) / NormalDist().inv_cdf(0.95)
    points = (NormalDist().inv_cdf((i + 0.5) / count) for i in range(count))
    return [min(LARGEST, max(3_000, round(MEDIAN * math.exp(spread * z)))) for z in points]


def make_feeds(count: int = 200, seed: int = 0) -> Iterator[Sample]:
    """``count`` documents."""
    pool = [make_report(number, seed) for number in range(_POOL)]
    shuffled = sizes(count)
    random.Random(f"sizes/{seed}").shuffle(shuffled)
    for number, size in enumerate(shuffled):
        dice = random.Random(f"feed/{seed}/{number}")
        shape = _SHAPES[number % len(_SHAPES)]
        reports = dice.sample(pool, len(pool))
        if shape is _summaries and size > _MOST_SUMMARIES:
            shape = _wordpress
        text = shape(dice, reports, size)
        # Old sites still send windows-1251, and say so.
        encoding = "windows-1251" if number % 16 == 3 else "utf-8"
        text = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'
        body = text.encode(encoding, "xmlcharrefreplace")
        yield Sample(f"{number:03} {shape.__name__.strip('_')}", body, "application/xml")


def _until(size: int, reports: list[Report], entry: Callable[[int, Report], str]) -> str:
    """Entries until ``size`` bytes are full, at least one."""
    parts: list[str] = []
    written = 0
    while written < size:
        number = len(parts)
        parts.append(entry(number, reports[number % len(reports)]))
        written += len(parts[-1].encode())
    return "".join(parts)


def _day(number: int) -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC) - timedelta(hours=5 * number)


# --- bodies ------------------------------------------------------------------------------


def article(dice: random.Random, report: Report, url: str) -> str:
    """A whole article as WordPress 6 writes it into a feed."""
    parts = [_figure(dice, url)]
    for at, paragraph in enumerate(report.paragraphs):
        parts += [
            f'<h2 class="wp-block-heading" id="h-{at}">{escape(heading)}</h2>\n'
            for before, heading in report.headings if before == at
        ]  # fmt: skip
        parts.append(f"\n<p>{_inline(dice, paragraph)}</p>\n")
        if dice.random() < 0.12:
            parts.append(_extra(dice, url, report))
    parts.append(
        f'<p>The post <a href="{url}">{escape(report.title)}</a> appeared first on '
        f'<a href="https://site.example">Sample site</a>.</p>\n'
    )
    return "\n".join(parts)


def _inline(dice: random.Random, paragraph: str) -> str:
    words = paragraph.split(" ")
    for _ in range(1 + len(words) // 25):
        at = dice.randrange(len(words))
        word = words[at]
        if "<" in word:
            continue
        words[at] = dice.choice((
            f'<a href="https://site.example/t/{dice.randrange(9999)}/?utm_source=rss&amp;'
            f'utm_medium=rss" target="_blank" rel="noreferrer noopener">{word}</a>',
            f"<strong>{word}</strong>", f"<em>{word}</em>", f"{word}&nbsp;&#8212;",
            f"&#8220;{word}&#8221;", f'<span style="font-weight: 400;">{word}</span>',
        ))  # fmt: skip
    return " ".join(words)


def _figure(dice: random.Random, url: str) -> str:
    number = dice.randrange(10**6)
    place = f"https://site.example/wp-content/uploads/2026/03/photo-{number}"
    widths = (1024, 300, 768, 1536, 2048, 640)
    choices = ", ".join(f"{place}-{w}x{w * 2 // 3}.jpg {w}w" for w in widths)
    return (
        f'<figure class="wp-block-image size-large"><a href="{url}"><img fetchpriority="high" '
        f'decoding="async" width="1024" height="683" src="{place}-1024x683.jpg" alt="" '
        f'class="wp-image-{number}" srcset="{choices}" sizes="(max-width: 1024px) 100vw, 1024px" '
        f'/></a><figcaption class="wp-element-caption">Photo {number}</figcaption></figure>\n'
    )


def _extra(dice: random.Random, url: str, report: Report) -> str:
    said = escape(dice.choice(report.paragraphs))
    items = "".join(f"<li>{escape(p.split('.')[0])}</li>\n" for p in report.paragraphs[:4])
    number = dice.randrange(10**6)
    return dice.choice((
        _figure(dice, url),
        f'<blockquote class="wp-block-quote is-layout-flow"><p>{said}</p></blockquote>\n',
        f'<ul class="wp-block-list">\n{items}</ul>\n',
        f'<div class="wp-block-embed__wrapper"><iframe title="video" width="640" height="360" '
        f'src="https://video.example/embed/{number}?feature=oembed" frameborder="0" '
        f'allow="accelerometer; autoplay" allowfullscreen></iframe></div>\n',
        f'<blockquote class="telegram-post" data-post="sample/{number}"></blockquote>'
        f'<script async src="https://widget.example/w.js?{number}" data-width="100%"></script>\n',
        f'<div class="sharedaddy sd-sharing-enabled"><ul><li class="share-x"><a rel="nofollow" '
        f'class="share-x sd-button" href="{url}?share=x" onclick="return s({number})">'
        f"<span>Share</span></a></li></ul></div>\n",
    ))  # fmt: skip


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


# --- documents -----------------------------------------------------------------------------


def _wordpress(dice: random.Random, reports: list[Report], size: int) -> str:
    def entry(number: int, report: Report) -> str:
        url = f"https://site.example/2026/03/post-{number}/"
        topics = "".join(
            f"\t\t<category>{_cdata(w)}</category>\n" for w in report.title.split()[:3]
        )
        return (
            f"\t<item>\n\t\t<title>{escape(report.title)}</title>\n\t\t<link>{url}</link>\n\t\t"
            f"<comments>{url}#respond</comments>\n\t\t"
            f"<dc:creator>{_cdata(report.author)}</dc:creator>\n\t\t"
            f"<pubDate>{format_datetime(_day(number))}</pubDate>\n{topics}\t\t"
            f'<guid isPermaLink="false">https://site.example/?p={number}</guid>\n\t\t'
            f"<description>{_cdata(f'<p>{report.summary} [&#8230;]</p>')}</description>\n\t\t"
            f"<content:encoded>{_cdata(article(dice, report, url))}</content:encoded>\n\t\t"
            f"<wfw:commentRss>{url}feed/</wfw:commentRss>\n\t\t"
            f"<slash:comments>{dice.randrange(20)}</slash:comments>\n\t</item>\n"
        )

    return _rss(_until(size, reports, entry))


def _summaries(dice: random.Random, reports: list[Report], size: int) -> str:
    def entry(number: int, report: Report) -> str:
        url = f"https://site.example/news/{number}.html"
        picture = f'<img src="https://site.example/i/{dice.randrange(9999)}.jpg" align="left"/>'
        text = f"{picture}{report.summary}<br /><br />"
        return (
            f"<item><title>{_cdata(report.title)}</title><link>{url}</link>"
            f'<guid isPermaLink="true">{url}</guid><description>{escape(text, quote=False)}'
            f"</description><pubDate>{format_datetime(_day(number))}</pubDate>"
            f'<enclosure url="https://site.example/i/{number}.jpg" length="0" type="image/jpeg"/>'
            f"<category>{escape(report.title.split()[0])}</category></item>\n"
        )

    return _rss(_until(size, reports, entry))


def _rss(items: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n\t<title>Sample</title>'
        '\n\t<atom:link href="https://site.example/feed/" rel="self" type="application/rss+xml"/>'
        "\n\t<link>https://site.example</link>\n\t<description>Sample</description>\n\t"
        "<lastBuildDate>Sun, 01 Mar 2026 12:00:00 +0000</lastBuildDate>\n\t"
        "<language>uk</language>\n\t<sy:updatePeriod>hourly</sy:updatePeriod>\n\t"
        "<sy:updateFrequency>1</sy:updateFrequency>\n"
        f"{items}</channel>\n</rss>\n"
    )


def _atom_html(dice: random.Random, reports: list[Report], size: int) -> str:
    return _atom(dice, reports, size, lambda text: f'<content type="html">{escape(text)}</content>')


def _atom_xhtml(dice: random.Random, reports: list[Report], size: int) -> str:
    def inside(text: str) -> str:
        text = text.replace("&nbsp;", "&#160;").replace(" async ", ' async="" ')
        text = text.replace(" allowfullscreen>", ' allowfullscreen="">')
        return (
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'
            "</content>"
        )

    return _atom(dice, reports, size, inside)


def _atom(
    dice: random.Random, reports: list[Report], size: int, content: Callable[[str], str]
) -> str:
    def entry(number: int, report: Report) -> str:
        url = f"https://site.example/2026/03/{number}.html"
        moment = _day(number).isoformat()
        return (
            f"<entry><id>tag:site.example,2026:post-{number}</id><published>{moment}</published>"
            f'<updated>{moment}</updated><title type="text">{escape(report.title)}</title>'
            f"{content(article(dice, report, url))}"
            f'<link rel="replies" type="application/atom+xml" href="{url}/comments"/>'
            f'<link rel="alternate" type="text/html" href="{url}"/>'
            f"<author><name>{escape(report.author)}</name></author></entry>\n"
        )

    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk"><id>tag:site.example,2026:f</id>'
        '<updated>2026-03-01T12:00:00Z</updated><title type="text">Sample</title>'
        '<link rel="self" href="https://site.example/atom.xml"/>'
        '<link rel="alternate" href="https://site.example/"/>\n'
        f"{_until(size, reports, entry)}</feed>\n"
    )


def _rdf(dice: random.Random, reports: list[Report], size: int) -> str:
    def entry(number: int, report: Report) -> str:
        url = f"https://site.example/a/{number}"
        return (
            f'<item rdf:about="{url}"><title>{escape(report.title)}</title><link>{url}</link>'
            f"<description>{escape(report.summary)}</description>"
            f"<content:encoded>{_cdata(article(dice, report, url))}</content:encoded>"
            f"<dc:creator>{escape(report.author)}</dc:creator>"
            f"<dc:date>{_day(number).isoformat()}</dc:date></item>\n"
        )

    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">\n'
        '<channel rdf:about="https://site.example/"><title>Sample</title>'
        "<link>https://site.example/</link><description>Sample</description></channel>\n"
        f"{_until(size, reports, entry)}</rdf:RDF>\n"
    )


_SHAPES = (
    *(_wordpress, _wordpress, _summaries, _wordpress, _atom_html) * 3,
    _wordpress, _rdf, _wordpress, _rdf, _atom_xhtml,
)  # fmt: skip
