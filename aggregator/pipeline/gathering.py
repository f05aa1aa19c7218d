"""From the first document of a source to its entries: parsed in a worker, and where there is more
(sitemaps of an index, older pages), the rest of it within the bounds of one round.

One way for every kind of source. What is asked for beside the first document is decided in
:mod:`aggregator.retrieval`; a plain feed never asks for more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from aggregator.clock import Clock
from aggregator.fetch.client import FEED_TYPES, PAGE_TYPES, Client
from aggregator.health import State
from aggregator.model import (
    Document,
    Entry,
    Feed,
    FetchSettings,
    ParsedFeed,
    Part,
    Response,
    Validators,
)
from aggregator.retrieval import FeedDocument, parts_to_ask, rule_of
from aggregator.work import parse_document
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError

_FOR_GOOD = frozenset({400, 403, 404, 410})
"""WordPress answers 400 for a page beyond the last; a page that is gone is not waited for."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a feed before it is asked. ``unknown`` counts the entries of a page that
    are new or say something new."""

    body_sha256: str | None = None  # None: the feed was never read
    documents: tuple[FeedDocument, ...] = ()
    unknown: Callable[[Sequence[Entry]], int] = len


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a look at a source brought: everything read, as one; ``None`` where no document came.
    ``documents`` are to be remembered instead of those that were."""

    parsed: ParsedFeed | None
    documents: tuple[FeedDocument, ...] = ()


@dataclass(slots=True)
class _Pages:
    """Pages read one after the other, as one."""

    first: ParsedFeed | None
    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: int = 0

    def add(self, page: ParsedFeed) -> None:
        self.entries += page.entries
        self.read += 1

    def merged(self) -> ParsedFeed | None:
        """The first page with the entries of all; where only older pages brought some, those."""
        if self.first is None and not self.entries:
            return None
        first = self.first or ParsedFeed(State.UNCHANGED)
        state = State.WORKING if self.entries else first.state
        notes = [first.detail, *self.notes]
        detail = "; ".join(note for note in notes if note)
        return replace(first, state=state, entries=tuple(self.entries), detail=detail)


def accepts(feed: Feed) -> str:
    """The ``Accept`` header for the documents of a source."""
    return PAGE_TYPES if feed.retrieval.kind in {"listing", "pdf", "telegram"} else FEED_TYPES


def asks_robots(feed: Feed) -> bool:
    """Whether robots.txt decides if the documents of a source are asked for. A feed is published
    for programs, so its address is; pages and what is scraped are not, unless the group said so."""
    return feed.retrieval.kind != "feed" and not feed.permitted


