"""robots.txt as RFC 9309 has it: for pages and for what is scraped.

A feed is published to be fetched by programs, so its address is asked whatever robots.txt says of
it (docs/politeness.md); everything that was made for people's eyes is asked for only where
robots.txt lets us. Rules are matched by protego; which rules are ours is decided here, because it
takes the name ``a`` for a name of ours, and a file of 25,000 names would cost it minutes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from aggregator.clock import Clock
from aggregator.fetch.hosts import HostMemory, RobotsFile
from aggregator.health import State
from aggregator.model import Response

PRODUCT = "aggregator"
"""Our product token: what stands in the User-Agent before the slash (RFC 9309, 2.2.1)."""
LIMIT = 500 * 1024
"""Bytes that are read; the rest is as if it were not there (RFC 9309, 2.5)."""
REDIRECTS = 5
LONGEST_DELAY = 60.0
"""Seconds of Crawl-delay that are honoured at most. The directive is no part of the RFC; values of
an hour, seen in the wild, would mean to read 24 pages a day."""

_KEPT = timedelta(days=1)
_UNREACHABLE = timedelta(hours=1)
_GIVES_UP = timedelta(days=30)
"""A file that could not be read for so long counts as one that does not exist (2.3.1.4)."""

_AGENT = re.compile(r"^\s*user[- ]?agent\s*(?::|\s)\s*([^#]*)", re.I)
_SITE_WIDE = re.compile(r"(?:site-?maps?|host)\s*:", re.I)
_NAME = re.compile(r"[a-z_-]+", re.I)


class Robots:
    """Answers whether an address may be asked for, reading robots.txt where it has to."""

    def __init__(
        self, fetch: Callable[[str], Awaitable[Response]], memory: HostMemory, clock: Clock
    ) -> None:
        self._fetch, self._memory, self._clock = fetch, memory, clock
        self._locks: dict[str, asyncio.Lock] = {}
        self._rules: dict[str, tuple[RobotsFile, Protego]] = {}

    async def refusal(self, url: str) -> tuple[State, str, float | None] | None:
        """Why ``url`` may not be asked for now: state, reason, seconds until it may be asked
        again where that is known. ``None`` where it may."""
        origin = origin_of(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            file = self._memory.robots(origin)
            now = self._clock()
            if file is None or file.again <= now:
                response = await self._fetch(f"{origin}/robots.txt")
                if response.state is State.WAITING:
                    return State.WAITING, response.detail, response.retry_after
                file = after_answer(file, origin, response, now)
                self._memory.keep_robots(file)
        if file.verdict == "none":
            seconds = (file.again - now).total_seconds()
            return State.WAITING, f"its robots.txt cannot be read: {file.detail}", seconds
        if file.verdict == "all" or self._parsed(file).can_fetch(url, PRODUCT):
            return None
        return State.ROBOTS, f"{origin}/robots.txt forbids it", None

    def _parsed(self, file: RobotsFile) -> Protego:
        held = self._rules.get(file.origin)
        if held is None or held[0] != file:
            held = self._rules[file.origin] = (file, Protego.parse(file.text))
        return held[1]


def origin_of(url: str) -> str:
    """Scheme, host and port of ``url``, for which one robots.txt holds. Raises ``ValueError``."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


def after_answer(
    old: RobotsFile | None, origin: str, response: Response, now: datetime
) -> RobotsFile:
    """What is remembered after asking for a robots.txt. Pure.

    2.3.1 of the RFC: a file is obeyed; 4xx (and a redirect without end) means that there is none,
    so everything is allowed; 5xx and no answer mean that nothing is, for now: an older file goes on
    being obeyed, without one everything waits, asked again after an hour, two, four, up to a day,
    for thirty days. 429 is a request to be left alone, so it counts with the second kind.
    """
    fresh = RobotsFile(origin, "all", now, now + _KEPT, detail=_said(response))
    if response.state in {State.WORKING, State.EMPTY}:
        text = our_rules(_decoded(response.body))
        delay = min(Protego.parse(text).crawl_delay(PRODUCT) or 0.0, LONGEST_DELAY)
        return replace(fresh, verdict="rules", text=text, delay=delay, detail="")
    if not _unreachable(response):
        return fresh
    since = old.failing_since if old is not None and old.failing_since else now
    if now - since >= _GIVES_UP:
        return replace(fresh, failing_since=since)
    again = now + min(max(now - since, _UNREACHABLE), _KEPT)  # an hour, two, four, up to a day
    if old is not None and old.verdict == "rules":
        return replace(old, again=again, detail=fresh.detail, failing_since=since)
    return replace(fresh, verdict="none", again=again, failing_since=since)


def our_rules(text: str) -> str:
    """The lines of a robots.txt that concern us, each group under our name or ``*``.

    A group is ours where a ``User-agent`` line names our token, whole and whatever the case; a
    version after it does not matter, a longer or shorter name is another's.
    """
    lines: list[str] = []
    ours, heading = False, False
    for line in (raw.strip() for raw in text.splitlines()):
        if not line or line.startswith("#") or _SITE_WIDE.match(line):
            continue
        found = _AGENT.match(line)
        if found is None:
            heading = False
            if ours:
                lines.append(line[:2_000])
            continue
        name = _whom(found[1])
        ours = (ours and heading) or name is not None
        heading = True
        if name is not None:
            lines.append(f"User-agent: {name}")
    return "\n".join(lines)


def _whom(value: str) -> str | None:
    if value.split()[:1] == ["*"]:
        return "*"
    token = _NAME.match(value.strip())
    return PRODUCT if token is not None and token[0].lower() == PRODUCT else None


def _unreachable(response: Response) -> bool:
    if response.state in {State.REDIRECTS, State.GONE}:
        return False
    if response.state is State.CHALLENGED and (response.status or 0) < 500:
        return False  # the page itself will be challenged too, and named so
    status = response.status
    return status is None or status >= 500 or status == 429 or status < 400


def _decoded(body: bytes) -> str:
    """UTF-8 (2.2), without the line that the limit has cut in two."""
    whole = body if len(body) < LIMIT else body[: body.rfind(b"\n") + 1]
    return whole.decode("utf-8", "replace").removeprefix("\ufeff")


def _said(response: Response) -> str:
    return response.detail or str(response.state)
