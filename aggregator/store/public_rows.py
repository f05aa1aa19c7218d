"""Rows of the public tables, made from the archive's rows and the sources. Pure.

What is not put into a row here does not reach the public file.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.clock import from_iso, to_iso
from aggregator.credibility.values import Reuse
from aggregator.health import State
from aggregator.model import Feed, Source
from aggregator.store.public_precision import NOTHING, Veil, veil_over

if TYPE_CHECKING:
    from aggregator.story.claims import Apart
from aggregator.takeover.habits import quiet_from

_TAG = Path(__file__).parents[1] / "tag"
SEARCH = hashlib.sha256(
    b"".join((_TAG / name).read_bytes() for name in ("folding.py", "stems.py"))
).hexdigest()[:10]
"""How words are folded for the index, by the code that folds; another one means: index everything
anew. A contentless index forgets a row only when told the very words that it was given."""

UNKNOWN_RULE_CHARACTERS = 200
"""Shown where nobody has stated a rule for reuse (the press-publisher right of the EU spares
"very short extracts"; the groups themselves are still to be asked)."""

_NAMES = ("uk", "ru", "crh", "fr", "es", "de", "it", "pt", "pl")


def excerpt(text: str, reuse: Reuse) -> str:
    """As much of ``text`` as the rule allows, cut at the end of a word."""
    if reuse.rule == "full":
        return text
    if reuse.rule == "link":
        return ""
    limit = reuse.characters if reuse.rule == "excerpt" and reuse.characters else None
    limit = UNKNOWN_RULE_CHARACTERS if limit is None else limit
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    end = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:end] if end > limit // 2 else cut).rstrip(" ,;:–—-\n") + "…"


def veil_of(row: sqlite3.Row, source: Source) -> Veil:
    """The words of an article that its source's ``precision`` keeps from being published."""
    if source.precision is None:
        return NOTHING
    return veil_over(row["title"], row["text"] or _feed_text(row["entry"]), source)


def apart_of(row: sqlite3.Row, tags: Sequence[sqlite3.Row]) -> Apart | None:
    """What of a fact check is kept apart: the claim that it refutes. None for all else."""
    from aggregator.story.claims import kept_apart, review_title  # noqa: PLC0415 — loads the tagger

    stored = tags[0]["organisations"] if tags else "[]"
    text = row["text"] or _feed_text(row["entry"])
    if '"claimant"' not in stored and not review_title(row["title"]):
        return None  # nearly every article: nothing more is read
    return kept_apart(row["title"], text, row["language"], json.loads(stored))


def article_row(
    row: sqlite3.Row, source: Source, veil: Veil, apart: Apart | None
) -> dict[str, Any]:
    """One public article. ``row`` is an archive row joined with its ``text``."""
    whole = row["text"] or _feed_text(row["entry"])
    text = veil.before(whole)
    if apart is not None:
        first = min(apart.within(len(row["title"]) + 2), default=len(text))
        text = text[:first].rstrip()
    shown = "excerpt" if source.reuse.rule == "full" and text != whole else source.reuse.rule
    copied = (
        "id", "key", "title", "link", "source", "feed", "author", "language", "published",
        "published_raw", "published_precision", "published_from", "first_seen", "sort_date",
        "updated", "state", "words", "extraction", "watch", "title_from", "text_from",
        "author_from", "language_from",
    )  # fmt: skip
    values = {name: row[name] for name in copied}
    if apart is not None:
        values["title"] = apart.title
    if row["state"] == "gone":
        # Perhaps for somebody's safety: the text goes out of sight at once (notes, 1.5).
        return values | {"shown": "link", "excerpt": ""}
    return values | {"shown": shown, "excerpt": excerpt(text, source.reuse)}


def _feed_text(entry: str) -> str:
    """What the feed said, for an article whose page was not read yet."""
    values = json.loads(entry)
    return values.get("summary") or values.get("content") or ""


def tag_rows(
    article: sqlite3.Row, kind: str, tags: str, version: str, veil: Veil, apart: Apart | None
) -> list[dict[str, Any]]:
    """The rows of ``article_regions`` or ``article_topics`` of one article. What only a refuted
    claim speaks of is no tag."""
    found = json.loads(tags)
    if apart is not None:
        found = [
            (code, role, weight, kept)
            for code, role, weight, spans in found
            if (kept := apart.outside(spans))
        ]
    return [
        (
            {"occupied": occupied(code, article["sort_date"], article["published_precision"])}
            if kind == "region"
            else {}
        )
        | {
            "article": article["id"],
            kind: code,
            "role": role,
            "words": "; ".join(
                dict.fromkeys(form for _, _, form, _ in spans if not veil.hides(form))
            ),
            "spans": json.dumps([[start, end, rule] for start, end, _, rule in spans]),
            "rule": ", ".join(dict.fromkeys(rule for *_, rule in spans)),
            "weight": weight,
            "version": version,
            "published": article["sort_date"],
        }
        for code, role, weight, spans in found
    ]


