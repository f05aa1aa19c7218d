"""Article pages of realistic size and markup for the benches, the same for the same seed.

About 90 kB each (``make_page`` fills up with what real news sites fill up with: styles, scripts,
menus, teasers, comments, a cookie banner), in five layouts, in en, uk and ru, 300 to 900 words.
Where title, author and date stand differs from layout to layout, and some say less.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from bench.words import BANKS, Bank

SIZE = 90_000  # bytes of one page, before compression: the figure of the task
PAGES = "pages.bin"
"""The file in which ``bench.origin`` leaves all pages: a line of JSON, then the bytes, each."""
NEWEST = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """What an article says, before any layout."""

    number: int
    language: str
    title: str
    author: str
    published: datetime
    paragraphs: tuple[str, ...]
    headings: tuple[tuple[int, str], ...]  # before which paragraph, and what it says

    @property
    def summary(self) -> str:
        """What the feed says of it: the first paragraph."""
        return self.paragraphs[0]

    @property
    def words(self) -> int:
        """Length of the text."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


def make_report(number: int, seed: int = 0) -> Report:
    """The report of that number."""
    dice = random.Random(f"{seed}/{number}")
    language = dice.choice(("en", "uk", "uk", "ru"))
    bank = _subject(BANKS[language], dice)
    paragraphs: list[str] = []
    wanted, have = dice.randint(300, 900), 0
    while have < wanted:
        paragraph = " ".join(_sentence(bank, dice) for _ in range(dice.randint(2, 5)))
        paragraphs.append(paragraph)
        have += len(paragraph.split())
    event = dice.choice(bank.event)
    title = f"{event[0].upper()}{event[1:]} {dice.choice(bank.where)} ({number})"
    cuts = sorted(dice.sample(range(1, len(paragraphs)), min(2, len(paragraphs) - 1)))
    return Report(
        number=number,
        language=language,
        title=title,
        author=dice.choice(bank.author),
        published=NEWEST - timedelta(minutes=7 * number),
        paragraphs=tuple(paragraphs),
        headings=tuple(zip(cuts, dice.sample(bank.heading, len(cuts)), strict=True)),
    )


def _subject(bank: Bank, dice: random.Random) -> Bank:
    """What one report is about: a few places and events, not all that there are.

    The tagger of the first version found 5 regions and 5 topics in a report on average, at 20
    and 37 places in the text. In the three shorter texts of ../shared/seeds, as long as ours, it
    found 2 to 3 and 3 to 7, at 7 to 13 and 19 to 39.
    """
    return replace(
        bank, where=tuple(dice.sample(bank.where, 3)), event=tuple(dice.sample(bank.event, 3))
    )


def _sentence(bank: Bank, dice: random.Random) -> str:
    if dice.random() < 0.4:
        return dice.choice(bank.comment).format(n=dice.randint(3, 480))
    parts = [bank.who, bank.event]
    if dice.random() < 0.4:
        parts.append(bank.where)
    parts.append(bank.when)
    return " ".join(dice.choice(part) for part in parts) + "."


def make_page(report: Report, url: str, size: int = SIZE, seed: int = 0) -> bytes:
    """The page of a report at ``url``, ``size`` bytes or a little more."""
    dice = random.Random(f"page/{seed}/{report.number}")
    layout = LAYOUTS[report.number % len(LAYOUTS)]
    page = layout(Furniture(BANKS[report.language], dice), report, url)
    missing = size - len(page.encode())
    return page.replace(_FILLING, _filling(dice, missing)).encode()


_FILLING = "<!--filling-->"


