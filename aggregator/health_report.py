"""How the feeds are doing, for people and for monitoring: rows, and three ways to write them.

Pure but for :func:`write_file`. That a feed answers and that it brings something are two facts:
the second stands beside the state, as ``quiet``.
"""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.health import State
from aggregator.model import Feed, Registry
from aggregator.store.feed_states import PRIVATE_COLUMNS, FeedState, feed_row
from aggregator.takeover.habits import quiet_from

WIDTH = 79
"""Columns of the text, so that it stands in a terminal of eighty."""


@dataclass(frozen=True, slots=True)
class Row:
    """One feed; ``known`` is empty where it was never asked. ``usual_gap`` in seconds, 0 where
    nobody knows yet."""

    feed: Feed
    known: FeedState | None
    now: datetime
    usual_gap: float = 0.0

    @property
    def state(self) -> State:
        """How the last attempt ended."""
        if not self.feed.enabled:
            return State.DISABLED
        return self.known.state if self.known is not None else State.NEVER

    @property
    def word(self) -> str:
        """The state for a person: an error of HTTP with its number."""
        return word(self.state, self.known.status if self.known else None)

    @property
    def quiet(self) -> timedelta | None:
        """For how long an answering feed has brought nothing, where that is unusual for it."""
        last = self.known.last_new_item if self.known else None
        begins = quiet_from(last, self.usual_gap)
        if self.state.failure or last is None or begins is None or self.now < begins:
            return None
        return self.now - last


def word(state: State, status: int | None) -> str:
    """``HTTP 404`` instead of ``HTTP error``; every other state as it is called."""
    return f"HTTP {status}" if state is State.HTTP and status else str(state)


def rows(
    registry: Registry,
    states: Mapping[str, FeedState],
    gaps: Mapping[str, float],
    now: datetime,
    names: Sequence[str] = (),
) -> list[Row]:
    """Every enabled feed of the named sources or of all: failing first, longest first."""
    found = [
        Row(feed, states.get(feed.id), now, gaps.get(feed.id, 0.0))
        for source in registry.sources
        for feed in source.feeds
        if feed.enabled and (not names or source.id in names)
    ]
    first = datetime.max.replace(tzinfo=UTC)
    return sorted(
        found,
        key=lambda r: (
            not r.state.failure, r.quiet is None, r.known.since if r.known else first, r.feed.id,
        ),
    )  # fmt: skip


def failing(found: Iterable[Row]) -> bool:
    """Whether monitoring should ring: some enabled feed fails or is quarantined."""
    return any(row.state.failure for row in found)


# --- text ------------------------------------------------------------------------------------


NONE_ENABLED = (
    "no feed is enabled; `aggregator sources check` asks those that are not, and prints the lines "
    "of feeds.yaml that enable what answers"
)


def as_text(found: Sequence[Row]) -> str:
    """A paragraph for each feed, within :data:`WIDTH` columns, and a line of counts."""
    lines = [line for row in found for line in _paragraph(row)]
    counts = Counter(row.word for row in found)
    quiet = sum(row.quiet is not None for row in found)
    total = "; ".join(f"{count} {state}" for state, count in counts.most_common())
    if quiet:
        total += f"; {quiet} of them quieter than usual"
    return "\n".join([*lines, *_wrapped(total or NONE_ENABLED, "")])


