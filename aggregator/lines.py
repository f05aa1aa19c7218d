"""What a round says to a log or a pipe: plain lines. Imports nothing heavy, because a poll that
brings nothing new costs less than the library that draws tables."""

from __future__ import annotations

from types import TracebackType

import click

from aggregator.health import State
from aggregator.pipeline import FeedResult, Summary


class Lines:
    """Progress for logs and pipes: one line per feed, one for the pages at the end."""

    def __init__(self) -> None:
        self._pages = (0, 0)

    def __enter__(self) -> Lines:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        done, total = self._pages
        if total:
            click.echo(f"pages: {done} of {total} read")

    def starts(self, feeds: int) -> None:
        """Says how many feeds are asked."""
        click.echo(f"asking {feeds} feeds")

    def feed_done(self, result: FeedResult) -> None:
        """One line: the feed, its state, what it brought."""
        click.echo(feed_line(result))

    def pages(self, done: int, total: int) -> None:
        """Remembers the figures for the last line."""
        self._pages = (done, total)


def feed_line(result: FeedResult) -> str:
    """The feed, its state, what it brought, and what was wrong."""
    line = f"{result.feed.id}: {result.state}"
    told = brought(result)
    if told:
        line += f", {told}"
    return f"{line} ({result.detail})" if result.detail else line


def brought(result: FeedResult) -> str:
    """What a feed brought, in words; empty where it brought nothing."""
    stored = result.stored
    parts = [
        f"{count} {word}"
        for count, word in (
            (stored.new, "new"),
            (stored.changed, "changed"),
            (stored.known, "known"),
            (stored.held, "held back"),
            (stored.without_identity, "without id, link, title and text: left out"),
        )
        if count
    ]
    return ", ".join(parts)


def worth_a_row(summary: Summary) -> list[FeedResult]:
    """The feeds of a round that a person should hear of: what failed first."""
    told = [r for r in summary.feeds if r.state.failure or r.detail or _brought_news(r)]
    return sorted(told, key=lambda r: (not r.state.failure, r.feed.id))


def _brought_news(result: FeedResult) -> bool:
    return bool(result.stored.new or result.stored.changed or result.stored.without_identity)


def totals(summary: Summary) -> str:
    """The last line of a round."""
    failed = sum(r.state.failure for r in summary.feeds)
    stored = [r.stored for r in summary.feeds]
    unchanged = sum(r.state is State.UNCHANGED for r in summary.feeds)
    text = (
        f"{len(summary.feeds)} feeds: {sum(s.new for s in stored)} new articles, "
        f"{sum(s.changed for s in stored)} changed, {unchanged} feeds unchanged, {failed} failed; "
        f"{summary.pages_read} pages read"
    )
    if summary.pages_failed:
        text += f", {summary.pages_failed} of them not reached"
    if summary.pages_left:
        text += f"; {summary.pages_left} pages are left for the next round"
    again = summary.retagged
    if again.tagged:
        text += f"; {again.tagged} older articles tagged again, {again.changed} with other tags"
    return text
