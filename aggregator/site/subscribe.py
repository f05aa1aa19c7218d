"""``/subscribe``: what a feed is and how to follow one, with a form that builds its address."""

from __future__ import annotations

import sqlite3

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.choices import Choices, read_choices
from aggregator.site.feeds import Asked, read_asked
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import Named, name_it, shown_as
from aggregator.site.story_feeds import stories_page, stories_path


async def subscribe(ask: Ask) -> Response:
    """What a feed is and how to follow one, step by step: stories, or with ``show=articles`` every
    article."""
    wanted = read_asked(ask, "show")
    show = shown_as(ask.word("show"))

    def question(conn: sqlite3.Connection) -> tuple[Site, Named, Choices]:
        return (
            read_site(conn),
            name_it(conn, wanted.selection, ask.language),
            read_choices(conn, ask.language),
        )

    site, named, choices = await ask.read(question)
    stories = choices.stories and show == "stories"
    asked = Asked(named.selection, wanted.words)
    words = [f"“{asked.words}”" if asked.words else "", named.title(ask.ui)]
    return await ask.page(
        "subscribe",
        site,
        {
            "named": named,
            "asked": asked,
            "stories": stories,
            "address": lambda kind: stories_path(asked, kind) if stories else asked.path(kind),
            "page": stories_page(asked) if stories else asked.page(),
            "name": ", ".join(word for word in words if word),
            "choices": choices,
        },
        cache="no-store" if asked.words else None,
    )
