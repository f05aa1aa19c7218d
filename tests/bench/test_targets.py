from dataclasses import replace

import pytest

from bench.measure import Cost
from bench.quality import Quality
from bench.targets import Figure, Round, costs, memory, texts

COST = Cost(cpu=10, wall=5, peak=200, largest=90, status=0)
ROUND = Round(
    first=COST,
    linking=0.0,
    again=replace(COST, cpu=0.2, wall=0.3),
    alone=replace(COST, cpu=9),
    late=replace(COST, wall=5.5),
    again_late=COST,
    again_pages=0,
    again_changed=False,
)
QUALITY = Quality(articles=100, stored=100, identical=1.0, f1_ours=0.99, f1_alone=0.99)


def missed(figures: list[Figure]) -> list[str]:
    return [figure.what for figure in figures if not figure.reached]


def test_a_round_within_all_targets_misses_none() -> None:
    assert missed([*costs([ROUND]), *memory([ROUND], COST), *texts(QUALITY)]) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"alone": replace(COST, cpu=8)}, "first pull without it / alone: CPU"),
        ({"late": replace(COST, wall=6)}, "with latency / without: wall"),
        ({"again": replace(COST, cpu=0.4)}, "second pull / first: CPU"),
        ({"again_pages": 1}, "second pull: pages asked for"),
        ({"again_changed": True}, "second pulls that changed a row"),
    ],
)
def test_each_cost_beyond_its_target_is_missed(change: dict[str, object], what: str) -> None:
    assert missed(costs([replace(ROUND, **change)])) == [what]  # type: ignore[arg-type]


def test_the_median_round_counts_and_not_the_worst() -> None:
    slow = replace(ROUND, first=replace(COST, cpu=20))
    assert missed(costs([ROUND, slow, ROUND])) == []
    assert missed(costs([slow, slow, ROUND])) != []


def test_memory_counts_at_its_worst_and_may_grow_by_a_tenth() -> None:
    fat = replace(ROUND, first=replace(COST, peak=301))
    assert missed(memory([ROUND, fat, ROUND], None)) == ["first pull: peak memory, all processes"]
    assert missed(memory([ROUND], replace(COST, peak=221))) == ["--large / --articles: memory"]
    assert missed(memory([ROUND], replace(COST, peak=219))) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"stored": 99}, "articles without the text of their page"),
        ({"identical": 0.98}, "stored texts trafilatura's, or better"),
        ({"f1_ours": 0.9898}, "F1 of the stored texts"),
    ],
)
def test_each_loss_of_text_is_missed(change: dict[str, float], what: str) -> None:
    assert missed(texts(replace(QUALITY, **change))) == [what]  # type: ignore[arg-type]


def test_a_line_shows_value_target_and_whether_it_was_missed() -> None:
    line = Figure("peak", 301.4, "{:.0f} MB", at_most=300).line()
    assert line.split() == ["peak", "301", "MB", "at", "most", "300", "MB", "MISSED"]
