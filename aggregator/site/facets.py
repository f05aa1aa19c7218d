"""What else a view could be narrowed to, with counts that say how far they were counted.

Counting all articles of a selection takes as long as it is large. So at most :data:`MOST` of the
newest are counted, found among at most :data:`EXAMINED`; where there are more, the page says so.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import NamedTuple

from aggregator.site.languages import DEFAULT, said
from aggregator.site.period import days_of, is_period
from aggregator.site.selection import MOST_ORIGINS, Named, Selection, has_stories, name_in, today
from aggregator.site.source_names import source_names
from aggregator.site.statement import further, numbers
from aggregator.site.story_search import stories_of
from aggregator.site.text import as_line
from aggregator.site.words import language_name

MOST = 1_000
"""Articles that are counted: on 1,000,000 articles three facets of them take about 10 ms
(bench/site.py)."""
EXAMINED = 5_000
"""Rows of an index that are looked at for them."""
SHOWN = 10
"""Choices shown of one facet; the form beside them has all."""
PERIODS = ("7d", "30d")
"""Beside them this year."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the view. ``articles`` is None where they were not counted."""

    selection: Selection
    value: str
    name: str
    articles: int | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One word of the address: what is chosen, or what can be."""

    word: str
    label: str
    chosen: str
    without: Selection
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many articles a view has: ``articles``, or more than that; counted ``within`` so many
    of the newest, 0 where all were looked at."""

    articles: int
    more: bool
    within: int
    numbers: tuple[int, ...] = ()
    oldest: str = ""
    told: Mapping[int, str] | None = None
    """The stories of these articles (and of others), where the view lists stories."""

    @property
    def listed(self) -> int:
        """How many of what the view lists: articles, or the stories that they tell."""
        return self.articles if self.told is None else self.distinct(self.numbers)

    def distinct(self, numbers_: Iterable[int]) -> int:
        """How many stories these articles tell, or the articles themselves; an article in no story
        counts as one."""
        told = self.told
        return len(set(numbers_) if told is None else {told.get(n, n) for n in numbers_})


UNCOUNTED = Counted(0, False, 0)


class _Row(NamedTuple):
    number: int
    source: object
    language: object
    date: str


def count(conn: sqlite3.Connection, named: Named) -> Counted:
    """The newest articles of a selection without words, up to :data:`MOST`."""
    sql, parameters = numbers(named, MOST + 1, EXAMINED)
    found = [(row[0], row[1] or "") for row in conn.execute(sql, parameters)]
    kept = found[:MOST]
    more = len(found) > MOST
    within = 0
    if not more and _driver_has_more(conn, named):
        within, more = EXAMINED, True
    return Counted(
        len(kept), more, within, tuple(number for number, _ in kept), kept[-1][1] if kept else ""
    )


def _driver_has_more(conn: sqlite3.Connection, named: Named) -> bool:
    """Whether the index in which the query begins goes on after what was examined."""
    only = Selection(
        **{named.driver: getattr(named.selection, named.driver)} if named.driver else {}
    )
    if only == replace(named.selection, period=""):
        return False  # nothing else was asked for: then the count itself says it
    sql, parameters = further(named, EXAMINED)
    return conn.execute(sql, parameters).fetchone() is not None


def counted(found: Sequence[tuple[int, str]], more: bool) -> Counted:
    """The same of what a search found: (number, sort date), in any order."""
    newest = sorted(found, key=lambda it: it[1], reverse=True)[:MOST]
    return Counted(
        len(newest),
        more or len(found) > MOST,
        0,
        tuple(number for number, _ in newest),
        newest[-1][1] if newest else "",
    )


def by_story(conn: sqlite3.Connection, counts: Counted) -> Counted:
    """The same count in stories."""
    return replace(counts, told=stories_of(conn, counts.numbers))


def read_facets(
    conn: sqlite3.Connection, named: Named, counts: Counted, language: str = DEFAULT
) -> list[Facet]:
    """Every word of the address with what it can be set to among the counted articles."""
    rows = _rows(conn, counts.numbers)
    chosen = {
        "region": named.region,
        "topic": named.topic,
        "source": named.source,
        "language": named.language,
    }
    labels = {"region": said("Region"), "topic": said("Topic"), "source": said("Source"),
              "language": said("Language")}  # fmt: skip
    facets = []
    for word, label in labels.items():
        without = replace(named.selection, **{word: ""})
        if word in ("region", "topic") and not (without.region or without.topic):
            without = replace(without, role="")
        choices: tuple[Choice, ...] = ()
        if not chosen[word]:
            choices = tuple(_choices(conn, named, word, rows, counts, language))
        facets.append(Facet(word, label, chosen[word], without, choices))
    facets.append(_periods(conn, named, counts, rows))
    if has_stories(conn):
        facets.append(_origins(conn, named, counts))
    return facets


