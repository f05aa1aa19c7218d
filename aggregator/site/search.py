"""``/search``: full-text search and every selection. Thin, because a later issue replaces it.

What a visitor types is folded as the index is and written into an expression of our own
(:mod:`aggregator.tag.folding`), so no input is a syntax error, and inflected words are found.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import urlencode

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.lists import Entry, read_languages, read_regions, read_sources, read_topics
from aggregator.site.pages import LIST_ARTICLES, Listing, read_listing
from aggregator.site.reading import read_site, with_tags
from aggregator.site.rows import Site
from aggregator.site.selection import Cursor, Named, Selection, from_pairs, name_it
from aggregator.tag.folding import match_expression
from aggregator.tag.place_forms import place_forms

MAX_CHARACTERS = 200
_MATCH_LIMIT = 20_000
"""How many of the newest matches are looked at under a filter: bounds a search for a very
common word to about 50 ms on 100,000 articles (measured, docs/site.md)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search; ``query`` is what was understood."""

    site: Site
    listing: Listing
    choices: tuple[list[Entry], list[Entry], list[Entry], list[Entry]]


def read_found(
    conn: sqlite3.Connection, expression: str, selection: Selection, before: Cursor | None
) -> Listing:
    """Matching articles, newest first."""
    named: Named = name_it(conn, selection)
    if not expression:
        return read_listing(conn, selection, before, LIST_ARTICLES)
    wanted = named.selection
    where, parameters = ["a.state is not 'held'"], dict[str, str | int](wanted.parameters())
    for name in ("source", "language"):
        if getattr(wanted, name):
            where.append(f"a.{name} = :{name}")
    for name in ("region", "topic"):
        if getattr(wanted, name):
            role = " and t.role = :role" if wanted.role else ""
            where.append(
                f"exists (select 1 from article_{name}s t "  # noqa: S608
                f"where t.article = a.id and t.{name} = :{name}{role})"
            )
    if before is not None:
        where.append("(a.sort_date, a.id) < (:before_date, :before_id)")
        parameters |= {"before_date": before.date, "before_id": before.id}
    # The words in the text are fixed above; what a visitor typed is bound.
    sql = (
        "select a.*, a.sort_date as listed from "  # noqa: S608
        "(select rowid from articles_fts where articles_fts match :match "
        "order by rowid desc limit :most) f cross join articles a on a.id = f.rowid "
        f"where {' and '.join(where)} order by a.sort_date desc, a.id desc limit :limit"
    )
    parameters |= {"match": expression, "most": _MATCH_LIMIT, "limit": LIST_ARTICLES + 1}
    items = with_tags(conn, conn.execute(sql, parameters).fetchall())
    shown = items[:LIST_ARTICLES]
    more = Cursor(shown[-1].listed, shown[-1].id) if len(items) > LIST_ARTICLES else None
    return Listing(named, shown, more, before is None)


async def search(ask: Ask) -> Response:
    """``/search?q=…`` with any of region, topic, source, language, role."""
    text, cursor = ask.word("q"), Cursor.read(ask.word("before"))
    selection = from_pairs((n, v) for n, v in ask.pairs() if n not in {"q", "before"})
    expression = match_expression(text[:MAX_CHARACTERS], place_forms)

    def question(conn: sqlite3.Connection) -> Found:
        choices = (
            read_regions(conn, only_oblasts=True),
            read_topics(conn),
            read_sources(conn),
            read_languages(conn),
        )
        listing = read_found(conn, expression, selection, cursor)
        return Found(read_site(conn), listing, choices)

    found = await ask.read(question)
    regions, topics, sources, languages = found.choices
    context = {
        "q": text[:MAX_CHARACTERS],
        "query": urlencode({"q": text, **found.listing.named.selection.parameters()}),
        "understood": bool(expression),
        "listing": found.listing,
        "named": found.listing.named,
        "regions": regions,
        "topics": topics,
        "sources": sources,
        "languages": languages,
    }
    return await ask.page("search", found.site, context, cache="no-store")
