from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.hanging import PollSites
from bench.measure import Cost
from bench.poll import Poller, Unchanged, figures, played


@pytest.mark.skipif(sys.platform != "linux", reason="needs all of 127.0.0.0/8")
def test_a_poll_without_news_brings_no_document_and_changes_no_row(tmp_path: Path) -> None:
    with PollSites(tmp_path, 12) as sites:
        ours = Poller("ours", sites.command("fetch", "--all"), sites.command("fetch"))
        assert played(sites, ours, [], 1, 0.01) == Unchanged(bodies=0, rows=0)
    assert {what: len(costs) for what, costs in ours.costs.items()} == {
        "first": 1, "poll": 1, "late": 1, "idle": 1,
    }  # fmt: skip


def cost(cpu: float, wall: float = 1.0, peak: float = 50.0) -> Cost:
    return Cost(cpu=cpu, wall=wall, peak=peak, largest=0, status=0)


def poller(name: str, poll: float, idle: float) -> Poller:
    costs = {"poll": [cost(poll)], "late": [cost(poll, 4.0)], "idle": [cost(idle, 0.5)]}
    return Poller(name, [], [], costs)


@pytest.mark.parametrize(("reader", "reached"), [(1.7, True), (1.0, False)])
def test_the_target_is_the_poll_without_starting_up(reader: float, reached: bool) -> None:
    found = figures(
        poller("ours", 0.6, 0.2), [poller("reader", reader, 0.3)], Unchanged(0, 0), 1000, 0.2
    )
    [figure] = [f for f in found if f.what == "reader / ours: CPU of the poll"]
    assert figure.reached is reached


def test_a_document_that_came_is_a_miss() -> None:
    found = figures(poller("ours", 0.6, 0.2), [], Unchanged(1, 0), 1000, 0.2)
    assert [f.what for f in found if not f.reached] == ["documents that came, and were parsed"]
