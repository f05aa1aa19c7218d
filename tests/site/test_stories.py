"""The pages of a story, on a real server: two lines, the drawing, the table, the history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from lxml import html

from aggregator.site.citing import read_citing
from aggregator.site.reading import read_article
from aggregator.site.selection import Selection, name_it
from aggregator.site.stories import read_story, read_verdict
from aggregator.site.story_drawing import HEIGHT, LETTERS, LINES, broken, draw
from aggregator.site.story_rows import read_stories
from bench import story_gold
from tests.site.serving import serving
from tests.story.archives import published

EVENTS = {e.name: e for path in story_gold.files() for e in story_gold.events(path)}
WANTED = ["verdict-simferopol-17-years", "fake-crimean-volunteers", "children-return-appeal"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("stories"), WANTED)


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with serving(folder / "news.db") as server:
        server.wait()
        yield server.url


def key(folder: Path, name: str) -> str:
    db = sqlite3.connect(folder / "news.db")
    row = db.execute("SELECT key FROM articles WHERE link LIKE ?", [f"%/{name}"]).fetchone()
    db.close()
    return str(row[0])


def test_a_story_says_who_speaks_and_how_many_separate_origins(folder: Path, site: str) -> None:
    page = httpx.get(f"{site}/story/{key(folder, '103a')}").text
    assert "Confirmed by 2 separate sources" in page
    assert "2 others repeat it" in page
    assert ">Why?</a>" in page
    for word in ("trusted", "verified", "★"):
        assert word not in page


def test_the_key_of_any_article_leads_to_its_story(folder: Path, site: str) -> None:
    lasting = f"/story/{key(folder, '103a')}</p>"
    for name in ("103a", "103d"):
        assert lasting in httpx.get(f"{site}/story/{key(folder, name)}").text
    assert httpx.get(f"{site}/story/nothing-here").status_code == 404


def numbers_drawn(page: str) -> set[int]:
    """The numbers on the lines of the drawing, ``1–3`` and ``1, 4`` taken apart."""
    found: set[int] = set()
    for words in html.fromstring(page.encode()).xpath("//*[@class='count']/text()"):
        for part in words.split(", "):
            first, _, last = part.partition("–")
            found |= set(range(int(first), int(last or first) + 1))
    return found


def test_the_why_page_draws_and_lists_who_repeats_whom(folder: Path, site: str) -> None:
    answer = httpx.get(f"{site}/story/{key(folder, '103a')}/why")
    page = answer.text
    assert "<svg" in page
    assert "<script" not in page
    assert "style=" not in page
    assert numbers_drawn(page) == set(range(1, page.count('<th scope="row">') + 1))
    assert "The same as a table" in page
    assert "has it from" in page
    assert "What we showed, and when" in page


def test_an_appeal_says_that_it_gets_no_number(folder: Path, site: str) -> None:
    page = httpx.get(f"{site}/story/{key(folder, '303a')}").text
    assert "only reports of events get one" in page


def test_a_refuted_claim_is_shown_between_its_refutations(folder: Path, site: str) -> None:
    page = httpx.get(f"{site}/story/{key(folder, '402a')}").text
    before, claim, after = page.partition("thousands of Crimean Tatars had queued")
    assert claim
    assert "a claim does not hold" in before
    assert "<strong>Refuted.</strong>" in after


def test_the_number_is_a_category_of_the_feed(site: str) -> None:
    document = httpx.get(f"{site}/feeds/all.atom").text
    assert 'scheme="urn:aggregator:story-number"' in document
    assert 'label="Story: Confirmed by 2 separate sources"' in document


def test_boxes_of_a_drawing_do_not_overlap_and_arrows_have_both_ends() -> None:
    tellings = [(1, "a", "origin"), (2, "b", "origin"), *((n, "r", "relay") for n in range(3, 12))]
    drawing = draw(tellings, [(1, 3, 1, True), (2, 4, "a body", True), (3, 1, 2, False)])
    for x in {box.x for box in drawing.boxes}:
        tops = sorted(box.y for box in drawing.boxes if box.x == x)
        assert all(two - one >= HEIGHT for one, two in pairwise(tops))
    assert len(drawing.lines) == 3
    assert max(box.y for box in drawing.boxes) + HEIGHT <= drawing.height


def test_dependences_of_the_same_two_are_one_line_with_all_their_numbers() -> None:
    tellings = [(1, "a", "origin"), (2, "b", "origin"), (3, "r", "relay")]
    edges = [(1, 3, 1, True), (2, 3, 1, True), (3, 3, 1, False), (4, 3, 2, True), (6, 3, 2, True)]
    lines = draw(tellings, edges).lines
    assert [line.words for line in lines] == ["1–3", "4, 6"]
    assert [line.relay for line in lines] == [True, True]


def test_a_long_name_stands_in_its_box_in_two_lines_or_is_cut() -> None:
    assert broken("Sample Kherson Newsroom (SAMPLE)") == ("Sample Kherson", "Newsroom (SAMPLE)")
    for name in ("One", "word" * 30, "many words of a long name " * 4):
        lines = broken(name)
        assert len(lines) <= LINES
        assert all(len(line) <= LETTERS for line in lines), lines
    (box,) = draw([(1, "many words of a long name", "origin")], []).boxes
    assert all(box.y < y < box.y + box.height for _, y, _ in box.lines)


def test_a_story_names_sources_and_marks_sentences_in_their_languages(
    folder: Path, site: str
) -> None:
    db = sqlite3.connect(folder / "news.db")
    story, source, names = db.execute(
        "SELECT m.story, s.name, s.names FROM story_articles m JOIN articles a ON a.id = m.article "
        "JOIN sources s ON s.id = a.source WHERE json_extract(s.names, '$.uk') <> s.name LIMIT 1"
    ).fetchone()
    (told,) = db.execute(
        "SELECT m.story FROM story_articles m JOIN figures f USING (article) WHERE f.claimed = 0"
    ).fetchone()
    db.close()
    for below in ("", "/why"):
        text = httpx.get(f"{site}/uk/story/{story}{below}").text
        assert json.loads(names)["uk"] in text
        assert f">{source}<" not in text
        assert source in httpx.get(f"{site}/story/{story}{below}").text
    page = html.fromstring(httpx.get(f"{site}/story/{told}").content)
    rows = page.xpath("//section[h2[@id='figures']]//tbody/tr")
    assert rows
    assert all(row.xpath("td[1]/bdi[@lang] and td[5]/bdi[@lang]") for row in rows)


def test_the_page_of_a_source_says_who_cites_it_and_whom_it_cites(folder: Path, site: str) -> None:
    db = sqlite3.connect(folder / "news.db")
    taker, giver, names = db.execute(
        "SELECT t.source, g.source, s.name || '|' || o.name FROM story_edges e "
        "JOIN articles t ON t.id = e.taker JOIN articles g ON g.id = e.giver "
        "JOIN sources s ON s.id = t.source JOIN sources o ON o.id = g.source "
        "WHERE e.kind = 'relay' AND e.state NOT LIKE 'rejected%' AND t.source <> g.source LIMIT 1"
    ).fetchone()
    db.close()
    taker_name, giver_name = names.split("|")
    cited = httpx.get(f"{site}/source/{giver}").text
    citing = httpx.get(f"{site}/source/{taker}").text
    part = cited[cited.index("Repeated by") :]
    assert f'href="/source/{taker}">{taker_name}</a>' in part[: part.index("</section>")]
    part = citing[citing.index("<dt>Repeats</dt>") :]
    assert f'href="/source/{giver}">{giver_name}</a>' in part[: part.index("</section>")]


def test_edges_carry_the_sources_of_their_ends(copied: sqlite3.Connection) -> None:
    rows = copied.execute(
        "SELECT e.taker_source, t.source, e.giver_source, coalesce(g.source, e.giver_body), "
        "e.giver_body FROM story_edges e JOIN articles t ON t.id = e.taker "
        "LEFT JOIN articles g ON g.id = e.giver"
    ).fetchall()
    assert all(row[0] == row[1] and row[2] == row[3] for row in rows)
    assert {bool(row[4]) for row in rows} == {True, False}


def test_a_source_is_called_by_its_own_name_in_the_language_of_the_page(
    copied: sqlite3.Connection,
) -> None:
    taker, giver = copied.execute(
        "SELECT t.source, g.source FROM story_edges e JOIN articles t ON t.id = e.taker "
        "JOIN articles g ON g.id = e.giver WHERE e.kind = 'relay' AND t.source <> g.source"
    ).fetchone()
    copied.execute('UPDATE sources SET names = \'{"uk": "Зразок"}\' WHERE id = ?', (giver,))
    cites = read_citing(copied, taker, language="uk").cites
    assert [it.name for it in cites if it.path == f"/source/{giver}"] == ["Зразок"]
    wanted = Selection(source=giver)
    assert name_it(copied, wanted, "uk").source == "Зразок"
    assert name_it(copied, wanted).source != "Зразок"


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy that a test may change."""
    copy = sqlite3.connect(tmp_path / "news.db")
    with sqlite3.connect(folder / "news.db") as conn:
        conn.backup(copy)
    conn.close()
    copy.row_factory = sqlite3.Row
    yield copy
    copy.close()


