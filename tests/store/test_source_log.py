from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.credibility.letters import RULE_VERSION
from aggregator.credibility.values import Review, Suspension, VettingAnswer, Voucher
from aggregator.model import FetchSettings, Registry, SiteSettings, Source
from aggregator.store.opening import ARCHIVE, NEWS, open_archive
from aggregator.store.publication import publish
from aggregator.store.source_log import log_sources

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SITE = SiteSettings("T", "https://news.example.org", "example.org,2026", "mailto:a@example.org")


def yes(question: str, answer: Any = "yes") -> VettingAnswer:
    return VettingAnswer(question, answer, "a page", date(2026, 11, 1), "an editor")


ONE = Source(
    "one", "One", None, "monitor", "This source is made up.", ("uk",),
    vetting=(yes("V1"), yes("V3", "partly")),
    vouchers=(Voucher("An institute", None, "Names it."),),
    listed_on=date(2024, 1, 1),
)  # fmt: skip


def registry(*sources: Source) -> Registry:
    return Registry(SITE, FetchSettings("mailto:a@example.org"), sources)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    open_archive(tmp_path).close()
    yield tmp_path


def log(folder: Path, after: int = 0) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        return db.execute(
            "SELECT source, what, before, after, who FROM record_log WHERE id > ? ORDER BY id",
            [after],
        ).fetchall()


def test_a_source_that_comes_into_the_file_is_one_line_and_its_letter_another(folder: Path) -> None:
    assert log_sources(folder, registry(ONE), NOW) == 2
    record, letter = log(folder)
    assert record[:3] == ("one", "record", None)
    assert "answers to vetting questions: 2, vouchers: 1" in record[3]
    assert letter == ("one", "letter", None, "C: on probation or partly checked", "computed")


def test_the_same_record_again_writes_nothing(folder: Path) -> None:
    log_sources(folder, registry(ONE), NOW)
    assert log_sources(folder, registry(ONE), NOW + timedelta(days=1)) == 0
    assert len(log(folder)) == 2


def test_each_changed_line_says_before_after_and_who(folder: Path) -> None:
    log_sources(folder, registry(ONE), NOW)
    changed = replace(
        ONE,
        vetting=(yes("V1"), yes("V3")),
        vouchers=(),
        suspensions=(Suspension(date(2026, 11, 20), "Its domain was taken over."),),
    )
    log_sources(folder, registry(changed), NOW)
    lines = {what: (before, after, who) for _, what, before, after, who in log(folder, 2)}
    assert lines == {
        "V3": (
            "partly; a page; assessed on 2026-11-01", "yes; a page; assessed on 2026-11-01",
            "an editor",
        ),
        "voucher: An institute": ("Names it.", None, ""),
        "suspension from 2026-11-20": (None, "Its domain was taken over.; not lifted", ""),
        "letter": ("C: on probation or partly checked", "F: not assessed", "computed"),
    }  # fmt: skip


def test_a_letter_that_only_time_has_changed_is_logged(folder: Path) -> None:
    answers = tuple(yes(f"V{n}") for n in range(1, 13))
    vouchers = (Voucher("X", None), Voucher("Y", None))
    reviewed = replace(
        ONE, vetting=answers, vouchers=vouchers, reviews=(Review(date(2026, 11, 1), "full"),)
    )
    log_sources(folder, registry(reviewed), NOW)
    assert log_sources(folder, registry(reviewed), NOW + timedelta(days=500)) == 1
    assert log(folder, 2)[0][1:4] == (
        "letter", "B: vetted, gaps listed", "C: on probation or partly checked",
    )  # fmt: skip


def test_a_source_that_leaves_the_file_and_returns_is_logged_each_time(folder: Path) -> None:
    for each in (registry(ONE), registry(), registry(), registry(ONE)):
        log_sources(folder, each, NOW)
    assert [(line[1], line[2] is None, line[3] is None) for line in log(folder)] == [
        ("record", True, False), ("letter", True, False), ("record", False, True),
        ("record", True, False), ("letter", True, False),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["record_log", "source_records"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET source = 'two'",
        "DELETE FROM {0}",
        "DELETE FROM {0} WHERE id = 1",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0} WHERE id = 1",
        "UPDATE OR IGNORE {0} SET at = ''",
    ],
)
def test_the_log_can_only_grow(folder: Path, table: str, statement: str) -> None:
    log_sources(folder, registry(ONE), NOW)
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        before = db.execute(f"SELECT * FROM {table}").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
            db.execute(statement.format(table))
        assert db.execute(f"SELECT * FROM {table}").fetchall() == before


def test_the_public_log_letters_and_ties_follow(folder: Path) -> None:
    publish(folder, registry(ONE), NOW)
    changed = replace(ONE, vetting=(yes("V1"),), owner="An association")
    publish(folder, registry(changed), NOW + timedelta(days=2))
    with closing(sqlite3.connect(folder / NEWS)) as db:
        public = db.execute("SELECT source, what, before, after, who FROM source_log").fetchall()
        assert public == log(folder)
        assert db.execute("SELECT letter, letter_words, letter_since, rule_version FROM sources"
                          ).fetchall() == [("F", "not assessed", "2026-11-23T09:30:00Z",
                                            RULE_VERSION)]  # fmt: skip
        (why,) = db.execute("SELECT why FROM letters").fetchone()
        assert why == "Not assessed far enough for a letter: V3 is unknown."


def test_the_public_log_built_anew_is_the_same(folder: Path) -> None:
    for each in (registry(ONE), registry(replace(ONE, owner="X")), registry()):
        publish(folder, each, NOW)
    with closing(sqlite3.connect(folder / NEWS)) as db:
        before = db.execute("SELECT * FROM source_log ORDER BY id").fetchall()
    publish(folder, registry(), NOW, rebuild=True)
    with closing(sqlite3.connect(folder / NEWS)) as db:
        assert db.execute("SELECT * FROM source_log ORDER BY id").fetchall() == before
    assert len(before) == 4


def test_no_time_of_the_log_is_without_a_zone(folder: Path) -> None:
    log_sources(folder, registry(ONE), NOW)
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        for (at,) in db.execute("SELECT at FROM record_log"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at)


def test_a_source_that_the_fetcher_holds_is_in_quarantine_until_it_is_released(
    folder: Path,
) -> None:
    def doubt(what: str, detail: str) -> None:
        with closing(sqlite3.connect(folder / ARCHIVE)) as db:
            db.execute(
                "INSERT INTO source_log (source, at, what, name, detail) VALUES (?, ?, ?, '', ?)",
                ["one", "2026-11-21T09:00:00Z", what, detail],
            )
            db.commit()

    publish(folder, registry(ONE), NOW)
    doubt("quarantined", "links lead to another domain")
    publish(folder, registry(ONE), NOW + timedelta(hours=1))
    doubt("released", "a person asked")
    publish(folder, registry(ONE), NOW + timedelta(hours=2))
    with closing(sqlite3.connect(folder / NEWS)) as db:
        rows = db.execute(
            "SELECT what, before, after, who, why FROM source_log WHERE id > 2 ORDER BY id"
        ).fetchall()
        assert [row[:3] for row in rows] == [
            ("status", "proposed", "quarantine"),
            ("letter", "C: on probation or partly checked", "F: not assessed"),
            ("status", "quarantine", "proposed"),
            ("letter", "F: not assessed", "C: on probation or partly checked"),
        ]
        assert rows[0][3:] == ("the fetcher", "links lead to another domain")
        assert db.execute("SELECT status, letter FROM sources").fetchone() == ("proposed", "C")
