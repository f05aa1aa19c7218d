"""The log of the sources in the private archive: every change of a record or a letter, for ever.

Two tables, both append-only by trigger: ``source_records`` holds each state of a record as it was
seen, ``record_log`` the differences in words, which ``news.db`` shows in full as ``source_log``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from aggregator.clock import to_iso
from aggregator.credibility.letters import RULE_VERSION, Letter, letter
from aggregator.credibility.letters_log import (
    Change,
    Lines,
    Said,
    changed_letters,
    changed_lines,
    lines_of,
)
from aggregator.credibility.letters_record import records
from aggregator.model import Registry
from aggregator.store.opening import explained, open_archive, writing
from aggregator.store.reading_archive import asked


@dataclass(frozen=True, slots=True)
class _Seen:
    """The last state of a source that was logged. ``lines`` is None once it has left the file."""

    lines: Lines | None
    letters: dict[str, str | None]


def log_sources(folder: Path, registry: Registry, now: datetime) -> int:
    """Logs where ``registry`` and its letters at ``now`` differ from what was logged last, in one
    transaction; returns the number of lines. A second call with the same writes nothing.

    Raises :class:`~aggregator.store.opening.StoreError`.
    """
    with closing(open_archive(folder)) as db, explained(folder):
        reasons = quarantine_reasons(db.conn)
        registry = with_quarantine(registry, reasons)
        letters: dict[str, list[Letter]] = {}
        for record in records(registry):
            letters.setdefault(record.source, []).append(letter(record, now))
        lines = {source.id: lines_of(source) for source in registry.sources}
        if not _differences(_last_seen(db.conn), lines, letters):
            return 0
        # Asked again inside the transaction: another publication may have been faster.
        with writing(db):
            found = _differences(_last_seen(db.conn), lines, letters)
            for source, changes in found.items():
                _append(db.conn, source, _reasoned(changes, reasons.get(source)), to_iso(now))
                _remember(db.conn, source, lines.get(source), letters.get(source, ()), to_iso(now))
    return sum(map(len, found.values()))


def quarantine_reasons(archive: sqlite3.Connection) -> dict[str, str]:
    """The sources that the fetcher holds because they may have been taken over, with the reason."""
    rows = archive.execute("SELECT source, reason FROM quarantined")
    return {row[0]: row[1] for row in rows}


def with_quarantine(registry: Registry, held: Collection[str]) -> Registry:
    """The registry with the status ``quarantine`` for what the fetcher holds, until a person
    releases it: the file cannot know of it."""
    if not held:
        return registry
    sources = tuple(
        replace(source, status="quarantine") if source.id in held else source
        for source in registry.sources
    )
    return replace(registry, sources=sources)


def as_held(folder: Path, registry: Registry) -> Registry:
    """The registry as the archive knows it: with what the fetcher holds in quarantine. Where no
    archive is yet, the registry as it is. Raises ``StoreError``."""
    rows = asked(folder, "SELECT source, reason FROM quarantined")
    return with_quarantine(registry, {row[0] for row in rows})


def pending_letters(folder: Path, registry: Registry, now: datetime) -> list[tuple[str, Change]]:
    """The letters that the next publication would change, as (source, change); none where nothing
    was logged yet. Raises ``StoreError``."""
    seen = _seen_of([tuple(row) for row in asked(folder, _LAST_SEEN)])
    if not seen:
        return []
    held = as_held(folder, registry)
    letters: dict[str, list[Letter]] = {}
    for record in records(held):
        letters.setdefault(record.source, []).append(letter(record, now))
    return [
        (source, change)
        for source, given in letters.items()
        if source in seen and seen[source].lines is not None
        for change in changed_letters(seen[source].letters, given)
    ]


def log_of(folder: Path, source: str) -> list[tuple[str, str, str | None, str | None, str]]:
    """The log of a source, oldest first: (at, what, before, after, why). Raises ``StoreError``."""
    rows = asked(
        folder,
        "SELECT at, CASE scope WHEN '' THEN what ELSE what || ' (' || scope || ')' END, before, "
        "after, why FROM record_log WHERE source = ? ORDER BY id",
        source,
    )
    return [tuple(row) for row in rows]


def _reasoned(changes: Iterable[Change], reason: str | None) -> list[Change]:
    """The reason of the fetcher beside a status that it has changed."""
    return [
        replace(each, who="the fetcher", why=reason or "")
        if each.what == "status" and each.after == "quarantine"
        else each
        for each in changes
    ]


_LAST_SEEN = (
    "SELECT source, record, letters FROM source_records "
    "WHERE id IN (SELECT max(id) FROM source_records GROUP BY source)"
)


def _last_seen(db: sqlite3.Connection) -> dict[str, _Seen]:
    return _seen_of(db.execute(_LAST_SEEN))


def _seen_of(rows: Iterable[Any]) -> dict[str, _Seen]:
    return {
        source: _Seen(
            None if record is None else {k: Said(*v) for k, v in json.loads(record).items()},
            json.loads(letters),
        )
        for source, record, letters in rows
    }


def _differences(
    seen: dict[str, _Seen], lines: dict[str, Lines], letters: dict[str, list[Letter]]
) -> dict[str, tuple[Change, ...]]:
    found = {}
    for source in dict.fromkeys([*lines, *seen]):
        old, new = seen.get(source), lines.get(source)
        old_lines = old.lines if old else None
        if old_lines is None and new is None:
            continue  # gone, and logged as gone
        changes = changed_lines(old_lines, new)
        if new is not None:
            before = old.letters if old and old.lines is not None else {}
            changes += changed_letters(before, letters[source])
        if changes:
            found[source] = changes
    return found


def _append(db: sqlite3.Connection, source: str, changes: Iterable[Change], at: str) -> None:
    db.executemany(
        "INSERT INTO record_log (at, source, scope, what, before, after, who, why, rule_version) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (at, source, each.scope, each.what, each.before, each.after, each.who, each.why,
             RULE_VERSION)
            for each in changes
        ],
    )  # fmt: skip


def _remember(
    db: sqlite3.Connection, source: str, lines: Lines | None, letters: Iterable[Letter], at: str
) -> None:
    record = None if lines is None else {what: [s.words, s.who] for what, s in lines.items()}
    codes = {each.scope: each.code for each in letters}
    db.execute(
        "INSERT INTO source_records (at, source, record, letters, rule_version) "
        "VALUES (?, ?, ?, ?, ?)",
        [at, source, None if record is None else json.dumps(record, ensure_ascii=False),
         json.dumps(codes), RULE_VERSION],
    )  # fmt: skip
