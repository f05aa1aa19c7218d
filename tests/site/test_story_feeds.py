"""Feeds of stories: one entry each, valid whatever is in them, moved when the story changes."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from lxml import etree, html

from tests.site.conftest import Get, Make, getter
from tests.site.rfc4287 import problems
from tests.site.sample import AUTHORITY, KHERSON, insert
from tests.site.story_sample import TOPIC, WANTED, write_story_database

ATOM = "{http://www.w3.org/2005/Atom}"
VIEW = f"?region={KHERSON}&topic={TOPIC}&role=about&period=7d&origins=2"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stories") / "news.db"
    write_story_database(path, extra=130)
    return path


@pytest.fixture
def get(path: Path, make: Make) -> Get:
    return getter(make(path))


def entries(get: Get, address: str) -> dict[str, etree._Element]:
    answer = get(address)
    assert answer.status_code == 200, answer.text
    assert problems(answer.content) == []
    root = etree.fromstring(answer.content)
    return {str(entry.findtext(f"{ATOM}id")): entry for entry in root.iter(f"{ATOM}entry")}


def test_a_view_has_one_entry_for_each_story(get: Get) -> None:
    assert list(entries(get, f"/feeds/stories.atom{VIEW}")) == [f"tag:{AUTHORITY}:story/{WANTED}"]


def test_an_entry_has_the_two_lines_and_who_tells_it(get: Get) -> None:
    (entry,) = entries(get, f"/feeds/stories.atom{VIEW}").values()
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "xhtml"
    words = " ".join(" ".join(content.itertext()).split())
    assert "Sample Monitor (invented): On probation or partly checked (letter C)." in words
    assert "Confirmed by 2 separate sources; 1 other repeats it." in words
    links = [a.get("href") for a in content.iter("{http://www.w3.org/1999/xhtml}a")]
    assert links[-1] == f"https://news.example/story/{WANTED}/why"
    assert len(links) == 4
    assert all(str(link).startswith("https://") for link in links)
    terms = {(c.get("scheme"), c.get("term")) for c in entry.iter(f"{ATOM}category")}
    assert ("urn:aggregator:story-number", "1") in terms
    assert ("urn:aggregator:source-letter", "C") in terms


def test_a_table_of_what_words_find_is_as_long_as_one_without_words(get: Get) -> None:
    found = get("/feeds/stories.csv?q=plain").text.splitlines()
    assert len(found) > 100  # a page has fifty
    pages = [entries(get, "/feeds/stories.atom?q=plain")]
    first = etree.fromstring(get("/feeds/stories.atom?q=plain").content)
    (following,) = first.xpath("*[local-name()='link'][@rel='next']/@href")
    pages.append(entries(get, str(following).removeprefix("https://news.example")))
    assert len(pages[0]) == len(pages[1]) == 50
    assert not pages[0].keys() & pages[1].keys()


def test_everything_hostile_stays_text_in_a_feed_of_stories(get: Get) -> None:
    whole = entries(get, "/feeds/stories.atom")
    assert len(whole) == 50
    assert "<script" not in get("/feeds/stories.atom").text.lower()
    for item in get("/feeds/stories.json").json()["items"]:
        tree = html.fragment_fromstring(item["content_html"])
        assert {node.tag for node in tree.iter()} <= {"div", "p", "ul", "li", "a"}
        assert all(link.startswith("https://") for link in tree.xpath("//@href"))


def test_a_feed_of_stories_goes_on_without_a_story_twice(get: Get) -> None:
    address, seen = "/feeds/stories.atom", list[str]()
    for _ in range(10):
        seen += entries(get, address)
        following = [
            link.get("href")
            for link in etree.fromstring(get(address).content).iter(f"{ATOM}link")
            if link.get("rel") == "next"
        ]
        if not following:
            break
        address = str(following[0]).removeprefix("https://news.example")
    assert len(seen) == len(set(seen)) > 100
    assert f"tag:{AUTHORITY}:story/{WANTED}" in seen


def test_words_narrow_a_feed_of_stories(get: Get) -> None:
    assert list(entries(get, "/feeds/stories.atom?q=wanted")) == [f"tag:{AUTHORITY}:story/{WANTED}"]


@pytest.mark.parametrize(
    "change",
    [
        "update stories set number = 3, updated = '2026-11-21T08:00:00Z' where id = 'wanted-1'",
        "update articles set state = 'edited', updated = '2026-11-21T08:00:00Z' "
        "where key = 'wanted-2'",
    ],
)
def test_updated_moves_when_the_number_or_an_article_changes(
    path: Path, tmp_path: Path, make: Make, change: str
) -> None:
    copy = tmp_path / "news.db"
    shutil.copy(path, copy)
    get = getter(make(copy))
    (old,) = entries(get, f"/feeds/stories.atom{VIEW}").values()
    tag = get(f"/feeds/stories.atom{VIEW}").headers["etag"]
    assert get(f"/feeds/stories.atom{VIEW}", headers={"if-none-match": tag}).status_code == 304
    with sqlite3.connect(copy) as conn:
        conn.execute(change)
    conn.close()
    changed = get(f"/feeds/stories.atom{VIEW}", headers={"if-none-match": tag})
    assert changed.status_code == 200
    (new,) = entries(get, f"/feeds/stories.atom{VIEW}").values()
    assert str(new.findtext(f"{ATOM}updated")) > str(old.findtext(f"{ATOM}updated"))
    terms = [c.get("term") for c in new.iter(f"{ATOM}category")]
    assert ("corrected" in terms) == ("edited" in change)


def test_an_article_that_joins_moves_the_story(path: Path, tmp_path: Path, make: Make) -> None:
    copy = tmp_path / "news.db"
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as conn:
        row = conn.execute("select id from articles where key = 'alone-1'").fetchone()
        conn.execute("update story_articles set story = 'wanted-1' where article = ?", row)
        conn.execute("update articles set first_seen = '2026-11-21T09:00:00Z' where id = ?", row)
    conn.close()
    (entry,) = entries(getter(make(copy)), f"/feeds/stories.atom{VIEW}").values()
    assert entry.findtext(f"{ATOM}updated") == "2026-11-21T09:00:00Z"


def test_the_same_as_json_and_as_a_table(get: Get) -> None:
    feed = get(f"/feeds/stories.json{VIEW}").json()
    (item,) = feed["items"]
    assert item["id"] == f"tag:{AUTHORITY}:story/{WANTED}"
    assert item["_aggregator"]["origins"] == 2
    assert len(item["_aggregator"]["articles"]) == 3
    assert feed["feed_url"] == f"https://news.example/feeds/stories.json{VIEW}"
    answer = get(f"/feeds/stories.csv{VIEW}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["#meta+id", WANTED]
    assert rows[1]["origins"] == "2"
    assert rows[1]["all sources"].count(";") == 2
    assert rows[1]["safety notice"]


def test_a_reader_who_has_it_is_answered_from_a_few_rows(
    path: Path, tmp_path: Path, make: Make
) -> None:
    copy = tmp_path / "news.db"
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as conn:
        conn.execute("delete from changes")
        for kind, code in (("region", KHERSON), ("topic", TOPIC), ("any", "")):
            insert(conn, "changes", kind=kind, code=code, number=7)
    conn.close()
    get = getter(make(copy))
    address = f"/feeds/stories.atom{VIEW}"
    first = get(address)
    articles = get(f"/feeds/all.atom{VIEW}")
    assert first.headers["etag"] != articles.headers["etag"]
    with sqlite3.connect(copy) as conn:  # not told in changes: only the quick answer misses it
        conn.execute("update stories set title = 'Sample: moved' where id = 'wanted-1'")
    conn.close()
    same = get(address, headers={"if-none-match": first.headers["etag"]})
    assert same.status_code == 304
    assert same.headers["content-type"] == first.headers["content-type"]
    with sqlite3.connect(copy) as conn:
        conn.execute("update changes set number = 8")
    conn.close()
    assert get(address, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_story_taken_down_leaves_its_tombstone(get: Get) -> None:
    answer = get("/feeds/stories.atom")
    assert problems(answer.content) == []
    assert f'ref="tag:{AUTHORITY}:story/taken-down"' in answer.text
    told = get("/feeds/stories.json").json()["_aggregator"]["removed"]
    assert [it["id"] for it in told] == [f"tag:{AUTHORITY}:story/taken-down"]


def test_a_tombstone_alone_makes_a_feed_of_stories_another_one(
    path: Path, tmp_path: Path, make: Make
) -> None:
    copy = Path(shutil.copy(path, tmp_path / "news.db"))
    get = getter(make(copy))
    asked = {"if-none-match": get("/feeds/stories.atom").headers["etag"]}
    assert get("/feeds/stories.atom", headers=asked).status_code == 304
    with sqlite3.connect(copy) as conn:
        conn.execute("insert into removed values ('another', '2026-11-21', 1)")
    conn.close()
    assert get("/feeds/stories.atom", headers=asked).status_code == 200


def test_the_feeds_of_articles_are_what_they_were(get: Get) -> None:
    ids = list(entries(get, f"/feeds/all.atom{VIEW}"))
    assert ids == [f"tag:{AUTHORITY}:article/wanted-{n}" for n in (2, 1)]
    assert json.loads(get(f"/feeds/all.json{VIEW}").text)["items"][0]["id"] == ids[0]
