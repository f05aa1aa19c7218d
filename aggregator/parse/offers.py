"""What a page offers instead of a feed: declared links, an API, and repeated items that look like
a list of articles. Guesses for a person to look at, never used unseen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from aggregator.identify import link_key
from aggregator.model import Document, Layout, Retrieval
from aggregator.parse.dates import parse_date
from aggregator.parse.links import web_link
from aggregator.parse.listing import selector
from aggregator.parse.markup import page_tree
from aggregator.parse.patterns import matcher, path_pattern
from aggregator.parse.text import one_line

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
     "application/json", "text/xml", "application/xml")
)  # fmt: skip
_COMMENTS = re.compile(r"comments?/feed|/oembed|/wp-json", re.I)
_HEADLINE = 20
"""Characters from which the text of a link may be a headline; a menu's are shorter."""
_FEWEST = 3  # repetitions that make a list
_CLASS = re.compile(r"[A-Za-z_][A-Za-z_-]{0,40}")  # without digits: post-4711 is one item's own
_OLDER = re.compile(
    r"next|older|далі|наступн\w*|старіш\w*|дальше|следующ\w*|вперед|suivant\w*|weiter|›|»|→", re.I
)
_MOST_LINKS = 2_000


@dataclass(frozen=True, slots=True)
class Offers:
    """What one page offers. ``feeds`` are declared addresses, ``posts`` that of the WordPress
    API; ``lists`` are ways to read the page itself, the likeliest first."""

    feeds: tuple[str, ...] = ()
    posts: str | None = None
    lists: tuple[Retrieval, ...] = ()


def offers_of(document: Document) -> Offers:
    """Looks through a web page. What is none offers nothing."""
    tree = page_tree(document.body, document.content_type)
    if isinstance(tree, str):
        return Offers()
    lists = [Retrieval("listing", layouts=(layout,)) for layout in _layouts(tree, document.url)]
    pattern = articles_pattern([link for link, _ in _headlines(tree, document.url)])
    if pattern is not None:
        lists.append(Retrieval("listing", (pattern,)))
    documents = [link for link, _ in _links(tree, document.url) if ".pdf" in link.lower()]
    if documents:
        lists.append(Retrieval("pdf"))
    return Offers(tuple(_declared(tree, document.url)), _posts(tree, document.url), tuple(lists))


def articles_pattern(links: Sequence[str]) -> str | None:
    """The pattern of the addresses that most of ``links`` share, where they are articles by
    their shape: a slug of several words, or a number."""
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for link in dict.fromkeys(links):
        path = urlsplit(link).path
        segments = path.strip("/").split("/")
        last = segments[-1]
        if last.count("-") >= 2 or re.search(r"\d{3,}", last) or last.count("_") >= 2:
            first = segments[0] if len(segments) > 1 else ""
            groups[len(segments), first].append(path)
    largest = max(groups.values(), key=len, default=[])
    if len(largest) < _FEWEST:
        return None
    pattern = path_pattern(largest)
    if all(path.endswith("/") for path in largest) and not pattern.endswith("*"):
        pattern += "/"
    # One word and a star would take in every section of the site.
    return "/*-*-*" if pattern == "/*" else pattern


def _declared(tree: HtmlElement, url: str) -> Iterator[str]:
    seen = set()
    for link in tree.iter("link"):
        words = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        if "alternate" not in words or kind not in _FEED_TYPES:
            continue
        address = web_link(link.get("href"), url)
        if address and address not in seen and not _COMMENTS.search(address):
            seen.add(address)
            yield address


def _posts(tree: HtmlElement, url: str) -> str | None:
    """WordPress names its API in the head of every page."""
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "https://api.w.org/":
            root = web_link(link.get("href"), url)
            if root and "rest_route=" in root:
                return f"{root.rstrip('/')}/wp/v2/posts"
            return urljoin(root.rstrip("/") + "/", "wp/v2/posts") if root else None
    return None


def _links(tree: HtmlElement, url: str) -> Iterator[tuple[str, HtmlElement]]:
    own, home = matcher((), url), link_key(url)
    for at, element in enumerate(tree.iter("a")):
        if at >= _MOST_LINKS:
            return
        link = web_link(element.get("href"), url)
        if link and own(link) and link_key(link) not in (None, home):
            yield link, element


def _headlines(tree: HtmlElement, url: str) -> list[tuple[str, HtmlElement]]:
    return [
        (link, element)
        for link, element in _links(tree, url)
        if len(one_line(element.text_content(), 300)) >= _HEADLINE
    ]


def _layouts(tree: HtmlElement, url: str) -> list[Layout]:
    """Layouts of the repeated items of a page, those with dates first."""
    linked = _headlines(tree, url)
    keys: dict[HtmlElement, set[str | None]] = defaultdict(set)
    for link, element in linked:
        for ancestor in (element, *element.iterancestors()):
            keys[ancestor].add(link_key(link))
    groups: dict[str, list[HtmlElement]] = defaultdict(list)
    for _, element in linked:
        item = element
        for ancestor in element.iterancestors():
            if len(keys[ancestor]) > 1 or ancestor.tag in ("body", "html"):
                break
            item = ancestor
        if (css := _css(item)) and item not in groups[css]:
            groups[css].append(item)
    found = [
        (_layout(css, items, tree), items)
        for css, items in groups.items()
        if len(items) >= _FEWEST and len(selector(css)(tree)) <= 1.5 * len(items)
    ]
    found.sort(key=lambda each: (_dated(each[0], each[1]), len(each[1])), reverse=True)
    return [layout for layout, _ in found[:2]]


def _css(element: HtmlElement) -> str | None:
    """``tag.class.class``; without a class of its own an element cannot be told from others."""
    classes = [name for name in (element.get("class") or "").split() if _CLASS.fullmatch(name)]
    if not classes:
        return element.tag if element.tag == "article" else None
    return ".".join((element.tag, *classes[:2]))


def _layout(css: str, items: Sequence[HtmlElement], tree: HtmlElement) -> Layout:
    title = next((tag for tag in ("h1", "h2", "h3", "h4") if all(
        item.find(f".//{tag}") is not None for item in items)), None)  # fmt: skip
    return Layout(css, title=title, published=_date_selector(items), older=_older(tree))


def _date_selector(items: Sequence[HtmlElement]) -> str | None:
    """The element that holds a date in most of the items; ``None`` also where a ``time`` does,
    which is found without being named."""
    if all(item.find(".//time") is not None for item in items):
        return None
    counts: Counter[str] = Counter()
    for item in items:
        for element in list(item.iter())[:200]:
            if not isinstance(element.tag, str) or len(element):
                continue
            text = one_line(element.text_content(), 60)
            css = _css(element)
            if css and text and parse_date(text):
                counts[css] += 1
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] * 2 > len(items) else None


def _dated(layout: Layout, items: Sequence[HtmlElement]) -> bool:
    return layout.published is not None or all(item.find(".//time") is not None for item in items)


def _older(tree: HtmlElement) -> str | None:
    if selector("a[rel~=next]")(tree):
        return "a[rel~=next]"
    for element in tree.iter("a"):
        text = one_line(element.text_content(), 40)
        css = _css(element)
        if css and _OLDER.fullmatch(text) and len(selector(css)(tree)) == 1:
            return css
    return None
