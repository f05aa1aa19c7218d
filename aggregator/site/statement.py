"""A selection as SQL: one statement, with every value bound.

A query begins where the selection is narrowest (``Named.driver``) and goes down an index that ends
in the date; CROSS JOIN and unary plus keep SQLite from turning that round. Measured on 100,000
and 1,000,000 articles (bench/site.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aggregator.site.period import EVER, Days
from aggregator.site.selection import Cursor, Named, Selection

Parameters = Mapping[str, str | int]

DRIVING = {"region": "article_regions", "topic": "article_topics", "origins": "story_articles"}
"""Tables in which a query can begin, each with an index that ends in the date."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Tables, condition and parameters; ``number`` and ``date`` are the columns of the driver with
    the number of the article and its sort date."""

    tables: str
    where: str
    number: str
    date: str
    parameters: dict[str, str | int]


def parts(
    wanted: Selection, driver: str, days: Days = EVER, before: Cursor | None = None,
    *, with_articles: bool = True,
) -> Parts:  # fmt: skip
    """The parts of a statement that begins with ``driver`` (region, topic, origins, source,
    language or empty). ``with_articles``: whether ``articles a`` is always among the tables."""
    tagged = driver in DRIVING
    number, date = ("d.article", "d.published") if tagged else ("a.id", "a.sort_date")
    parameters: dict[str, str | int] = dict(wanted.parameters())
    parameters.pop("period", None)
    tables = [f"{DRIVING[driver]} d"] if tagged else []
    columns = [name for name in ("source", "language") if getattr(wanted, name)]
    if not tagged or columns or with_articles:
        tables.append("articles a on a.id = d.article" if tagged else "articles a")
    where = [f"a.{name} = :{name}" if name == driver else f"+a.{name} = :{name}"
             for name in columns]  # fmt: skip
    if driver in ("region", "topic"):
        where.insert(0, f"d.{driver} = :{driver}" + (" and d.role = :role" if wanted.role else ""))
    where += _tagged(wanted, number, but=driver)
    if driver == "origins":
        where.insert(0, _SEVERAL.format("d."))
        parameters["origins"] = int(wanted.origins)
        wanted = replace(wanted, origins="")
    bounds, bound = _bounds(wanted, days, before, number, date)
    where += bounds
    parameters |= bound
    return Parts(" cross join ".join(tables), " and ".join(where) or "1", number, date, parameters)


def _tagged(wanted: Selection, number: str, but: str = "") -> list[str]:
    """The conditions that an article carries the region and the topic, or the one that ``but`` is
    not; ``number`` is the column with its number."""
    role = " and t.role = :role" if wanted.role else ""
    return [
        f"exists (select 1 from article_{name}s t where t.article = {number} "  # noqa: S608
        f"and t.{name} = :{name}{role})"
        for name in ("region", "topic")
        if getattr(wanted, name) and name != but
    ]


_SEVERAL = "{0}origins >= 2 and {0}origins >= :origins"
"""The first half is the condition of the index of stories that have several origins."""


def _bounds(
    wanted: Selection, days: Days, before: Cursor | None, number: str, date: str
) -> tuple[list[str], dict[str, str | int]]:
    """The conditions on origins, period and page, and their parameters. ``number`` and ``date``
    are the columns with the number of the article and its sort date."""
    where: list[str] = []
    parameters: dict[str, str | int] = {}
    if wanted.origins:
        where.append(
            "exists (select 1 from story_articles o join stories s on s.id = o.story "  # noqa: S608
            f"where o.article = {number} and s.origins >= :origins)"
        )
        parameters["origins"] = int(wanted.origins)
    within, bound = _within(days, date)
    where += within
    parameters |= bound
    if before is not None:
        where.append(f"({date}, {number}) < (:before_date, :before_id)")
        parameters |= {"before_date": before.date, "before_id": before.id}
    return where, parameters


def _within(days: Days, date: str) -> tuple[list[str], dict[str, str]]:
    """The conditions that the column ``date`` lies within some days, and their parameters."""
    bounds = [("since", ">=", days.since), ("until", "<", days.until)]
    return (
        [f"{date} {sign} :{name}" for name, sign, bound in bounds if bound],
        {name: bound for name, _, bound in bounds if bound},
    )


def newest(named: Named, limit: int, before: Cursor | None = None) -> tuple[str, Parameters]:
    """The statement for the newest articles of a selection, newest first, and its parameters."""
    made = parts(named.selection, named.driver, named.days, before)
    # Only names from this module are put into the text; every value is a bound parameter.
    sql = (
        f"select a.*, {made.date} as listed from {made.tables} "  # noqa: S608
        f"where {made.where} and a.state is not 'held' "
        f"order by {made.date} desc, {made.number} desc limit :limit"
    )
    return sql, {**made.parameters, "limit": limit}


def newest_of_each_story(
    named: Named, limit: int, before: Cursor | None = None
) -> tuple[str, Parameters]:
    """The same, but of each story only the newest article that the selection allows: what a list
    of stories goes down. An article that no story holds yet stands for itself.

    Whether an article is that one is asked of the database, not of the pages before: a list of
    stories goes on from a cursor as one of articles does, and no story comes twice.
    """
    made = parts(named.selection, named.driver, named.days, before)
    newer = ["m.story = o.story", f"(n.sort_date, n.id) > ({made.date}, {made.number})",
             "n.state is not 'held'", *_allows(named, "n")]  # fmt: skip
    sql = (
        f"select a.*, {made.date} as listed from {made.tables} "  # noqa: S608
        f"left join story_articles o on o.article = {made.number} "
        f"left join stories s on s.id = o.story "
        f"where {made.where} and a.state is not 'held' and (s.id is null or s.articles = 1 "
        "or not exists (select 1 from story_articles m cross join articles n on n.id = m.article "
        f"where {' and '.join(newer)})) "
        f"order by {made.date} desc, {made.number} desc limit :limit"
    )
    return sql, {**made.parameters, "limit": limit}


def _allows(named: Named, row: str) -> list[str]:
    """The conditions of a selection on one row of ``articles``, apart from origins, which are the
    same for all articles of a story, and from the beginning of the period."""
    wanted = named.selection
    where = [f"{row}.{name} = :{name}" for name in ("source", "language") if getattr(wanted, name)]
    where += _tagged(wanted, f"{row}.id")
    return [*where, *([f"{row}.sort_date < :until"] if named.days.until else [])]


def numbers(named: Named, limit: int, examined: int) -> tuple[str, Parameters]:
    """The statement for the numbers of the newest articles among the ``examined`` newest of the
    driver: what it costs has a bound, however rare the rest of the selection is.

    Tags are asked for before the rows of ``articles`` are: they stand in narrow indexes.
    """
    wanted, driver = named.selection, named.driver
    own_role = driver in ("region", "topic") and wanted.role
    window, parameters = _window(named)
    columns = "id as number, sort_date as date"
    if driver in DRIVING:
        columns = "article as number, published as date" + (", role" if own_role else "")
    where = ["d.role = :role"] if own_role else []
    where += _tagged(wanted, "d.number", but=driver)
    rest = replace(wanted, origins="") if driver == "origins" else wanted
    bounds, bound = _bounds(rest, EVER, None, "d.number", "d.date")
    where += bounds
    others = [name for name in ("source", "language") if getattr(wanted, name) and name != driver]
    article = " and ".join(["a.id = d.number", "a.state is not 'held'",
                            *(f"+a.{name} = :{name}" for name in others)])  # fmt: skip
    needed = others or driver not in DRIVING
    joined = f" cross join articles a on {article}" if needed else ""
    sql = (
        f"select d.number, d.date from (select {columns} {window} limit :examined) d{joined} "  # noqa: S608
        f"where {' and '.join(where) or '1'} limit :limit"
    )
    given = dict(wanted.parameters())
    given.pop("period", None)
    return sql, {**given, **bound, **parameters, "limit": limit, "examined": examined}


def further(named: Named, examined: int) -> tuple[str, Parameters]:
    """The statement that finds a row where the driver has more than ``examined`` articles."""
    window, parameters = _window(named)
    sql = f"select 1 {window} limit 1 offset :examined"
    return sql, {**parameters, "examined": examined}


def _window(named: Named) -> tuple[str, dict[str, str | int]]:
    """Where the articles of the driver within the period stand, newest first, and parameters: all
    of it in one index."""
    driver = named.driver
    table = DRIVING.get(driver, "articles")
    date = "published" if driver in DRIVING else "sort_date"
    where = [f"{driver} = :{driver}"] if driver else []
    parameters: dict[str, str | int] = {driver: getattr(named.selection, driver)} if driver else {}
    if driver == "origins":
        where, parameters = [_SEVERAL.format("")], {driver: int(named.selection.origins)}
    within, bound = _within(named.days, date)
    where += within
    parameters |= bound
    return f"from {table} where {' and '.join(where) or '1'} order by {date} desc", parameters


def readable(named: Named, words: str = "", *, stories: bool = False) -> tuple[str, Parameters]:
    """The selection as SQL that a visitor may read, run and change on Datasette's own page: its
    articles, or the stories that they tell."""
    made = parts(named.selection, named.driver, named.days)
    match = ""
    parameters = dict(made.parameters)
    if words:
        match = (
            f"  and {made.number} in (\n    select rowid from articles_fts\n"  # noqa: S608
            "    where articles_fts match search_words(:words))\n"
        )
        parameters["words"] = words
    where = made.where.replace(" and ", "\n  and ") if made.where != "1" else "1"
    if stories:
        sql = (
            f"select max({made.date}) as newest, coalesce(s.title, a.title) as title, s.words,\n"
            "  s.origins, s.articles, coalesce(s.id, a.key) as story\n"
            f"from {made.tables}\nleft join story_articles m on m.article = {made.number}\n"
            f"left join stories s on s.id = m.story\nwhere {where}\n{match}"
            "group by coalesce(s.id, a.key)\norder by newest desc\nlimit 100"
        )
        return sql, parameters
    sql = (
        "select a.published, a.title, a.source, a.language, a.link, a.key\n"
        f"from {made.tables}\nwhere {where}\n{match}"
        f"order by {made.date} desc, {made.number} desc\nlimit 100"
    )
    return sql, parameters
