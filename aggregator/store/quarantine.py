"""Sources that may have been taken over: their signals, their quarantine, who released them.

``source_log`` is append-only, by triggers of the database: who doubted, who confirmed, and how,
cannot be changed afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from aggregator.clock import from_iso, to_iso
from aggregator.health import State
from aggregator.store.opening import writing
from aggregator.store.reading_archive import asked
from aggregator.takeover.habits import Habits
from aggregator.takeover.signals import Signal
from aggregator.takeover.verdict import Seen

_SINCE_RELEASE = (
    "id > coalesce((SELECT max(id) FROM source_log r WHERE r.source = l.source "
    "AND r.what = 'released'), 0)"
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One source in quarantine."""

    source: str
    since: str
    reason: str
    held: int  # articles that wait


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the log of a source."""

    source: str
    at: str
    what: str  # signal, quarantined or released
    name: str
    detail: str
    confirmed_by: str
    how: str


@dataclass(frozen=True, slots=True)
class Release:
    """A person's word that a source is itself again. ``publish`` is false where what was held is
    another's work: it stays held for good."""

    source: str
    confirmed_by: str
    how: str
    publish: bool = True


class Quarantine:
    """The part of the archive that doubts. Hold the fetch lock to write."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reasons(self) -> dict[str, str]:
        """The sources in quarantine, each with its reason."""
        return {
            row[0]: row[1] for row in self._db.execute("SELECT source, reason FROM quarantined")
        }

    def habits(self, feed: str) -> Habits:
        """What the feed has always done; empty habits where nothing is known yet."""
        row = self._db.execute("SELECT habits FROM feed_habits WHERE feed = ?", [feed]).fetchone()
        return Habits.from_json(row[0]) if row else Habits()

    def keep_habits(self, feed: str, habits: Habits) -> None:
        """Replaces what is known of the feed."""
        self._db.execute(
            "INSERT OR REPLACE INTO feed_habits VALUES (?, ?)", [feed, habits.as_json()]
        )

    def earlier(self, source: str) -> list[Seen]:
        """The signals since the source was last released."""
        rows = self._db.execute(
            f"SELECT name, hard, at FROM source_log l WHERE source = ? AND what = 'signal' "
            f"AND {_SINCE_RELEASE}",
            [source],
        )
        return [Seen(name, bool(hard), from_iso(at)) for name, hard, at in rows]

    def log_signals(self, source: str, feed: str, signals: Iterable[Signal], now: datetime) -> None:
        """Adds signals; one that this feed gave today already is not added again."""
        moment = to_iso(now)
        today = {
            (row[0], row[1])
            for row in self._db.execute(
                f"SELECT name, value FROM source_log l WHERE source = ? AND what = 'signal' "
                f"AND feed = ? AND at >= ? AND {_SINCE_RELEASE}",
                [source, feed, moment[:10]],
            )
        }
        for signal in signals:
            if (signal.name, signal.value) not in today:
                self._db.execute(
                    "INSERT INTO source_log (source, feed, at, what, name, hard, detail, value) "
                    "VALUES (?, ?, ?, 'signal', ?, ?, ?, ?)",
                    [source, feed, moment, signal.name, int(signal.hard), signal.detail,
                     signal.value],
                )  # fmt: skip

    def begin(self, source: str, reason: str, now: datetime) -> None:
        """Quarantines the source, and says so in the state of each of its feeds."""
        moment = to_iso(now)
        self._db.execute(
            "INSERT INTO source_log (source, at, what, name, detail) "
            "VALUES (?, ?, 'quarantined', '', ?)",
            [source, moment, reason],
        )
        self._db.execute(
            "UPDATE feed_state SET state = ?, detail = ?, since = ? WHERE feed LIKE ? || '/%'",
            [str(State.QUARANTINED), reason, moment, source],
        )

    def release(self, release: Release, now: datetime) -> int:
        """Ends a quarantine; returns how many held articles go on to be published.

        What a person has confirmed (a domain, a network, a generator) is a habit from now on, and
        every feed of the source is asked anew. Raises ``KeyError`` where it is in no quarantine.
        """
        moment = to_iso(now)
        with writing(self._db):
            row = self._db.execute(
                "SELECT since FROM quarantined WHERE source = ?", [release.source]
            ).fetchone()
            if row is None:
                raise KeyError(release.source)
            self._accept(release.source)
            self._db.execute(
                "INSERT INTO source_log (source, at, what, name, detail, confirmed_by, how) "
                "VALUES (?, ?, 'released', ?, '', ?, ?)",
                [release.source, moment, "published" if release.publish else "kept back",
                 release.confirmed_by, release.how],
            )  # fmt: skip
            self._db.execute(
                "UPDATE feed_state SET state = ?2, detail = 'released; asked again next round', "
                "since = ?1, next_check = ?1, etag = NULL, last_modified = NULL, "
                "body_sha256 = NULL, failures = 0 WHERE feed LIKE ?3 || '/%'",
                [moment, str(State.NEVER), release.source],
            )
            if not release.publish:
                return 0
            return int(
                self._db.execute(
                    "UPDATE articles SET state = 'live', page_next = ? "
                    "WHERE source = ? AND state = 'held' AND first_seen >= ?",
                    [moment, release.source, row[0]],
                ).rowcount
            )

    def _accept(self, source: str) -> None:
        """Makes what the signals named habits of their feeds."""
        rows = self._db.execute(
            "SELECT feed, name, value FROM source_log WHERE source = ? AND what = 'signal' "
            "AND value <> '' AND feed <> ''",
            [source],
        ).fetchall()
        for feed, name, value in rows:
            self.keep_habits(feed, _accepting(self.habits(feed), name, value))


def _accepting(habits: Habits, name: str, value: str) -> Habits:
    match name:
        case "link to another domain" | "redirect to another domain":
            return replace(habits, domains=(*habits.domains, value))
        case "other hosting network":
            return replace(habits, networks=(*habits.networks, value))
        case "new language":
            return replace(habits, languages=(*habits.languages, value))
        case "other generator":
            return replace(habits, generator=value)
        case "other form of ids":
            return replace(habits, id_shape=value)
    return habits


def quarantined(folder: Path) -> list[Quarantined]:
    """The sources in quarantine, longest first; needs no lock. Raises ``StoreError``."""
    return [
        Quarantined(*row)
        for row in asked(
            folder,
            "SELECT q.source, q.since, q.reason, (SELECT count(*) FROM articles a WHERE "
            "a.source = q.source AND a.state = 'held' AND a.first_seen >= q.since) "
            "FROM quarantined q ORDER BY q.since",
        )
    ]


def log_of(folder: Path, sources: Sequence[str] = ()) -> list[Logged]:
    """Everything that was ever logged of the named sources, or of all; needs no lock."""
    return [
        Logged(*row)
        for row in asked(
            folder,
            "SELECT source, at, what, name, detail, confirmed_by, how FROM source_log "
            "WHERE ?1 = '[]' OR source IN (SELECT value FROM json_each(?1)) ORDER BY id",
            json.dumps(list(sources)),
        )
    ]
