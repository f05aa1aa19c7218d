"""Which archive document a story stands in: that of its first article which fits the view.

A list of stories is sorted by their newest articles, so a story moves up whenever it grows. By its
first article it stays where it is: what comes later never takes it out of a document that is over
(RFC 5005, section 4). The entry itself grows there, and the feed tells it anew at its top.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.site.feed_history import LATE, MOST_OF_AN_HOUR, lately, within
from aggregator.site.languages import DEFAULT
from aggregator.site.period import EVER, Days
from aggregator.site.ranking import Candidate, candidates, matching
from aggregator.site.rows import Item
from aggregator.site.search import items_of
from aggregator.site.selection import Cursor, Named
from aggregator.site.statement import Parts, newest_of_each_story, parts
from aggregator.site.story_search import stories_of

CHUNK = 50
"""Matches that are looked at beyond those wanted, each time: most stories have one article."""


@dataclass(frozen=True, slots=True)
class StoryEntries:
    """The stories of a view, each by the date of its first article that fits."""

    conn: sqlite3.Connection
    named: Named
    expression: str

    def dates(self, days: Days, limit: int, *, oldest: bool = False) -> list[str]:
        """See :class:`~aggregator.site.feed_history.Entries`."""
        return [date for _, date in self._firsts(days, limit, oldest=oldest)]

    def read(self, days: Days, most: int) -> list[Item]:
        """The first article of each, from which an entry is made."""
        return items_of(self.conn, self._firsts(days, most), DEFAULT)

    def _firsts(self, days: Days, limit: int, *, oldest: bool = False) -> list[Candidate]:
        """The first fitting articles within ``days``, newest first, or the oldest of them."""
        days = within(self.named, days)
        if self.expression:
            return self._matching(days, limit, oldest=oldest)
        made = parts(self.named.selection, self.named.driver, days, with_articles=False)
        order = "asc" if oldest else "desc"
        held = "" if made.number == "d.article" else " and a.state is not 'held'"
        earlier, more = self._earlier(made)
        rows = self.conn.execute(
            f"select {made.number}, {made.date} from {made.tables} "  # noqa: S608
            f"left join story_articles o on o.article = {made.number} "
            "left join stories s on s.id = o.story "
            f"where {made.where}{held} and (s.id is null or s.articles = 1 or not {earlier}) "
            f"order by {made.date} {order}, {made.number} {order} limit :limit",
            {**made.parameters, **more, "limit": limit},
        )
        return [(row[0], str(row[1] or "")) for row in rows]

    def _earlier(self, made: Parts) -> tuple[str, dict[str, str]]:
        """The condition that an earlier article of the story fits the view too, whose origins are
        the same for all of its articles; and its parameters."""
        fits = parts(replace(self.named.selection, origins=""), "", EVER)
        since = self.named.days.since
        bound = "and n.sort_date >= :own_since " if since else ""
        condition = (
            "exists (select 1 from story_articles m cross join articles n on n.id = m.article "  # noqa: S608
            "where m.story = o.story and n.state is not 'held' "
            f"and (n.sort_date, n.id) < ({made.date}, {made.number}) {bound}"
            f"and exists (select 1 from {fits.tables} where a.id = n.id and {fits.where}))"
        )
        return condition, {"own_since": since} if since else {}

    def _matching(self, days: Days, limit: int, *, oldest: bool) -> list[Candidate]:
        """The same for a view with words."""
        within_days, kept = replace(self.named, days=days), list[Candidate]()
        size = MOST_OF_AN_HOUR if oldest else limit + CHUNK
        place = None
        while True:
            found = candidates(self.conn, self.expression, within_days, size, place)
            kept += self._first_of_each(found)
            if oldest:
                return kept[-1:] if len(found) < size else []
            if len(kept) >= limit or len(found) < size:
                return kept[:limit]
            place = Cursor(found[-1][1], found[-1][0])

    def _first_of_each(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Those of the articles whose story has no earlier one that matches."""
        told = stories_of(self.conn, [number for number, _ in found])
        rows = self.conn.execute(
            "select m.story, a.id from (select distinct value from json_each(?)) j "
            "cross join story_articles m on m.story = j.value "
            "cross join articles a on a.id = m.article order by a.sort_date, a.id",
            (json.dumps(list(told.values())),),
        ).fetchall()
        numbers = [row[1] for row in rows]
        fitting = matching(self.conn, self.expression, self.named, numbers)
        first: dict[object, int] = {}
        for story, number in rows:
            if number in fitting:
                first.setdefault(story, number)
        return [it for it in found if first.get(told.get(it[0]), it[0]) == it[0]]

    def changed_lately(self, shown: Cursor, now: datetime) -> list[Item]:
        """Stories below those ``shown`` of which an article was corrected, went or came in late, or
        that one joined which is newer and does not fit the view, so that the story did not move up.
        """
        if self.expression:
            return []
        sql, parameters = newest_of_each_story(replace(self.named, driver=""), LATE, shown)
        rows = self.conn.execute(
            sql.replace("from articles a ", f"from {_GROWN} a ", 1), {**parameters, **lately(now)}
        )
        return items_of(self.conn, [(row["id"], row["listed"]) for row in rows], DEFAULT)


_GROWN = (
    "(select x.id, x.sort_date, x.state, x.source, x.language from articles x where x.id in ("
    "select y.id from (select id, sort_date, updated, state from articles "
    "where updated >= :changed order by updated desc limit :examined) w "
    "left join story_articles p on p.article = w.id "
    "left join story_articles q on q.story = p.story "
    "join articles y on y.id = coalesce(q.article, w.id) "
    "where w.state in ('edited', 'retracted', 'gone') or (w.sort_date >= :recent and "
    "(julianday(w.updated) - julianday(w.sort_date) > :late_by "
    "or (w.sort_date, w.id) > (y.sort_date, y.id)))))"
)
"""The articles that changed last on the whole site, with all articles of their stories."""
