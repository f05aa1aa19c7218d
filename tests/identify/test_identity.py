from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from aggregator.health import State
from aggregator.model import Entry
from aggregator.store.archive import Archive
from aggregator.store.feed_states import FeedState
from aggregator.store.opening import open_archive
from aggregator.store.records import Stored
from tests.identify.case import Case, entry
from tests.identify.cases import CASES, DOCUMENT, documented, rendered

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """A real archive, and the clock of the test."""

    db: Database
    archive: Archive

    def store(self, entries: Sequence[Entry], hour: int, feed: str = "news") -> Stored:
        now = NOW + timedelta(hours=hour)
        state = FeedState(
            feed=f"site/{feed}",
            url=f"https://site.example/{feed}.xml",
            state=State.WORKING,
            since=NOW,
            failures=0,
            last_attempt=now,
            next_check=now + timedelta(hours=1),
        )
        return self.archive.store_feed(state.feed, "site", entries, now, lambda _: state)[1]

    def articles(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table but the one that keeps when feeds were asked."""
        names = [name for name in self.db.table_names() if name != "feed_state"]
        return {name: sorted(map(tuple, self.db.execute(f"SELECT * FROM [{name}]")), key=repr)
                for name in names}  # fmt: skip

    def what_exists(self) -> list[tuple[object, ...]]:
        rows = self.db.execute("SELECT title, link, entry_hash FROM articles")
        return sorted(map(tuple, rows), key=repr)


def open_stage(folder: Path) -> Stage:
    db = open_archive(folder)
    return Stage(db, Archive(db))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = open_stage(tmp_path)
    yield made
    made.archive.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_identity_is_as_the_table_says(case: Case, stage: Stage) -> None:
    stored = Stored()
    for hour, (feed, entries) in enumerate(case.fetches):
        stored = stage.store(entries, hour, feed)
    assert stage.articles() == case.articles
    assert stored.without_identity == case.nameless


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fetching_the_last_document_once_more_changes_no_row(case: Case, stage: Stage) -> None:
    for hour, (feed, entries) in enumerate(case.fetches):
        stage.store(entries, hour, feed)
    before = stage.contents()
    feed, entries = case.fetches[-1]
    again = stage.store(entries, 100, feed)
    assert (again.new, again.changed) == (0, 0)
    assert stage.contents() == before


def test_the_table_in_the_docs_is_the_one_that_is_tested() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert documented(text) == rendered(), "run: python -m tests.identify.cases"


def test_no_two_cases_have_one_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_case_that_says_one_article_also_stores_the_edit(stage: Stage) -> None:
    first = entry("1", "/a", "Обшук", "2024-08-26", "Двох.")
    stage.store([first], 0)
    stored = stage.store([replace(first, title="Обшуки", summary="Трьох.")], 1)
    assert (stored.new, stored.changed) == (0, 1)


def test_a_date_that_is_stamped_anew_on_every_fetch_is_no_edit(stage: Stage) -> None:
    stage.store([entry("1", "/a", "Обшук", "2024-08-26", "Двох.")], 0)
    stored = stage.store([entry("1", "/a", "Обшук", "2024-08-27", "Двох.")], 1)
    assert (stored.new, stored.changed, stored.known) == (0, 0, 1)


def test_an_entry_that_two_feeds_tell_differently_does_not_change_with_every_fetch(
    stage: Stage,
) -> None:
    whole = entry("1", "/a", "Обшук", "2024-08-26", "Двох затримано. Одного відпустили.")
    short = replace(whole, summary="Двох затримано…")
    stage.store([whole], 0, "news")
    stage.store([short], 0, "crimea")
    before = stage.contents()
    stage.store([whole], 1, "news")
    stage.store([short], 1, "crimea")
    assert stage.contents() == before


def test_an_article_that_a_document_tells_twice_does_not_change_with_every_fetch(
    stage: Stage,
) -> None:
    told = [entry("1", "/a", "Обшук", words="Двох."), entry("1", "/a", "Обшук", words="Трьох.")]
    stage.store(told, 0)
    before = stage.contents()
    stage.store(told, 1)
    assert stage.contents() == before


def test_one_id_in_two_sources_is_two_articles(stage: Stage) -> None:
    first = entry("1", "/a", "Обшук")
    stage.store([first], 0)
    state = replace(_state(stage), feed="other/news")
    stage.archive.store_feed(state.feed, "other", [first], NOW, lambda _: state)
    assert stage.articles() == 2


def test_an_archive_rebuilt_from_the_same_feeds_names_its_articles_alike(tmp_path: Path) -> None:
    names = []
    for folder in ("one", "two"):
        stage = open_stage(tmp_path / folder)
        stage.store([entry("1", "/a", "Обшук"), entry(None, "/b", "Суд")], 0)
        names.append([row[0] for row in stage.db.execute("SELECT key FROM articles ORDER BY key")])
        stage.archive.close()
    assert names[0] == names[1]


def _state(stage: Stage) -> FeedState:
    return stage.archive.feed_states()["site/news"]


# --- any documents -------------------------------------------------------------------

WORDS = st.sampled_from(["", "Двох затримано.", "Суд відклали.", "Обшуки тривають."])
LINKS = st.sampled_from(
    [None, "/", "/a", "/b", "/c", "http://www.site.example/a/", "/en/a", "/live"]
)
ANY_ENTRY = st.builds(
    entry,
    st.sampled_from([None, "1", "2", "3"]),
    LINKS,
    st.sampled_from([None, "Обшук", "Суд", "Зведення"]),
    st.sampled_from([None, "2024-08-26", "2024-08-27"]),
    WORDS,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ANY_ENTRY, max_size=6), max_size=4))
def test_no_entries_can_break_the_store(documents: list[list[Entry]]) -> None:
    with TemporaryDirectory() as folder:
        stage = open_stage(Path(folder))
        for hour, entries in enumerate(documents):
            stored = stage.store(entries, hour)
            assert stored.new + stored.changed + stored.known + stored.without_identity == len(
                entries
            )
        stage.archive.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ANY_ENTRY, max_size=6), min_size=1, max_size=3))
def test_storing_any_document_twice_brings_no_new_article(documents: list[list[Entry]]) -> None:
    with TemporaryDirectory() as folder:
        stage = open_stage(Path(folder))
        for hour, entries in enumerate(documents):
            stage.store(entries, hour)
        again = stage.store(documents[-1], 100)
        stage.archive.close()
    assert again.new == 0


@st.composite
def reports(draw: st.DrawFn) -> list[Entry]:
    """Different reports as a site has them: each with an address or words of its own."""
    entries = []
    for number in range(draw(st.integers(1, 6))):
        has_link = draw(st.booleans())
        has_words = draw(st.booleans()) or not has_link
        has_title = draw(st.booleans())
        ids = [f"id-{number}", None, "shared" if has_link or has_title else None]
        entries.append(
            entry(
                draw(st.sampled_from(ids)),
                f"/{number}" if has_link else draw(st.sampled_from([None, "/", "/live"])),
                f"Новина {number}" if has_title else "Зведення",
                draw(st.sampled_from([None, "2024-08-26"])),
                f"Слова {number}." if has_words else "",
            )
        )
    repeated = draw(st.lists(st.sampled_from(entries), max_size=2))
    return entries + repeated


@settings(max_examples=60, deadline=None)
@given(reports(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_change_which_articles_exist(
    entries: list[Entry], random: object
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        first, second = open_stage(Path(one)), open_stage(Path(two))
        first.store(entries, 0)
        second.store(shuffled, 0)
        exists = first.what_exists(), second.what_exists()
        first.archive.close(), second.archive.close()
    assert exists[0] == exists[1]


@settings(max_examples=60, deadline=None)
@given(reports())
def test_storing_the_same_reports_twice_changes_no_row(entries: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        stage = open_stage(Path(folder))
        stage.store(entries, 0)
        before = stage.contents()
        stage.store(entries, 5)
        after = stage.contents()
        stage.archive.close()
    assert before == after
