"""What a case of identity is made of: fetches of feeds with their entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.model import Entry

Fetched = tuple[str, Sequence[Entry]]
"""One fetch: the name of the feed within its source, and the entries that it held."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is fetched, one fetch after the other, and what is known after the last one."""

    name: str
    why: str
    fetches: tuple[Fetched, ...]
    articles: int
    nameless: int = 0  # entries of the last fetch that cannot be recognised at all


def entry(
    id: str | None = None,
    link: str | None = None,
    title: str | None = None,
    day: str | None = None,
    words: str = "",
    raw: str | None = None,
) -> Entry:
    """An entry; ``link`` may be only a path of the source's site, ``day`` is the date published."""
    published = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=UTC) if day else None
    return Entry(
        id=id,
        link=f"https://site.example{link}" if link and link.startswith("/") else link,
        title=title,
        summary=words,
        published=published,
        published_precision="minute" if day else None,
        published_raw=raw or (f"{day}T09:00:00Z" if day else None),
    )


def fetches(*documents: Sequence[Entry]) -> tuple[Fetched, ...]:
    """The same feed fetched several times, one document after the other."""
    return tuple(("news", document) for document in documents)
