"""``/subscribe``: what a feed is and how to follow one, with a form that builds its address."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.choices import Choices, read_choices
from aggregator.site.feed_address import read_asked
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import Named, name_it, shown_as


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
    asked = replace(wanted, selection=named.selection, before=None, stories=stories)
    words = [asked.called, named.title(ask.ui)]
    return await ask.page(
        "subscribe",
        site,
        {
            "named": named,
            "asked": asked,
            "stories": stories,
            "address": asked.path,
            "page": asked.page(),
            "name": ", ".join(word for word in words if word),
            "choices": choices,
        },
        cache="no-store" if asked.words else None,
    )
