"""Questions about stories that need no lock."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from aggregator.store.opening import ARCHIVE, explained, read_archive


def story_with(folder: Path, key: str) -> dict[str, Any] | None:
    """The story in which an article stands: as stored, and as lines for a terminal; None where
    there is none."""
    with closing(read_archive(folder)) as db, explained(folder / ARCHIVE):
        row = db.execute(
            "SELECT s.* FROM articles a JOIN story_articles m ON m.article = a.id "
            "JOIN stories s ON s.id = m.story WHERE a.key = ?",
            [key],
        ).fetchone()
        if row is None:
            return None
        body = json.loads(row["judged"])
        history = db.execute(
            "SELECT at, number, reason, rule_version FROM story_numbers WHERE story = ? "
            "ORDER BY id",
            [row["id"]],
        ).fetchall()
        keys = {placed[1] for placed in body["placed"]}
        decisions = [
            dict(each)
            for each in db.execute("SELECT * FROM story_decisions ORDER BY id")
            if keys & {*json.loads(each["articles"]), *json.loads(each["others"])}
        ]
    found = {
        "id": row["id"], "number": row["number"], "reason": row["reason"], "judged": body,
        "history": [dict(each) for each in history], "decisions": decisions,
    }  # fmt: skip
    return found | {"lines": _lines(found)}


def _lines(found: dict[str, Any]) -> list[str]:
    body = found["judged"]
    number = "no number" if found["number"] is None else f"number {found['number']}"
    lines = [f"story {found['id']}: {number} ({found['reason']})"]
    for _, key, role, of, _, sentence, access, _ in body["placed"]:
        lines.append(f"  {key}: {role}{f' of {of}' if of else ''}{f', {access}' if access else ''}")
        if sentence:
            lines.append(f"      “{sentence}”")
    for rule, kind, taker, giver, state, evidence, _ in body["edges"]:
        lines.append(f"  {rule} {kind} {taker} -> {giver} ({state}): {evidence}")
    for each in found["history"]:
        lines.append(f"  {each['at']}: {each['number']} ({each['reason']})")
    for each in found["decisions"]:
        lines.append(f"  {each['at']} {each['who']}: {each['what']}: {each['reason']}")
    return lines
