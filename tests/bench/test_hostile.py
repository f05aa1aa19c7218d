"""A real sample of `make hostile`: the faults themselves are all played in tests/fetch."""

from __future__ import annotations

import sys

import pytest

from aggregator.health import State
from bench.hanging import measured
from bench.hostile import Outcome, outcomes


def test_faults_end_as_they_must_and_are_told_with_bytes_and_time() -> None:
    names = ("gzip bomb", "redirect to metadata address", "endless chunks", "challenge deflect")
    found = list(outcomes(names))
    assert {outcome.fault for outcome in found} == set(names)
    assert all(outcome.good for outcome in found), [o.line() for o in found if not o.good]
    assert {o.fault: o.wire > 0 for o in found}["endless chunks"]


@pytest.mark.parametrize(
    "bad",
    [
        Outcome("x", State.WORKING, State.TIMEOUT, 0, 0.1),
        Outcome("x", State.TIMEOUT, State.TIMEOUT, 0, 99),
        Outcome("x", State.TOO_LARGE, State.TOO_LARGE, 99_000_000, 0.1),
    ],
)
def test_another_state_a_late_end_and_too_many_bytes_are_failures(bad: Outcome) -> None:
    assert not bad.good
    assert "EXPECTED" in bad.line()


@pytest.mark.skipif(sys.platform != "linux", reason="needs all of 127.0.0.0/8")
def test_a_round_with_hanging_feeds_is_measured_beside_one_without() -> None:
    lines = list(measured(20, 2, 1))
    assert len(lines) == 3
    assert lines[0] == ("20 feeds, 2 hang, 18 of the others answered", True)