def _rows(conn: sqlite3.Connection, numbers_: Sequence[int]) -> list[_Row]:
    """The counted articles, as they stand there: of a thousand values the ten that are shown are
    cleaned."""
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        cursor.execute(
            "select a.id, a.source, a.language, coalesce(cast(a.sort_date as text), '') "
            "from json_each(?) j cross join articles a on a.id = j.value "
            "where a.state is not 'held'",
            (json.dumps(numbers_),),
        )
        return [*map(_Row._make, cursor)]


def _choices(
    conn: sqlite3.Connection,
    named: Named,
    word: str,
    rows: Sequence[_Row],
    counts: Counted,
    language: str,
) -> list[Choice]:
    if word in ("region", "topic"):
        found = _tagged(conn, named, word, counts, language)
    else:
        told = counts.told or {}
        clean = {value: as_line(value) for value in {getattr(row, word) for row in rows}}
        each = {(clean[getattr(row, word)], told.get(row.number, row.number)) for row in rows}
        best = sorted(
            Counter(value for value, _ in each if value).items(), key=lambda it: (-it[1], it[0])
        )[:SHOWN]
        if word == "source":
            names = source_names(conn, [code for code, _ in best], language)
        else:
            names = {code: language_name(code) for code, _ in best}
        found = [(code, names[code], n) for code, n in best if code in names]
    return [
        Choice(replace(named.selection, **{word: code}), code, name, n) for code, name, n in found
    ]


def _tagged(
    conn: sqlite3.Connection, named: Named, word: str, counts: Counted, language: str
) -> list[tuple[str, str, int]]:
    """The tags that most of what is listed carries; of regions those of the first level, never the
    country as a whole."""
    key = {"region": "code", "topic": "id"}[word]
    first_level = "and t.region in (select code from regions where iso is not null)"
    counted_, join = (
        ("count(distinct coalesce(o.story, t.article))",
         "left join story_articles o on o.article = j.value ")
        if counts.told is not None else ("count(*)", "")
    )  # fmt: skip
    rows = conn.execute(
        f"select f.code, {name_in(language, word, 'n.')}, f.listed from ("  # noqa: S608
        f"select t.{word} as code, {counted_} as listed from json_each(:ids) j {join}"
        f"cross join article_{word}s t on t.article = j.value "
        f"where (:role = '' or t.role = :role) {first_level if word == 'region' else ''} "
        "group by 1 order by 2 desc, 1 limit :most"
        f") f join {word}s n on n.{key} = f.code order by 3 desc, 1",
        {"ids": json.dumps(counts.numbers), "role": named.selection.role, "most": SHOWN + 5},
    )
    return [(code, as_line(name), listed) for code, name, listed in rows]


def _periods(
    conn: sqlite3.Connection, named: Named, counts: Counted, rows: Sequence[_Row]
) -> Facet:
    wanted = named.selection
    facet = Facet("period", said("Period"), wanted.period, replace(wanted, period=""))
    if wanted.period:
        return facet
    day = today(conn)
    choices = []
    for period in periods(day):
        since = days_of(period, day).since
        whole = not counts.more or (not counts.within and counts.oldest < since)
        n = counts.distinct(it.number for it in rows if it.date >= since) if whole else None
        choices.append(Choice(replace(wanted, period=period), period, "", n))
    return replace(facet, choices=tuple(choices))


def periods(day: str) -> tuple[str, ...]:
    """The periods that are one click away: the last 7 and 30 days, and this year."""
    return (*PERIODS, day[:4]) if is_period(day[:4]) else PERIODS


def _origins(conn: sqlite3.Connection, named: Named, counts: Counted) -> Facet:
    wanted = named.selection
    facet = Facet("origins", said("Origins"), wanted.origins, replace(wanted, origins=""))
    if wanted.origins:
        return facet
    counted_ = "o.story" if counts.told is not None else "o.article"
    found = conn.execute(
        f"select o.origins, count(distinct {counted_}) from json_each(?) j "  # noqa: S608
        "cross join story_articles o on o.article = j.value where o.origins > 0 group by 1",
        (json.dumps(counts.numbers),),
    ).fetchall()
    choices = []
    for least in MOST_ORIGINS[:3]:
        n = sum(count_ for origins, count_ in found if origins >= int(least))
        choices.append(Choice(replace(wanted, origins=least), least, "", n))
    return replace(facet, choices=tuple(choices))
