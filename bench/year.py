"""A year of one source in seconds: what is asked of it, and what that brings.

python -m bench.year               # all lives
python -m bench.year moved dying   # some of them

Each life is a site in memory and a clock that jumps from one due moment to the next. Scheduling,
client, archive and line are the real ones; workers are not: a feed is parsed in this process, and
of a page only the title is taken, because extraction does not decide when anything is asked.
docs/benchmarks.md explains the table.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import click
import httpx

from aggregator.clock import from_iso
from aggregator.fetch import Client
from aggregator.health import Extraction
from aggregator.identify import content_hash
from aggregator.model import (
    Article,
    Entry,
    Feed,
    FetchSettings,
    Page,
    Reading,
    Registry,
    SiteSettings,
    Source,
    Tagged,
)
from aggregator.pipeline import FeedResult, Line, Round, due
from aggregator.store.archive import Archive
from aggregator.store.opening import open_archive
from aggregator.work import parse_document
from aggregator.workforce import Workforce

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOST, OTHER = "year.example", "elsewhere.example"
FEED = f"https://{HOST}/feed"
WINDOW = 10
"""Entries in the document, as WordPress sets out with."""

Answer = tuple[int, dict[str, str], str]


@dataclass(frozen=True, slots=True)
class Life:
    """What one source does in its year. ``answer`` may answer in place of the feed."""

    name: str
    says: str
    posts: Sequence[datetime]
    answer: Callable[[str, datetime], Answer | None] = lambda url, now: None
    page: Callable[[int, datetime], str] = lambda number, now: f"report {number}"


def regular(per_day: float, first: float = 0, last: float = 365) -> list[datetime]:
    """Posts at an even pace from day ``first`` to day ``last``."""
    count = int((last - first) * per_day)
    return [BEGIN + DAY * (first + n / per_day) for n in range(count)]


def on(now: datetime) -> float:
    """The day of the year."""
    return (now - BEGIN) / DAY


def _moved(url: str, now: datetime) -> Answer | None:
    """301 to a new path from day 100 on; the old one is gone for good from day 200."""
    if url == FEED and on(now) >= 200:
        return 404, {}, ""
    return (301, {"Location": "/new-feed"}, "") if url == FEED and on(now) >= 100 else None


def _elsewhere(url: str, now: datetime) -> Answer | None:
    if url == FEED and on(now) >= 100:
        return 301, {"Location": f"https://{OTHER}/feed"}, ""
    return None


def _dying(url: str, now: datetime) -> Answer | None:
    """404 from day 100, no name from day 150, 410 from day 200."""
    if on(now) < 100 or not url.endswith("/feed"):
        return None
    if on(now) < 150:
        return 404, {}, ""
    if on(now) < 200:
        raise httpx.ConnectError("no such host")
    return 410, {}, ""


def _away(url: str, now: datetime) -> Answer | None:
    """Nothing but errors for sixty days, then as before."""
    if not 100 <= on(now) < 160:
        return None
    if int(on(now)) % 3:
        return 503, {}, ""
    raise httpx.ConnectTimeout("no answer")


class _Hasty:
    """Answers one request an hour in June, and tells everybody else to come back in an hour."""

    def __init__(self) -> None:
        self._last = BEGIN

    def __call__(self, url: str, now: datetime) -> Answer | None:
        if 151 <= on(now) < 181 and timedelta(0) <= now - self._last < HOUR:
            return 429, {"Retry-After": "3600"}, ""
        self._last = now
        return None


LIVES = (
    Life("steady", "one report a day", regular(1)),
    Life("quiet", "one report a fortnight", regular(1 / 14)),
    Life("busy", "four reports a day", regular(4)),
    Life("bursting", "one a week; 150 within day 100", [
        *regular(1 / 7), *(BEGIN + DAY * 100 + HOUR * (n * 0.16) for n in range(150))]),
    Life("silent", "one in three days, none from day 100 on", regular(1 / 3, last=100)),
    Life("moved", "301 from day 100, old address dead from day 200", regular(1 / 3), _moved),
    Life("elsewhere", "301 to another domain from day 100", regular(1 / 3), _elsewhere),
    Life("dying", "404 from day 100, no name from 150, 410 from 200",
         regular(1 / 3, last=100), _dying),
    Life("reviving", "503 and time-outs from day 100 to 160", regular(1 / 3), _away),
    Life("hasty", "429 with an hour's Retry-After to all but one request an hour in June",
         regular(1 / 3), _Hasty()),
    Life("clock", "every page prints the time", regular(1 / 7),
         page=lambda number, now: f"report {number}, printed at {now:%H:%M on %d.%m.%Y}"),
)  # fmt: skip


@dataclass
class Year:
    """What a year has cost and brought."""

    life: Life
    now: datetime = BEGIN
    asked: Counter[str] = field(default_factory=Counter)
    feed_times: list[datetime] = field(default_factory=list)

    def transport(self) -> httpx.MockTransport:
        """The site."""
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        kind = {"/robots.txt": "robots"}.get(request.url.path, "pages")
        if request.url.path.endswith("feed"):
            kind = "feed"
            self.feed_times.append(self.now)
        self.asked[kind] += 1
        said = self.life.answer(url, self.now)
        status, headers, text = said if said is not None else self._honest(request.url.path)
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        if status == 200 and request.headers.get("if-none-match") == etag:
            self.asked["unchanged"] += 1
            status, text = 304, ""
        body = httpx.ByteStream(text.encode())
        return httpx.Response(status, headers={"ETag": etag, **headers}, stream=body)

    def _honest(self, path: str) -> Answer:
        if path == "/robots.txt":
            return 404, {}, ""
        posts = sorted(post for post in self.life.posts if post <= self.now)
        if path.endswith("feed"):
            shown = list(enumerate(posts))[-WINDOW:]
            items = "".join(
                f"<item><title>Report {n}</title><guid isPermaLink='false'>{n}</guid>"
                f"<link>https://{HOST}/{n}</link>"
                f"<pubDate>{format_datetime(post, usegmt=True)}</pubDate></item>"
                for n, post in reversed(shown)
            )
            channel = f"<channel><title>Sample</title>{items}</channel>"
            return 200, {"Content-Type": "text/xml"}, f"<rss version='2.0'>{channel}</rss>"
        return 200, {"Content-Type": "text/html"}, self.life.page(int(path[1:]), self.now)


class InProcess:
    """Stands where workers would: parses feeds for real, and takes pages as they are."""

    async def run(self, work: Callable[..., Any], *args: object) -> Any:
        """See :meth:`aggregator.workforce.Workforce.run`."""
        if work is parse_document:
            return work(*args)
        return _as_it_is(*cast(tuple[Entry, Page], args[:2]))


def _as_it_is(entry: Entry, page: Page) -> Reading:
    text, title = page.body.decode(), entry.title or ""
    article = Article(
        title, text, None, None, entry.published, entry.published_raw, "minute", "feed", None,
        page.failure or Extraction.FULL, text_from="feed" if page.failure else "page",
        detail=page.detail,
    )  # fmt: skip
    return Reading(article, Tagged(), content_hash(title, text), len(text.split()))


class Quiet:
    """A reporter that says nothing."""

    def starts(self, feeds: int) -> None:
        """Nothing."""

    def feed_done(self, result: FeedResult) -> None:
        """Nothing."""

    def pages(self, done: int, total: int) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One line of the table. ``gap`` is the longest time between two requests for the feed,
    ``late`` the longest from the publication of an entry to the moment when it was held."""

    name: str
    feed: int
    pages: int
    robots: int
    unchanged: int
    gap: timedelta
    late: timedelta
    published: int
    held: int
    versions: int
    state: str


