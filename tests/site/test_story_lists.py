"""Lists of stories: which are in a view, in which order, each once, whatever the pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from aggregator.site import search
from aggregator.site.facets import by_story, count, read_facets
from aggregator.site.guard import add_functions
from aggregator.site.pages import read_listing
from aggregator.site.search import Question, read_found
from aggregator.site.selection import Selection, name_it
from aggregator.site.statement import readable
from aggregator.store.public_schema import FTS, schema_sql
from aggregator.tag.folding import fold
from tests.site.conftest import Get, Make, getter
from tests.site.sample import CRIMEA, KHERSON, insert, write_database
from tests.site.story_sample import TOPIC, WANTED, write_story_database

DAYS = [f"2026-11-{day:02d}T00:00:00Z" for day in (1, 2, 3, 18, 20)]


@dataclass(frozen=True)
class Row:
    """One article of an invented archive."""

    day: str
    regions: frozenset[str]
    topics: frozenset[str]
    role: str
    source: str
    language: str
    story: int  # 0: in none


ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from(DAYS),
        st.frozensets(st.sampled_from([KHERSON, CRIMEA])),
        st.frozensets(st.sampled_from(["education", "repression"])),
        st.sampled_from(["about", "mentions"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["en", "uk"]),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=14,
)
ORIGINS = {1: 1, 2: 2, 3: 3, 4: 1}
SELECTIONS = st.builds(
    Selection,
    region=st.sampled_from(["", KHERSON, CRIMEA]),
    topic=st.sampled_from(["", "education"]),
    source=st.sampled_from(["", "a"]),
    language=st.sampled_from(["", "uk"]),
    role=st.just(""),
    period=st.sampled_from(["", "7d", "2026-11-02..2026-11-18", "2026-11-01"]),
    origins=st.sampled_from(["", "1", "2"]),
)


WIDE = st.builds(
    Selection,
    region=st.sampled_from(["", "", KHERSON]),
    period=st.sampled_from(["", "", "2026-11-02..2026-11-18"]),
    origins=st.sampled_from(["", "", "2"]),
)
"""Most of these leave something to page through."""


def archive(rows: list[Row]) -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    add_functions(conn)
    for statement in schema_sql():
        conn.execute(statement)
    for name, value in (("updated", "2026-11-21T00:00:00Z"), ("site_url", "https://news.example"),
                        ("site_tag_authority", "news.example,2026")):  # fmt: skip
        insert(conn, "publication", name=name, value=value)
    for code in (KHERSON, CRIMEA):
        insert(conn, "regions", code=code, name=code, iso=code, articles=1)
    for code in ("education", "repression"):
        insert(conn, "topics", id=code, name=code, articles=1)
    for code in ("a", "b"):
        insert(conn, "sources", id=code, name=code, articles=1)
    for story in {row.story for row in rows} - {0}:
        told = sum(row.story == story for row in rows)
        insert(conn, "stories", id=f"s{story}", title="x", articles=told, origins=ORIGINS[story])
    for number, row in enumerate(rows, 1):
        insert(conn, "articles", id=number, key=f"k{number}", title="words", source=row.source,
               language=row.language, published=row.day, sort_date=row.day,
               state="live")  # fmt: skip
        conn.execute(f"insert into {FTS} (rowid, title) values (?, ?)", (number, fold("words")))
        for kind, codes in (("region", row.regions), ("topic", row.topics)):
            for code in codes:
                insert(conn, f"article_{kind}s", article=number, role=row.role,
                       published=row.day, **{kind: code})  # fmt: skip
        if row.story:
            insert(conn, "story_articles", article=number, story=f"s{row.story}", role="origin",
                   origins=ORIGINS[row.story], published=row.day)  # fmt: skip
    return conn


def plain(rows: list[Row], wanted: Selection) -> list[str]:
    """The stories of a view, newest fitting article first, by looking at every article."""
    found: list[str] = []
    numbered = sorted(enumerate(rows, 1), key=lambda it: (it[1].day, it[0]), reverse=True)
    for number, row in numbered:
        day = row.day[:10]
        fits = (
            (not wanted.region or wanted.region in row.regions)
            and (not wanted.topic or wanted.topic in row.topics)
            and wanted.source in ("", row.source)
            and wanted.language in ("", row.language)
            and wanted.role in ("", row.role)
            and (not wanted.origins or ORIGINS.get(row.story, 0) >= int(wanted.origins))
            and {"": True, "7d": day >= "2026-11-15", "2026-11-01": day == "2026-11-01"}.get(
                wanted.period, "2026-11-02" <= day <= "2026-11-18"
            )
        )
        name = f"s{row.story}" if row.story else f"k{number}"
        if fits and name not in found:
            found.append(name)
    return found


@settings(deadline=None, max_examples=150)
@given(ROWS, SELECTIONS, st.booleans(), st.integers(1, 3))
def test_pages_of_stories_are_what_looking_at_every_article_gives(
    rows: list[Row], wanted: Selection, about: bool, size: int
) -> None:
    if about and (wanted.region or wanted.topic):
        wanted = Selection(**{**wanted.parameters(), "role": "about"})
    if wanted.language and all(row.language != wanted.language for row in rows):
        wanted = Selection(**{**wanted.parameters(), "language": ""})
    conn = archive(rows)
    shown: list[str] = []
    before = None
    while True:
        page = read_listing(conn, wanted, before, size, stories=True)
        shown += [page.stories[item.id].id for item in page.items]
        before = page.next
        if before is None:
            break
    counts = by_story(conn, count(conn, page.named))
    conn.close()
    assert shown == plain(rows, wanted)
    assert counts.listed == len(shown)


@settings(deadline=None, max_examples=60)
@given(ROWS, WIDE, st.integers(1, 3))
def test_a_search_for_stories_pages_through_the_same(
    rows: list[Row], wanted: Selection, size: int
) -> None:
    conn = archive(rows)
    shown: list[str] = []
    before = None
    with patch.object(search, "LIST_ARTICLES", size):
        while True:
            question = Question("words", wanted, best=False, before=before, stories=True)
            found = read_found(conn, question)
            shown += [found.listing.stories[item.id].id for item in found.listing.items]
            before = found.listing.next
            if before is None:
                break
    ranked = read_found(conn, Question("words", wanted, best=True, stories=True))
    conn.close()
    expected = plain(rows, wanted)
    assert shown == expected
    first = [ranked.listing.stories[item.id].id for item in ranked.listing.items]
    assert len(first) == len(set(first)) == len(expected)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stories") / "news.db"
    write_story_database(path, extra=60)
    return path


@pytest.fixture(scope="module")
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    yield conn
    conn.close()


@pytest.mark.parametrize(
    "wanted",
    [Selection(), Selection(region=KHERSON), Selection(region=KHERSON, topic=TOPIC, role="about"),
     Selection(period="7d")],
)  # fmt: skip
def test_the_facets_of_stories_count_what_the_view_would_show(
    conn: sqlite3.Connection, wanted: Selection
) -> None:
    named = name_it(conn, wanted)
    facets = read_facets(conn, named, by_story(conn, count(conn, named)))
    assert {facet.word for facet in facets if facet.choices} >= {"origins", "source"}
    for facet in facets:
        for choice in facet.choices:
            there = read_listing(conn, choice.selection, None, 1000, stories=True)
            assert choice.articles == len(there.items), choice


def test_the_view_as_sql_finds_the_same_stories(conn: sqlite3.Connection) -> None:
    for wanted in (
        Selection(region=KHERSON),
        Selection(region=KHERSON, topic=TOPIC, role="about", origins="2"),
    ):
        shown = read_listing(conn, wanted, None, 100, stories=True)
        sql, parameters = readable(name_it(conn, wanted), stories=True)
        found = [row["story"] for row in conn.execute(sql, parameters)]
        expected = [shown.stories[item.id].id for item in shown.items]
        assert sorted(found) == sorted(expected) != []


def site(path: Path, make: Make) -> Get:
    return getter(make(path))


def test_a_story_in_a_list_says_its_two_lines_and_who_else(path: Path, make: Make) -> None:
    get = site(path, make)
    page = html.fromstring(get(f"/explore?region={KHERSON}&topic={TOPIC}&role=about").content)
    by_title = {
        entry.xpath(".//h3")[0].text_content(): " ".join(entry.text_content().split())
        for entry in page.xpath("//ol[@class='articles']/li")
    }
    wanted = by_title["Sample: wanted"]
    assert "Sample Monitor (invented): On probation or partly checked (letter C)" in wanted
    assert "Confirmed by 2 separate sources; 1 other repeats it" in wanted
    assert "3 articles" in wanted
    assert "also Sample Newsroom" in wanted
    assert "Kherson oblast Deported children Schools and children" in wanted, "of all its articles"
    assert "1 article" not in by_title["Sample: alone"], "one article is the normal case"
    (link,) = page.xpath("//h3/a[bdi='Sample: alone']/@href")
    assert link == "/article/alone-1"
    (link,) = page.xpath("//h3/a[bdi='Sample: wanted']/@href")
    assert link == f"/story/{WANTED}"
    assert get(link).status_code == 200


def test_each_number_of_the_last_days_leads_to_as_many_stories(path: Path, make: Make) -> None:
    get = site(path, make)
    for address in (f"/region/{KHERSON}", f"/topic/{TOPIC}", "/topic/education"):
        links = html.fromstring(get(address).content).xpath("//table[@class='lately']//td/a")
        assert links, address
        for link in links:
            there = html.fromstring(get(link.get("href")).content)
            number = link.text
            assert str(len(there.xpath("//ol[@class='articles']/li"))) == number, link.get("href")


def test_the_switch_leads_to_every_article_and_back(path: Path, make: Make) -> None:
    get = site(path, make)
    for address in (f"/explore?region={KHERSON}&origins=2", f"/region/{KHERSON}"):
        stories = html.fromstring(get(address).content)
        (there,) = stories.xpath("//p[@class='switch']/a/@href")
        articles = html.fromstring(get(there).content)
        (back,) = articles.xpath("//p[@class='switch']/a/@href")
        assert back == address
        rows = "//ol[@class='articles']/li"
        assert len(articles.xpath(rows)) > 0
        assert articles.xpath("//link[@type='application/atom+xml']/@href") != stories.xpath(
            "//link[@type='application/atom+xml']/@href"
        )
    assert get("/explore?show=everything").status_code == 404


def test_a_role_with_nothing_to_belong_to_is_no_fault_of_the_form(get: Get) -> None:
    assert get("/explore?q=&region=&topic=&role=about&period=7d&origins=").status_code == 200


def test_a_database_that_knows_no_stories_lists_articles(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        for table in ("story_articles", "stories"):
            conn.execute(f"drop table {table}")
    conn.close()
    get = site(path, make)
    assert get("/explore").status_code == 200
    assert "every article" not in get("/explore").text
    assert get("/feeds/stories.atom").status_code == 404
