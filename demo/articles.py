"""The sample articles: one file each under ``articles/<source>/``, head and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "articles"
EDITED = ".edited"


@dataclass(frozen=True, slots=True)
class Sample:
    """One version of one sample article."""

    source: str
    slug: str
    language: str
    title: str
    author: str
    published: datetime
    updated: datetime
    paragraphs: tuple[str, ...]
    relay_of: str | None = None  # <source>/<slug> of the article that it passes on


def load_samples(started: datetime, now: datetime) -> list[Sample]:
    """Every article as it stands ``now``, newest first.

    Dates count back from ``started``, the first start of the demonstration, so that its news
    are fresh and a restart changes none of them. An article with a file ``<slug>.edited.md``
    reads as in that file from a minute after ``started``.
    """
    samples = []
    edit_at = started + timedelta(minutes=1)
    for path in sorted(FOLDER.glob("*/*.md")):
        if path.stem.endswith(EDITED):
            continue
        edit = path.with_name(f"{path.stem}{EDITED}.md")
        edited = edit.exists() and now >= edit_at
        samples.append(_read(edit if edited else path, started, edit_at if edited else None))
    return sorted(samples, key=lambda sample: sample.published, reverse=True)


def _read(path: Path, started: datetime, edited: datetime | None) -> Sample:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    keys = yaml.safe_load(head)
    published = started - timedelta(hours=keys["hours_ago"])
    return Sample(
        source=path.parent.name,
        slug=path.stem.removesuffix(EDITED),
        language=keys["language"],
        title=keys["title"],
        author=keys["author"],
        published=published,
        updated=edited or published,
        paragraphs=tuple(body.strip().split("\n\n")),
        relay_of=keys.get("relay"),
    )