def registry() -> Registry:
    """One invented source."""
    feed = Feed("year/feed", "year", FEED, "written by us", "P", True)
    source = Source(
        "year", "Year", f"https://{HOST}/", "monitor", "A sample.", ("en",), feeds=(feed,)
    )
    site = SiteSettings(
        "Year", "https://year.example", "year.example,2026", "mailto:a@year.example"
    )
    return Registry(site, FetchSettings("mailto:a@year.example", per_host_delay=0), (source,))


def live(life: Life, days: int = 365) -> Cost:
    """Lets ``life`` pass."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_live(Year(life), Path(folder), BEGIN + DAY * days))


async def _live(year: Year, folder: Path, end: datetime) -> Cost:
    known, db = registry(), open_archive(folder)
    archive = Archive(db)
    workforce = cast(Workforce, InProcess())
    memory = archive.hosts

    def clock() -> datetime:
        return year.now

    client = Client(known.fetch, transport=year.transport(), memory=memory, clock=clock)
    async with client:
        while year.now < end:
            round_ = Round(known, archive, client, workforce, clock, Quiet())
            feeds = due(known, archive.feed_states(), year.now)
            await Line(round_).run(feeds, ["year"])
            year.now = max(_next(archive, db), year.now + timedelta(seconds=5))
    cost = _cost(year, archive, db, end)
    archive.close()
    return cost


def _next(archive: Archive, db: Any) -> datetime:
    moments = [state.next_check for state in archive.feed_states().values()]
    page = db.execute(
        "SELECT min(page_next) FROM articles WHERE state <> 'held' "
        "AND source NOT IN (SELECT source FROM quarantined)"
    ).fetchone()[0]
    return min([*moments, *([from_iso(page)] if page else [])])


def _cost(year: Year, archive: Archive, db: Any, end: datetime) -> Cost:
    rows = db.execute("SELECT published, first_seen FROM articles WHERE state <> 'held'").fetchall()
    late = [from_iso(seen) - from_iso(published) for published, seen in rows]
    times = [*year.feed_times, end]
    return Cost(
        name=year.life.name,
        feed=year.asked["feed"],
        pages=year.asked["pages"],
        robots=year.asked["robots"],
        unchanged=year.asked["unchanged"],
        gap=max(b - a for a, b in pairwise(times)),
        late=max(late, default=timedelta(0)),
        published=sum(post < end for post in year.life.posts),
        held=len(rows),
        versions=db.execute(
            "SELECT count(*) FROM revisions WHERE number > 1 AND changed <> 'page read'"
        ).fetchone()[0],
        state=str(archive.feed_states()["year/feed"].state),
    )


def table(costs: Sequence[Cost]) -> str:
    """The costs as a table in Markdown."""
    head = ("life", "feed", "pages", "robots", "304", "longest gap", "latest entry", "published",
            "held", "edits", "ends as")  # fmt: skip
    lines = [head, tuple("---" for _ in head)]
    for cost in costs:
        lines.append((
            cost.name, str(cost.feed), str(cost.pages), str(cost.robots), str(cost.unchanged),
            _span(cost.gap), _span(cost.late), str(cost.published), str(cost.held),
            str(cost.versions), cost.state,
        ))  # fmt: skip
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _span(span: timedelta) -> str:
    return f"{span / DAY:.1f} d" if span >= 2 * DAY else f"{span / HOUR:.1f} h"


@click.command(help=__doc__)
@click.argument("names", nargs=-1, type=click.Choice([life.name for life in LIVES]))
@click.option("--days", default=365, show_default=True)
def main(names: tuple[str, ...], days: int) -> None:
    """Prints the table."""
    logging.getLogger("aggregator").setLevel(logging.ERROR)
    chosen = [life for life in LIVES if not names or life.name in names]
    for life in chosen:
        click.echo(f"{life.name}: {life.says}", err=True)
    click.echo(table([live(life, days) for life in chosen]))


if __name__ == "__main__":
    main()
