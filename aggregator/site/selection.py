"""Which articles a list or a feed is about: one value, one canonical form, one SQL statement.

Pages, feeds and (later) the explore page all ask the same question: articles of a region,
a topic, a source, a language, in any combination. The canonical form is what feed ids are
made of, so two addresses that ask the same are the same feed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from aggregator.site.text import as_line
from aggregator.site.words import language_name
from aggregator.sources.codes import LANGUAGES

NAMES = ("region", "topic", "source", "language", "role")
"""The words an address may carry, in canonical order. Additive changes only: feed ids and
addresses are a promise."""


class NotKnownError(ValueError):
    """The address asks for something that is not in the database; the text says what."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; an empty string means "any"."""

    region: str = ""
    topic: str = ""
    source: str = ""
    language: str = ""
    role: str = ""

    def parameters(self) -> dict[str, str]:
        """The words that are set, in canonical order."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    def canonical(self) -> str:
        """``region=UA…&topic=…``: the same for every address that asks the same."""
        return urlencode(self.parameters(), quote_via=quote)

    def feed_path(self) -> str:
        """The preferred address of this feed, from the site's root."""
        asked = self.parameters()
        if len(asked) == 1 and "role" not in asked:
            ((name, value),) = asked.items()
            return f"/feeds/{name}/{quote(value, safe='')}.atom"
        return "/feeds/all.atom" + (f"?{self.canonical()}" if asked else "")

    def page_path(self) -> str:
        """The page that shows the same: its own where there is one, otherwise the search."""
        asked = self.parameters()
        if len(asked) == 1 and "role" not in asked and "language" not in asked:
            ((name, value),) = asked.items()
            return f"/{name}/{quote(value, safe='')}"
        return "/" if not asked else f"/search?{self.canonical()}"


@dataclass(frozen=True, slots=True)
class Named:
    """A selection with the names of what it asks for, and which tag narrows it most."""

    selection: Selection
    region: str = ""
    topic: str = ""
    source: str = ""
    language: str = ""
    topic_first: bool = False

    def title(self) -> str:
        """``Kherson oblast, Deported children, in Ukrainian``; empty for everything."""
        words = [self.region, self.topic, self.source]
        if self.language:
            words.append(f"in {self.language}")
        if self.selection.role:
            words.append({"about": "about it", "mentions": "mentioned"}[self.selection.role])
        return ", ".join(word for word in words if word)


def from_pairs(pairs: Iterable[tuple[str, str]], start: Selection | None = None) -> Selection:
    """Reads the words of an address; empty values are ignored, as HTML forms send them.

    Raises :class:`NotKnownError` for a word that we do not know (silently giving everything
    would be wrong), for a word given twice with different values, and for a role that
    belongs to nothing.
    """
    selection = start or Selection()
    for name, value in pairs:
        if name not in NAMES:
            raise NotKnownError(
                f"“{as_line(name)[:80]}” is not a word of this address. "
                f"It may carry: {', '.join(NAMES)}."
            )
        if not value:
            continue
        before = getattr(selection, name)
        if before and before != value:
            raise NotKnownError(f"Only one {name} can be asked for at a time.")
        selection = replace(selection, **{name: value})
    if selection.role and selection.role not in {"about", "mentions"}:
        raise NotKnownError("The role is either about or mentions.")
    if selection.role and not (selection.region or selection.topic):
        raise NotKnownError("A role needs a region or a topic.")
    return selection


def name_it(conn: sqlite3.Connection, selection: Selection) -> Named:
    """Looks every code up. ISO 3166-2 codes (``UA-43``) become the code that we use.

    Raises :class:`NotKnownError` with plain words for the first that does not exist.
    """
    named = Named(selection)
    region_count = topic_count = 0
    if selection.region:
        row = conn.execute(
            "select code, name, articles from regions where code = :it "
            "union all select code, name, articles from regions where iso = upper(:it) limit 1",
            {"it": selection.region},
        ).fetchone()
        if row is None:
            raise NotKnownError("There is no region with this code.")
        named = replace(named, region=as_line(row[1]), selection=replace(selection, region=row[0]))
        region_count = row[2] or 0
    if selection.topic:
        row = conn.execute(
            "select name, articles from topics where id = ?", (selection.topic,)
        ).fetchone()
        if row is None:
            raise NotKnownError("There is no topic with this name.")
        named = replace(named, topic=as_line(row[0]))
        topic_count = row[1] or 0
    if selection.source:
        row = conn.execute("select name from sources where id = ?", (selection.source,)).fetchone()
        if row is None:
            raise NotKnownError("There is no source with this name.")
        named = replace(named, source=as_line(row[0]))
    if selection.language:
        if selection.language not in LANGUAGES and not _has_language(conn, selection.language):
            raise NotKnownError("No article is in this language.")
        named = replace(named, language=language_name(selection.language))
    both = bool(selection.region and selection.topic)
    return replace(named, topic_first=both and topic_count < region_count)


def _has_language(conn: sqlite3.Connection, language: str) -> bool:
    row = conn.execute("select 1 from articles where language = ? limit 1", (language,)).fetchone()
    return row is not None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of a list ended: the sort date and id of its last article."""

    date: str
    id: int

    def __str__(self) -> str:
        return f"{self.date}_{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Reads what ``str()`` wrote; None for anything else, which means the first page."""
        date, _, number = text.rpartition("_")
        if not date or not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        return cls(date, int(number))


def newest(
    named: Named, limit: int, before: Cursor | None = None
) -> tuple[str, Mapping[str, str | int]]:
    """The statement for the newest articles of a selection, newest first, and its parameters.

    The tag table drives where there is one (its index ends in the date), the rarer tag of
    two; CROSS JOIN keeps SQLite from turning that round. Measured on 100,000 articles in
    docs/site.md.
    """
    wanted = named.selection
    tags = [("article_regions", "region", wanted.region), ("article_topics", "topic", wanted.topic)]
    tags = [tag for tag in (reversed(tags) if named.topic_first else tags) if tag[2]]
    parameters: dict[str, str | int] = {"limit": limit, **wanted.parameters()}
    tables, where = [], []
    for number, (table, column, _) in enumerate(tags):
        alias = f"t{number}"
        tables.append(f"{table} {alias}")
        where.append(f"{alias}.{column} = :{column}")
        if number:
            where.append(f"{alias}.article = t0.article")
        if wanted.role:
            where.append(f"{alias}.role = :role")
    tables.append("articles a")
    date, number_column = ("t0.published", "t0.article") if tags else ("a.sort_date", "a.id")
    if tags:
        where.append("a.id = t0.article")
    where.extend(f"a.{name} = :{name}" for name in ("source", "language") if getattr(wanted, name))
    where.append("a.state is not 'held'")
    if before is not None:
        where.append(f"({date}, {number_column}) < (:before_date, :before_id)")
        parameters |= {"before_date": before.date, "before_id": before.id}
    # Only names from this module are put into the text; every value is a bound parameter.
    sql = (
        f"select a.*, {date} as listed from {' cross join '.join(tables)} "  # noqa: S608
        f"where {' and '.join(where)} order by {date} desc, {number_column} desc limit :limit"
    )
    return sql, parameters
