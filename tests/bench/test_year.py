from __future__ import annotations

from datetime import timedelta

import pytest

from bench.year import LIVES, Cost, live, table

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_year_of(name: str, days: int = 365) -> Cost:
    return live(next(life for life in LIVES if life.name == name), days)


def test_a_quiet_feed_is_asked_four_times_a_day_and_brings_everything() -> None:
    cost = a_year_of("quiet", 120)
    assert cost.held == cost.published
    assert cost.feed < 120 * 4.5
    assert max(cost.gap, cost.late) < 7 * HOUR


def test_a_moved_feed_loses_nothing_when_its_old_address_dies() -> None:
    cost = a_year_of("moved", 220)
    assert (cost.held, cost.state) == (cost.published, "unchanged")
    assert max(cost.gap, cost.late) < 7 * HOUR


def test_a_dying_feed_is_never_forgotten_and_costs_little() -> None:
    cost = a_year_of("dying", 300)
    assert cost.held == cost.published
    assert cost.state == "gone"
    assert timedelta(days=30) <= cost.gap <= timedelta(days=33)
    assert cost.feed < 700, "two hundred days of failures cost less than sixty of health"


def test_a_reviving_feed_is_found_again_within_a_day() -> None:
    cost = a_year_of("reviving", 170)
    assert cost.state == "unchanged"
    assert cost.gap < 27 * HOUR
    # Its document holds ten entries: what left it in the sixty days is gone for us.
    assert cost.published - cost.held == pytest.approx(10, abs=2)


def test_a_burst_is_followed_so_closely_that_nothing_falls_out_of_the_document() -> None:
    cost = a_year_of("bursting", 110)
    assert cost.held >= cost.published * 0.75


def test_a_feed_on_another_domain_brings_nothing_that_is_shown() -> None:
    cost = a_year_of("elsewhere", 130)
    assert cost.state == "quarantined"
    assert cost.held <= 34


def test_pages_that_print_the_clock_make_three_versions_each_at_most() -> None:
    cost = a_year_of("clock", 200)
    assert 0 < cost.versions <= 3 * cost.held
    assert "| clock |" in table([cost])
