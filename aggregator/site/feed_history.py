"""What was in a feed before: archive documents (RFC 5005, section 4), and what changed late.

An archive document holds the entries of one month that is over. Where a view has too many for one
document, or the month is not over yet, it holds a day; where a day is too much, an hour. So those
of a narrow view are months, and the subscription document with its newest fifty and the documents
before it always make up the whole. Articles are put by the date that lists are sorted by, so every
document is one range of an index; stories by that of their first article that fits
(``story_history.py``).
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from lxml import etree

from aggregator.site.languages import DEFAULT, said
from aggregator.site.period import Days
from aggregator.site.ranking import candidates
from aggregator.site.reading import read_items
from aggregator.site.rows import Item
from aggregator.site.search import items_of
from aggregator.site.selection import Cursor, Named, NotKnownError
from aggregator.site.statement import parts

FH = "http://purl.org/syndication/history/1.0"
MOST = 500
"""Entries of a document of a month or a day, 1.2 MB and 0.1 s; where there are more, the shorter
spans."""
TOLERATED = 1_000
"""Up to so many an address goes on answering: what came late may have made it longer."""
MOST_OF_AN_HOUR = 5_000
"""There is nothing shorter. More than 500 were only seen in the first hour of a new site."""
_GRACE = {7: timedelta(days=2), 10: timedelta(hours=6), 13: timedelta()}
"""A month closes two days after its end, a day six hours: the longest pause between two looks at a
feed. Keys are the lengths of ``2026-11``, ``2026-11-07`` and ``2026-11-07T09``."""
_SPAN = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2})?)?")
EXAMINED = 2_000
"""Articles of the whole site, those changed last, among which a feed looks for its own: 1 to
4 ms of a million."""
LATE = 20
_CHANGED_WITHIN = timedelta(days=14)
_LATE_WITHIN = timedelta(days=31)
_LATE_BY = 1.5
"""Days after its date at which an article has come in late: many are dated to the day only."""


@dataclass(frozen=True, slots=True)
class Span:
    """A month, a day or an hour, as it stands in an address."""

    text: str
    begin: datetime
    end: datetime

    @property
    def days(self) -> Days:
        """As the sort dates of articles are compared."""
        return Days(self.text, _iso(self.end)[: len(self.text)])

    def is_over(self, now: datetime) -> bool:
        """Whether it is closed at ``now``."""
        return self.end + _GRACE[len(self.text)] <= now


def span_of(text: str) -> Span | None:
    """Reads a span; None for a text that is none."""
    if _SPAN.fullmatch(text) is None:
        return None
    try:
        begin = datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return None
    begin = begin.replace(tzinfo=UTC)
    if not 1000 <= begin.year < 9999:  # strftime writes earlier years in fewer than four digits
        return None
    if len(text) == 7:
        end = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    else:
        end = begin + (timedelta(days=1) if len(text) == 10 else timedelta(hours=1))
    return Span(text, begin, end)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Entries(Protocol):
    """What a feed has one entry for: articles, or stories (``story_history.py``). ``dates`` are the
    dates by which entries are put into archive documents."""

    @property
    def named(self) -> Named:
        """The view."""
        ...

    def dates(self, days: Days, limit: int, *, oldest: bool = False) -> list[str]:
        """Those of the newest entries within ``days``, or of the oldest; at most ``limit``."""
        ...

    def read(self, days: Days, most: int) -> list[Item]:
        """The entries within ``days``, newest first."""
        ...

    def changed_lately(self, shown: Cursor, now: datetime) -> list[Item]:
        """Entries older than those ``shown`` that were corrected, went, grew or came in lately: a
        reader of the newest fifty would never see them. At most :data:`LATE`, newest first."""
        ...


def within(named: Named, days: Days) -> Days:
    """``days``, as far as they are within the period of the view itself."""
    own = named.days
    return Days(
        max(own.since, days.since),
        min((each for each in (own.until, days.until) if each), default=""),
    )


@dataclass(frozen=True, slots=True)
class ArticleEntries:
    """The articles of a view, each by the date that lists are sorted by.

    ``expression`` is that of its words for the full-text index, if it has any.
    """

    conn: sqlite3.Connection
    named: Named
    expression: str

    def dates(self, days: Days, limit: int, *, oldest: bool = False) -> list[str]:
        """See :class:`Entries`."""
        days, selection = within(self.named, days), self.named.selection
        if self.expression:
            most = MOST_OF_AN_HOUR if oldest else limit
            found = candidates(self.conn, self.expression, replace(self.named, days=days), most)
            if oldest:
                found = found[-1:] if len(found) < most else []
            return [date for _, date in found]
        made = parts(selection, self.named.driver, days, with_articles=False)
        order = "asc" if oldest else "desc"
        held = "" if made.number == "d.article" else " and a.state is not 'held'"
        rows = self.conn.execute(
            f"select {made.date} from {made.tables} where {made.where}{held} "  # noqa: S608
            f"order by {made.date} {order} limit :limit",
            {**made.parameters, "limit": limit},
        )
        return [str(row[0] or "") for row in rows]

    def read(self, days: Days, most: int) -> list[Item]:
        """See :class:`Entries`."""
        days = within(self.named, days)
        if self.expression:
            found = candidates(self.conn, self.expression, replace(self.named, days=days), most)
            return items_of(self.conn, found, DEFAULT)
        return read_items(self.conn, replace(self.named, days=days), most)

    def changed_lately(self, shown: Cursor, now: datetime) -> list[Item]:
        """See :class:`Entries`."""
        if self.expression:
            return []
        made = parts(self.named.selection, "", self.named.days, shown)
        window = (
            "(select id, sort_date, updated, state, source, language from articles "
            "where updated >= :changed order by updated desc limit :examined)"
        )
        rows = self.conn.execute(
            f"select a.id, a.sort_date from {made.tables.replace('articles a', window + ' a', 1)} "  # noqa: S608
            f"where {made.where} and a.state is not 'held' "
            "and (a.state in ('edited', 'retracted', 'gone') or (a.sort_date >= :recent "
            "and julianday(a.updated) - julianday(a.sort_date) > :late_by)) "
            "order by a.sort_date desc, a.id desc limit :late",
            {**made.parameters, **lately(now), "late": LATE},
        )
        return items_of(self.conn, [(row[0], row[1]) for row in rows], DEFAULT)


def lately(now: datetime) -> dict[str, str | float]:
    """The parameters by which :meth:`Entries.changed_lately` looks for what changed."""
    return {
        "changed": _iso(now - _CHANGED_WITHIN),
        "recent": _iso(now - _LATE_WITHIN),
        "examined": EXAMINED,
        "late_by": _LATE_BY,
    }


@dataclass(frozen=True, slots=True)
class View:
    """What a feed is a feed of, at the moment up to which the database is complete."""

    entries: Entries
    now: datetime | None

    @property
    def archived(self) -> bool:
        """Whether its past stands still: not that of "the last seven days"."""
        return self.now is not None and not self.entries.named.selection.period.endswith("d")

    def before(self, moment: str) -> Span | None:
        """The newest closed document with an entry older than ``moment`` (a sort date)."""
        for _ in range(2):  # the hour that is not over yet, then one that is
            found = self.entries.dates(Days(until=moment), 1)
            if not found:
                return None
            span = self._unit(found[0])
            if span is not None:
                return span
            moment = found[0][:13]
        return None

    def after(self, moment: str) -> Span | None:
        """The oldest document with an entry at ``moment`` or later, if it is closed."""
        found = self.entries.dates(Days(since=moment), 1, oldest=True)
        return self._unit(found[0]) if found else None

    def _unit(self, date: str) -> Span | None:
        """The longest closed span around ``date`` whose entries fit into one document."""
        for length in _GRACE:
            span = span_of(date[:length])
            if span is None or self.now is None:
                return None
            if span.is_over(self.now) and (
                length == 13 or len(self.entries.dates(span.days, MOST + 1)) <= MOST
            ):
                return span
        return None

    def document(self, text: str) -> tuple[Span, list[Item]]:
        """An archive document: its span and entries, newest first. Raises
        :class:`~aggregator.site.selection.NotKnownError` for one that there is not."""
        span = span_of(text)
        if span is None:
            raise NotKnownError(said("An archive is written 2026-11, 2026-11-07 or 2026-11-07T09."))
        if self.now is None or not self.archived or not span.is_over(self.now):
            raise NotKnownError(said("This archive is not closed yet."))
        most = MOST_OF_AN_HOUR if len(text) == 13 else TOLERATED
        if len(self.entries.dates(span.days, most + 1)) > most:
            raise NotKnownError(said("This archive is too long. Ask for a day or an hour of it."))
        return span, self.entries.read(span.days, most)

    def changed_lately(self, shown: Cursor) -> list[Item]:
        """See :class:`Entries`; none where nobody knows when the database was completed."""
        return self.entries.changed_lately(shown, self.now) if self.now else []


def add_archive_mark(feed: etree._Element) -> None:
    """Says that an Atom document is an archive document."""
    etree.SubElement(feed, f"{{{FH}}}archive", nsmap={"fh": FH})
