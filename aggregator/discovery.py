"""What a site offers to be read: declared feeds, the usual addresses, the WordPress API, sitemaps,
its own pages. A bounded number of polite requests; nothing is stored."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from protego import Protego

from aggregator.clock import Clock
from aggregator.fetch.client import FEED_TYPES, PAGE_TYPES, Client
from aggregator.health import State
from aggregator.model import (
    Document,
    Entry,
    Feed,
    Layout,
    ParsedFeed,
    Part,
    Response,
    Retrieval,
)
from aggregator.parse.encoding import decode
from aggregator.parse.links import web_link
from aggregator.parse.offers import Offers, articles_pattern
from aggregator.pipeline.gathering import Gathering
from aggregator.retrieval import posts_address
from aggregator.work import find_offers
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError

MOST_REQUESTS = 20
"""Requests of one look at a site. The steps below need twelve to sixteen where everything is
there; with the pause between two requests to a host that is half a minute."""
_MOST_DECLARED = 4  # feeds that a page names: languages; sites of many sections name dozens
_MOST_SITEMAPS = 4
UNCONNECTED = frozenset({State.DNS, State.CONNECT, State.TLS, State.TIMEOUT, State.NOT_ALLOWED})
_POSTS = re.compile(r"post(?!_tag|_format|-tag)|news|article", re.I)
_ANY_ADDRESS = Retrieval("sitemap", ("*",))


@dataclass(frozen=True, slots=True)
class Found:
    """One address that was asked, and what it gave. ``titles`` are the first three."""

    url: str
    retrieval: Retrieval
    how: str
    state: State
    detail: str = ""
    entries: int = 0
    newest: datetime | None = None
    titles: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it gave entries."""
        return self.state is State.WORKING and self.entries > 0


class Discovery:
    """One look at one site."""

    def __init__(
        self, client: Client, workforce: Workforce, gathering: Gathering, clock: Clock
    ) -> None:
        self._client, self._workforce = client, workforce
        self._gathering, self._clock = gathering, clock
        self._answers: dict[str, Response] = {}
        self.requests = 0

    async def look(self, url: str) -> AsyncIterator[Found]:
        """Tries one way after the other; each address that was asked comes back, with what it
        gave. Ends early where the host cannot be reached at all."""
        url = _public_view(url)
        answer = await self._client.get(url, accept=PAGE_TYPES, robots=True)
        self.requests, base = 2, answer.url  # robots.txt was asked for first
        self._answers[url] = self._answers[base] = answer
        if answer.state is not State.WORKING:
            yield Found(url, Retrieval(), "the address itself", answer.state, answer.detail)
            if answer.state in UNCONNECTED:
                return
            if answer.state is State.WAITING:  # no robots.txt to be had: only feeds may be asked
                async for found in self._feeds(base, Offers()):
                    yield found
                return
        else:
            itself = await self._try(base, _kind_of(base), "the address itself")
            if itself is not None and itself.usable:
                yield itself
                return
        offers = await self._offers(answer)
        async for found in self._feeds(base, offers):
            yield found
        posts = offers.posts or urljoin(base, "/wp-json/wp/v2/posts")
        how = "the page names the WordPress API" if offers.posts else "the usual address"
        if (tried := await self._try(posts, Retrieval("wordpress"), how)) is not None:
            yield tried
        async for found in self._sitemaps(base):
            yield found
        for retrieval in offers.lists:
            if (tried := await self._try(base, retrieval, "its repeated links")) is not None:
                yield tried

    # --- ways ------------------------------------------------------------------------

    async def _feeds(self, base: str, offers: Offers) -> AsyncIterator[Found]:
        for url in offers.feeds[:_MOST_DECLARED]:
            if (found := await self._try(url, Retrieval(), "the page declares it")) is not None:
                yield found
        usual = dict.fromkeys((urljoin(base, "/feed/"), urljoin(_folder(base), "feed/")))
        for url in usual:
            if url not in offers.feeds:
                found = await self._try(url, Retrieval(), "the usual address")
                if found is not None:
                    yield found

    async def _sitemaps(self, base: str) -> AsyncIterator[Found]:
        robots = await self._get(urljoin(base, "/robots.txt"), "text/plain, */*;q=0.5")
        named: list[str] = []
        if robots is not None and robots.state is State.WORKING:
            text = decode(robots.body[:500_000], robots.content_type)
            links = (web_link(link, base) for link in Protego.parse(text).sitemaps)
            named = [link for link in links if link and _host(link) == _host(base)]
        usual = [urljoin(base, "/sitemap.xml"), urljoin(base, "/sitemap_index.xml")]
        for url in list(dict.fromkeys((*named, *usual)))[:_MOST_SITEMAPS]:
            how = "robots.txt names it" if url in named else "the usual address"
            found = await self._sitemap(url, how)
            if found is not None:
                yield found
                if found.usable:
                    return

    async def _sitemap(self, url: str, how: str) -> Found | None:
        """A sitemap, or the newest ones of an index, and which of its addresses are articles."""
        answer = await self._get(url, FEED_TYPES, robots=True)
        if answer is None:
            return None
        read = await self._read(url, _ANY_ADDRESS, answer)
        sitemaps: tuple[str, ...] = ()
        if read is not None and read.parts:
            part, sitemaps = _likeliest(read.parts)
            answer = await self._get(part, FEED_TYPES, robots=True)
            if answer is None:
                return None
            read = await self._read(part, _ANY_ADDRESS, answer)
        if read is None or read.state is not State.WORKING:
            return _found(url, _ANY_ADDRESS, how, answer, read)
        pattern = articles_pattern([entry.link or "" for entry in read.entries])
        if pattern is None:
            reason = "its addresses have no shape in common; write `articles:` by hand"
            return Found(url, _ANY_ADDRESS, how, State.LAYOUT, reason)
        retrieval = Retrieval("sitemap", (pattern,), sitemaps)
        return _found(url, retrieval, how, answer, await self._read(url, retrieval, answer))

    async def _try(self, url: str, retrieval: Retrieval, how: str) -> Found | None:
        address = posts_address(url) if retrieval.kind == "wordpress" else url
        # As when it is fetched: feeds are published for programs, the rest is scraped.
        answer = await self._get(address, FEED_TYPES, robots=retrieval.kind != "feed")
        if answer is None:
            return None
        return _found(url, retrieval, how, answer, await self._read(url, retrieval, answer))

    # --- one document ----------------------------------------------------------------

    async def _get(self, url: str, accept: str, *, robots: bool = False) -> Response | None:
        """Asks once for each address, and for no more than are allowed."""
        if url not in self._answers:
            if self.requests >= MOST_REQUESTS:
                return None
            self.requests += 1
            answer = await self._client.get(url, accept=accept, robots=robots)
            self._answers[url] = self._answers[answer.url] = answer
        return self._answers[url]

    async def _read(self, url: str, retrieval: Retrieval, answer: Response) -> ParsedFeed | None:
        feed = Feed("discover/it", "discover", url, "", "I", False, retrieval=retrieval)
        return await self._gathering.parse(feed, answer)

    async def _offers(self, page: Response) -> Offers:
        if page.state is not State.WORKING:
            return Offers()
        document = Document(page.body, page.content_type, page.url, self._clock().date())
        try:
            return await self._workforce.run(find_offers, document)
        except (WorkTimeoutError, WorkCrashedError):
            return Offers()