class Gathering:
    """Reads sources in one round (or in one ``aggregator sources check``)."""

    def __init__(
        self, client: Client, workforce: Workforce, settings: FetchSettings, clock: Clock
    ) -> None:
        self._client, self._workforce = client, workforce
        self._settings, self._clock = settings, clock

    async def gather(self, feed: Feed, response: Response, memory: Memory) -> Gathered:
        """Reads ``response``, the answer of the feed's address, and what else is worth asking."""
        first = await self.parse(feed, response, memory.body_sha256)
        came = response.state in {State.WORKING, State.UNCHANGED}
        if not came or (first is not None and first.state.failure):
            return Gathered(first, memory.documents)
        if feed.retrieval.kind == "feed":
            return Gathered(first)
        if feed.retrieval.kind == "sitemap":
            gathered = await self._parts(feed, first, memory)
        else:
            gathered = await self._older(feed, response, first, memory)
        return replace(gathered, documents=(*gathered.documents, rule_of(feed)))

    # --- older pages -----------------------------------------------------------------

    async def _older(
        self, feed: Feed, response: Response, first: ParsedFeed | None, memory: Memory
    ) -> Gathered:
        pages = _Pages(first)
        waiting = [each.url for each in memory.documents if each.role == "older"]
        asked, following = {response.url}, None
        if first is not None:
            pages.add(first)
            following = self._next(first, memory, asked)
        for _ in range(feed.retrieval.pages - 1):
            url = following or (waiting.pop(0) if waiting else None)
            if url is None:
                break
            asked.add(url)
            answer = await self._client.get(url, accept=accepts(feed), robots=asks_robots(feed))
            page = await self.parse(feed, answer, None)
            if page is None or page.state.failure:
                if answer.status not in _FOR_GOOD:
                    waiting.insert(0, url)
                pages.notes.append(f"an older page: {_said(answer, page)}")
                following = None
                break
            pages.add(page)
            following = self._next(page, memory, asked)
        if following:
            waiting.insert(0, following)
        if memory.body_sha256 is None:
            waiting = []  # the first look: what is older still is history
        elif waiting:
            pages.notes.append("older pages wait for the next round")
        documents = tuple(FeedDocument(url, "older") for url in dict.fromkeys(waiting))
        return Gathered(pages.merged(), documents)

    @staticmethod
    def _next(page: ParsedFeed, memory: Memory, asked: set[str]) -> str | None:
        """The page before this one, where more than half of this one is not known yet: a report
        pinned to the top and a column of popular ones are on every page."""
        if page.older is None or page.older in asked or not page.entries:
            return None
        more = memory.unknown(page.entries) * 2 > len(page.entries)
        return page.older if more else None

    # --- sitemaps --------------------------------------------------------------------

    async def _parts(self, feed: Feed, first: ParsedFeed | None, memory: Memory) -> Gathered:
        known = {each.url: each for each in memory.documents if each.role == "part"}
        unchanged = first is None or first.state is State.UNCHANGED
        listed = (
            [Part(each.url, each.lastmod) for each in known.values()]
            if unchanged
            else list(first.parts if first is not None else ())
        )
        if not listed:
            return Gathered(first)
        now, later = parts_to_ask(listed, known, feed.retrieval.pages)
        documents = {part.url: known.get(part.url) or _seen(part) for part in listed}
        for part in later:
            documents[part.url] = replace(documents[part.url], lastmod=None)
        entries: list[Entry] = []
        outcomes: list[tuple[str, State, str]] = []
        for part in now:
            answer, read = await self._part(feed, part, known.get(part.url))
            state = read.state if read is not None else answer.state
            outcomes.append((part.url, state, _said(answer, read)))
            entries += read.entries if read is not None else ()
            documents[part.url] = _after(documents[part.url], part, answer, state)
        state, detail = _together(outcomes, bool(entries), first_time=not known)
        parsed = ParsedFeed(state, tuple(entries), detail=detail)
        return Gathered(parsed, tuple(documents.values()))

    async def _part(
        self, feed: Feed, part: Part, known: FeedDocument | None
    ) -> tuple[Response, ParsedFeed | None]:
        validators = known.validators if known is not None else Validators()
        answer = await self._client.get(
            part.url, validators, accept=accepts(feed), robots=asks_robots(feed)
        )
        return answer, await self.parse(feed, answer, known.body_sha256 if known else None)

    # --- one document ----------------------------------------------------------------

    async def parse(
        self, feed: Feed, response: Response, body_sha256: str | None = None
    ) -> ParsedFeed | None:
        """The document read, or ``None`` where there is none; ``UNCHANGED`` for the one that we
        know."""
        if response.state is not State.WORKING:
            return None
        if body_sha256 is not None and _digest(response) == body_sha256:
            return ParsedFeed(State.UNCHANGED)
        document = Document(
            response.body, response.content_type, response.url, self._clock().date(),
            response.total_pages,
        )  # fmt: skip
        try:
            return await self._workforce.run(
                parse_document, feed.retrieval, document, self._settings.max_entries
            )
        except (WorkTimeoutError, WorkCrashedError) as error:
            return ParsedFeed(State.BROKEN, detail=f"reading the document: {error}")
        except Exception as error:
            # Many parsers stand behind this; one document must never end a round.
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            return ParsedFeed(State.BROKEN, detail=f"reading the document: {reason}")


def _seen(part: Part) -> FeedDocument:
    return FeedDocument(part.url, "part", part.lastmod)


def _after(old: FeedDocument, part: Part, answer: Response, state: State) -> FeedDocument:
    """What is remembered of a sitemap after it was asked. One that failed is asked again, also
    while the index stays as it is."""
    if answer.state is State.UNCHANGED:
        return replace(old, lastmod=part.lastmod)
    if answer.state is not State.WORKING or (state.failure and state is not State.LAYOUT):
        return replace(old, lastmod=None)
    return FeedDocument(part.url, "part", part.lastmod, answer.validators, _digest(answer))


def _together(
    outcomes: list[tuple[str, State, str]], entries: bool, *, first_time: bool
) -> tuple[State, str]:
    """How the sitemaps of an index did, as one. A sitemap of categories or pages holds no
    article; none in any of them is a finding, at least on the first look."""
    failed = [each for each in outcomes if each[1].failure and each[1] is not State.LAYOUT]
    note = f"{failed[0][0]}: {failed[0][2]}" if failed else ""
    if entries:
        return State.WORKING, note
    if failed and len(failed) == len(outcomes):
        return failed[0][1], note
    bare = [each for each in outcomes if each[1] is State.LAYOUT]
    if bare and len(bare) == len(outcomes) and (first_time or len(bare) > 1):
        return State.LAYOUT, f"{bare[0][0]}: {bare[0][2]}"
    return State.UNCHANGED, note


def _digest(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()


def _said(answer: Response, read: ParsedFeed | None) -> str:
    state = read.state if read is not None else answer.state
    detail = read.detail if read is not None else answer.detail
    return f"{state}: {detail}" if detail else str(state)
