"""A sample of ``make abuse``: the real server, some of the attacks, for a second each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.abuse import MOST_MEMORY, attacks, outcomes
from bench.abuse_meter import Pages
from tests.site.sample import write_database

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
SAMPLE = [
    "SQL: endless recursion", "SQL: hex of zeroblob", "SQL: 500 rows of 2 MB",
    "data: the largest page", "search: quotes and signs", "slow heads", "no HTTP at all",
    "data that nobody reads", "gone before the answer",
]  # fmt: skip


def test_the_server_and_its_pages_outlast_a_sample_of_the_attacks(tmp_path: Path) -> None:
    write_database(tmp_path / "news.db", extra=500)
    pages = ["/", "/article/sample-en", "/source/sample-monitor", "/story/sample-en"]
    ended = {outcome.name: outcome for outcome in outcomes(tmp_path, SAMPLE, 1.0, pages)}
    assert list(ended) == SAMPLE
    for outcome in ended.values():
        assert outcome.pages.bad == []
        assert outcome.tally.ends["500"] == 0
        assert 10_000_000 < outcome.memory < MOST_MEMORY
    assert ended["SQL: endless recursion"].tally.ends["503"] > 0
    assert ended["SQL: hex of zeroblob"].tally.ends["400"] > 0


def test_there_are_as_many_attacks_as_promised() -> None:
    assert len(attacks()) >= 40


def test_pages_are_compared_with_themselves() -> None:
    calm, under = Pages(), Pages()
    calm.seconds |= {"/": [0.01, 0.01], "/about": [0.03]}
    under.seconds |= {"/": [0.02], "/about": [0.06, 0.06, 9.0]}
    assert under.times_as_long(calm.medians()) == pytest.approx(2)
