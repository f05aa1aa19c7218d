"""The explore page: each view has one address, counts say how far they were counted."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from aggregator.site import facets
from aggregator.site.facets import count, read_facets
from aggregator.site.languages import catalogue
from aggregator.site.period import EVER, Days, days_of, is_period, period_words, week_of
from aggregator.site.selection import NotKnownError, Selection, from_pairs, name_it
from aggregator.site.statement import newest
from tests.site.conftest import Get, Make, getter
from tests.site.sample import CRIMEA, KHERSON, insert, write_database

KHERSON_WEEK = f"/explore?region={KHERSON}&period=7d"


def connect(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    return conn


def with_stories(path: Path) -> None:
    """A database that knows stories: one of two origins with three articles, one of one."""
    with sqlite3.connect(path) as conn:
        conn.execute("delete from story_articles")
        conn.execute("delete from stories")
        for story, origins, articles in ((1, 2, (1, 2, 3)), (2, 1, (4,))):
            insert(conn, "stories", id=story, origins=origins)
            for article in articles:
                insert(conn, "story_articles", story=story, article=article, role="relay",
                       origins=origins)  # fmt: skip
        conn.execute(
            "update story_articles set published = "
            "(select sort_date from articles where id = article)"
        )
    conn.close()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7d", Days("2026-11-15")),
        ("1d", Days("2026-11-21")),
        ("2026", Days("2026-01-01", "2027-01-01")),
        ("2026-11", Days("2026-11-01", "2026-12-01")),
        ("2026-12", Days("2026-12-01", "2027-01-01")),
        ("2024-02", Days("2024-02-01", "2024-03-01")),
        ("2026-11-07", Days("2026-11-07", "2026-11-08")),
        ("2026-11-01..2026-11-07", Days("2026-11-01", "2026-11-08")),
        ("2026-09..2026-11", Days("2026-09-01", "2026-12-01")),
        ("9999-12", Days("9999-12-01", "")),
    ],
)
def test_a_period_is_a_span_of_days(text: str, days: Days) -> None:
    assert is_period(text)
    assert days_of(text, "2026-11-21") == days


@pytest.mark.parametrize(
    "text", ["", "d", "0d", "07d", "2026-13", "2026-11-31", "2026-11-07..2026-11-01", "last week",
             "2026-11-07T00:00:00Z", "²026", "2026-11-01..", "0000"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    assert not is_period(text)
    assert days_of(text, "2026-11-21") == EVER
    if text:
        with pytest.raises(NotKnownError):
            from_pairs([("period", text)])


@settings(deadline=None)
@given(st.text(alphabet="0123456789-.d", max_size=25), st.text(max_size=12))
def test_no_period_is_an_error(text: str, today: str) -> None:
    days = days_of(text, today)
    assert days.since <= days.until or not days.until
    assert period_words(text, catalogue("uk")) is not None


def test_a_period_reads_well() -> None:
    en = catalogue("en")
    assert period_words("7d", en) == "last 7 days"
    assert period_words("2026-11", en) == "November 2026"
    assert period_words(week_of("2026-11-19"), en) == "16 November 2026 – 22 November 2026"


@pytest.mark.parametrize("period", ["7d", "30d", "2026-10", "2026-11-19", "2026"])
@pytest.mark.parametrize("region", ["", KHERSON])
def test_a_period_gives_what_a_plain_filter_gives(database: Path, period: str, region: str) -> None:
    conn = connect(database)
    named = name_it(conn, Selection(region=region, period=period))
    sql, parameters = newest(named, 1000)
    found = [row[0] for row in conn.execute(sql, parameters)]
    days = days_of(period, "2026-11-21")
    plain = conn.execute(
        "select id from articles where state <> 'held' and sort_date >= ? and (? = '' or "
        "sort_date < ?) and (? = '' or id in (select article from article_regions where "
        "region = ?)) order by sort_date desc, id desc",
        (days.since, days.until, days.until, region, region),
    ).fetchall()
    conn.close()
    assert found == [row[0] for row in plain] != []


def test_the_facets_count_what_the_view_would_show(database: Path) -> None:
    conn = connect(database)
    named = name_it(conn, Selection())
    for facet in read_facets(conn, named, count(conn, named)):
        for choice in facet.choices:
            there = name_it(conn, choice.selection)
            sql, parameters = newest(there, 1000)
            assert choice.articles == len(conn.execute(sql, parameters).fetchall()), choice
    conn.close()


def test_a_count_says_where_it_stopped(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conn = connect(database)
    named = name_it(conn, Selection(region=KHERSON))
    whole = count(conn, named)
    assert (whole.articles, whole.more, whole.within) == (121, False, 0)
    monkeypatch.setattr(facets, "MOST", 50)
    part = count(conn, named)
    assert (part.articles, part.more, part.within) == (50, True, 0)
    monkeypatch.setattr(facets, "EXAMINED", 20)
    rare = count(conn, name_it(conn, Selection(region=KHERSON, language="en", period="2026")))
    assert rare.more
    assert rare.within == 20
    conn.close()


def test_a_chosen_word_can_be_taken_away_and_the_others_stay(get: Get) -> None:
    page = html.fromstring(get(f"/explore?region={KHERSON}&topic=education&role=about").content)
    links = {
        link.getparent().getparent().get("aria-labelledby"): link.get("href")
        for link in page.xpath("//p[@class='chosen']/a")
    }
    assert links == {
        "facet-region": "/explore?topic=education&role=about",
        "facet-topic": f"/explore?region={KHERSON}&role=about",
    }
    alone = html.fromstring(get(f"/explore?region={KHERSON}&role=about").content)
    assert alone.xpath("//p[@class='chosen']/a/@href") == ["/explore"], "a role needs its tag"


def test_every_view_can_be_followed_and_taken_away(get: Get) -> None:
    page = html.fromstring(get(f"{KHERSON_WEEK}&q=teachers").content)
    links = page.xpath("//a[@class='button']/@href | //ul[@class='take']//a/@href")
    for link, kind in zip(
        links, ("text/html", "application/atom+xml", "application/feed+json", "text/csv",
                "text/html"), strict=True,
    ):  # fmt: skip
        answer = get(link)
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].startswith(kind)
        if "/feeds/" in link:
            assert b"teachers in Kherson" in answer.content
            assert b"Plain" not in answer.content


def test_the_view_as_sql_finds_the_same(get: Get) -> None:
    for address in (KHERSON_WEEK, f"{KHERSON_WEEK}&q=teachers", "/explore?language=uk", "/explore"):
        page = html.fromstring(get(address).content)
        titles = [node.text_content() for node in page.xpath("//ol[@class='articles']//h3")]
        (link,) = [it for it in page.xpath("//ul[@class='take']//a/@href") if "sql=" in it]
        parts = urlsplit(link)
        query = urlencode([*parse_qsl(parts.query), ("_shape", "objects")])
        rows = get(f"{parts.path}.json?{query}").json()["rows"]
        shown = [" ".join(str(row["title"] or "").split()) for row in rows[: len(titles)]]
        assert len(rows) >= len(titles) > 0
        assert shown[0].split()[:2] == titles[0].split()[:2]


def test_sent_by_post_the_words_stand_in_no_address(get: Get) -> None:
    answer = get("/explore", method="POST", data={"q": "teachers", "region": KHERSON})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    page = html.fromstring(answer.content)
    assert (
        page.xpath("//ol[@class='articles']//h3")[0].text_content().startswith("Sample: teachers")
    )
    assert not [it for it in page.xpath("//@href | //@action") if "teachers" in it]
    again = get("/explore", method="POST", data={"q": "Plain", "without": "region",
                                                 "region": KHERSON})  # fmt: skip
    shown = html.fromstring(again.content)
    assert shown.xpath("//ol[@class='articles']//h3")
    assert not shown.xpath("//input[@type='hidden'][@name='region']")


def test_a_posted_list_goes_on_by_post(get: Get) -> None:
    data = {"q": "Plain", "order": "newest"}
    seen: list[str] = []
    for _ in range(5):
        page = html.fromstring(get("/explore", method="POST", data=data).content)
        seen += page.xpath("//ol[@class='articles']//h3/a/@href")
        more = page.xpath("//nav//form/button")
        if not more:
            break
        fields = page.xpath("//nav//form/input")
        data = {it.get("name"): it.get("value") for it in (*fields, *more)}
    assert len(seen) == len(set(seen)) == 120


def test_a_form_that_is_far_too_long_is_refused(get: Get) -> None:
    answer = get("/explore", method="POST", content=b"q=" + b"x" * 100_000)
    assert answer.status_code == 404
    assert "too long" in answer.text


def test_words_are_kept_by_no_cache_and_views_without_words_are(get: Get) -> None:
    assert get("/explore?q=Kherson").headers["cache-control"] == "no-store"
    view = get(KHERSON_WEEK)
    assert view.headers["cache-control"] == "max-age=60"
    assert get(KHERSON_WEEK, headers={"if-none-match": view.headers["etag"]}).status_code == 304


def test_origins_can_be_asked_for_where_stories_are_known(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with_stories(path)
    get = getter(make(path))
    page = html.fromstring(get("/explore").content)
    (facet,) = page.xpath("//section[@aria-labelledby='facet-origins']")
    choices = {a.text_content(): a.get("href") for a in facet.xpath(".//a")}
    assert choices["2 or more origins"] == "/explore?origins=2"
    two = html.fromstring(get("/explore?origins=2").content)
    assert len(two.xpath("//ol[@class='articles']/li")) == 1, "one story"
    two = html.fromstring(get("/explore?origins=2&show=articles").content)
    assert len(two.xpath("//ol[@class='articles']/li")) == 3, "of three articles"
    both = html.fromstring(get(f"/explore?region={KHERSON}&origins=2&period=30d").content)
    assert len(both.xpath("//ol[@class='articles']/li")) == 1
    searched = html.fromstring(get("/explore?q=Sample&origins=2").content)
    assert len(searched.xpath("//ol[@class='articles']/li")) >= 1
    feed = get(f"/feeds/all.json?region={KHERSON}&origins=2&period=30d").json()
    assert [item["title"] for item in feed["items"]] == [
        "Sample: teachers in Kherson were summoned"
    ]
    assert get("/explore?origins=many").status_code == 404


def test_a_json_feed_has_what_its_version_asks_for(get: Get) -> None:
    feed = get("/feeds/all.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://news.example/feeds/all.json"
    assert "If you are in an occupied area" in feed["description"]
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids)) == 50
    for item in feed["items"]:
        assert item["id"].startswith("tag:news.example,2026:article/")
        assert "content_text" in item
        assert item["url"].startswith("https://news.example/article/")
        assert "external_url" not in item or item["external_url"].startswith("https://www.monitor")
        for name in ("date_published", "date_modified"):
            assert name not in item or item[name].endswith("Z")


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_the_pages_of_a_feed_hold_every_article_once(get: Get, kind: str) -> None:
    path, seen = f"/feeds/region/{KHERSON}.{kind}", []
    for _ in range(6):
        answer = get(path)
        if kind == "json":
            feed = answer.json()
            seen += [item["id"] for item in feed["items"]]
            following = feed.get("next_url")
        else:
            tree = html.fromstring(answer.content)
            seen += tree.xpath("//entry/id/text()")
            following = next(iter(tree.xpath("//feed/link[@rel='next']/@href")), None)
        if not following:
            break
        path = following.removeprefix("https://news.example")
    assert len(seen) == len(set(seen)) == 121


def test_a_table_has_a_row_of_hxl_and_no_formula(get: Get) -> None:
    answer = get("/feeds/all.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:4] == ["#meta+id", "#date+published", "#date+fetched", "#org+source+name"]
    assert all(len(row) == len(rows[0]) for row in rows)
    assert "Do not repost" in rows[2][-1]
    assert not [cell for row in rows[2:] for cell in row if cell.startswith(("=", "+", "-", "@"))]
    crimea = next(row for row in rows if row[0] == "sample-en")
    assert crimea[4:6] == ["Kherson oblast", KHERSON]


def test_a_title_that_is_a_formula_is_text_in_the_table(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        conn.execute("update articles set title = '=HYPERLINK(\"http://evil.example\")'")
    conn.close()
    text = getter(make(path))("/feeds/all.csv").content.decode("utf-8-sig")
    assert {row[7][:2] for row in list(csv.reader(io.StringIO(text)))[2:]} == {"'="}


def test_what_changed_carries_a_category_of_its_own(get: Get) -> None:
    tree = html.fromstring(get("/feeds/all.atom").content)
    terms = tree.xpath("//entry[category[@scheme='tag:news.example,2026:change']]/title/text()")
    assert terms == ["Образец: суд в Симферополе"]


def test_a_feed_of_a_search_has_an_id_of_its_own(get: Get) -> None:
    one = html.fromstring(get(f"/feeds/all.atom?region={CRIMEA}&q=%D1%81%D1%83%D0%B4").content)
    other = html.fromstring(get(f"/feeds/region/{CRIMEA}.atom").content)
    assert one.xpath("//feed/id/text()") != other.xpath("//feed/id/text()")
    assert one.xpath("//feed/link[@rel='alternate']/@href")[0].startswith(
        "https://news.example/explore?q="
    )


@pytest.mark.parametrize(
    "sign", ["%00", "%01", "%1b", "%7f", "%EF%BF%BE", "%E2%80%AE", "%ED%A0%80"]
)
@pytest.mark.parametrize("kind", ["all.atom", "all.json", f"region/{CRIMEA}.atom", "stories.atom"])
def test_signs_that_xml_forbids_are_left_out_of_the_words_of_a_feed(
    get: Get, kind: str, sign: str
) -> None:
    answer = get(f"/feeds/{kind}?q=school{sign}")
    assert answer.status_code == 200
    assert not set("\x00\x01\x1b\x7f\ufffe\u202e") & set(answer.text)


def test_days_go_back_from_the_day_of_the_database_not_of_the_reader(database: Path) -> None:
    conn = connect(database)
    named = name_it(conn, Selection(period="7d"))
    conn.close()
    assert named.days.since == (date(2026, 11, 21) - timedelta(days=6)).isoformat()
    assert json.dumps(named.selection.parameters()) == '{"period": "7d"}'


@pytest.mark.parametrize(("role", "left"), [("about", ""), ("", "about")])
def test_what_only_mentions_a_place_can_be_let_in_and_left_out(
    get: Get, role: str, left: str
) -> None:
    page = html.fromstring(get(f"/explore?region={KHERSON}&role={role}").content)
    (line,) = page.xpath("//nav[@class='quick']/p[starts-with(., 'Places and topics')]")
    (target,) = line.xpath(".//a/@href")
    assert parse_qs(urlsplit(target).query).get("role", [""]) == [left]
    assert not html.fromstring(get("/explore?period=7d").content).xpath(
        "//nav[@class='quick']/p[starts-with(., 'Places and topics')]"
    )


def test_a_search_is_called_a_search_and_one_without_an_answer_offers_nothing_to_narrow(
    get: Get,
) -> None:
    heading, narrow = "//h1/text()", "//*[@id='narrow']"
    everything = html.fromstring(get("/explore").content)
    assert everything.xpath(heading) == ["Everything, newest first"]
    assert everything.xpath(narrow)
    found = html.fromstring(get("/explore?q=Kherson").content)
    assert found.xpath(heading) == ["Search"]
    assert found.xpath(narrow)
    nothing = html.fromstring(get("/explore?q=nosuchword").content)
    assert not nothing.xpath(narrow)
    within = html.fromstring(get(f"/explore?q=nosuchword&region={KHERSON}").content)
    left = within.xpath("//section[h2[@id='narrow']]//a/text()")
    assert left == ["take away"], "what was chosen can be taken away"
