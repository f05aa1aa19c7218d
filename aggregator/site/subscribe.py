"""``/subscribe``: what a feed is and how to follow one, with a form that builds its address."""

from __future__ import annotations

import sqlite3

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.facets import periods
from aggregator.site.feeds import Asked, read_asked
from aggregator.site.lists import Entry, read_languages, read_regions, read_sources, read_topics
from aggregator.site.period import period_words
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import (
    MOST_ORIGINS,
    Named,
    has_stories,
    name_it,
    shown_as,
    today,
)
from aggregator.site.story_feeds import stories_page, stories_path

Choices = tuple[list[Entry], list[Entry], list[Entry], list[Entry]]
Days = tuple[str, ...]


async def subscribe(ask: Ask) -> Response:
    """What a feed is and how to follow one, step by step: stories, or with ``show=articles`` every
    article."""
    wanted = read_asked(ask, "show")
    show = shown_as(ask.word("show"))

    def question(conn: sqlite3.Connection) -> tuple[Site, Named, Choices, Days, bool]:
        return (
            read_site(conn),
            name_it(conn, wanted.selection, ask.language),
            (
                read_regions(conn, ask.language, only_oblasts=True),
                read_topics(conn, language=ask.language),
                read_sources(conn, ask.language),
                read_languages(conn),
            ),
            periods(today(conn)),
            has_stories(conn),
        )

    site, named, choices, days, known = await ask.read(question)
    regions, topics, sources, languages = choices
    stories = known and show == "stories"
    asked = Asked(named.selection, wanted.words)
    words = [f"“{asked.words}”" if asked.words else "", named.title(ask.ui)]
    return await ask.page(
        "subscribe",
        site,
        {
            "named": named,
            "asked": asked,
            "knows_stories": known,
            "stories": stories,
            "address": lambda kind: stories_path(asked, kind) if stories else asked.path(kind),
            "page": stories_page(asked) if stories else asked.page(),
            "periods": [(it, period_words(it, ask.ui)) for it in days],
            "origins": MOST_ORIGINS[:3],
            "name": ", ".join(word for word in words if word),
            "regions": regions,
            "topics": topics,
            "sources": sources,
            "languages": languages,
        },
        cache="no-store" if asked.words else None,
    )
