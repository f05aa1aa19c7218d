"""Rows into the tables of ``news.db``: put in, put over, or made to be exactly these."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from aggregator.store.public_schema import TABLES


class PublicTables:
    """Writes rows given as dictionaries. Names of tables and columns are those of
    :mod:`~aggregator.store.public_schema`; every value is bound."""

    def __init__(self, news: sqlite3.Connection) -> None:
        self._news = news

    def replace(self, table: str, rows: Iterable[dict[str, Any]], *key: str) -> None:
        """Makes ``table`` hold exactly ``rows``; rows that are already so are not touched."""
        wanted = {tuple(row[k] for k in key): row for row in rows}
        columns = _columns(table)
        kept = set()
        for old in self._news.execute(f"SELECT * FROM {table}").fetchall():
            identity = tuple(old[k] for k in key)
            if identity in wanted and all(old[c] == wanted[identity][c] for c in columns):
                kept.add(identity)
            elif identity not in wanted:
                where = " AND ".join(f"{k} = ?" for k in key)
                self._news.execute(f"DELETE FROM {table} WHERE {where}", identity)
        self._upsert(table, [row for identity, row in wanted.items() if identity not in kept], key)

    def insert(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Puts in rows that are not there yet."""
        columns = _columns(table)
        self._news.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [[row[c] for c in columns] for row in rows],
        )

    def _upsert(self, table: str, rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
        columns = _columns(table)
        updates = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in key)
        self._news.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}",
            [[row[c] for c in columns] for row in rows],
        )


@cache
def _columns(table: str) -> list[str]:
    return [c.name for t in TABLES if t.name == table for c in t.columns]
