"""Lists and searches against a plain computation, over invented archives that hypothesis makes up.

The questions for the database begin in one index or another, look matches up one by one or walk a
date index, and stop early; what they find must be what a filter over all articles finds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.site import facets, ranking, story_history
from aggregator.site.period import EVER, Days, days_of
from aggregator.site.ranking import Candidate, candidates, relevance
from aggregator.site.selection import Cursor, Named, Selection
from aggregator.site.statement import newest, newest_of_each_story
from aggregator.site.story_history import StoryEntries
from aggregator.site.story_search import newest_of_each_story as newest_matching_of_each_story
from aggregator.store.public_schema import FTS_SQL, schema_sql
from aggregator.tag.folding import fold, match_expression, parse_query
from aggregator.tag.place_forms import place_forms
from tests.site.invented import insert

TODAY = "2026-11-21"
WORDS = ("teachers", "court")
DATES = ("2025-12-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-14T23:59:59Z",
         "2026-11-15T00:00:00Z", "2026-11-20T08:00:00Z", "2026-11-20T08:00:01Z")  # fmt: skip
PERIODS = ("7d", "2025", "2026", "2026-11-01..2026-11-15")


VALUES = {"region": ("r1",), "topic": ("t1",), "source": ("one",), "language": ("uk",),
          "period": PERIODS, "origins": ("1", "2", "3")}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One invented article; ``story`` is empty where it stands in none yet."""

    id: int
    date: str
    source: str
    language: str
    regions: dict[str, str]
    topics: dict[str, str]
    words: tuple[str, ...]
    story: str

    @property
    def place(self) -> Candidate:
        return self.id, self.date

    @property
    def told_as(self) -> object:
        return self.story or self.id


@dataclass(frozen=True)
class Archive:
    articles: Sequence[Told]
    origins: dict[str, int]

    def fitting(self, wanted: Selection, word: str = "") -> list[Told]:
        """Those that the selection allows and that have the word, newest first."""
        found = [each for each in self.articles if self._fits(each, wanted)
                 and (not word or word in each.words)]  # fmt: skip
        return sorted(found, key=lambda it: (it.date, it.id), reverse=True)

    def _fits(self, it: Told, wanted: Selection) -> bool:
        days = days_of(wanted.period, TODAY) if wanted.period else EVER
        tags = ((wanted.region, it.regions), (wanted.topic, it.topics))
        return (
            all(not code or (code in held and wanted.role in {"", held[code]})
                for code, held in tags)
            and wanted.source in {"", it.source}
            and wanted.language in {"", it.language}
            and it.date >= days.since
            and (not days.until or it.date < days.until)
            and (not wanted.origins or self.origins.get(it.story, 0) >= int(wanted.origins))
        )  # fmt: skip


def first_of_each(found: Sequence[Told]) -> list[Told]:
    each: dict[object, Told] = {}
    for it in found:
        each.setdefault(it.told_as, it)
    return list(each.values())


def after(found: Sequence[Told], cursor: Cursor | None) -> list[Candidate]:
    places = [it.place for it in found]
    return [it for it in places if cursor is None or (it[1], it[0]) < (cursor.date, cursor.id)]


MENTIONED = Archive(
    [Told(n, DATES[0 if n == 1 else 1], "one", "uk", {"r1": "about" if n == 1 else "mentions"}, {},
          (), "") for n in range(1, 6)], {},
)  # fmt: skip
"""Only the oldest of a region's articles is about it."""

roles = st.sampled_from(("about", "mentions"))


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    numbers = draw(st.lists(
        st.one_of(st.integers(1, 40), st.integers(1, 40).map(lambda n: n * 15_001)),
        unique=True, min_size=5, max_size=16,
    ))  # fmt: skip
    articles = [
        Told(
            number,
            draw(st.sampled_from(DATES)),
            draw(st.sampled_from(("one", "two"))),
            draw(st.sampled_from(("uk", "en"))),
            draw(st.dictionaries(st.sampled_from(("r1", "r2")), roles)),
            draw(st.dictionaries(st.sampled_from(("t1", "t2")), roles)),
            draw(st.sampled_from([(), WORDS[:1], WORDS[:1], WORDS[1:], WORDS])),
            draw(st.sampled_from(("", "a", "a", "b", "c"))),
        )
        for number in numbers
    ]
    return Archive(articles, {story: draw(st.integers(0, 3)) for story in "abc"})