def test_a_source_is_called_the_same_in_the_drawing_and_in_its_table(
    copied: sqlite3.Connection,
) -> None:
    story, number, source, name = copied.execute(
        "SELECT e.story, e.number, s.id, s.name FROM story_edges e JOIN sources s "
        "WHERE s.id <> s.name LIMIT 1"
    ).fetchone()
    copied.execute(
        "UPDATE story_edges SET giver = NULL, giver_body = ?1, giver_source = ?1 "
        "WHERE story = ?2 AND number = ?3",
        (source, story, number),
    )
    record = read_story(copied, story)
    assert record is not None
    assert next(it.giver for it in record.arrows if it.number == number) == name
    assert broken(name) in {box.label for box in record.drawing.boxes if not box.held}


def test_a_list_and_the_page_of_a_story_say_the_same_of_who_speaks(
    copied: sqlite3.Connection,
) -> None:
    copied.execute("UPDATE sources SET letter = 'F', letter_words = 'x', status = 'suspended'")
    copied.execute("UPDATE articles SET published_precision = 'month'")
    keys = [row[0] for row in copied.execute(
        "SELECT a.key FROM articles a JOIN story_articles m ON m.article = a.id")]  # fmt: skip
    items = [item for each in keys if (item := read_article(copied, each)) is not None]
    listed = read_stories(copied, items)
    for item in items:
        verdict = read_verdict(copied, item.key)
        assert verdict is not None
        assert verdict.first == listed[item.id].first
        assert verdict.first.letter.startswith("Cannot be judged now: it is suspended")
        assert verdict.first.date is not None
        assert verdict.first.date.utc.endswith("(month only)")
