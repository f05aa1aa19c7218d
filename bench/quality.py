"""Whether the texts that were stored are as good as trafilatura's own on the same pages."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aggregator.parse.text import clean
from bench.pages import make_report

_NUMBER = re.compile(r"/report-(\d+)/")


@dataclass(frozen=True, slots=True)
class Quality:
    """Both sets of texts against each other, and against what was written into the pages."""

    articles: int
    stored: int  # with the text of their page
    # Share of pages with trafilatura's text, or one as near to what was written.
    identical: float
    f1_ours: float  # over words, mean of all pages, against the paragraphs written
    f1_alone: float


def stored_texts(archive: Path) -> dict[str, str]:
    """Text by address of every article whose page gave its full text."""
    with sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True) as db:
        rows = db.execute(
            "SELECT a.link, t.text FROM articles a JOIN texts t USING (content_hash) "
            "WHERE a.text_from = 'page'"
        ).fetchall()
    db.close()
    return dict(rows)


def compare(archive: Path, alone: Mapping[str, str], seed: int) -> Quality:
    """Compares what ``archive`` holds with what trafilatura gave for the same addresses.

    Before the comparison trafilatura's text loses control characters and is put into NFC, as
    every text is that we store; nothing else is smoothed over. A text that differs counts where it
    is as near to what was written: of pages laid out with tables ours has no rows of ``|``.
    """
    ours = stored_texts(archive)
    same, f1_ours, f1_alone = 0, 0.0, 0.0
    for url, text in alone.items():
        wanted = _words(" ".join(_written(url, seed)))
        own, other = _f1(wanted, _words(ours.get(url, ""))), _f1(wanted, _words(text))
        same += ours.get(url) == clean(text).strip() or own >= other
        f1_ours += own
        f1_alone += other
    count = len(alone)
    return Quality(count, len(ours), same / count, f1_ours / count, f1_alone / count)


def _written(url: str, seed: int) -> list[str]:
    match = _NUMBER.search(url)
    if match is None:
        raise ValueError(f"not an address of the bench: {url}")
    report = make_report(int(match.group(1)), seed)
    return [*report.paragraphs, *(heading for _, heading in report.headings)]


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _f1(wanted: Counter[str], got: Counter[str]) -> float:
    shared = (wanted & got).total()
    return 2 * shared / (wanted.total() + got.total()) if shared else 0.0
