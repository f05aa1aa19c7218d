"""What sources are called: by the name in the file, or in a language by one of their own in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from aggregator.site.languages import DEFAULT
from aggregator.site.text import as_json, as_line


def read_names(value: object) -> tuple[tuple[str, str], ...]:
    """Reads the JSON object of own names by language; nothing for anything else."""
    names = as_json(value)
    if not isinstance(names, dict):
        return ()
    return tuple((as_line(code), as_line(name)) for code, name in names.items() if name)


def named_here(
    name: str, own: tuple[tuple[str, str], ...], language: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A source's name in a language, and its other names by language; where it has none of its
    own there, the name in the file, which is English or Latin."""
    here = dict(own).get(language, "")
    if not here or here == name:
        return name, own
    return here, (("en", name), *((code, it) for code, it in own if code != language))


def source_names(
    conn: sqlite3.Connection, ids: Iterable[object], language: str = DEFAULT
) -> dict[str, str]:
    """The names of sources in a language, by id; ids of nothing are left out."""
    asked = json.dumps([value for value in ids if isinstance(value, str)])
    rows = conn.execute(
        "select id, name, names from sources where id in (select value from json_each(?))",
        (asked,),
    )
    return {row[0]: dict(read_names(row[2])).get(language) or as_line(row[1]) for row in rows}
