from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.site.guard import LENGTH, guard
from aggregator.site.sql_functions import instr


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    guard(connection)
    yield connection
    connection.close()


TEXTS = st.none() | st.integers(-99, 99) | st.text("abé", max_size=8)
CALLS = (
    "select instr(?1, ?2), replace(?1, ?2, ?3) || '', trim(?1, ?2), ltrim(?1, ?2), rtrim(?1, ?2)"
)


@given(TEXTS, TEXTS, st.text("abé", max_size=3))
def test_short_texts_are_searched_and_changed_as_by_sqlite(
    text: object, part: object, new: str
) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as conn:
        expected = conn.execute(CALLS, (text, part, new)).fetchone()
        guard(conn)
        assert conn.execute(CALLS, (text, part, new)).fetchone() == expected


def test_bytes_are_searched_for_bytes() -> None:
    assert instr(b"abc", b"c") == 3
    assert instr(b"abc", b"x") == 0


@pytest.mark.parametrize(
    "call",
    [
        "instr(t || t, substr(t, 1, 900000) || 'b')",
        "length(replace(t || t, substr(t, 1, 900000) || 'b', 'x'))",
        "t || t like '%' || replace(substr(t, 1, 190), 'a', 'a_') || 'b%'",
        "t || t glob '*' || substr(t, 1, 190) || 'b*'",
        "length(json_patch('{}', '{}'))",
        "length(trim(t, replace(substr(t, 1, 500000), 'a', 'b') || 'a'))",
    ],
)
def test_no_single_step_over_the_longest_text_takes_a_second(
    conn: sqlite3.Connection, call: str
) -> None:
    (text,) = conn.execute("select replace('aaaaaaaaaa', 'a', ?)", ("a" * 95_000,)).fetchone()
    assert len(text) * 2 < LENGTH
    started = time.process_time()
    with contextlib.suppress(sqlite3.Error):  # refused is as good as quick
        conn.execute(f"select {call} from (select ? as t)", (text,)).fetchall()
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "call", ["replace(t, 'a', t)", "trim(t, replace(substr(t, 1, 101), 'a', 'é'))"]
)
def test_what_would_be_too_long_or_too_slow_is_refused(conn: sqlite3.Connection, call: str) -> None:
    with pytest.raises(sqlite3.DataError, match="too big"):
        conn.execute(f"select {call} from (select ? as t)", ("a" * 100_000,)).fetchall()
