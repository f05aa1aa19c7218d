"""``/subscribe``: what a feed is and how to follow one, with a form that builds its address."""

from __future__ import annotations

import sqlite3

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.feeds import Asked, read_asked
from aggregator.site.lists import Entry, read_languages, read_regions, read_sources, read_topics
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import Named, name_it

Choices = tuple[list[Entry], list[Entry], list[Entry], list[Entry]]


async def subscribe(ask: Ask) -> Response:
    """What a feed is and how to follow one, step by step."""
    wanted = read_asked(ask)

    def question(conn: sqlite3.Connection) -> tuple[Site, Named, Choices]:
        return (
            read_site(conn),
            name_it(conn, wanted.selection, ask.language),
            (
                read_regions(conn, ask.language, only_oblasts=True),
                read_topics(conn, language=ask.language),
                read_sources(conn),
                read_languages(conn),
            ),
        )

    site, named, (regions, topics, sources, languages) = await ask.read(question)
    asked = Asked(named.selection, wanted.words)
    words = [f"“{asked.words}”" if asked.words else "", named.title(ask.ui)]
    return await ask.page(
        "subscribe",
        site,
        {
            "named": named,
            "asked": asked,
            "name": ", ".join(word for word in words if word),
            "regions": regions,
            "topics": topics,
            "sources": sources,
            "languages": languages,
        },
        cache="no-store" if asked.words else None,
    )
