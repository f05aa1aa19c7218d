from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError
from tests.pipeline.jobs import dawdle, deaf, die, double, greedy, refuse

R = TypeVar("R")


def employ(work: Callable[[Workforce], Awaitable[R]], limit: float = 5.0) -> R:
    async def go() -> R:
        async with Workforce(2, limit) as workforce:
            return await work(workforce)

    return asyncio.run(go())


def test_work_is_done_in_another_process() -> None:
    assert employ(lambda force: force.run(double, 21)) == 42
    assert employ(lambda force: force.run(os.getpid)) != os.getpid()


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(LookupError, match="no such thing"):
        employ(lambda force: force.run(refuse, 1))


def test_slow_work_is_ended_with_an_exception() -> None:
    with pytest.raises(WorkTimeoutError):
        employ(lambda force: force.run(dawdle, 30.0), limit=0.3)


def test_work_of_our_own_may_take_longer_than_the_limit_of_a_page() -> None:
    employ(lambda force: force.run_to_the_end(dawdle, 0.6), limit=0.2)


def test_workers_start_with_the_first_piece_of_work() -> None:
    async def look(force: Workforce) -> tuple[bool, bool]:
        before = force.started
        await force.run(double, 1)
        return before, force.started

    assert employ(look) == (False, True)


def test_workers_that_rest_are_replaced_by_new_ones() -> None:
    async def look(force: Workforce) -> tuple[int, bool, int]:
        before = await force.run(os.getpid)
        await force.rest()
        started = force.started
        return before, started, await force.run(os.getpid)

    before, started, after = employ(look)
    assert not started
    assert before != after


def test_work_that_cannot_be_interrupted_is_ended_with_its_process() -> None:
    with pytest.raises(WorkCrashedError):
        employ(lambda force: force.run(deaf, 30.0), limit=0.3)


def test_work_that_wants_too_much_memory_fails_alone() -> None:
    async def both(force: Workforce) -> int:
        with pytest.raises(MemoryError):
            await force.run(greedy, 4096)
        return await force.run(double, 1)

    assert employ(both) == 2


def test_work_that_kills_its_process_costs_its_neighbours_nothing() -> None:
    async def many(force: Workforce) -> list[object]:
        jobs = [force.run(double, n) for n in range(20)]
        jobs.insert(7, force.run(die, 0))
        return list(await asyncio.gather(*jobs, return_exceptions=True))

    results = employ(many)
    assert isinstance(results.pop(7), WorkCrashedError)
    assert results == [2 * n for n in range(20)]
