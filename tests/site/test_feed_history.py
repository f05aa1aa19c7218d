"""A feed and its archive documents make up the whole, and what is over stands still (RFC 5005)."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.site.feed_history import MOST, TOLERATED, span_of
from tests.site.conftest import Get, Make, getter
from tests.site.feeds_walked import NOW, iso, keys, links, spread, walked
from tests.site.rfc4287 import ATOM, FH
from tests.site.sample import KHERSON, URL, add_article, write_database

Filled = Callable[..., Get]


@pytest.fixture
def filled(tmp_path: Path, make: Make) -> Filled:
    """A site with one article of Kherson at each of the moments."""

    def fill(moments: Sequence[datetime], **more: object) -> Get:
        path = tmp_path / "news.db"
        write_database(path)
        with closing(sqlite3.connect(path)) as conn:
            for number, moment in enumerate(sorted(moments), 1_000):  # in which they came
                when = iso(moment)
                add_article(conn, number, {
                    "key": f"at-{number}", "title": f"Sample {number} of Kherson",
                    "published": when, "first_seen": when, "sort_date": when, "updated": when,
                    "tags": {KHERSON: ["Kherson"]}, **more,
                })  # fmt: skip
            conn.commit()
        return getter(make(path))

    return fill


SHAPES = {
    "few": spread(400, 30),
    "some a month": spread(400, 300),
    "many this month": spread(20, 200),
    "many today, and a long time ago": [*spread(0.3, 90), *spread(900, 40)],
    "more than one document in a month": spread(60, 1_300),
    "more than one document in a day": [*spread(100, 100), *(
        datetime(2026, 9, 9, tzinfo=UTC) + timedelta(minutes=2 * n) for n in range(700)
    )],
}  # fmt: skip


@pytest.mark.parametrize("path", ["/feeds/all.atom", f"/feeds/region/{KHERSON}.atom",
                                  "/feeds/source/sample-monitor.atom",
                                  "/feeds/all.atom?q=Kherson"])  # fmt: skip
@pytest.mark.parametrize("shape", SHAPES)
def test_the_feed_and_its_archives_make_up_the_whole(filled: Filled, shape: str, path: str) -> None:
    get = filled(SHAPES[shape])
    first, *archives = walked(get, path)
    found = {key for document in (first, *archives) for key in keys(document)}
    assert {f"at-{number}" for number in range(1_000, 1_000 + len(SHAPES[shape]))} <= found
    assert first.find(FH + "archive") is None
    for document in archives:
        assert document.find(FH + "archive") is not None
        assert links(document)["current"] == links(first)["self"]
        assert document.findtext(ATOM + "id") == first.findtext(ATOM + "id")
        assert 0 < len(keys(document)) <= MOST
    listed = [key for document in archives for key in keys(document)]
    assert len(listed) == len(set(listed)), "an entry stands in two archives"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_way_forward_is_the_way_back(filled: Filled, shape: str) -> None:
    get = filled(SHAPES[shape])
    archives = walked(get, f"/feeds/region/{KHERSON}.atom")[1:]
    for newer, older in itertools.pairwise(archives):
        assert links(older)["next-archive"] == links(newer)["self"]


def test_a_narrow_view_is_archived_by_months(filled: Filled) -> None:
    get = filled(SHAPES["some a month"])
    archives = walked(get, f"/feeds/region/{KHERSON}.atom")[1:]
    assert len(archives) > 8
    spans = [links(document)["self"].partition("archive=")[2] for document in archives]
    assert all(len(span) == len("2026-10") for span in spans), spans
    assert spans == sorted(spans, reverse=True)


def test_what_is_over_stands_still_while_new_articles_come(filled: Filled, tmp_path: Path) -> None:
    get = filled(SHAPES["some a month"])
    archives = [links(d)["self"] for d in walked(get, f"/feeds/region/{KHERSON}.atom")[1:]]
    before = {path: get(path) for path in archives}
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        add_article(conn, 9_000, {"key": "new", "title": "New", "sort_date": iso(NOW),
                                  "updated": iso(NOW), "tags": {KHERSON: []}})  # fmt: skip
        conn.execute("update publication set value = ? where name = 'updated'", [iso(NOW)])
        conn.commit()
    assert "new" in keys(etree.fromstring(get(f"/feeds/region/{KHERSON}.atom").content))
    for path in archives[1:]:
        assert get(path).content == before[path].content
        assert get(path).headers["etag"] == before[path].headers["etag"]
        headers = {"if-none-match": before[path].headers["etag"]}
        assert get(path, headers=headers).status_code == 304


def test_a_take_down_is_seen_in_the_archive_too(filled: Filled, tmp_path: Path) -> None:
    get = filled(SHAPES["some a month"])
    path = links(walked(get, f"/feeds/region/{KHERSON}.atom")[3])["self"]
    before = get(path)
    gone = keys(etree.fromstring(before.content))[0]
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        conn.execute("delete from articles where key = ?", [gone])
        conn.commit()
    after = get(path)
    assert after.headers["etag"] != before.headers["etag"]
    assert gone not in keys(etree.fromstring(after.content))


def test_a_correction_of_an_old_article_is_told_by_the_feed_again(
    filled: Filled, tmp_path: Path
) -> None:
    get = filled(spread(300, 200))
    path = f"/feeds/region/{KHERSON}.atom"
    old = keys(walked(get, path)[4])[0]
    assert old not in keys(etree.fromstring(get(path).content))
    told = {"edited": ["corrected"], "retracted": ["retracted"], "gone": []}
    for state, terms in told.items():
        with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
            moment = "2026-11-20T07:00:00Z"
            conn.execute("update articles set state = ?, updated = ? where key = ?",
                         [state, moment, old])  # fmt: skip
            conn.commit()
        feed = etree.fromstring(get(path).content)
        assert keys(feed)[-1] == old, "after the newest, where its date puts it"
        entry = feed.findall(ATOM + "entry")[-1]
        assert entry.findtext(ATOM + "updated") == moment
        changes = [c.get("term") for c in entry.findall(ATOM + "category")
                   if (c.get("scheme") or "").endswith(":change")]  # fmt: skip
        assert changes == terms
        assert get(path.replace(".atom", ".json")).json()["items"][-1]["id"].endswith(old)
    assert old not in keys(etree.fromstring(get("/feeds/topic/education.atom").content))


def test_the_feed_repeats_what_came_in_late_and_not_what_is_merely_older(
    filled: Filled, tmp_path: Path
) -> None:
    get = filled(spread(10, 200))
    path = f"/feeds/region/{KHERSON}.atom"
    assert len(keys(etree.fromstring(get(path).content))) == 50
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        late = {"key": "late", "title": "Late", "sort_date": "2026-11-02T08:00:00Z"}
        late |= {"updated": "2026-11-20T07:00:00Z", "tags": {KHERSON: []}}
        add_article(conn, 9_000, late)
        conn.commit()
    assert keys(etree.fromstring(get(path).content))[50:] == ["late"]


def test_the_backlog_of_a_new_source_does_not_flood_the_feeds(
    filled: Filled, tmp_path: Path
) -> None:
    get = filled(spread(30, 60))
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        for number in range(9_000, 9_020):
            add_article(conn, number, {"key": f"old-{number}", "title": "Old",
                                       "sort_date": "2019-05-05T08:00:00Z",
                                       "updated": "2026-11-20T07:00:00Z",
                                       "tags": {KHERSON: []}})  # fmt: skip
        conn.commit()
    assert not any(key.startswith("old-") for key in keys(
        etree.fromstring(get(f"/feeds/region/{KHERSON}.atom").content)))  # fmt: skip
    archived = walked(get, f"/feeds/region/{KHERSON}.atom")[-1]
    assert links(archived)["self"].endswith("archive=2019-05")


@pytest.mark.parametrize(
    ("archive", "words"),
    [
        ("2026-11", "not closed yet"),
        ("2026-11-21", "not closed yet"),
        ("2026-11-21T09", "not closed yet"),
        ("2031-01", "not closed yet"),
        ("2026-13", "An archive is written"),
        ("2026-02-30", "An archive is written"),
        ("2026", "An archive is written"),
        ("9999-12", "An archive is written"),
        ("' or 1 --", "An archive is written"),
    ],
)
def test_an_archive_that_there_is_not_is_refused_in_plain_words(
    get: Get, archive: str, words: str
) -> None:
    answer = get(f"/feeds/all.atom?archive={archive}")
    assert answer.status_code == 404
    assert words in answer.text


def test_a_moving_period_has_no_archive_and_a_table_neither(filled: Filled) -> None:
    get = filled(spread(60, 200))
    assert "prev-archive" not in links(walked(get, "/feeds/all.atom?period=90d")[0])
    assert get("/feeds/all.atom?period=90d&archive=2026-10").status_code == 404
    assert get("/feeds/all.csv?archive=2026-10").status_code == 404
    month = walked(get, "/feeds/all.atom?period=2026-10")
    assert len(month) == 2, "the archive of a month is that month"


def test_a_month_that_is_too_long_is_refused_but_its_days_are_not(filled: Filled) -> None:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    get = filled([start + timedelta(minutes=30 * n) for n in range(TOLERATED + 50)])
    refused = get("/feeds/all.atom?archive=2026-09")
    assert refused.status_code == 404
    assert "too long" in refused.text
    assert len(keys(etree.fromstring(get("/feeds/all.atom?archive=2026-09-02").content))) == 48


def test_json_feed_goes_on_by_next_url_through_the_archives_too(filled: Filled) -> None:
    get = filled(SHAPES["some a month"])
    feed = get(f"/feeds/region/{KHERSON}.json?archive=2026-08").json()
    assert feed["next_url"] == f"{URL}/feeds/region/{KHERSON}.json?archive=2026-07"
    seen = set()
    path = f"/feeds/region/{KHERSON}.json"
    while path:
        page = get(path).json()
        seen |= {item["id"].rpartition("/")[2] for item in page["items"]}
        path = page.get("next_url", "").removeprefix(URL)
    assert len({key for key in seen if key.startswith("at-")}) == 300


@given(st.text(max_size=14) | st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2})?)?"))
def test_a_span_is_read_or_refused_and_holds_its_own_moments(text: str) -> None:
    span = span_of(text)
    if span is None:
        return
    last = iso(span.end - timedelta(seconds=1))
    assert span.days.since <= iso(span.begin) <= last < span.days.until + "~"
    assert not iso(span.end) < span.days.until
    assert iso(span.begin).startswith(text)
    assert last.startswith(text)
