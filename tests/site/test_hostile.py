"""Everything from outside is text: on every page, in every feed, in every export."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest

from aggregator.parse import parse_feed
from aggregator.site.metadata import metadata
from aggregator.site.routes import patterns
from aggregator.site.serve import build
from aggregator.site.text import as_line
from bench.conformance_suites import MissingSuiteError, download_feedparser, sanitize_cases
from tests.site.addresses import DATA, OURS, everything
from tests.site.conftest import Get, close, getter
from tests.site.judged import faults, faults_of_csv, faults_of_page
from tests.site.poisoned import FIRST, write_poisoned
from tests.site.sample import add_article, write_database
from tests.site.tricks import LINKS, MARK, TEXTS

OUT = Path(__file__).parents[2] / "out"


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("poisoned") / "news.db"
    return path, write_poisoned(path)


@pytest.fixture(scope="module")
def ask(poisoned: tuple[Path, dict[str, str]]) -> Iterator[Get]:
    datasette = build(poisoned[0], metadata())
    yield getter(datasette)
    close(datasette)


def judged(get: Get, path: str) -> list[str]:
    answer = get(path)
    assert answer.status_code != 500, path
    return [f"{path}: {it}" for it in faults(answer.headers["content-type"], answer.content, path)]


def test_every_route_has_an_example_here() -> None:
    assert set(OURS) == {pattern.pattern for pattern in patterns()}


def test_there_are_as_many_tricks_as_promised() -> None:
    assert len(TEXTS) >= 120


@pytest.mark.parametrize("path", everything())
def test_no_trick_gets_through_where_nothing_has_cleaned_it(ask: Get, path: str) -> None:
    answer = ask(path)
    if not answer.is_redirect:
        assert judged(ask, path) == []


def test_no_trick_gets_through_on_the_page_of_its_article(
    ask: Get, poisoned: tuple[Path, dict[str, str]]
) -> None:
    found = []
    for key, text in poisoned[1].items():
        page = ask(f"/article/{key}")
        assert page.status_code == 200
        found += judged(ask, f"/article/{key}")
        found += judged(ask, f"/uk/article/{key}")
        wanted = as_line(text)
        assert wanted in _text(page.text) or not wanted, key
    assert found == []


def _text(html: str) -> str:
    return " ".join(lxml.html.fromstring(html).text_content().split())


PAGES_OF_DATA = [
    "/news/articles?_size=200", "/news/articles?_sort_desc=id&_size=200",
    f"/news/articles/{FIRST}", "/news/articles.csv?_size=200&_sort_desc=id",
    "/news.csv?sql=select+title,excerpt+from+articles",
    "/news?sql=select+title,excerpt,link+from+articles+order+by+id+desc",
    "/news/articles?_facet=title&_facet=author&_sort_desc=id",
    "/news/articles.json?_size=200", "/feeds/all.csv", "/explore?q=alert", "/search?q=script",
    *(f"/news/{table}" for table in ("sources", "vetting", "feeds", "revisions", "figures",
                                     "stories", "campaigns", "regions", "topics", "letters")),
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES_OF_DATA)
def test_no_trick_gets_through_on_datasettes_pages(ask: Get, path: str) -> None:
    assert judged(ask, path) == []


@pytest.mark.parametrize("name", TEXTS)
def test_no_trick_gets_through_from_the_address(ask: Get, name: str) -> None:
    trick = quote(TEXTS[name].replace("\x00", "")[:900], safe="")
    for path in (
        f"/explore?q={trick}", f"/region/{trick}", f"/article/{trick}", f"/nowhere/{trick}",
        f"/explore?{trick}=1", f"/feeds/all.atom?region={trick}", f"/subscribe?topic={trick}",
        f"/news/articles?_search={trick}", f"/news/articles?_sort={trick}", f"/news/{trick}",
        f"/news?sql={trick}", f"/news/articles?title__contains={trick}", f"/news/{trick}.csv",
    ):  # fmt: skip
        answer = ask(path)
        assert answer.status_code < 500, (path, answer.text)
        if answer.is_redirect:
            assert answer.headers["location"].startswith("/")
            assert not answer.headers["location"].startswith("//")
        else:
            assert judged(ask, path) == []


@pytest.mark.parametrize("name", LINKS)
def test_no_trick_becomes_a_link_that_runs(ask: Get, name: str) -> None:
    key = f"trick-{FIRST + list(TEXTS).index(f'link: {name}')}"
    html = ask(f"/article/{key}").text
    assert faults_of_page(html) == []


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "//evil.example/%2f..", "/\\evil.example/", "///evil.example//",
     "/news/articles/%2f%2fevil.example/"],
)  # fmt: skip
def test_no_address_leads_to_another_site(ask: Get, path: str) -> None:
    location = ask(path).headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_the_judge_sees_what_gets_through() -> None:
    assert faults_of_page("<p>x</p>") == []
    for html in (
        "<link rel=preconnect href=//x.example>", "<link rel=stylesheet href=//x.example/s>",
        "<meta http-equiv=refresh content='0; url=//x.example'>",
        f"<script>{MARK}</script>", "<p onclick=x>", "<a href='javascript:x'>", f"<{MARK}>",
        "<img src=x>", "<a href='//evil.example/'>", "<p>a\u202eb</p>", "<base href=/>",
        "<iframe srcdoc=x>", "<a href='https://known@evil.example/'>",
    ):  # fmt: skip
        assert faults_of_page(html), html
    assert faults_of_csv(b"a,b\r\n=1,2\r\n")
    assert faults_of_csv("a\r\n＝1\r\n".encode())


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Get, list[str]]]:
    """feedparser's own cases for its sanitizer, read by our parser, served by our site."""
    try:
        found = sorted(OUT.glob("feedparser-*.tar.gz"))
        OUT.mkdir(exist_ok=True)
        cases = list(sanitize_cases(found[0] if found else download_feedparser(OUT)))
    except MissingSuiteError as error:
        pytest.skip(str(error))
    path = tmp_path_factory.mktemp("sanitized") / "news.db"
    write_database(path)
    keys = []
    with closing(sqlite3.connect(path)) as conn, conn:
        for number, case in enumerate(cases, FIRST):
            parsed = parse_feed(case.body, case.content_type, case.url)
            entry = next(iter(parsed.entries), None)
            values: dict[str, str | None] = {"title": parsed.title, "excerpt": parsed.title}
            if entry is not None:
                values = {"title": entry.title, "excerpt": entry.content or entry.summary,
                          "author": entry.author, "link": entry.link}  # fmt: skip
            keys.append(f"case-{number}")
            add_article(conn, number, {"key": keys[-1], **values})
    assert len(cases) >= 740
    datasette = build(path, metadata())
    yield getter(datasette), keys
    close(datasette)


def test_none_of_feedparsers_sanitize_cases_gets_through(sanitized: tuple[Get, list[str]]) -> None:
    get, keys = sanitized
    found = []
    for key in keys:
        found += judged(get, f"/article/{key}")
    for path in (
        *DATA, "/", "/feeds/all.atom", "/feeds/all.json", "/feeds/all.csv",
        "/news/articles?_size=500&_sort_desc=id", "/news/articles.csv?_size=500",
    ):  # fmt: skip
        found += judged(get, path)
    assert len(keys) >= 740
    assert found == []
