"""The letters in SQL against the letters in Python: the file that ships, and invented ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.credibility.letters import letter
from aggregator.credibility.letters_record import Record, months_after, records
from aggregator.credibility.values import (
    Incident,
    Review,
    Scope,
    Suspension,
    VettingAnswer,
    Voucher,
)
from aggregator.model import FetchSettings, Registry, SiteSettings, Source
from aggregator.site.canned_letters import LETTERS_RECOMPUTED
from aggregator.sources import load
from aggregator.store import public_sources
from aggregator.store.public_schema import TABLES, schema_sql
from tests.credibility.records import (
    COALITION,
    DAY,
    OUTSIDE,
    QUESTIONS,
    A,
    B,
    C,
    answering,
)

SITE = SiteSettings("T", "https://news.example.org", "example.org,2026", "mailto:a@example.org")
ROOT = Path(__file__).parents[2]
Letters = dict[tuple[str, str], str | None]


def in_python(registry: Registry, day: date) -> Letters:
    return {(r.source, r.scope): letter(r, day).code for r in records(registry)}


def in_sql(db: sqlite3.Connection, registry: Registry, day: date) -> Letters:
    """Publishes the records for another day than is asked for, so that no letter can be copied."""
    db.execute("delete from letters")
    for table in TABLES:
        db.execute(f"delete from {table.name}")
    db.execute("insert into publication values ('letters_on', '1999-01-01')")

    def replace(table: str, rows: Any, *_key: str) -> None:
        for row in rows:
            marks = ", ".join("?" * len(row))
            names = ", ".join(row)
            db.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))

    with closing(sqlite3.connect(":memory:")) as archive:
        archive.row_factory = sqlite3.Row
        archive.execute(
            "create table record_log (id, at, source, scope, what, before, after, who, why, "
            "rule_version)"
        )
        archive.execute("create table quarantined (source, reason)")
        public_sources.write(archive, db, replace, registry, day)
    db.execute("update letters set letter = 'X', why = '', rules = '', missing = ''")
    found = db.execute(LETTERS_RECOMPUTED.sql, {"source": "", "day": day.isoformat()})
    return {
        (row["source"], row["scope"]): None
        if row["computed"].startswith("none")
        else row["computed"]
        for row in found
    }


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        for statement in schema_sql():
            db.execute(statement)
        yield db


@pytest.mark.parametrize("day", [DAY, date(2024, 12, 31), date(2028, 2, 29)])
def test_every_letter_of_the_shipped_file_can_be_computed_again_in_sql(
    db: sqlite3.Connection, day: date
) -> None:
    registry = load(ROOT / "feeds.yaml")
    found = in_sql(db, registry, day)
    assert found == in_python(registry, day)
    assert len(found) == len(registry.sources)


def edges() -> Iterator[Record]:
    """Records one step away from a letter, for every step that a rule can see."""
    for base in (A, B, C):
        yield from (answering(base, **{q: a}) for q in QUESTIONS for a in ANSWERS)
        for organ in ("occupying power", "state"):
            no = answering(base, V3="no").answers
            yield replace(base, answers=tuple(
                replace(each, organ_of=organ) if each.question == "V3" else each for each in no
            ))  # fmt: skip
        yield from (replace(base, incidents=(FABRICATED,) * count) for count in (1, 2, 3))
        for noticed, corrected in product((29, 30, 31, 394, 396, 800), (None, 0, 364, 365, 366)):
            yield replace(base, incidents=(error(noticed, corrected),))
        yield from (replace(base, listed_on=each) for each in (None, *around(DAY - timedelta(90))))
        for months, answer in product((None, 23, 24), ("yes", "no", "unknown")):
            young = answering(replace(base, listed_on=DAY), V10=answer)
            yield replace(young, answers=tuple(
                replace(each, covers_months=months) if each.question == "V10" else each
                for each in young.answers
            ))  # fmt: skip
        for day in (*around(months_after(DAY, -15)), *around(months_after(DAY, -12))):
            yield replace(base, reviews=(Review(day, "full"),))
            yield replace(
                base, reviews=(Review(months_after(day, -12), "full"), Review(day, "full"))
            )
            yield replace(base, reviews=(Review(day, "full"), Review(DAY, "full")))
            yield replace(base, reviews=(Review(day, "full"), Review(DAY, "desk")))
        yield from (replace(base, reviews=(Review(day, "full"),)) for day in around(DAY))
        for begin, end in product(around(DAY), (None, *around(DAY))):
            yield replace(base, suspensions=(Suspension(begin, "r", end),))
        yield from (replace(base, status=each) for each in ("quarantine", "retired", "watch"))
        for valid in ((None, "2026-11-20"), (None, "2026-11"), ("2026-12", None), ("2027", "2027")):
            ended = replace(OUTSIDE, valid_from=valid[0], valid_to=valid[1])
            yield replace(base, vouchers=(ended,))
            yield replace(base, vouchers=(ended, COALITION))
        yield from (replace(base, vouchers=each) for each in VOUCHERS)
    plenty = answering(A, V2="no", V5="no", V9="yes", V1="partly")
    yield from (plenty, answering(plenty, V8="no"))
    for first, second in product(("partly", "withheld-for-safety", "n.a."), repeat=2):
        yield answering(A, V1=first, V2=second)
        yield answering(B, V1="yes", V2=first)


FABRICATED = Incident("2025", "w", "e", kind="fabrication")
ANSWERS = ("yes", "partly", "no", "unknown", "withheld-for-safety", "n.a.")
_HOUSE = tuple(replace(OUTSIDE, by=name, speaks_for="House") for name in ("X", "Y"))
VOUCHERS: tuple[tuple[Voucher, ...], ...] = (
    (),
    (COALITION,),
    (COALITION, replace(COALITION, by="Z")),
    (OUTSIDE, OUTSIDE),
    _HOUSE,
    (*_HOUSE, COALITION),
    (OUTSIDE, replace(OUTSIDE, by="Z")),
    (replace(OUTSIDE, by_source="self"),),
    (replace(OUTSIDE, by_source="friend"), COALITION),
    (replace(OUTSIDE, by_source="stranger"), COALITION),
)


def around(day: date) -> tuple[date, date, date]:
    return (day - timedelta(1), day, day + timedelta(1))


def error(noticed: int, corrected: int | None) -> Incident:
    return Incident(
        "2025", "w", "e", kind="material error", noticed_on=DAY - timedelta(noticed),
        corrected_on=None if corrected is None else DAY - timedelta(corrected),
    )  # fmt: skip


def test_every_edge_of_a_rule_is_the_same_in_sql(db: sqlite3.Connection) -> None:
    made: list[Source] = []
    vouched: list[Voucher] = []
    for number, record in enumerate(edges()):
        name = f"s{number}"
        vouchers = tuple(
            replace(v, by_source=name) if v.by_source == "self" else v for v in record.vouchers
        )
        if any(v.by_source == "friend" for v in vouchers):
            vouched.append(Voucher(name, None, by_source=name))
        made.append(
            Source(
                name, name, None, record.kind, "Made up.", (), vetting=record.answers,
                vouchers=vouchers, incidents=record.incidents, reviews=record.reviews,
                status=record.status, suspensions=record.suspensions, listed_on=record.listed_on,
            )
        )  # fmt: skip
    # A friend is vouched for by those that it vouches for; a stranger is not.
    friend = Source("friend", "f", None, "monitor", "Made up.", (), vouchers=tuple(vouched))
    stranger = Source("stranger", "s", None, "monitor", "Made up.", ())
    registry = Registry(SITE, FetchSettings("mailto:a@example.org"), (*made, friend, stranger))
    expected = in_python(registry, DAY)
    found = in_sql(db, registry, DAY)
    different = {
        name: (found[name], code) for name, code in expected.items() if found[name] != code
    }
    assert not different
    assert set(expected.values()) == {"A", "B", "C", "D", "E", "F"}


days = st.dates(date(2024, 1, 30), date(2026, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), DAY, DAY - timedelta(90), DAY - timedelta(365), months_after(DAY, -15)]
)
partial = (
    st.none() | days.map(str) | days.map(lambda d: str(d)[:7]) | days.map(lambda d: str(d)[:4])
)
names = st.sampled_from(["a", "b", "c"])
questions = st.sampled_from([f"V{number}" for number in range(1, 13)])
# Mostly yes, or nothing would ever be better than D.
given_answers = st.sampled_from(
    ["yes"] * 12 + ["partly", "unknown", "withheld-for-safety", "n.a."] * 2 + ["no"]
)


@st.composite
def answers(draw: st.DrawFn, least: int = 0) -> tuple[VettingAnswer, ...]:
    asked = draw(st.lists(questions, unique=True, min_size=least))
    found = []
    for question in sorted(asked, key=lambda q: int(q[1:])):
        answer = draw(given_answers)
        organ = draw(st.sampled_from(["state", "army", "party", "occupying power"]))
        found.append(
            VettingAnswer(
                question, answer, "e",
                organ_of=organ if (question, answer) == ("V3", "no") else None,  # type: ignore[arg-type]
                covers_months=draw(st.none() | st.integers(22, 26)) if question == "V10" else None,
            )
        )  # fmt: skip
    return tuple(found)


vouchers = st.lists(
    st.builds(
        Voucher, by=st.sampled_from(["X", "Y", "Z"]), url=st.none(), words=st.none(),
        valid_from=partial, valid_to=st.none() | partial, reason=st.none(),
        coalition=st.booleans(), by_source=st.none() | names,
        speaks_for=st.none() | st.sampled_from(["X", "House"]),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
reviews = st.lists(
    st.builds(Review, days, st.sampled_from(["full", "full", "desk"])), max_size=3
).map(tuple)
incidents = st.lists(
    st.builds(
        Incident, happened_on=st.just("2026"), what=st.just("w"), evidence=st.just("e"),
        outcome=st.none(), kind=st.sampled_from(["material error", "fabrication", "other"]),
        noticed_on=st.none() | days, corrected_on=st.none() | days,
    ),
    max_size=2,
).map(tuple)  # fmt: skip
suspensions = st.lists(st.builds(Suspension, days, st.just("r"), st.none() | days), max_size=1).map(
    tuple
)


@st.composite
def sources(draw: st.DrawFn, name: str) -> Source:
    scopes = draw(st.lists(st.sampled_from(["trials", "children"]), unique=True, max_size=2))
    return Source(
        name, name, None,
        draw(st.sampled_from(["monitor"] * 4 + ["intergovernmental", "party"])),
        "Made up.", (),
        vetting=draw(answers(least=8)),
        vouchers=draw(vouchers),
        incidents=draw(st.just(()) | incidents),
        reviews=draw(reviews),
        suspensions=draw(st.just(()) | suspensions),
        status=draw(st.sampled_from(["probation", "active", "quarantine"])),
        listed_on=draw(st.none() | days),
        scopes=tuple(
            Scope(scope, (), draw(answers()), draw(st.just(()) | reviews)) for scope in scopes
        ),
    )  # fmt: skip


@st.composite
def good_sources(draw: st.DrawFn, name: str) -> Source:
    """One step or two away from an A or a B, where the rules have their edges."""
    least = [f"V{number}" for number in range(1, 13)]
    changed = draw(st.dictionaries(questions, given_answers, max_size=4))
    given = {question: changed.get(question, "yes") for question in least}
    found = tuple(
        VettingAnswer(question, answer, "e", covers_months=draw(st.sampled_from([None, 24])))  # type: ignore[arg-type]
        for question, answer in given.items()
    )
    ends = st.sampled_from([None, None, "2026", "2026-11", "2026-10"])
    two = [
        Voucher("X", None, valid_to=draw(ends)),
        Voucher("Y", None, valid_to=draw(ends), coalition=draw(st.booleans())),
    ]
    ages = draw(st.lists(st.sampled_from([0, 11, 12, 14, 15, 24, 30]), max_size=3))
    edges = st.integers(-1, 1).map(timedelta)
    return Source(
        name, name, None, "monitor", "Made up.", (),
        vetting=found,
        vouchers=(*two, *draw(st.just(()) | vouchers)),
        reviews=tuple(Review(months_after(DAY, -age) + draw(edges), "full") for age in ages),
        incidents=draw(st.just(()) | incidents),
        listed_on=DAY - timedelta(draw(st.sampled_from([89, 90, 400]))),
        scopes=tuple(Scope("trials", (), draw(answers())) for _ in range(draw(st.integers(0, 1)))),
    )  # fmt: skip


def either(name: str) -> st.SearchStrategy[Source]:
    return good_sources(name) | sources(name)


registries = st.tuples(either("a"), either("b"), sources("c")).map(
    lambda found: Registry(SITE, FetchSettings("mailto:a@example.org"), found)
)


@settings(max_examples=150, deadline=None)
@given(registry=registries, day=st.just(DAY) | days)
def test_every_letter_of_invented_records_can_be_computed_again_in_sql(
    db: sqlite3.Connection, registry: Registry, day: date
) -> None:
    assert in_sql(db, registry, day) == in_python(registry, day)
