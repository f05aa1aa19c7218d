"""What a feed's document says about being asked: RSS 2.0 and the syndication module. Pure.

feedparser keeps the last of several ``hour`` and ``day`` elements only, so the head of the
document is read here, as far as its first entry.
"""

from __future__ import annotations

import re

from aggregator.model import NO_HINTS, Hints

_HEAD = 20_000
"""Characters of the head that are looked at; a channel's own elements rarely take a thousand."""
_FIRST_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.I)
_TTL = re.compile(r"<ttl>\s*(\d{1,7})\s*</ttl>", re.I)
_PERIOD = re.compile(r"<\w{1,20}:updatePeriod>\s*([a-z]{4,8})\s*</", re.I)
_FREQUENCY = re.compile(r"<\w{1,20}:updateFrequency>\s*(\d{1,5})\s*</", re.I)
_SKIP = re.compile(r"<skip(Hours|Days)>(.{0,2000}?)</skip\1>", re.I | re.S)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_DAY = re.compile(r"<day>\s*([a-z]{6,9})\s*</day>", re.I)
_COMMENT = re.compile(r"<!--.*?-->", re.S)

_SECONDS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000,
            "yearly": 31_536_000}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hints_of(text: str) -> Hints:
    """The hints in the head of a feed's ``text``; what is no number, period or day says nothing.

    ``ttl`` is in minutes. ``updateFrequency`` counts looks in one ``updatePeriod``; one without
    the other means once, or daily (RSS 1.0 Syndication). Hour 24 of RSS 0.91 is hour 0.
    """
    head = text[:_HEAD]
    first = _FIRST_ENTRY.search(head)
    head = _COMMENT.sub("", head[: first.start()] if first else head)
    if "ttl>" not in head and "pdate" not in head and "skip" not in head.lower():
        return NO_HINTS
    every = [seconds for seconds in (_ttl(head), _syndication(head)) if seconds]
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inside in _SKIP.findall(head):
        if kind.lower() == "hours":
            hours.update(int(hour) % 24 for hour in _HOUR.findall(inside) if int(hour) <= 24)
        else:
            days.update(_DAYS.index(day.lower()) for day in _DAY.findall(inside)
                        if day.lower() in _DAYS)  # fmt: skip
    return Hints(max(every, default=None), frozenset(hours), frozenset(days))


def _ttl(head: str) -> float | None:
    found = _TTL.search(head)
    return float(found[1]) * 60 if found else None


def _syndication(head: str) -> float | None:
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    if period is None and frequency is None:
        return None
    seconds = _SECONDS.get(period[1].lower()) if period else _SECONDS["daily"]
    times = int(frequency[1]) if frequency else 1
    return seconds / times if seconds and times else None
