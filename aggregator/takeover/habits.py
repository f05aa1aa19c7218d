"""What a feed has always done, as far as a takeover would change it. Pure."""

from __future__ import annotations

import ipaddress
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from aggregator.clock import to_iso
from aggregator.fetch.domains import registrable_domain
from aggregator.model import Entry

_MOST = 40
"""Names of each kind that are remembered of one feed; enough for every newsroom of the seeds."""
_DAYS = 30
_VERSION = re.compile(r"\d[\d.]*")


@dataclass(frozen=True, slots=True)
class Habits:
    """What was seen of one feed so far. Empty tuples where nothing was."""

    domains: tuple[str, ...] = ()  # registrable domains of its links
    generator: str = ""  # without its version
    id_shape: str = ""
    ids: tuple[str, ...] = ()  # of the last document
    languages: tuple[str, ...] = ()  # that feed or entries declare
    authors: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    authored: int = 0  # entries that named an author
    per_day: tuple[tuple[str, int], ...] = ()  # new entries by day, the last thirty
    last_look: str = ""  # UTC, the last document that was read
    documents: int = 0
    usual_gap: float = 0.0  # seconds; nine of ten pauses between two entries are shorter

    def as_json(self) -> str:
        """For the archive."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Habits:
        """The inverse of :meth:`as_json`."""
        values = json.loads(text)
        listed = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
        listed["per_day"] = tuple((day, count) for day, count in values.get("per_day", ()))
        return cls(**(values | listed))


def learn(
    habits: Habits,
    entries: Sequence[Entry],
    new: Sequence[Entry],
    now: datetime,
    *,
    generator: str | None,
    language: str | None,
    address: str,
) -> Habits:
    """The habits after a document that gave no reason for doubt. ``new`` are its new entries."""
    authors = [e.author for e in new if e.author]
    days = dict(habits.per_day)
    day = to_iso(now)[:10]
    if new and habits.documents:  # the first document is a backlog, not a day's work
        days[day] = days.get(day, 0) + len(new)
    oldest = to_iso(now - timedelta(days=_DAYS))[:10]
    declared = [language, *(e.language for e in entries)]
    return replace(
        habits,
        domains=_kept(habits.domains, domains_of(entries)),
        generator=plain_generator(generator) or habits.generator,
        id_shape=id_shape(entries) or habits.id_shape,
        ids=tuple(e.id for e in entries if e.id)[:_MOST] or habits.ids,
        languages=_kept(habits.languages, (short(code) for code in declared if code)),
        authors=_kept(habits.authors, authors),
        networks=_kept(habits.networks, [network_of(address)] if address else []),
        authored=habits.authored + len(authors),
        per_day=tuple(sorted((d, n) for d, n in days.items() if d >= oldest)),
        last_look=to_iso(now),
        documents=habits.documents + 1,
        usual_gap=usual_gap(entries) or habits.usual_gap,
    )


_MUCH_LONGER = 3
_NEVER_BEFORE = timedelta(days=3)
"""Silence is worth a word from three times the longest usual pause on, never within a weekend."""


def usual_gap(entries: Iterable[Entry]) -> float:
    """The pause in seconds than which nine of ten between two entries are shorter; 0 where fewer
    than six entries have a date."""
    dates = sorted({e.published for e in entries if e.published})
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(dates))
    return gaps[len(gaps) * 9 // 10] if len(gaps) >= 5 else 0.0


def quiet_from(last_new_item: datetime | None, gap: float) -> datetime | None:
    """From when on the silence of a feed is unusual; ``None`` where nobody can tell yet."""
    if last_new_item is None or not gap:
        return None
    return last_new_item + max(timedelta(seconds=gap * _MUCH_LONGER), _NEVER_BEFORE)


def _kept(old: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Both, each once, the newest at the end; the oldest go first."""
    return tuple(dict.fromkeys([*old, *more]))[-_MOST:]


def domains_of(entries: Iterable[Entry]) -> list[str]:
    """The registrable domains that the entries link to, each once."""
    hosts = {urlsplit(entry.link).hostname or "" for entry in entries if entry.link}
    return sorted({registrable_domain(host) for host in hosts if host})


def plain_generator(generator: str | None) -> str:
    """The name of the software without its version: an update is no takeover."""
    return _VERSION.sub("", generator or "").strip().lower()[:200]


def id_shape(entries: Iterable[Entry]) -> str:
    """What most ids of a document look like: address, tag, urn, number, uuid or other."""
    shapes = Counter(_shape(entry.id) for entry in entries if entry.id)
    if not shapes:
        return ""
    shape, count = shapes.most_common(1)[0]
    return shape if count > sum(shapes.values()) // 2 else ""


def _shape(identifier: str) -> str:
    if re.match(r"https?://", identifier, re.I):
        numbered = re.search(r"[?&]p=\d+$", identifier)
        return "short address" if numbered else "address"
    if re.fullmatch(r"\d+", identifier):
        return "number"
    if re.fullmatch(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", identifier, re.I):
        return "uuid"
    scheme = identifier.partition(":")[0].lower()
    return scheme if scheme in {"tag", "urn"} else "other"


def network_of(address: str) -> str:
    """The part of an address that a hosting company owns, roughly: /16 of IPv4, /32 of IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return str(ipaddress.ip_network(f"{ip}/{16 if ip.version == 4 else 32}", strict=False))


def short(language: str) -> str:
    """``uk-UA`` is ``uk`` here."""
    return re.split(r"[-_]", language.strip().lower())[0]
