"""Which changes of a text are edits, and when we stop believing them. Pure.

A page that prints the clock, a counter of readers or "3 minutes ago" changes at every look.
Numbers do matter here (a count of prisoners that is corrected is an edit), so the first changes
of numbers alone are kept as versions; one that changes nothing else again and again is restless.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MOST_IN_A_DAY = 6
"""Versions kept of one article within 24 hours. A running report of a trial was given five."""
MOST_TRIVIAL = 3
"""Changes of nothing but numbers kept in a row; the next one makes no version."""
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
_PASSING = re.compile(
    r"\d+(?:[.,:/\s-]\d+)*|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b|"
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|just now|ago|am|pm)\b|"
    r"\b(?:секунд\w*|хвилин\w*|минут\w*|годин\w*|час\w*|дн\w*|тому|назад|щойно|тільки що)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Edits:
    """How an article has been changing."""

    trivial: int = 0  # changes of nothing but numbers and words of time, in a row
    today: int = 0  # versions kept since ``day_began``
    day_began: datetime | None = None

    def faded(self, now: datetime) -> Edits:
        """The same, with the row forgotten a month after the last version. For what a feed or a
        sitemap says, which is not looked at but told: it must be heard again some day."""
        if self.day_began is not None and now - self.day_began >= _MONTH:
            return replace(self, trivial=0)
        return self


def is_trivial(old: str, new: str) -> bool:
    """Whether two texts differ in nothing but numbers and words of time."""
    return old != new and _without_passing(old) == _without_passing(new)


def after_change(edits: Edits, trivial: bool, now: datetime) -> tuple[bool, Edits]:
    """Whether a change at ``now`` is kept as a version, and what is remembered of it.

    A change of words ends a row of trivial ones, and is kept unless there were too many within
    the day; then the next look finds it, if it lasts.
    """
    row = min(edits.trivial, MOST_TRIVIAL) + 1 if trivial else 0
    if row > MOST_TRIVIAL:
        return False, replace(edits, trivial=row)
    began, today = edits.day_began, edits.today
    if began is None or now - began >= _DAY:
        began, today = now, 0
    if today >= MOST_IN_A_DAY:
        return False, Edits(row, today, began)
    return True, Edits(row, today + 1, began)


def _without_passing(text: str) -> str:
    return " ".join(_PASSING.sub(" ", text).split())
