"""The one seam for time. Everything that asks "now?" is handed one of these."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment as an aware UTC datetime."""


def system_clock() -> datetime:
    """The machine's time, UTC, cut to whole seconds (no rule of ours is finer)."""
    return datetime.now(UTC).replace(microsecond=0)


def to_iso(moment: datetime) -> str:
    """``2026-11-21T09:30:00Z``: the one form in which times are stored.

    Raises ``ValueError`` for a naive datetime, because a time without a zone is a guess.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {moment!r}")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat("T", "seconds") + "Z"


def from_iso(text: str) -> datetime:
    """The inverse of :func:`to_iso`; raises ``ValueError`` for anything else."""
    if _ISO.fullmatch(text) is None:
        raise ValueError(f"not a time as it is stored: {text[:40]!r}")
    return datetime.fromisoformat(text)  # a tenth of the time of strptime


_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
