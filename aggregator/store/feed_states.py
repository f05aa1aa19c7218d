"""How the feeds are doing, as remembered between rounds: values, their rows, and the table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aggregator.clock import from_iso, to_iso
from aggregator.health import State
from aggregator.model import NO_HINTS, Hints, Validators
from aggregator.schedule.moves import Move
from aggregator.schedule.pace import Pace
from aggregator.store.opening import writing
from aggregator.store.rows import Rows


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed is doing, as remembered between rounds."""

    feed: str
    url: str  # as feeds.yaml had it; another one there starts anew
    state: State
    since: datetime
    failures: int
    last_attempt: datetime
    next_check: datetime
    status: int | None = None
    detail: str = ""
    last_success: datetime | None = None
    last_new_item: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    score: float = 0.0  # failures in a row by weight, see schedule.feeds.failure_weight
    pace: Pace | None = None
    hints: Hints = NO_HINTS
    move: Move = field(default_factory=Move)


class FeedStates(Rows):
    """The table ``feed_state``; a part of :class:`~aggregator.store.archive.Archive`."""

    def feed_states(self) -> dict[str, FeedState]:
        """Every feed's state by feed id."""
        rows = self._db.query("SELECT * FROM feed_state")
        return {row["feed"]: feed_state(row) for row in rows}

    def store_states(self, states: Sequence[FeedState]) -> None:
        """Stores what looks at feeds without news have taught, in one transaction: it is the
        one write that a poll without changes costs."""
        if states:
            with writing(self._db):
                self._put_states(states)

    def _put_states(self, states: Sequence[FeedState]) -> None:
        rows = [tuple(feed_row(state).values()) for state in states]
        self._db.conn.executemany(_PUT, rows)

    def blame_ourselves(self, feeds: Iterable[str], again: datetime) -> None:
        """After a round in which nothing at all could be reached: that was this machine's
        connection, so the feeds are asked again soon and no failure is counted."""
        self._db.execute(
            "UPDATE feed_state SET next_check = ?, failures = max(failures - 1, 0), "
            "score = max(score - 0.5, 0) WHERE feed IN (SELECT value FROM json_each(?))",
            [to_iso(again), json.dumps(sorted(feeds))],
        )


def feed_row(state: FeedState) -> dict[str, Any]:
    """One row of ``feed_state``, its columns in the order of ``COLUMNS``."""
    pace, move = state.pace, state.move
    return {
        "feed": state.feed,
        "url": state.url,
        "state": str(state.state),
        "status": state.status,
        "detail": state.detail,
        "since": to_iso(state.since),
        "failures": state.failures,
        "last_attempt": to_iso(state.last_attempt),
        "last_success": _iso(state.last_success),
        "last_new_item": _iso(state.last_new_item),
        "next_check": to_iso(state.next_check),
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "body_sha256": state.body_sha256,
        "score": state.score,
        "pace": pace.interval.total_seconds() if pace else None,
        "weekly": round(pace.weekly, 4) if pace else None,
        "streak": pace.streak if pace else None,
        "measured": to_iso(pace.measured) if pace else None,
        "hints": hints_json(state.hints),
        "moved_to": move.to,
        "moved_since": _iso(move.since),
        "moved_seen": move.seen,
        "address": move.address,
    }


COLUMNS = (
    "feed", "url", "state", "status", "detail", "since", "failures", "last_attempt",
    "last_success", "last_new_item", "next_check", "etag", "last_modified", "body_sha256",
    "score", "pace", "weekly", "streak", "measured", "hints", "moved_to", "moved_since",
    "moved_seen", "address",
)  # fmt: skip
ABSENT: dict[str, Any] = dict.fromkeys(COLUMNS) | {"score": 0.0, "moved_seen": 0}
"""What stands for columns that an archive of an older version lacks until its next fetch."""
PRIVATE_COLUMNS = frozenset(
    ("etag", "last_modified", "body_sha256", "score", "weekly", "streak", "measured", "hints")
)
"""What ``aggregator health --json`` leaves out: of use to the fetcher alone."""

_ASSIGNED = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
_PUT = (
    f"INSERT INTO feed_state ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608 — names of ours
    f"ON CONFLICT (feed) DO UPDATE SET {_ASSIGNED}"
)


def feed_state(row: Mapping[str, Any]) -> FeedState:
    """The inverse of :func:`feed_row`."""
    return FeedState(
        feed=row["feed"],
        url=row["url"],
        state=State(row["state"]),
        since=from_iso(row["since"]),
        failures=row["failures"],
        last_attempt=from_iso(row["last_attempt"]),
        next_check=from_iso(row["next_check"]),
        status=row["status"],
        detail=row["detail"],
        last_success=_moment(row["last_success"]),
        last_new_item=_moment(row["last_new_item"]),
        validators=Validators(row["etag"], row["last_modified"]),
        body_sha256=row["body_sha256"],
        score=row["score"],
        pace=_pace(row),
        hints=_hints(row["hints"]),
        move=Move(
            row["moved_to"], _moment(row["moved_since"]), row["moved_seen"],
            row["address"],
        ),
    )  # fmt: skip


def _pace(row: Mapping[str, Any]) -> Pace | None:
    if row["pace"] is None:
        return None
    interval = timedelta(seconds=row["pace"])
    return Pace(interval, row["weekly"], row["streak"], from_iso(row["measured"]))


def hints_json(hints: Hints) -> str | None:
    """``None`` where there are none, as with most feeds."""
    if hints == NO_HINTS:
        return None
    return json.dumps([hints.every, sorted(hints.skip_hours), sorted(hints.skip_days)])


def _hints(text: str | None) -> Hints:
    if not text:
        return NO_HINTS
    every, hours, days = json.loads(text)
    return Hints(every, frozenset(hours), frozenset(days))


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None
