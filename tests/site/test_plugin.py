from __future__ import annotations

import json
import sqlite3
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.plugins import pm

from aggregator.site.metadata import metadata
from tests.site.conftest import Get, Make, getter
from tests.site.sample import write_database

COMMON_HOOKS = {
    # Read in the hookspecs of Datasette 0.65.5 and 1.0a41.
    "register_routes", "asgi_wrapper", "prepare_connection", "extra_template_vars", "render_cell",
    "startup", "handle_exception", "prepare_jinja2_environment",
    # In the hookspecs of 0.65.5 and in the documentation of 1.0; not run on 1.0 here.
    "extra_css_urls",
}  # fmt: skip


def test_the_plugin_is_registered_by_entry_point() -> None:
    (entry,) = [e for e in entry_points(group="datasette") if e.name == "aggregator"]
    assert entry.value == "aggregator.site"
    assert pm.has_plugin("aggregator")


def test_only_hooks_of_both_datasettes_are_used() -> None:
    plugin = pm.get_plugin("aggregator")
    callers = pm.get_hookcallers(plugin)
    assert callers
    assert {caller.name for caller in callers} <= COMMON_HOOKS


def test_another_database_is_served_as_if_we_were_not_there(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table articles (id integer primary key, link)")
        conn.execute("insert into articles (link) values ('https://a.example/')")
    conn.close()
    get = getter(make(path, metadata={}))
    home = get("/")
    assert "Powered by" in home.text
    assert "content-security-policy" not in home.headers
    assert "rel=" not in get("/other/articles/1").text.split("<body")[1].split("<footer")[0]
    assert get("/-/versions.json").status_code == 200
    for ours in ("/about", "/feeds/all.atom", "/sources.opml", "/assets/site.css", "/search"):
        assert get(ours).status_code == 404
        assert "Powered by" in get(ours).text or get(ours).status_code == 404


def test_plain_datasette_with_metadata_json_shows_the_same_site(
    tmp_path: Path, make: Make, get: Get
) -> None:
    path = tmp_path / "news.db"
    write_database(path, extra=120)
    plain = getter(make(path, metadata=metadata()))
    for page in ("/", "/about", "/feeds/all.atom", "/article/sample-en"):
        assert plain(page).text == get(page).text


def test_a_base_url_stands_before_every_link(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    get = getter(make(path, settings={"base_url": "/mirror/"}))
    page = get("/mirror/")
    assert page.status_code == 200
    assert 'href="/mirror/assets/site.css' in page.text
    assert 'href="/search' not in page.text
    assert get("/mirror/-/threads").status_code == 404
    assert "script-src" not in page.headers["content-security-policy"]


def test_cells_of_tables_link_safely(get: Get) -> None:
    page = get("/news/articles/1").text
    assert '<a href="https://www.monitor.example/1" rel="noopener noreferrer">' in page
    assert "(monitor.example)" in page
    assert '<a href="/article/sample-en">sample-en</a>' in page
    table = get("/news/articles?_size=100").text
    assert "<script>alert" not in table
    assert 'href="javascript' not in table
    assert "\u202e" not in table


def test_labels_stand_in_place_of_bare_ids(get: Get) -> None:
    table = get("/news/article_regions?_size=10").text
    assert "Kherson oblast" in table
    assert "Sample: teachers in Kherson were summoned" in table


def test_an_error_of_datasette_is_said_plainly_and_logs_no_visitor(
    get: Get, capfd: object, caplog: object
) -> None:
    answer = get("/news/latest.json?region=x&_size=notanumber&secret-words=1")
    assert "Traceback" not in answer.text
    broken = get("/news?sql=select+*+from+nowhere")
    assert broken.status_code == 400
    out, err = capfd.readouterr()  # type: ignore[attr-defined]
    assert "scope" not in out + err
    assert "Traceback" not in out + err
    assert "secret-words" not in out + err + caplog.text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "asked",
    ["_through=x", "_through={}", '_through={"table":"x"}', "title__in=[", "title__in=[[1]]",
     "_through=[1]"],
)  # fmt: skip
def test_a_question_that_datasette_cannot_read_is_no_fault_of_the_site(
    get: Get, caplog: pytest.LogCaptureFixture, asked: str
) -> None:
    for form in ("", ".json"):
        answer = get(f"/news/articles{form}?{quote(asked, safe='=')}")
        assert answer.status_code == 400
        assert "not written as Datasette reads it" in answer.text
    assert caplog.text == "", "a line for each would let anybody fill the disk"


def test_what_breaks_in_our_code_is_a_fault_whatever_was_asked(
    get: Get, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.site.feed_address.as_line", int)
    assert get("/feeds/all.atom?q=words-of-a-visitor").status_code == 500
    assert "a page failed: ValueError" in caplog.text
    assert "words-of-a-visitor" not in caplog.text


def test_the_parts_of_the_index_cannot_be_browsed(get: Get) -> None:
    for part in ("data", "idx", "docsize", "config"):
        assert get(f"/news/articles_fts_{part}").status_code == 403
    assert "articles_fts" not in get("/news").text.split("<textarea")[1]


def test_table_json_is_bounded(get: Get) -> None:
    answer = get("/news/articles.json?_size=max&_shape=objects")
    assert len(json.loads(answer.text)["rows"]) <= 500
    streamed = get("/news/articles.csv?_stream=1&_size=max")
    assert streamed.status_code == 400 or len(streamed.text.splitlines()) <= 501
    assert get("/news.db").status_code in {403, 404}