def _filling(dice: random.Random, size: int) -> str:
    """Styles and scripts in the head, as page builders write them into every page."""
    rules: list[str] = []
    written = 60
    while written < size // 2:
        rules.append(
            f".c-{dice.randrange(10**6):x} .e{dice.randrange(999)}>li:nth-child("
            f"{dice.randint(1, 9)}){{margin:{dice.randint(0, 48)}px {dice.randint(0, 48)}px;"
            f"color:#{dice.randrange(16**6):06x};"
            f"transition:opacity .{dice.randint(1, 9)}s ease-in-out}}"
        )
        written += len(rules[-1])
    calls: list[str] = []
    while written < size:
        calls.append(
            f'w.push(["track","k{dice.randrange(16**8):08x}",{{"id":{dice.randrange(10**7)},'
            f'"slot":"s{dice.randrange(99)}","lazy":!{dice.randint(0, 1)}}}]);'
        )
        written += len(calls[-1])
    style = f"<style>{''.join(rules)}</style>" if rules else ""
    return f"{style}<script>(function(w){{{''.join(calls)}}})([]);</script>"


def read_pages(path: Path) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of every page in the file :data:`PAGES`."""
    with path.open("rb") as file:
        while line := file.readline():
            head = json.loads(line)
            yield head["url"], file.read(head["bytes"])


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around an article."""

    bank: Bank
    dice: random.Random

    def menu(self, levels: int = 2) -> str:
        """A menu with submenus."""
        items = []
        for word in self.bank.menu:
            below = ""
            if levels > 1:
                some = self.dice.sample(self.bank.menu, self.dice.randint(2, 6))
                below = "".join(
                    f'<li class="menu-item menu-item-{self.dice.randrange(9999)}">'
                    f'<a href="/section/{self.dice.randrange(99)}/">{name}</a></li>'
                    for name in some
                )
                below = f'<ul class="sub-menu">{below}</ul>'
            items.append(
                f'<li class="menu-item menu-item-type-taxonomy"><a href="/s/{word}/">{word}</a>'
                f"{below}</li>"
            )
        return f'<ul class="menu">{"".join(items)}</ul>'

    def headline(self) -> str:
        """The title of another report."""
        event = self.dice.choice(self.bank.event)
        return f"{event[0].upper()}{event[1:]} {self.dice.choice(self.bank.where)}"

    def teasers(self, count: int) -> str:
        """Cards that lead to other reports."""
        cards = []
        for _ in range(count):
            number = self.dice.randrange(10**5)
            cards.append(
                f'<div class="card card--teaser" data-id="{number}"><a class="card__link" '
                f'href="/archive/{number}/"><picture><source srcset="/i/{number}-640.webp 640w, '
                f'/i/{number}-320.webp 320w" type="image/webp"><img loading="lazy" width="320" '
                f'height="180" src="/i/{number}.jpg" alt=""></picture><h3 class="card__title">'
                f'{self.headline()}</h3></a><span class="card__date">{self.dice.randint(1, 28)}.02'
                f"</span></div>"
            )
        return "".join(cards)

    def comments(self, count: int) -> str:
        """What readers wrote below."""
        items = []
        for number in range(count):
            said = " ".join(_sentence(self.bank, self.dice) for _ in range(2))
            items.append(
                f'<li class="comment depth-1" id="comment-{number}"><article class="comment-body">'
                f'<footer class="comment-meta"><b class="fn">reader {number}</b><time datetime='
                f'"2026-03-02T1{number % 10}:00:00+02:00">2 March</time></footer><div class='
                f'"comment-content"><p>{said}</p></div><a class="comment-reply-link" '
                f'href="#r{number}">Reply</a></article></li>'
            )
        return f'<ol class="comment-list">{"".join(items)}</ol>'

    def icons(self) -> str:
        """A sprite of drawings."""
        paths = "".join(
            f'<symbol id="i{n}" viewBox="0 0 24 24"><path d="M{self.dice.randint(1, 9)} 4h'
            f'{self.dice.randint(1, 9)}v2l-3 {self.dice.randint(1, 9)}.5z"/></symbol>'
            for n in range(24)
        )
        return f'<svg xmlns="http://www.w3.org/2000/svg" style="display:none">{paths}</svg>'

    def cookies(self) -> str:
        """The banner that asks for consent."""
        boxes = "".join(
            f'<label><input type="checkbox" name="c{n}"><span>Category {n}</span></label>'
            for n in range(6)
        )
        return (
            '<div id="cookie-banner" role="dialog" class="cookie-consent is-hidden"><p>We value '
            "your privacy. This sample site sets no cookies, but its banner is as long as "
            f"others are.</p><form>{boxes}<button>Accept all</button></form></div>"
        )

    def footer(self) -> str:
        """The end of the page."""
        columns = "".join(f'<div class="col">{self.menu(1)}</div>' for _ in range(3))
        return f'<footer class="site-footer">{columns}<p>Sample site of a benchmark.</p></footer>'


