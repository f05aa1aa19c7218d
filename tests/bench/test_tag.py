import subprocess
import sys
from pathlib import Path

from aggregator.tag.organisations import Alias
from bench.tag import PARTS, Cost, on_pages, on_prose, rounds, started
from bench.tag_prose import ARTICLES

ROOT = Path(__file__).parents[2]
N = len(PARTS)
SOURCES = (Alias("zmina", "ZMINA"),)


def test_every_round_reads_pages_of_its_own_and_times_every_part() -> None:
    played = rounds(2, 2, SOURCES)
    lengths = [cost.characters for costs in played for cost in costs]
    assert len(set(lengths)) == 4
    assert all(cost.trafilatura > 0 for costs in played for cost in costs)
    assert all(len(cost.parts) == len(PARTS) for costs in played for cost in costs)


def test_the_share_is_that_of_the_sums_and_the_median_of_the_rounds() -> None:
    cheap = [Cost(4000, 0.010, (0.001 / N,) * N), Cost(4000, 0.030, (0.003 / N,) * N)]
    dear = [Cost(4000, 0.010, (0.001,) * N)]
    figures = {figure.what: figure for figure in on_pages([cheap, dear, cheap])}
    ratio = figures["pages: all tags / trafilatura"]
    assert round(ratio.value, 6) == 0.1
    assert ratio.reached
    assert not {f.what: f for f in on_pages([dear])}["pages: all tags / trafilatura"].reached


def test_prose_is_scaled_to_the_length_of_an_article() -> None:
    costs = [Cost(1000, 0.0, (0.001,) * N), Cost(1075, 0.0, (0.0,) * N)]
    figures = {figure.what: figure.value for figure in on_prose("prose", costs)}
    assert round(figures["prose: topics"], 6) == 2.0
    assert round(figures["prose: all tags"], 6) == 2.0 * N


def test_start_up_is_measured_in_a_process_that_has_imported_nothing_of_the_tagger() -> None:
    cpu, memory = started(SOURCES)
    assert cpu > 0.01
    assert memory > 5


def test_the_prose_has_three_articles_with_a_title_each() -> None:
    assert len(ARTICLES) == 3
    assert all(title and "\n" not in title and len(text) > 1500 for title, text in ARTICLES)


def test_the_table_shows_every_part_on_pages_and_prose() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bench.tag", "--articles", "2", "--rounds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    for part in (*PARTS, "all tags"):
        assert f"pages: {part}" in ended.stdout
        assert f"prose: {part}" in ended.stdout
    assert "start-up: memory" in ended.stdout
