"""The rows of ``campaigns`` and ``cases``, from the two lists that are written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from aggregator.data import read_yaml
from aggregator.store.public_schema_campaigns import CAMPAIGNS, CASES
from aggregator.store.public_table import Table

FILES = ("campaigns.yaml", "cases.yaml")
_STATES = {"campaigns": {"open", "closed", "unchecked"}, "cases": {"held", "freed", "unchecked"}}
_NEEDED = {"campaigns": ("id", "name", "by", "what", "act", "words"),
           "cases": ("id", "name", "by", "who", "evidence", "spellings")}  # fmt: skip


def campaign_rows() -> list[dict[str, Any]]:
    """One row for each campaign. Raises ``ValueError`` naming the entry and what is wrong."""
    return checked_rows(FILES[0], read_yaml(FILES[0]), CAMPAIGNS)


def case_rows() -> list[dict[str, Any]]:
    """One row for each case. Raises ``ValueError`` naming the entry and what is wrong."""
    return checked_rows(FILES[1], read_yaml(FILES[1]), CASES)


def checked_rows(
    file: str, entries: Iterable[dict[str, Any]], table: Table
) -> list[dict[str, Any]]:
    """The entries of a list as rows of its table. Raises ``ValueError`` naming file, entry and
    what is wrong."""
    known = {column.name for column in table.columns}
    rows = []
    for entry in entries:
        name = f"{file}: {entry.get('id', entry)}"
        unknown, missing = set(entry) - known, [k for k in _NEEDED[table.name] if not entry.get(k)]
        if unknown or missing:
            raise ValueError(f"{name}: unknown {sorted(unknown)}, missing {missing}")
        if entry.get("state") not in _STATES[table.name]:
            raise ValueError(f"{name}: state is one of {', '.join(sorted(_STATES[table.name]))}")
        row = dict.fromkeys((column.name for column in table.columns), None) | entry
        for key in ("words", "spellings"):
            if key in row:
                row[key] = json.dumps(row[key], ensure_ascii=False)
        rows.append(row)
    return rows
