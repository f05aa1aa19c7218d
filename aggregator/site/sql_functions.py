"""Functions of SQLite's that take time without bound inside one step, in versions that do not.

A time limit stops SQLite between its steps, never within one. ``instr`` and ``replace`` try
every place against every character (measured: 19 seconds for one call over two million
characters), ``trim`` compares every character with every other. Here the first two are Python's,
which search in linear time, and ``trim`` takes only as many characters as somebody would write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

Text = str | bytes
Value = Text | int | float | None

TRIMMED_CHARACTERS = 100


def add_bounded_functions(conn: sqlite3.Connection, length: int) -> None:
    """Puts them in place of SQLite's own. ``length`` is the limit of ``conn``, in bytes: what would
    be too long or too slow ends with SQLite's own "string or blob too big"."""
    # A value beyond the limit, and no exception: Datasette has sqlite3 print those to the log.
    refused = " " * (length + 1)

    def replaced(text: Value, old: Value, new: Value) -> str | None:
        return refused if _replaced_length(text, old, new) > length else replace(text, old, new)

    conn.create_function("instr", 2, instr, deterministic=True)
    conn.create_function("replace", 3, replaced, deterministic=True)
    for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
        conn.create_function(name, 2, _trimming(strip, refused), deterministic=True)


def instr(text: Value, part: Value) -> int | None:
    """The place of the first ``part`` in ``text``, from 1 on; 0 where there is none."""
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _as_text(text).find(_as_text(part)) + 1


def replace(text: Value, old: Value, new: Value) -> str | None:
    """``text`` with every ``old`` replaced by ``new``."""
    if text is None or old is None or new is None:
        return None
    part = _as_text(old)
    return _as_text(text).replace(part, _as_text(new)) if part else _as_text(text)


def _replaced_length(text: Value, old: Value, new: Value) -> int:
    """Characters that :func:`replace` would give, counted without giving them."""
    if text is None or old is None or new is None:
        return 0
    whole, part = _as_text(text), _as_text(old)
    grows = len(_as_text(new)) - len(part)
    return len(whole) + (whole.count(part) * grows if part else 0)


def _trimming(
    strip: Callable[[str, str], str], refused: str
) -> Callable[[Value, Value], str | None]:
    def trimmed(text: Value, characters: Value) -> str | None:
        if text is None or characters is None:
            return None
        unwanted = _as_text(characters)
        return refused if len(unwanted) > TRIMMED_CHARACTERS else strip(_as_text(text), unwanted)

    return trimmed


def _as_text(value: Text | float) -> str:
    """A value as SQLite casts it to text; floats differ in their last digits only."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
