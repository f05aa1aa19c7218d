"""The pieces of work that worker processes do, in a module that costs nothing to import.

The process that only polls feeds never loads an HTML or feed parser: a round in which nothing
has changed takes a third of a second less.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.model import (
    Context,
    Document,
    Entry,
    Page,
    ParsedFeed,
    Reading,
    Registry,
    Retrieval,
    Source,
    Tagged,
    TagPart,
)

if TYPE_CHECKING:
    from aggregator.linking import Linked
    from aggregator.parse.offers import Offers


def read_page(entry: Entry, page: Page, context: Context) -> Reading:
    """:func:`aggregator.reading.read`, imported where it runs."""
    from aggregator.reading import read  # noqa: PLC0415 — see above

    return read(entry, page, context)


def parse_document(retrieval: Retrieval, document: Document, max_entries: int) -> ParsedFeed:
    """:func:`aggregator.parse.parse_source`, imported where it runs."""
    from aggregator.parse import parse_source  # noqa: PLC0415 — see above

    return parse_source(retrieval, document, max_entries)


def find_offers(document: Document) -> Offers:
    """:func:`aggregator.parse.offers.offers_of`, imported where it runs."""
    from aggregator.parse.offers import offers_of  # noqa: PLC0415 — see above

    return offers_of(document)


def link(folder: Path, registry: Registry, now: datetime) -> Linked:
    """:func:`aggregator.linking.bring_stories_up_to_date`, imported where it runs."""
    from aggregator.linking import bring_stories_up_to_date  # noqa: PLC0415 — see above

    return bring_stories_up_to_date(folder, registry, now)


def equip(sources: tuple[Source, ...]) -> None:
    """:func:`aggregator.reading.equip`, first thing in a worker."""
    from aggregator import reading  # noqa: PLC0415 — see above
    from aggregator.rules.names import aliases_of  # noqa: PLC0415

    reading.equip(aliases_of(sources))


def tag_again(
    title: str,
    text: str,
    language: str | None,
    published: date | None,
    context: Context,
    parts: frozenset[TagPart],
) -> Tagged:
    """:func:`aggregator.reading.tag_text`, for articles that older rules have tagged."""
    from aggregator.reading import tag_text  # noqa: PLC0415 — see above

    return tag_text(title, text, language, published, context, parts)
