"""What a public table is made of. The tables: :mod:`~aggregator.store.public_schema`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One public column: SQLite type, what it says, and the table that it points to."""

    name: str
    type: str
    says: str
    references: str | None = None  # "table.column"


@dataclass(frozen=True, slots=True)
class Table:
    """One public table. ``key`` is the primary key; ``indexes`` are tuples of columns, where a
    trailing `` desc`` gives the direction; ``partial`` are those of some rows, each with their
    condition; ``label`` is the column shown instead of the key."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    partial: tuple[tuple[tuple[str, ...], str], ...] = ()
    label: str | None = None
    sort_desc: str | None = None
    facets: tuple[str, ...] = ()


def columns(text: str) -> tuple[Column, ...]:
    """Reads ``name TYPE [-> table.column]: what it says`` lines, one column each."""
    found = []
    for line in text.strip().splitlines():
        head, says = line.strip().split(": ", 1)
        head, _, references = head.partition(" -> ")
        name, kind = head.split()
        found.append(Column(name, kind, says, references or None))
    return tuple(found)
