"""One vetting record: what feeds.yaml says about one source in one scope. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.credibility.values import (
    Incident,
    Review,
    Status,
    StatusNow,
    Suspension,
    VettingAnswer,
    Voucher,
)
from aggregator.model import Registry, Source, SourceKind


@dataclass(frozen=True, slots=True)
class Given:
    """A voucher that the source itself has given to another one."""

    to: str
    voucher: Voucher


@dataclass(frozen=True, slots=True)
class Record:
    """What a letter is computed from: one source and one scope (credibility notes, 1.3).

    ``scope`` is empty for everything that the source reports; a scope of its own carries the
    source's answers, each replaced where the scope answers it too.
    """

    source: str
    kind: SourceKind
    scope: str = ""
    topics: tuple[str, ...] = ()
    answers: tuple[VettingAnswer, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    given: tuple[Given, ...] = ()
    incidents: tuple[Incident, ...] = ()
    reviews: tuple[Review, ...] = ()
    status: Status = "proposed"
    suspensions: tuple[Suspension, ...] = ()
    listed_on: date | None = None


def records(registry: Registry) -> tuple[Record, ...]:
    """Every record of the registry: for each source the general one, then one for each scope."""
    given: dict[str, list[Given]] = {}
    for source in registry.sources:
        for voucher in source.vouchers:
            if voucher.by_source:
                given.setdefault(voucher.by_source, []).append(Given(source.id, voucher))
    return tuple(
        record
        for source in registry.sources
        for record in _records_of(source, tuple(given.get(source.id, ())))
    )


def general_records(registry: Registry) -> dict[str, Record]:
    """The record of each source that is not narrowed to a scope, by the source's id."""
    return {record.source: record for record in records(registry) if not record.scope}


def _records_of(source: Source, given: tuple[Given, ...]) -> Iterator[Record]:
    general = Record(
        source=source.id,
        kind=source.kind,
        answers=source.vetting,
        vouchers=source.vouchers,
        given=given,
        incidents=source.incidents,
        reviews=source.reviews,
        status=source.status,
        suspensions=source.suspensions,
        listed_on=source.listed_on,
    )
    yield general
    for scope in source.scopes:
        own = {answer.question: answer for answer in scope.vetting}
        inherited = [answer for answer in source.vetting if answer.question not in own]
        yield Record(
            source=source.id,
            kind=source.kind,
            scope=scope.scope,
            topics=scope.topics,
            answers=tuple(sorted((*inherited, *own.values()), key=_number)),
            vouchers=source.vouchers,
            given=given,
            incidents=source.incidents,
            reviews=scope.reviews or source.reviews,
            status=source.status,
            suspensions=source.suspensions,
            listed_on=source.listed_on,
        )


def _number(answer: VettingAnswer) -> int:
    return int(answer.question[1:])


def months_after(day: date, months: int) -> date:
    """``day`` plus calendar months; a day that the month lacks runs over into the next one, as
    in SQLite's ``date(day, '+N months')``, because the public recomputation is SQL."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1) + timedelta(days=day.day - 1)


def valid_on(valid_from: str | None, valid_to: str | None, day: date) -> bool:
    """Whether a span holds on ``day``. Its ends are as precise as known (2025, 2025-07 or
    2025-07-01), both are included, and a missing end is open."""
    today = day.isoformat()
    began = valid_from is None or today[: len(valid_from)] >= valid_from
    return began and (valid_to is None or today[: len(valid_to)] <= valid_to)


def status_on(record: Record, day: date) -> StatusNow:
    """The status on ``day``: suspended where a suspension covers it (also a back-dated one), else
    what the file says."""
    suspended = any(
        each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
        for each in record.suspensions
    )
    return "suspended" if suspended else record.status


def counted_vouchers(record: Record, day: date) -> tuple[Voucher, ...]:
    """The vouchers that count on ``day``: those that hold, without any whose giver the source
    vouches for in turn (1.3: a source cannot vouch for its voucher; the order in which the two
    did it makes no difference)."""
    vouched_for = {
        each.to
        for each in record.given
        if valid_on(each.voucher.valid_from, each.voucher.valid_to, day)
    }
    return tuple(
        voucher
        for voucher in record.vouchers
        if valid_on(voucher.valid_from, voucher.valid_to, day)
        and (voucher.by_source is None or voucher.by_source not in vouched_for | {record.source})
    )


def voices(record: Record, day: date) -> tuple[int, int]:
    """How many separate voices vouch on ``day``, and how many of them from outside the source's
    coalition. Vouchers of one coalition count once (1.3); so do two of the same body."""
    counted = counted_vouchers(record, day)
    outside = {voucher.speaks_for or voucher.by for voucher in counted if not voucher.coalition}
    return len(outside) + any(voucher.coalition for voucher in counted), len(outside)
