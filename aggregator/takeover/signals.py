"""What in an answer is unlike its source: one function per signal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator.clock import from_iso, to_iso
from aggregator.fetch.domains import registrable_domain
from aggregator.health import State
from aggregator.mirrors import look_alike_of, refused
from aggregator.model import Entry, Feed, ParsedFeed, Response, Source
from aggregator.takeover.habits import (
    Habits,
    domains_of,
    id_shape,
    network_of,
    plain_generator,
    short,
)
from aggregator.takeover.words import is_parked, occupiers_words, traders_words

_ENOUGH = 5
"""Entries below which a burst, a set of vanished ids or a rate says nothing."""
_FASTER = 5
_BACK = timedelta(days=30)
_FEW_AUTHORS = 5
"""A source counts as one of few authors where at most five wrote its last twenty or more."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for doubt. ``value`` is what a person confirms, such as a domain."""

    name: str
    hard: bool
    detail: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One answer of one feed, with which of its entries we did not have."""

    source: Source
    feed: Feed
    response: Response
    parsed: ParsedFeed | None
    new: Sequence[Entry]
    now: datetime


def signals(look: Look, habits: Habits) -> list[Signal]:
    """Every reason for doubt in ``look``, hard ones first. The first document of a feed is what
    the later ones are compared with: of it only what is wrong by itself is a signal."""
    found = [signal for check in _CHECKS for signal in check(look, habits)]
    return sorted(found, key=lambda s: not s.hard)


def own_domains(source: Source, habits: Habits) -> set[str]:
    """The domains that a source's links may lead to: of its homepage and its feeds, and what it
    has linked to before."""
    addresses = [source.homepage or "", *(feed.url for feed in source.feeds)]
    hosts = [urlsplit(address).hostname for address in addresses]
    return {registrable_domain(host) for host in hosts if host} | set(habits.domains)


# --- hard ------------------------------------------------------------------------------------


def _links_elsewhere(look: Look, habits: Habits) -> Iterator[Signal]:
    if not habits.documents:
        return
    own = own_domains(look.source, habits)
    for domain in domains_of(look.new):
        if domain not in own:
            yield Signal("link to another domain", True, f"an entry links to {domain}", domain)


def _links_to_an_imitation(look: Look, habits: Habits) -> Iterator[Signal]:
    """Of the first document too: a feed that begins with a clone's links is the clone's."""
    own = own_domains(look.source, Habits())
    for domain in domains_of(look.new):
        why = refused(domain)
        if why is None and (imitated := look_alike_of(domain, own)):
            why = f"it imitates {imitated}"
        if why is not None:
            yield Signal("link to a look-alike", True, f"an entry links to {domain}: {why}")


def _answers_from_elsewhere(look: Look, habits: Habits) -> Iterator[Signal]:
    came, asked = (urlsplit(u).hostname or "" for u in (look.response.url, look.feed.url))
    if came == asked or look.response.status is None:
        return
    domain = registrable_domain(came)
    if domain not in own_domains(look.source, habits):
        yield Signal("redirect to another domain", True, f"the feed leads to {domain}", domain)


def _parked(look: Look, habits: Habits) -> Iterator[Signal]:
    not_a_feed = look.parsed is not None and look.parsed.state is State.NOT_A_FEED
    if not_a_feed and is_parked(look.response.body):
        yield Signal("parked page", True, "a page that offers the domain for sale answers")


def _other_name_in_certificate(look: Look, habits: Habits) -> Iterator[Signal]:
    if look.response.state is State.TLS and "mismatch" in look.response.detail.lower():
        yield Signal("certificate of another name", True, look.response.detail[:200])


# --- soft ------------------------------------------------------------------------------------


def _other_network(look: Look, habits: Habits) -> Iterator[Signal]:
    if look.response.address and habits.networks:
        network = network_of(look.response.address)
        if network not in habits.networks:
            yield Signal("other hosting network", False, f"it is served from {network}", network)


def _other_generator(look: Look, habits: Habits) -> Iterator[Signal]:
    generator = plain_generator(look.parsed.generator if look.parsed else None)
    if generator and habits.generator and generator != habits.generator:
        detail = f"made by {generator!r}, until now by {habits.generator!r}"
        yield Signal("other generator", False, detail, generator)


def _other_ids(look: Look, habits: Habits) -> Iterator[Signal]:
    shape = id_shape(look.parsed.entries) if look.parsed else ""
    if shape and habits.id_shape and shape != habits.id_shape:
        detail = f"ids look like {shape}, until now like {habits.id_shape}"
        yield Signal("other form of ids", False, detail, shape)


def _old_ids_gone(look: Look, habits: Habits) -> Iterator[Signal]:
    """All known ids are gone, although the document reaches back before our last look."""
    if look.parsed is None or len(habits.ids) < _ENOUGH or not habits.last_look:
        return
    entries = look.parsed.entries
    last = from_iso(habits.last_look)
    reaches_back = any(e.published and e.published < last for e in entries)
    if reaches_back and not {e.id for e in entries} & set(habits.ids):
        yield Signal("known ids are gone", False, f"none of {len(habits.ids)} known ids is left")


def _back_dated(look: Look, habits: Habits) -> Iterator[Signal]:
    if not habits.documents:
        return
    old = [e for e in look.new if e.published and e.published < look.now - _BACK]
    if len(old) >= _ENOUGH:
        yield Signal("back-dated burst", False, f"{len(old)} new entries older than 30 days")


def _faster_than_ever(look: Look, habits: Habits) -> Iterator[Signal]:
    days = dict(habits.per_day)
    today = days.pop(to_iso(look.now)[:10], 0) + len(look.new)
    if len(days) < 3:
        return
    usual = sum(days.values()) / 30  # quiet days have no entry of their own
    if today >= 2 * _ENOUGH and today > _FASTER * max(usual, max(days.values()) / _FASTER):
        yield Signal(
            "much faster than usual", False, f"{today} new entries today, {usual:.1f} a day before"
        )


def _new_language(look: Look, habits: Habits) -> Iterator[Signal]:
    known = {short(code) for code in (*habits.languages, *look.source.languages)}
    if not habits.languages or look.parsed is None:
        return
    declared = [look.parsed.language, *(e.language for e in look.new)]
    for code in sorted({short(code) for code in declared if code} - known):
        yield Signal("new language", False, f"it declares the language {code}", code)


def _unknown_authors(look: Look, habits: Habits) -> Iterator[Signal]:
    if habits.authored < 20 or len(habits.authors) > _FEW_AUTHORS:
        return
    if {e.author for e in look.new if e.author} - set(habits.authors):
        # Who it is stays in the entry: names are not copied into a log.
        yield Signal("unknown author", False, "an entry names an author who never wrote here")


def _words_of_trade(look: Look, habits: Habits) -> Iterator[Signal]:
    hits = [words for e in look.new if (words := traders_words(_text(e)))]
    if len(hits) >= 2 or any(len(words) >= 2 for words in hits):
        words = sorted({word for each in hits for word in each})
        yield Signal("words of gambling or bought links", False, ", ".join(words[:8]))


def _occupiers_voice(look: Look, habits: Habits) -> Iterator[Signal]:
    if look.source.kind == "party":
        return
    words = sorted({w for e in look.new for w in occupiers_words(_text(e))})
    if words:
        yield Signal("occupier's words in its own voice", False, ", ".join(words[:8]))


def _text(entry: Entry) -> str:
    return f"{entry.title or ''}\n{entry.summary}"


_CHECKS: tuple[Callable[[Look, Habits], Iterator[Signal]], ...] = (
    _links_to_an_imitation,
    _links_elsewhere,
    _answers_from_elsewhere,
    _parked,
    _other_name_in_certificate,
    _other_network,
    _other_generator,
    _other_ids,
    _old_ids_gone,
    _back_dated,
    _faster_than_ever,
    _new_language,
    _unknown_authors,
    _words_of_trade,
    _occupiers_voice,
)