def _found(
    url: str, retrieval: Retrieval, how: str, answer: Response, read: ParsedFeed | None
) -> Found:
    if read is None:
        return Found(url, retrieval, how, answer.state, answer.detail)
    moments = [entry.published for entry in read.entries if entry.published is not None]
    titles = tuple(title for entry in read.entries[:3] if (title := _name(entry)))
    return Found(
        url, retrieval, how, read.state, read.detail, len(read.entries),
        max(moments, default=None), titles,
    )  # fmt: skip


def _name(entry: Entry) -> str:
    """What a person recognises an entry by; sitemaps have addresses only."""
    return entry.title or urlsplit(entry.link or "").path


def _likeliest(parts: tuple[Part, ...]) -> tuple[str, tuple[str, ...]]:
    """The sitemap of an index in which articles may be expected, and the pattern of its like.
    WordPress and its plug-ins call them posts, others news or articles."""
    named = [part.url for part in parts if _POSTS.search(urlsplit(part.url).path)]
    if not named or len(named) == len(parts):
        return parts[0].url, ()
    path = re.sub(r"\d+", "*", urlsplit(named[0]).path)
    return named[0], (path if "*" in path else path.replace(".xml", "*.xml", 1),)


def _public_view(url: str) -> str:
    """Telegram shows a channel to everybody under /s/ only."""
    parts = urlsplit(url)
    path = parts.path.strip("/")
    if (parts.hostname or "").lower() == "t.me" and path and "/" not in path:
        return f"https://t.me/s/{path}"
    return url


def _kind_of(url: str) -> Retrieval:
    parts = urlsplit(url)
    channel = (parts.hostname or "").lower() == "t.me" and parts.path.startswith("/s/")
    return Retrieval("telegram") if channel else Retrieval()


def _folder(url: str) -> str:
    return urljoin(url, "." if not url.endswith("/") else "")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def yaml_lines(found: Found, name: str, day: date) -> str:
    """The entry for feeds.yaml, to be pasted below ``feeds:`` of its source."""
    retrieval = found.retrieval
    keys: dict[str, Any] = {"name": name}
    if retrieval.kind != "feed":
        keys["kind"] = retrieval.kind
    keys["url"] = found.url
    keys["found"] = f"by aggregator sources discover ({found.how})"
    keys["grade"] = "P"
    keys["evidence"] = f"answered with {found.entries} entries on {day}"
    keys["enabled"] = False
    keys["reason"] = "Look at what it brings, then write `enabled: true`."
    for key, patterns in (("articles", retrieval.articles), ("sitemaps", retrieval.sitemaps)):
        if patterns:
            keys[key] = list(patterns)
    if retrieval.layouts:
        keys["layout"] = [_layout_keys(each) for each in retrieval.layouts]
    text = yaml.safe_dump([keys], allow_unicode=True, sort_keys=False, width=1_000)
    return "\n".join(f"      {line}" for line in text.rstrip().split("\n"))


def _layout_keys(layout: Layout) -> dict[str, str]:
    named = (
        ("item", layout.item), ("link", layout.link), ("title", layout.title),
        ("date", layout.published), ("next", layout.older),
    )  # fmt: skip
    return {key: value for key, value in named if value is not None}
