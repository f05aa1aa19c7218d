"""``/figures``: what was counted, counter by counter, each with its sentence. Never added up.

The same quantity counted by two bodies stays two figures: their lists overlap to a degree that
nobody knows (facts: docs/tagging-organisations-figures.md). A line is drawn where one counter has
counted the same thing in three or more articles.
"""

from __future__ import annotations

import sqlite3
from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.languages import said
from aggregator.site.paths import page_path
from aggregator.site.reading import read_site
from aggregator.site.rows import Site, language_tag
from aggregator.site.source_names import source_names
from aggregator.site.text import Moment, as_line, as_moment, as_text, shorten

COUNTERS = 40
EACH = 6
"""Figures shown of one counter on the page of all; its own page has :data:`MOST`."""
MOST = 200
WIDTH, HEIGHT = 240, 48
SENTENCE = 400
KINDS = {
    "floor": said("at least"),
    "ceiling": said("at most"),
    "estimate": said("about"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One attributed count as a page shows it."""

    value: int
    upper: int | None
    kind: str  # a word of the catalogues, or empty for exact
    what: str
    period: str
    sentence: str
    claimed: bool
    language: str
    date: Moment | None
    article: str
    source: str
    source_name: str


@dataclass(frozen=True, slots=True)
class Line:
    """How one counter's count of one thing went: ``points`` of an SVG polyline."""

    what: str
    points: str
    first: Moment
    last: Moment
    least: int
    most: int
    number: int


@dataclass(frozen=True, slots=True)
class Counter:
    """A body that counts, with its newest figures."""

    code: str
    name: str
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]

    @property
    def path(self) -> str:
        """The page of this counter alone."""
        return f"/figures?counter={quote(self.code, safe='')}"


async def figures(ask: Ask) -> Response:
    """``/figures``, and ``/figures?counter=…`` for one counter."""
    wanted = ask.word("counter")

    def question(conn: sqlite3.Connection) -> tuple[Site, list[Counter]]:
        return read_site(conn), read_counters(conn, ask.language, wanted)

    site, counters = await ask.read(question)
    return await ask.page("figures", site, {"counters": counters, "wanted": wanted})


def read_counters(conn: sqlite3.Connection, language: str, wanted: str = "") -> list[Counter]:
    """The counters that were named last, or one, with their newest figures."""
    codes = [wanted] if wanted else _newest_counters(conn)
    found = []
    for code in codes:
        rows = conn.execute(
            "select f.*, a.key, a.language as article_language from figures f "
            "join articles a on a.id = f.article "
            "where f.counter = ? and a.state is not 'held' "
            "order by f.published desc, f.number limit ?",
            (code, MOST),
        ).fetchall()
        names = source_names(conn, {code, *(row["source"] for row in rows)}, language)
        shown = rows if wanted else rows[:EACH]
        if rows:
            found.append(
                Counter(
                    code,
                    _name(code, rows, names),
                    tuple(_figure(row, names) for row in shown),
                    tuple(lines(rows)),
                )
            )
    return found


def _newest_counters(conn: sqlite3.Connection) -> list[str]:
    """Each counter once, by stepping through the index; those with the newest figures first."""
    rows = conn.execute(
        "with recursive c(counter) as (select min(counter) from figures where counter > '' "
        "union all select (select min(counter) from figures where counter > c.counter) from c "
        "where c.counter is not null) select counter, (select max(published) from figures f "
        "where f.counter = c.counter) as latest from c where counter is not null "
        "order by latest desc limit ?",
        (COUNTERS,),
    )
    return [as_line(row[0]) for row in rows]


def _name(code: str, rows: Sequence[sqlite3.Row], names: dict[str, str]) -> str:
    """The name of the source that counts; of a body that is no source, what texts call it most."""
    if code in names:
        return names[code]
    called = Counts(as_line(row["counter_words"]) for row in rows if row["counter_words"])
    return called.most_common(1)[0][0] if called else code


def _figure(row: sqlite3.Row, names: dict[str, str]) -> Figure:
    upper = row["upper"] if isinstance(row["upper"], int) and row["upper"] != row["value"] else None
    return Figure(
        value=row["value"] or 0,
        upper=upper,
        kind=KINDS.get(as_line(row["kind"]), ""),
        what=as_line(row["what"]),
        period=as_line(row["period_words"]),
        sentence=shorten(as_text(row["sentence"]), SENTENCE),
        claimed=bool(row["claimed"]),
        language=language_tag(row["article_language"]),
        date=as_moment(row["published"], "day"),
        article=page_path("article", as_line(row["key"])),
        source=as_line(row["source"]),
        source_name=names.get(row["source"]) or as_line(row["source"]),
    )


def lines(rows: Sequence[sqlite3.Row]) -> list[Line]:
    """A line for each thing that was counted on three or more days, those with most days first.

    ``what`` must be the same words: "prisoners" and "political prisoners" are two things.
    """
    series: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        day, what = as_line(row["published"])[:10], as_line(row["what"]).casefold()
        if what and day and row["value"] is not None and not row["claimed"]:
            series[what].setdefault(day, row["value"])  # the first of a day is the newest
    drawn = [_line(what, days) for what, days in series.items() if len(days) >= 3]
    return sorted((it for it in drawn if it), key=lambda it: -it.number)[:4]


def _line(what: str, days: dict[str, int]) -> Line | None:
    points = sorted((moment.iso[:10], days[day]) for day in days if (moment := as_moment(day)))
    if len(points) < 3:
        return None
    numbers = [date.fromisoformat(day).toordinal() for day, _ in points]
    values = [value for _, value in points]
    wide, high = numbers[-1] - numbers[0], max(values)
    steps = " ".join(
        f"{4 + (WIDTH - 8) * (number - numbers[0]) / (wide or 1):.0f},"
        f"{HEIGHT - 4 - (HEIGHT - 8) * value / (high or 1):.0f}"
        for number, value in zip(numbers, values, strict=True)
    )
    first, last = as_moment(points[0][0]), as_moment(points[-1][0])
    if first is None or last is None:
        return None
    return Line(what, steps, first, last, min(values), high, len(points))
