import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aggregator.store.public_schema import schema_sql
from bench.site_asked import NOT_MODIFIED, PAGES, read_pages
from bench.site_folder import folder_for
from bench.site_servers import Answer
from bench.site_targets import PLAIN, TUNED, Measured, figures, growth, table

ROOT = Path(__file__).parents[2]
ARTICLES = 2_000


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = tmp_path_factory.mktemp("bench-site")
    folder_for(kept, ARTICLES, lambda _: None)
    return kept


def asked(kept: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(kept / f"site-{ARTICLES}" / "news.db")) as db:
        return db.execute(sql).fetchall()


def test_the_file_has_exactly_the_tables_and_indexes_that_users_have(kept: Path) -> None:
    wanted = set(schema_sql())
    made = asked(
        kept,
        "select sql from sqlite_master where sql is not null and name not like 'articles_fts_%' "
        "and name not like 'sqlite_%'",
    )
    assert {sql for (sql,) in made} == wanted


def test_a_few_sources_regions_and_topics_have_most_of_the_articles(kept: Path) -> None:
    for kind in ("sources", "regions", "topics"):
        counts = [n for (n,) in asked(kept, f"select articles from {kind} where articles > 0")]
        few = sorted(counts, reverse=True)[: max(1, len(counts) // 5)]  # type: ignore[type-var]
        assert sum(few) > 0.4 * sum(counts)  # type: ignore[arg-type]
    assert asked(kept, "select count(*) from articles")[0][0] >= ARTICLES  # type: ignore[operator]


def test_most_stories_are_told_once_and_the_others_by_up_to_twelve(kept: Path) -> None:
    sizes = dict(asked(kept, "select articles, count(*) from stories group by 1"))
    assert sizes[1] > 0.6 * sum(sizes.values())  # type: ignore[operator,arg-type]
    assert max(sizes) <= 12  # type: ignore[operator,type-var]
    assert len(sizes) > 5


def test_a_kept_folder_is_used_again_and_one_of_other_tables_is_made_anew(kept: Path) -> None:
    said: list[str] = []
    folder = folder_for(kept, ARTICLES, said.append)
    assert "using" in said[0]
    ready = folder / "made-by"
    before = ready.read_text()
    ready.write_text("older")
    said.clear()
    folder_for(kept, ARTICLES, said.append)
    assert not any("using" in each for each in said)
    assert ready.read_text() == before


def test_every_kind_of_page_has_addresses(kept: Path) -> None:
    pages = read_pages(kept / f"site-{ARTICLES}" / "news.db")
    assert set(PAGES) == set(pages)
    assert all(pages.values())


def test_the_bench_asks_for_every_page_beside_plain_datasette_and_a_writer(kept: Path) -> None:
    out = kept / "out.json"
    ended = subprocess.run(
        [sys.executable, "-m", "bench.site", f"--articles={ARTICLES}", "--rounds=2",
         "--requests=24", f"--keep={kept}", f"--out={out}"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    for kind in (*PAGES, NOT_MODIFIED, PLAIN, TUNED, "memory of the server"):
        assert kind in ended.stdout
    (measured,) = json.loads(out.read_text())["measured"]
    assert measured["published"]
    assert all(len(times) == 2 for times in measured["took"].values())


def of(medians: dict[str, float]) -> Measured:
    measured = Measured(1_000, published=[0.1], memory=[100.0, 105.0])
    for kind, median in medians.items():
        for took in (median, median, median * 2):
            measured.add(kind, Answer(200, took, took / 2, 1_000, ""))
    return measured


def test_a_page_misses_by_its_median_its_95th_percentile_or_against_plain_datasette() -> None:
    peer = {PLAIN: 400.0, TUNED: 40.0}
    assert all(figure.reached for figure in figures(of({"home": 30, **peer})))
    for median, missed in (
        (60, ["median", "median / tuned"]),
        (80, ["median", "95th", "median /"]),
    ):
        found = [f.what for f in figures(of({"home": median, **peer})) if not f.reached]
        assert len(found) == len(missed)
        assert all(f"home: {it}" in "\n".join(found) for it in missed)
    assert "MISSED: median" in table(of({"home": 60, **peer}))
    refused = of({"home": 30, **peer})
    refused.add("home", Answer(503, 2_000, 1, 100, ""))
    assert "home: refused" in [f.what for f in figures(refused) if not f.reached]


def test_memory_may_grow_by_a_tenth_and_growth_is_that_from_the_smallest_to_the_largest() -> None:
    measured = of({PLAIN: 400, TUNED: 40})
    measured.memory = [100.0, 120.0]
    assert [f.what for f in figures(measured) if not f.reached] == ["memory: last / first"]
    assert "2.00 x" in growth({10: of({"home": 10}), 20: of({"home": 20})})
