"""What stands around a region or a topic: its months, its neighbours, the topics told with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from aggregator.site.languages import DEFAULT, Catalogue
from aggregator.site.lists import Entry, read_regions
from aggregator.site.period import Days, days_of, period_words
from aggregator.site.region_map import neighbours_on_the_map
from aggregator.site.selection import Selection, name_in, today
from aggregator.site.text import as_line

MONTHS = 12
MOST = 1_000
"""Articles of one month that are counted; a month of more is drawn as this many."""
RECENT = 500
"""Newest articles of a topic that are looked at for others told in the same article: some weeks of
a busy topic, all of a rare one."""
NEAR = 12
"""Neighbours and related topics shown."""


@dataclass(frozen=True, slots=True)
class Month:
    """Articles about something in one month. ``height`` is 0 to 100, of the busiest month."""

    period: str
    name: str
    articles: int
    more: bool
    height: int
    path: str


@dataclass(frozen=True, slots=True)
class Around:
    """Everything of this module for one page. The last month is not over. ``near`` are neighbours
    (``bordering``), others in the same region, or topics told together with this one."""

    months: tuple[Month, ...]
    near: tuple[Entry, ...]
    bordering: bool


def read_around(conn: sqlite3.Connection, entry: Entry, ui: Catalogue) -> Around:
    """Months and what is near, for a region or a topic."""
    months = read_months(conn, entry.kind, entry.code, ui)
    if entry.kind == "topic":
        return Around(months, tuple(read_related(conn, entry.code, ui.code)), bordering=False)
    bordering = read_bordering(conn, entry.code, ui.code)
    near = bordering or read_beside(conn, entry, ui.code)
    return Around(months, tuple(near), bordering=bool(bordering))


def last_months(day: str) -> list[str]:
    """The last :data:`MONTHS` months as periods, the oldest first, with that of ``day``."""
    try:
        end = date.fromisoformat(day)
    except ValueError:
        return []
    last = end.year * 12 + end.month - 1
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(last - MONTHS + 1, last + 1)]


def read_months(conn: sqlite3.Connection, kind: str, code: str, ui: Catalogue) -> tuple[Month, ...]:
    """Articles about it, month by month; nothing where there was none in all of them."""
    periods = last_months(today(conn))
    counts = [articles_about(conn, kind, code, days_of(period, ""), MOST + 1) for period in periods]
    most = max(counts, default=0)
    if not most:
        return ()
    return tuple(
        Month(
            period,
            period_words(period, ui),
            min(count, MOST),
            count > MOST,
            max(2, round(100 * count / most)) if count else 0,
            replace(Selection(role="about", period=period), **{kind: code}).explore_path(),
        )
        for period, count in zip(periods, counts, strict=True)
    )


def articles_about(conn: sqlite3.Connection, kind: str, code: str, days: Days, most: int) -> int:
    """Articles about a region or a topic within some days, of at most ``most``: a walk of a
    covering index."""
    until = "and published < :until " if days.until else ""
    row = conn.execute(
        f"select count(*) from (select 1 from article_{kind}s where {kind} = :code "  # noqa: S608
        f"and published >= :since {until}and role = 'about' limit :most)",
        {"code": code, "since": days.since, "until": days.until, "most": most},
    ).fetchone()
    return int(row[0])


def read_bordering(conn: sqlite3.Connection, code: str, language: str = DEFAULT) -> Sequence[Entry]:
    """The first-level regions that share a border with one; nothing for a smaller place."""
    isos = {
        as_line(row["code"]): as_line(row["iso"])
        for row in conn.execute("select code, iso from regions where iso is not null")
    }
    beside = neighbours_on_the_map(isos.get(code, ""))
    oblasts = read_regions(conn, language, only_oblasts=True) if beside else ()
    return sorted((it for it in oblasts if isos[it.code] in beside), key=lambda it: it.name)


def read_beside(
    conn: sqlite3.Connection, region: Entry, language: str = DEFAULT
) -> Sequence[Entry]:
    """The other places of its kind in the same region, those with the most articles first."""
    if not region.parent:
        return ()
    inside = read_regions(conn, language, parent=region.parent)
    same = (it for it in inside if it.note == region.note and it.code != region.code)
    return [it for it in same if it.articles][:NEAR]


def read_related(conn: sqlite3.Connection, topic: str, language: str = DEFAULT) -> Sequence[Entry]:
    """Topics that the newest articles about this one are about as well, the most frequent first;
    ``articles`` counts those."""
    name = name_in(language, "topic", "p.")
    rows = conn.execute(
        f"select t.topic as code, max({name}) as name, count(*) as articles from ("  # noqa: S608
        "select article from article_topics where topic = :topic and role = 'about' "
        "order by published desc limit :recent) r "
        "cross join article_topics t on t.article = r.article "
        "join topics p on p.id = t.topic where t.topic <> :topic and t.role = 'about' "
        "group by t.topic order by articles desc, name limit :near",
        {"topic": topic, "recent": RECENT, "near": NEAR},
    )
    return [
        Entry("topic", as_line(row["code"]), as_line(row["name"]), row["articles"], None)
        for row in rows
    ]