def _paragraphs(report: Report, between: Callable[[int], str] | None = None) -> str:
    headings = dict(report.headings)
    lines = []
    for number, paragraph in enumerate(report.paragraphs):
        if number in headings:
            lines.append(f"<h2>{escape(headings[number])}</h2>")
        lines.append(f"<p>{escape(paragraph)}</p>")
        if between is not None and number % 4 == 3:
            lines.append(between(number))
    return "\n".join(lines)


def _json_ld(report: Report, url: str, *, author: bool = True) -> str:
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": report.title,
                "datePublished": report.published.isoformat(),
                "dateModified": report.published.isoformat(),
                "mainEntityOfPage": url,
                **({"author": {"@type": "Person", "name": report.author}} if author else {}),
            },
            {"@type": "WebSite", "name": "Sample site", "url": url},
            {"@type": "BreadcrumbList", "itemListElement": []},
        ],
    }
    text = json.dumps(said, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def _og(report: Report, url: str, *, date: bool = True) -> str:
    lines = [
        '<meta property="og:type" content="article">',
        f'<meta property="og:title" content="{escape(report.title)}">',
        f'<meta property="og:description" content="{escape(report.summary)}">',
        f'<meta property="og:url" content="{url}">',
        '<meta property="og:site_name" content="Sample site">',
    ]
    if date:
        moment = report.published.isoformat()
        lines.append(f'<meta property="article:published_time" content="{moment}">')
    return "\n".join(lines)


def _wordpress(around: Furniture, report: Report, url: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="{report.language}" class="no-js"><head><meta charset="UTF-8">
<title>{escape(report.title)} &#8211; Sample site</title>
<link rel="canonical" href="{url}">{_og(report, url)}{_json_ld(report, url)}{_FILLING}</head>
<body class="post-template-default single single-post postid-{report.number}">{around.icons()}
<header id="masthead" class="site-header"><nav id="site-navigation">{around.menu()}</nav></header>
<div id="primary" class="content-area"><main id="main" class="site-main">
<article id="post-{report.number}" class="post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{escape(report.title)}</h1>
<div class="entry-meta"><time class="entry-date published"
datetime="{report.published.isoformat()}">{report.published:%d.%m.%Y}</time> <span class="byline">
<a class="url fn n" rel="author" href="/author/1/">{report.author}</a></span></div></header>
<div class="entry-content">{_paragraphs(report)}</div>
<footer class="entry-footer"><a href="/tag/sample/" rel="tag">sample</a></footer></article>
<section class="related-posts">{around.teasers(12)}</section>
<div id="comments" class="comments-area">{around.comments(14)}</div></main></div>
<aside id="secondary" class="widget-area">{around.teasers(10)}{around.menu(1)}</aside>
{around.footer()}{around.cookies()}</body></html>"""


def _portal(around: Furniture, report: Report, url: str) -> str:
    def box(number: int) -> str:
        link = f'<a href="/x/{number}">{around.headline()}</a>'
        return f'<div class="also" data-n="{number}">{link}</div>'

    return f"""<!doctype html>
<html lang="{report.language}"><head><meta charset="utf-8"><title>{escape(report.title)}</title>
{_og(report, url, date=False)}{_FILLING}{_json_ld(report, url, author=False)}</head><body>
<div class="topline">{around.menu(1)}</div><div class="mega">{around.menu()}</div>
<div class="grid"><div class="grid__main"><div class="article"><h1 class="article__title">
{escape(report.title)}</h1><div class="article__info">
<span class="article__author">{report.author}</span></div>
<div class="article__text">{_paragraphs(report, box)}</div></div>
<div class="feed">{around.teasers(24)}</div></div>
<div class="grid__side">{around.teasers(14)}</div></div>
{around.footer()}{around.cookies()}</body></html>"""


def _builder(around: Furniture, report: Report, url: str) -> str:
    def wrapped(inner: str, depth: int) -> str:
        for level in range(depth):
            inner = (
                f'<div class="elementor-element elementor-element-{level}" data-e="w">{inner}</div>'
            )
        return inner

    text = "".join(wrapped(f"<p>{escape(paragraph)}</p>", 3) for paragraph in report.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{report.language}"><head><meta charset="utf-8">
<title>{escape(report.title)} | Sample</title>
<meta name="author" content="{report.author}"><link rel="canonical" href="{url}">{_FILLING}</head>
<body class="elementor-page">{wrapped(around.menu(), 6)}
<section class="elementor-section">{wrapped(f"<h1>{escape(report.title)}</h1>", 4)}
{wrapped(f'<time datetime="{report.published:%Y-%m-%d}">{report.published:%d.%m.%Y}</time>', 4)}
<div class="elementor-widget-theme-post-content">{text}</div></section>
{wrapped(around.teasers(24), 5)}{around.footer()}{around.cookies()}</body></html>"""


def _old(around: Furniture, report: Report, url: str) -> str:
    rows = "".join(
        f'<tr><td class="left"><a href="/old/{n}.html">{around.headline()}</a></td></tr>'
        for n in range(40)
    )
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{escape(report.title)}</title>{_FILLING}</head>
<body bgcolor="#ffffff"><table width="100%"><tr><td valign="top" width="20%">{around.menu()}
<table>{rows}</table></td><td valign="top"><font size="5"><b>
{escape(report.title)}</b></font><br><i>{report.published:%d.%m.%Y}</i><div align="justify">
{_paragraphs(report)}</div><p align="right"><a href="{url}?print=1">print</a></p></td>
<td valign="top" width="20%">{around.teasers(12)}</td></tr></table>
{around.footer()}</body></html>"""


def _modern(around: Furniture, report: Report, url: str) -> str:
    state = json.dumps(
        {"props": {"related": [around.headline() for _ in range(60)], "id": report.number}},
        ensure_ascii=False,
    )
    return f"""<!DOCTYPE html><html lang="{report.language}"><head><meta charset="utf-8">
<title>{escape(report.title)} - Sample</title>{_og(report, url)}<link rel="canonical" href="{url}">
<script type="application/json" id="__DATA__">{state}</script>{_FILLING}</head>
<body><div id="__app">
<header>{around.menu()}</header><main><article><header><h1>{escape(report.title)}</h1><p class="by">
<span itemprop="author">{report.author}</span> <time datetime="{report.published.isoformat()}">
{report.published:%d %m %Y}</time></p></header>
<section itemprop="articleBody">{_paragraphs(report)}</section>
<aside class="newsletter"><form><input type="email"><button>Subscribe</button></form></aside>
</article><section class="more">{around.teasers(28)}</section></main>{around.footer()}
{around.cookies()}</div></body></html>"""


LAYOUTS: tuple[Callable[[Furniture, Report, str], str], ...] = (
    _wordpress,
    _portal,
    _wordpress,
    _builder,
    _old,
    _modern,
)
"""WordPress twice: the most common system among the groups in facts/sources.md."""