def _paragraph(row: Row) -> list[str]:
    known, state = row.known, row.state
    head = f"{row.feed.id}: {row.word}"
    if known is None:
        return [*_wrapped(head, ""), *_wrapped(state.remedy, "  ")]
    times = f", {known.failures} times" if known.failures > 1 else ""
    head += f" since {_short(known.since)}{times}"
    facts = (
        f"last success {_short(known.last_success)}, last new item "
        f"{_short(known.last_new_item)}, next check {_short(known.next_check)}"
    )
    lines = [*_wrapped(head, ""), *_wrapped(facts, "  ")]
    if row.quiet is not None:
        usual = _span(timedelta(seconds=row.usual_gap))
        told = f"answers, but has brought nothing for {_span(row.quiet)}; usually {usual} at most"
        lines += _wrapped(told, "  ")
    if state.failure:
        detail = f"{known.detail}. " if known.detail and known.detail != row.word else ""
        lines += _wrapped(detail + state.remedy, "  ")
    elif known.detail:
        lines += _wrapped(known.detail, "  ")
    if known.url == row.feed.url and known.move.address:
        moved = f"moved for good to {known.move.address}: see `aggregator sources check`"
        lines += _wrapped(moved, "  ")
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent or "    ",
        break_on_hyphens=False,
    )  # fmt: skip


def _short(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if moment else "never"


def _span(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"


# --- for programs ------------------------------------------------------------------------------


def as_values(found: Iterable[Row]) -> list[dict[str, Any]]:
    """Plain values of the feeds that were ever asked, for JSON."""
    return [
        {k: v for k, v in feed_row(row.known).items() if k not in PRIVATE_COLUMNS}
        | {
            "failing": row.state.failure,
            "quiet_seconds": int(row.quiet.total_seconds()) if row.quiet else None,
            "remedy": row.state.remedy,
        }
        for row in sorted(found, key=lambda row: row.feed.id)
        if row.known is not None
    ]


def as_prometheus(found: Sequence[Row]) -> str:
    """Prometheus' text format 0.0.4; times are Unix seconds. What never happened is absent."""
    lines: list[str] = []
    for name, says, value in _METRICS:
        lines += [f"# HELP aggregator_{name} {says}", f"# TYPE aggregator_{name} gauge"]
        for row in found:
            number = value(row)
            if number is not None:
                lines.append(f"aggregator_{name}{_labels(row)} {number}")
    lines += [
        "# HELP aggregator_feed_state How the last attempt ended; 1 on the state that holds.",
        "# TYPE aggregator_feed_state gauge",
        *(f"aggregator_feed_state{_labels(row, state=str(row.state))} 1" for row in found),
    ]
    if found:
        lines += [
            "# HELP aggregator_health_timestamp_seconds When these figures were taken.",
            "# TYPE aggregator_health_timestamp_seconds gauge",
            f"aggregator_health_timestamp_seconds {_seconds(found[0].now)}",
        ]
    return "\n".join(lines) + "\n"


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


_METRICS: tuple[tuple[str, str, Any], ...] = (
    ("feed_up", "1 where the last attempt ended well.", lambda r: int(not r.state.failure)),
    ("feed_quiet", "1 where it answers and brings nothing for much longer than usual.",
     lambda r: int(r.quiet is not None)),
    ("feed_quarantined", "1 where its source may have been taken over.",
     lambda r: int(r.state is State.QUARANTINED)),
    ("feed_failures", "Failed attempts in a row.", lambda r: r.known.failures if r.known else 0),
    ("feed_http_status", "HTTP number of the last answer.",
     lambda r: r.known.status if r.known else None),
    ("feed_since_timestamp_seconds", "Since when it has been answering, or failing.",
     lambda r: _seconds(r.known.since) if r.known else None),
    ("feed_last_success_timestamp_seconds", "When it last answered with a valid feed.",
     lambda r: _seconds(r.known.last_success) if r.known else None),
    ("feed_last_new_item_timestamp_seconds", "When it last brought an article we did not have.",
     lambda r: _seconds(r.known.last_new_item) if r.known else None),
    ("feed_next_check_timestamp_seconds", "When it will be asked again.",
     lambda r: _seconds(r.known.next_check) if r.known else None),
)  # fmt: skip


def _labels(row: Row, **more: str) -> str:
    values = {"source": row.feed.source, "feed": row.feed.id, **more}
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def write_file(path: Path, text: str) -> None:
    """Replaces ``path`` in one step: the collector of node_exporter never reads half a file.

    Raises ``OSError``.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.chmod(0o644)  # the collector is another user
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
