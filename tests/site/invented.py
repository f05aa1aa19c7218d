"""Names and hostile texts of the sample database, and how a row gets into it."""

from __future__ import annotations

import sqlite3

URL = "https://news.example"
AUTHORITY = "news.example,2026"
KHERSON, MELITOPOL, CRIMEA, ODD = "UA65000000000030969", "UA23080070010059526", "UA01", "x-odd"

SCRIPT = '<script>alert("x")</script><img src=//evil.example/x onerror=alert(1)>'
BIDI = "Report \u202egnp.exe\u202c about \u2066nothing\u2069"
CONTROL = "Bell\x07 null\x00 escape\x1b end"
LONG = "Дуже довгий заголовок " * 500


def insert(conn: sqlite3.Connection, table: str, **values: object) -> None:
    marks = ", ".join("?" * len(values))
    conn.execute(
        f"insert into {table} ({', '.join(values)}) values ({marks})",
        list(values.values()),
    )