@st.composite
def views(draw: st.DrawFn) -> Named:
    """Any selection, and any place where a query for it may begin."""
    asked = draw(st.sets(st.sampled_from(tuple(VALUES)), max_size=3))
    words = {name: draw(st.sampled_from(VALUES[name])) for name in sorted(asked)}
    if asked & {"region", "topic"}:
        words["role"] = draw(st.sampled_from(("", "", "about", "mentions")))
    selection = Selection(**words)
    drivers = [name for name in ("region", "topic", "source", "language")
               if getattr(selection, name)]  # fmt: skip
    if selection.origins > "1":
        drivers.append("origins")
    days = days_of(selection.period, TODAY) if selection.period else EVER
    return Named(selection, days=days, driver=draw(st.sampled_from(["", *drivers])))


@pytest.fixture(scope="module")
def conn() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        conn.row_factory = sqlite3.Row
        for statement in schema_sql():
            conn.execute(statement)
        yield conn


def fill(conn: sqlite3.Connection, archive: Archive) -> None:
    for table in ("articles", "article_regions", "article_topics", "story_articles", "stories"):
        conn.execute(f"delete from {table}")
    conn.execute("drop table articles_fts")
    conn.execute(FTS_SQL)
    for story, origins in archive.origins.items():
        of = [it.date for it in archive.articles if it.story == story]
        if of:
            insert(conn, "stories", id=story, title=story, articles=len(of), origins=origins,
                   earliest=min(of), latest=max(of))  # fmt: skip
    seen = ""
    for it in sorted(archive.articles, key=lambda it: it.id):
        # As the archive has it: none is dated after it came, none came before a lower number.
        seen = max(seen, it.date)
        add(conn, it, archive.origins, seen)


def add(conn: sqlite3.Connection, it: Told, origins: dict[str, int], seen: str) -> None:
    insert(conn, "articles", id=it.id, key=f"k{it.id}", title="", source=it.source, state="live",
           language=it.language, sort_date=it.date, published=it.date, first_seen=seen)  # fmt: skip
    for kind, held in (("region", it.regions), ("topic", it.topics)):
        for code, role in held.items():
            insert(conn, f"article_{kind}s", article=it.id, **{kind: code}, role=role,
                   published=it.date)  # fmt: skip
    if it.story:
        insert(conn, "story_articles", article=it.id, story=it.story, role="origin",
               origins=origins[it.story], published=it.date)  # fmt: skip
    conn.execute(
        "insert into articles_fts (rowid, title, text, author) values (?, ?, ?, '')",
        (it.id, fold(" ".join(it.words[:1])), fold(" ".join(it.words[1:]) + " filler")),
    )


def expression(word: str) -> str:
    return match_expression(word, place_forms)


cursors = st.one_of(
    st.none(), st.builds(Cursor, st.sampled_from(DATES), st.integers(0, 40 * 15_001))
)
sizes = st.integers(1, 6)
words = st.sampled_from(WORDS)


@settings(max_examples=300, deadline=None)
@given(archives(), views(), words, sizes, cursors, st.sampled_from((None, 0, 3, 1_000)))
def test_a_search_finds_what_a_plain_filter_finds(
    conn: sqlite3.Connection, archive: Archive, named: Named, word: str, size: int,
    cursor: Cursor | None, few: int | None,
) -> None:  # fmt: skip
    fill(conn, archive)
    plain = after(archive.fitting(named.selection, word), cursor)
    assert candidates(conn, expression(word), named, size, cursor, few=few) == plain[:size]


def all_pages(page: Callable[[Cursor | None], list[Candidate]]) -> list[Candidate]:
    found: list[Candidate] = []
    while more := page(Cursor(found[-1][1], found[-1][0]) if found else None):
        found += more
    return found


