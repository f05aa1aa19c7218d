from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.schedule.moves import (
    GIVES_UP,
    Move,
    after_answer,
    after_failure,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OLD, NEW, OTHER = (f"https://site.example/{name}" for name in ("old", "new", "other"))


def answers(*seen: tuple[float, str | None], start: Move | None = None) -> Move:
    move = start or Move()
    for days, leads_to in seen:
        move = after_answer(move, OLD, leads_to, NOW + timedelta(days=days))
    return move


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ([(0, NEW)], None),
        ([(0, NEW), (3, NEW), (6.9, NEW)], None),
        ([(0, NEW), (3, NEW), (7, NEW)], NEW),
        ([(0, NEW), (7, NEW)], None),  # two sightings are no week
        ([(0, NEW), (7, NEW), (8, NEW)], NEW),
        ([(0, NEW), (3, None), (7, NEW), (9, NEW)], None),  # one honest answer in between
        ([(0, NEW), (3, OTHER), (7, NEW), (9, NEW)], None),
        ([(0, NEW), (1, NEW), (2, OTHER), (5, OTHER), (9, OTHER)], OTHER),
        ([(0, None)] * 9, None),
    ],
)
def test_a_permanent_redirect_is_stored_only_after_seven_consistent_days(
    seen: list[tuple[float, str | None]], address: str | None
) -> None:
    assert answers(*seen).address == address


def test_a_kept_address_that_answers_itself_stays() -> None:
    kept = Move(address=NEW)
    assert answers((0, None), (1, None), start=kept) == kept


def test_a_kept_address_that_moves_on_is_followed_after_another_seven_days() -> None:
    assert answers((0, OTHER), (4, OTHER), (8, OTHER), start=Move(address=NEW)).address == OTHER


@pytest.mark.parametrize(("failures", "kept"), [(1, NEW), (GIVES_UP - 1, NEW), (GIVES_UP, None)])
def test_a_kept_address_that_stays_dead_is_forgotten(failures: int, kept: str | None) -> None:
    assert after_failure(Move(address=NEW), failures).address == kept


def test_failures_say_nothing_about_a_move_under_observation() -> None:
    seen = Move(NEW, NOW, 2)
    assert after_failure(seen, 100) == seen


def test_an_address_on_another_domain_is_never_kept() -> None:
    elsewhere = "https://elsewhere.example/feed"
    assert answers(*((day, elsewhere) for day in range(30))).address is None
