"""What ``aggregator sources`` shows of the registry, as plain rows; the CLI renders them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aggregator.credibility.values import (
    Incident,
    LegalStatus,
    Permission,
    Reuse,
    Review,
    Suspension,
    VettingAnswer,
    Voucher,
)
from aggregator.model import Feed, Registry, Source
from aggregator.sources.codes import REGIONS
from aggregator.sources.vetting import QUESTIONS

_REGION_NAMES = {code: name for name, code in REGIONS.items()}

_OFF = re.compile(r"(?P<before>\benabled[\"']?\s*:\s*)(false|False|FALSE)\b")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of ``aggregator sources list``."""

    id: str
    name: str
    kind: str
    enabled: int  # feeds that are fetched
    feeds: int  # feeds that are known
    legal: str
    vouchers: int


@dataclass(frozen=True, slots=True)
class Section:
    """One part of ``aggregator sources show``: a title, then pairs of label and value."""

    title: str
    entries: tuple[tuple[str, str], ...]


def rows(registry: Registry) -> tuple[SourceRow, ...]:
    """One row per source, in the order of feeds.yaml."""
    return tuple(
        SourceRow(
            id=source.id,
            name=source.name,
            kind=source.kind,
            enabled=sum(feed.enabled for feed in source.feeds),
            feeds=len(source.feeds),
            legal=source.legal.status,
            vouchers=len(source.vouchers),
        )
        for source in registry.sources
    )


def record(source: Source) -> tuple[Section, ...]:
    """The whole record of one source. All twelve vetting questions are listed, an unanswered one
    as unknown; parts that hold nothing say so, because a gap is a finding too."""
    return (
        Section("Source", _about(source)),
        Section("Status under Russian law", (("status", legal_words(source.legal)),)),
        Section("Reuse", (("rule", _reuse_words(source.reuse)),)),
        Section("Fetching", (("robots.txt", _permission_words(source.permission)),)),
        Section("Vouchers", _or_none((each.by, _voucher_words(each)) for each in source.vouchers)),
        Section("Vetting", tuple(_vetting(source.vetting))),
        *(
            Section(f"Vetting: {scope.scope}", tuple(_answered(scope.vetting)))
            for scope in source.scopes
        ),
        Section("Reviews", _or_none(map(_review, source.reviews))),
        Section("Suspensions", _or_none(map(_suspension, source.suspensions))),
        Section("Incidents", _or_none(map(_incident, source.incidents))),
        Section("Feeds", _or_none((feed.id, _feed_words(feed)) for feed in source.feeds)),
    )


def legal_words(legal: LegalStatus) -> str:
    """The status in one line; ``unknown`` always says that it does not mean none."""
    if legal.status == "unknown":
        words = "unknown (this does not mean that there is none)"
    else:
        words = legal.status
        words += f" since {legal.since}" if legal.since else ""
        words += f", no. {legal.list_number}" if legal.list_number else ""
    return _sentences(words, legal.evidence, legal.note)


def enable_line(feed: Feed, path: Path, checked_on: date) -> str:
    """The change that enables a feed which was seen to answer on ``checked_on``: the place in
    the file at ``path``, the line as it is, and what to write instead.

    Raises ``OSError`` where the file cannot be read.
    """
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    old = lines[feed.line - 1] if feed.line and feed.line <= len(lines) else ""
    if len(_OFF.findall(old)) != 1:
        return (
            f"{path}: find the feed {feed.id} and write `enabled: true` and "
            f"`checked_on: {checked_on}` (the file has changed since it was read)"
        )
    indent = re.match(r"[ -]*", old)
    own_line = indent is not None and old[indent.end() :].startswith("enabled")
    joint = "\n" + " " * indent.end() if indent and own_line else ", "
    new = _OFF.sub(rf"\g<before>true{joint}checked_on: {checked_on}", old, count=1)
    added = "\n".join(f"+ {line}" for line in new.split("\n"))
    return f"{path}:{feed.line}\n- {old}\n{added}"


def move_line(feed: Feed, path: Path, address: str) -> str:
    """The change that puts the address to which ``feed`` has moved for good into the file at
    ``path``: the place, the line as it is, and what to write instead.

    Raises ``OSError`` where the file cannot be read.
    """
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    old = lines[feed.url_line - 1] if feed.url_line and feed.url_line <= len(lines) else ""
    if old.count(feed.url) != 1 or re.search(r"[\s\"'#,{}\[\]]", address):
        return f"{path}: find the feed {feed.id} and write its `url:` anew, as {address}"
    return f"{path}:{feed.url_line}\n- {old}\n+ {old.replace(feed.url, address)}"


