"""What a canned query is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A named question: its title, what the answer shows and how to ask, and the SQL."""

    name: str
    title: str
    says: str
    sql: str