def occupied(code: str, published: str, precision: str | None) -> int | None:
    """Whether a place was occupied on the day of an article (``article_regions.occupied``).

    Where only the month is known, only what holds on its first and on its last day is said.
    """
    if precision != "month":
        return _occupied(code, published[:10])
    year, month = int(published[:4]), int(published[5:7])
    days = {f"{published[:7]}-{day:02}" for day in (1, monthrange(year, month)[1])}
    answers = {_occupied(code, day) for day in days}
    return answers.pop() if len(answers) == 1 else None


@lru_cache(maxsize=16_384)
def _occupied(code: str, day: str) -> int | None:
    from aggregator.tag import gazetteer  # noqa: PLC0415 — loading takes a third of a second

    answer = gazetteer.occupied(code, date.fromisoformat(day))
    return None if answer is None else int(answer)


def figure_rows(
    article: sqlite3.Row, source: Source, figures: str, veil: Veil, apart: Apart | None
) -> list[dict[str, Any]]:
    """The rows of ``figures`` of one article; none where even an extract may not be shown, and
    without those whose sentence names a finer place than the source allows, or that stand only
    in a claim which the article refutes."""
    if source.reuse.rule == "link":
        return []
    own = {"article": article["id"], "source": source.id, "published": article["sort_date"]}
    return [
        own | {"number": number, "flag": _flag(article, figure)} | figure
        for number, figure in enumerate(json.loads(figures), 1)
        if not (apart is not None and figure["claimed"])
        and not veil.hides(" ".join(map(str, figure.values())))
    ]


def _flag(article: sqlite3.Row, figure: Mapping[str, Any]) -> str:
    from aggregator.story.figures import TWO_WAYS, described_twice  # noqa: PLC0415 — the same

    return TWO_WAYS if described_twice(article["title"], article["text"] or "", figure) else ""


def feed_rows(
    sources: Sequence[Source], states: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """All rows of ``feeds``: what feeds.yaml says, and how the feed is doing."""
    return [
        _feed_row(feed, states.get(feed.id) or {}) for source in sources for feed in source.feeds
    ]


def _feed_row(feed: Feed, known: Mapping[str, Any]) -> dict[str, Any]:
    state = State(known["state"]) if known else State.NEVER
    if not feed.enabled:
        state = State.DISABLED
    return {
        "id": feed.id,
        "source": feed.source,
        "url": feed.url,
        "found": feed.found,
        "grade": feed.grade,
        "evidence": feed.evidence,
        "enabled": int(feed.enabled),
        "reason": feed.reason,
        "state": str(state),
        "remedy": state.remedy,
        "status": known.get("status"),
        "detail": known.get("detail") or None,
        "since": known.get("since"),
        "failures": known.get("failures", 0),
        "last_success": known.get("last_success"),
        "last_new_item": known.get("last_new_item"),
        "quiet_from": _quiet_from(known),
        "next_check": known.get("next_check") if feed.enabled else None,
    }


def _quiet_from(known: Mapping[str, Any]) -> str | None:
    last = known.get("last_new_item")
    begins = quiet_from(from_iso(last) if last else None, known.get("usual_gap") or 0.0)
    return to_iso(begins) if begins else None


def region_rows(used: Iterable[str]) -> list[dict[str, Any]]:
    """The places that articles name, the places around them, and every unit of the first level."""
    from aggregator.tag import gazetteer  # noqa: PLC0415 — loading takes a third of a second

    codes = set(_always())
    for code in used:
        codes.add(code)
        codes.update(gazetteer.ancestors(code))
    return [_region_row(code) for code in sorted(codes)]


@cache
def _always() -> tuple[str, ...]:
    from aggregator.tag import gazetteer  # noqa: PLC0415

    return gazetteer.of_kind("country", *gazetteer.FIRST_LEVEL)


def _region_row(code: str) -> dict[str, Any]:
    from aggregator.tag import gazetteer  # noqa: PLC0415

    try:
        region = gazetteer.region(code)
    except KeyError:  # tagged by an older gazetteer that knew it; the next re-tagging heals it
        return dict.fromkeys(
            ("iso", "parent", "latitude", "longitude", "occupied_from", "occupied_to",
             *(f"name_{language}" for language in _NAMES)),
        ) | {"code": code, "name": code, "kind": "settlement"}  # fmt: skip
    period = region.occupied[-1] if region.occupied else None
    return {
        "code": code,
        "name": region.name,
        **{f"name_{language}": region.names.get(language) for language in _NAMES},
        "kind": region.kind,
        "iso": region.iso,
        "parent": region.parent,
        "latitude": region.latitude,
        "longitude": region.longitude,
        "occupied_from": period.start.isoformat() if period else None,
        "occupied_to": period.end.isoformat() if period and period.end else None,
    }


def topic_rows() -> list[dict[str, Any]]:
    """Every topic there is, used or not."""
    from aggregator.tag.topics import topics  # noqa: PLC0415

    return [
        {
            "id": topic.id,
            "name": topic.name,
            "name_uk": topic.name_uk,
            "scope": topic.scope,
            "scope_uk": topic.scope_uk,
            "law": topic.law,
            "huridocs": topic.huridocs,
            "iptc": topic.iptc,
            "sdg": topic.sdg,
        }
        for topic in topics()
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