def _permission_words(permission: Permission | None) -> str:
    if permission is None:
        return "obeyed"
    words = f"not applied: the group allowed us to fetch its pages on {permission.given_on}"
    return _sentences(words, permission.contact, permission.evidence)


def _about(source: Source) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("id", source.id),
        ("name", source.name),
        *((f"name ({code})", name) for code, name in source.names.items()),
        ("also called", ", ".join(source.aliases)),
        ("homepage", source.homepage or "none confirmed"),
        ("kind", source.kind),
        ("mandate", source.mandate),
        ("languages", ", ".join(source.languages) or "none confirmed"),
        ("regions", ", ".join(_REGION_NAMES[code] for code in source.regions) or "all of Ukraine"),
        ("writes about", "Ukraine only" if source.focus else "other places as well"),
        ("finest place published", source.precision or ""),
        ("owner", source.owner or "unknown"),
        ("funding", source.funding or "unknown"),
        ("member of", ", ".join(source.memberships)),
        ("method", source.method or "unknown"),
        ("caution", source.caution or ""),
    )
    return tuple((label, value) for label, value in pairs if value)


def _vetting(vetting: Iterable[VettingAnswer]) -> Iterator[tuple[str, str]]:
    answers = {each.question: each for each in vetting}
    for question, words in QUESTIONS.items():
        given = answers.get(question)
        yield f"{question} {words}", _answer_words(given) if given else "unknown"


def _answered(vetting: Iterable[VettingAnswer]) -> Iterator[tuple[str, str]]:
    """Of a scope only what it answers itself; the rest is as above."""
    for given in vetting:
        yield f"{given.question} {QUESTIONS[given.question]}", _answer_words(given)


def _answer_words(given: VettingAnswer) -> str:
    organ = f"an organ of the {given.organ_of}" if given.organ_of else ""
    months = f"{given.covers_months} months were checked" if given.covers_months else ""
    copy = f"our copy: {given.archived}" if given.archived else ""
    who = f"{given.assessor or 'assessor unknown'}, {given.assessed_on or 'date unknown'}"
    return _sentences(given.answer, organ, months, given.evidence, given.note, copy, who)


def _review(review: Review) -> tuple[str, str]:
    kind = "full review" if review.kind == "full" else "desk review: archived pages only"
    return str(review.reviewed_on), _sentences(kind, ", ".join(review.assessors), review.note)


def _suspension(suspension: Suspension) -> tuple[str, str]:
    until = str(suspension.valid_to) if suspension.valid_to else "not lifted"
    return (
        f"{suspension.valid_from} to {until}",
        _sentences(suspension.reason, suspension.evidence),
    )


def _voucher_words(voucher: Voucher) -> str:
    since = f"from {voucher.valid_from}" if voucher.valid_from else ""
    until = f"until {voucher.valid_to}" if voucher.valid_to else ""
    own = "its own coalition" if voucher.coalition else ""
    house = f"speaks for {voucher.speaks_for}" if voucher.speaks_for else ""
    span = " ".join(part for part in (since, until) if part)
    return _sentences(voucher.words, span, voucher.reason, own, house, voucher.url)


def _incident(incident: Incident) -> tuple[str, str]:
    kind = incident.kind if incident.kind != "other" else ""
    told = f"told on {incident.noticed_on}" if incident.noticed_on else ""
    mended = f"corrected on {incident.corrected_on}" if incident.corrected_on else ""
    words = _sentences(kind, incident.what, incident.outcome, told, mended, incident.evidence)
    return incident.happened_on, words


def _reuse_words(reuse: Reuse) -> str:
    rule = {
        "full": "the whole text",
        "excerpt": f"an excerpt of {reuse.characters} characters",
        "link": "title and link only",
        "unknown": "unknown: title and up to 200 characters",
    }[reuse.rule]
    checked = f"read on {reuse.checked_on}" if reuse.checked_on else ""
    return _sentences(rule, reuse.evidence, checked)


def _feed_words(feed: Feed) -> str:
    state = "enabled" if feed.enabled else "disabled"
    kind = "" if feed.retrieval.kind == "feed" else f"kind {feed.retrieval.kind}"
    found = f"grade {feed.grade}, found {feed.found}"
    return _sentences(f"{state}: {feed.url}", kind, found, feed.evidence, feed.reason)


def _sentences(*parts: str | None) -> str:
    """Parts in one line, without a full stop before a semicolon (an ellipsis stays)."""
    return "; ".join(re.sub(r"(?<!\.)\.$", "", part) for part in parts if part)


def _or_none(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(pairs) or (("none known", ""),)
