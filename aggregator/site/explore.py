"""``/explore``: region × topic × source × language × period × origins, and words; stories, or every
article.

Every view has one short address that can be kept and shared, and can be followed and taken away.
Sent by POST the same page leaves the words in no address, history or log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from datasette import Response

from aggregator.site.answers import MAX_QUERY, Ask
from aggregator.site.choices import Choices, read_choices
from aggregator.site.facets import Facet, read_facets
from aggregator.site.feed_address import Asked
from aggregator.site.languages import said
from aggregator.site.ranking import MOST_RANKED
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.search import Found, read_found, read_question
from aggregator.site.selection import NotKnownError
from aggregator.site.statement import readable

MOST_BODY = 4 * MAX_QUERY
"""Bytes of a form that is sent: each Cyrillic letter of it takes six."""


async def explore(ask: Ask) -> Response:
    """``/explore`` with any of q, region, topic, source, language, role, period, origins, an order
    and ``show``; the same words in a form that is sent by POST."""
    posted = ask.request.method == "POST"
    question = read_question(await _sent(ask) if posted else ask.pairs())
    understood = bool(question.expression)  # outside the time limit: the first one loads the places

    def read(conn: sqlite3.Connection) -> tuple[Site, Found, Choices, list[Facet]]:
        found = read_found(conn, question, ask.language)
        facets = read_facets(conn, found.listing.named, found.counts, ask.language)
        return read_site(conn), found, read_choices(conn, ask.language), facets

    site, found, choices, facets = await ask.read(read)
    named = found.listing.named
    stories = found.listing.of_stories
    words = question.words if understood else ""
    sql, parameters = readable(named, words, stories=stories)
    here = replace(question, selection=named.selection)
    context = {
        "q": question.words,
        "question": question,
        "posted": posted,
        "understood": understood,
        "found": found,
        "most_ranked": MOST_RANKED,
        "named": named,
        "choices": choices,
        "facets": facets,
        "sql": urlencode({"sql": sql, **parameters}),
        "feed": Asked(named.selection, words, stories=stories),
        "with_": lambda **words: replace(named.selection, **words),
        "address": lambda **other: replace(here, **other).address,
    }
    kept = "no-store" if question.words or posted else None
    return await ask.page("explore", site, context, cache=kept)


async def _sent(ask: Ask) -> Sequence[tuple[str, str]]:
    """The words of a form. ``without`` names one that is to be left out: a button cannot empty a
    field. Raises :class:`NotKnownError` for a form that is far too long."""
    body = b""
    while True:
        message = await ask.request.receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            raise NotKnownError(said("The form is too long."))
        if not message.get("more_body"):
            break
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    gone = {value for name, value in pairs if name == "without"}
    return [(name, value) for name, value in pairs if name != "without" and name not in gone]
