"""A period as it stands in an address: ``7d``, ``2026``, ``2026-11``, ``2026-11-07``, or from one
day to another with both in it, ``2026-11-01..2026-11-07``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.site.languages import Catalogue, said
from aggregator.site.text import as_moment

_LAST = re.compile(r"([1-9][0-9]{0,3})d")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Days:
    """Days as the sort dates of articles are compared: from ``since``, before ``until``; an empty
    string means no bound."""

    since: str = ""
    until: str = ""


EVER = Days()


def is_period(text: str) -> bool:
    """Whether the text is a period."""
    return _LAST.fullmatch(text) is not None or _span(text) is not None


def days_of(text: str, today: str) -> Days:
    """The days of a period; ``today`` (ISO 8601) counts as its last day. :data:`EVER` for a text
    that is none, or where nobody knows what day it is."""
    last = _LAST.fullmatch(text)
    if last is None:
        span = _span(text)
        return EVER if span is None else Days(span[0].isoformat(), _after(span[1]))
    day = _day(today)
    if day is None or int(last[1]) > day.toordinal() - 1:
        return EVER
    return Days((day - timedelta(days=int(last[1]) - 1)).isoformat())


def period_words(text: str, ui: Catalogue) -> str:
    """The period for people: ``last 7 days``, ``November 2026``."""
    last = _LAST.fullmatch(text)
    if last is not None:
        return str(ui.many(said("last {n} day"), said("last {n} days"), int(last[1])))
    parts = []
    for part in text.split(".."):
        precision = "month" if _MONTH.fullmatch(part) else "day"
        moment = as_moment(part + "-01" if precision == "month" else part, precision)
        parts.append(ui.day(moment) if moment is not None else part)
    return " – ".join(parts)


def week_of(day: str) -> str:
    """The period of the week, Monday to Sunday, in which a day lies; empty where it is none."""
    found = _day(day)
    if found is None:
        return ""
    monday = found - timedelta(days=found.weekday())
    return f"{monday.isoformat()}..{(monday + timedelta(days=6)).isoformat()}"


def _span(text: str) -> tuple[date, date] | None:
    begin, dots, end = text.partition("..")
    first, last = _first_and_last(begin), _first_and_last(end) if dots else None
    if dots:
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    return first


def _first_and_last(text: str) -> tuple[date, date] | None:
    if _YEAR.fullmatch(text) and text > "0000":
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if _MONTH.fullmatch(text):
        first = _day(f"{text}-01")
        if first is None:
            return None
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1) if (
            first < date(9999, 12, 1)
        ) else None  # fmt: skip
        return first, following - timedelta(days=1) if following else date.max
    day = _day(text) if len(text) == len("2026-11-07") else None
    return (day, day) if day else None


def _after(day: date) -> str:
    return (day + timedelta(days=1)).isoformat() if day < date.max else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