@settings(max_examples=200, deadline=None)
@given(archives(), views(), words, sizes)
def test_the_pages_of_a_search_hold_each_story_once_by_its_newest_article(
    conn: sqlite3.Connection, archive: Archive, named: Named, word: str, size: int
) -> None:
    fill(conn, archive)
    plain = after(first_of_each(archive.fitting(named.selection, word)), None)
    asked = (conn, expression(word), named, size)
    assert all_pages(lambda it: newest_matching_of_each_story(*asked, it)) == plain


@settings(max_examples=300, deadline=None)
@given(archives(), views(), sizes, cursors)
def test_lists_hold_what_a_plain_filter_finds(
    conn: sqlite3.Connection, archive: Archive, named: Named, size: int, cursor: Cursor | None
) -> None:
    fill(conn, archive)
    every = archive.fitting(named.selection)
    for statement, plain in ((newest, every), (newest_of_each_story, first_of_each(every))):
        found = conn.execute(*statement(named, size, cursor)).fetchall()
        assert [(row["id"], row["listed"]) for row in found] == after(plain, cursor)[:size]


@settings(max_examples=200, deadline=None)
@example(MENTIONED, Named(Selection(region="r1", role="about"), driver="region"), 2, 3)
@given(archives(), views(), sizes, st.integers(1, 12))
def test_a_count_is_right_or_says_that_there_are_more(
    conn: sqlite3.Connection, archive: Archive, named: Named, most: int, examined: int
) -> None:
    fill(conn, archive)
    plain = archive.fitting(named.selection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "MOST", most)
        patch.setattr(facets, "EXAMINED", max(most + 1, examined))
        counts = facets.count(conn, named)
    assert counts.articles <= min(most, len(plain))
    assert set(counts.numbers) <= {it.id for it in plain}
    assert counts.more or counts.articles == len(plain)


@settings(max_examples=200, deadline=None)
@given(archives(), views(), st.sampled_from(("", *WORDS)), sizes,
       st.builds(Days, st.sampled_from(("", *DATES)), st.sampled_from(("", *DATES))),
       st.booleans())  # fmt: skip
def test_a_story_is_archived_by_its_first_article_that_fits(
    conn: sqlite3.Connection, archive: Archive, named: Named, word: str, limit: int,
    days: Days, oldest: bool,
) -> None:  # fmt: skip
    fill(conn, archive)
    firsts = first_of_each(archive.fitting(named.selection, word)[::-1])
    dates = [it.date for it in firsts
             if it.date >= days.since and (not days.until or it.date < days.until)]  # fmt: skip
    entries = StoryEntries(conn, named, expression(word) if word else "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story_history, "CHUNK", 1)
        found = entries.dates(days, 1 if oldest else limit, oldest=oldest)
    assert found == (sorted(dates)[:1] if oldest else sorted(dates, reverse=True)[:limit])


@settings(max_examples=200, deadline=None)
@given(archives(), st.sampled_from((*WORDS, "teachers court")), st.integers(0, 3), st.data())
def test_how_well_an_article_answers_does_not_depend_on_what_else_was_found(
    conn: sqlite3.Connection, archive: Archive, asked: str, common: int, data: st.DataObject
) -> None:
    fill(conn, archive)
    found = [it.id for it in archive.articles if all(word in it.words for word in asked.split())]
    if not found:
        return
    terms = parse_query(asked, place_forms)
    one = data.draw(st.sampled_from(found))
    every = relevance(conn, terms, found, common=common)
    assert every[one] == pytest.approx(relevance(conn, terms, [one], common=common)[one])
    assert min(every.values()) > 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(((), WORDS)), min_size=1, max_size=24).filter(any))
def test_missing_numbers_make_a_common_word_no_commoner(
    conn: sqlite3.Connection, told: list[tuple[str, ...]]
) -> None:
    def scores(step: int) -> list[float]:
        every = [Told(step * n, DATES[0], "one", "uk", {}, {}, words, "")
                 for n, words in enumerate(told * 4, 1)]  # fmt: skip
        fill(conn, Archive(every, {}))
        found = [it.id for it in every if it.words]
        return list(relevance(conn, parse_query("teachers", place_forms), found, common=0).values())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "RECENT", 2 * len(told))
        assert scores(2) == scores(1)
