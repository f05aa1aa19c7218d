"""No answer names a host that a request brought along, whatever it is called."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.site.conftest import Get, Make, getter
from tests.site.sample import URL, write_database
from tests.site.serving import serving

ONION = "http://" + "a" * 55 + "d.onion"
FORGED = "forged.example"
TABLE = "/news/articles"
ASKED = [
    f"{TABLE}.json?_size=2",
    f"{TABLE}.json?_size=2&_facet=source&_facet=language",
    f"{TABLE}.json?_size=2&_shape=objects&_sort_desc=first_seen",
    f"{TABLE}?_size=2&_facet=source",
    f"{TABLE}.csv?_size=2",
    "/news.json", "/news", "/news?sql=select+1", "/news.json?sql=select+1", "/news/regions",
    f"/uk{TABLE}?_size=2&_facet=source",
    "/", "/search?q=Crimea", "/explore", "/feeds/all.atom", "/feeds/all.json", "/sources.opml",
    "/sitemap.xml", "/robots.txt", "/about", "/no/such/page",
]  # fmt: skip


def all_of(answer: httpx.Response) -> str:
    return answer.text + repr(answer.headers.raw)


@pytest.mark.parametrize("path", ASKED)
def test_a_forged_host_stands_in_no_answer(get: Get, path: str) -> None:
    for host in (FORGED, f"{FORGED}:8001", "127.0.0.1:8001", "b" * 56 + ".onion"):
        answer = get(path, headers={"host": host})
        assert answer.status_code in {200, 404}
        assert host not in all_of(answer)
        assert "localhost" not in all_of(answer)


def test_further_pages_in_json_are_at_the_address_of_the_site(get: Get) -> None:
    page = get(f"{TABLE}.json?_size=2&_facet=source", headers={"host": FORGED}).json()
    assert page["next_url"].startswith(f"{URL}{TABLE}.json?")
    facets = page["facet_results"]["source"]["results"]
    assert facets
    assert all(each["toggle_url"].startswith(f"{URL}{TABLE}.json?") for each in facets)
    rest = get(page["next_url"].removeprefix(URL)).json()
    assert rest["rows"]
    assert rest["rows"] != page["rows"]


@pytest.mark.parametrize("language", ["", "/uk"])
def test_a_page_of_a_table_leads_on_under_whatever_name_it_was_reached(
    get: Get, language: str
) -> None:
    page = get(f"{language}{TABLE}?_size=2&_facet=source", headers={"host": "192.168.1.5:8001"})
    further = re.findall(r'<a href="([^"]*_next=[^"]*)"', page.text)
    assert further
    facets = re.findall(r'<a href="([^"]*source=[^"]*)"', page.text)
    assert facets
    assert all(link.startswith(f"{language}{TABLE}?") for link in further)
    assert get(further[0].replace("&amp;", "&")).status_code == 200
    assert not any(link.startswith(("http", "//")) for link in facets)


def test_no_path_begins_another_host(get: Get) -> None:
    for path in (f"//{FORGED}{TABLE}?_size=2", f"//{FORGED}/..{TABLE}?_size=2", "/\\evil.example"):
        links = re.findall(r'(?:href|action)="([^"]*)"', get(path).text)
        assert not any(re.match(r"[/\\]{2}", link) for link in links)


def test_who_comes_by_the_onion_service_is_not_led_out_of_it(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        conn.execute("insert into publication values ('site_onion', ?)", (ONION,))
    conn.close()
    get = getter(make(path))
    host = ONION.removeprefix("http://")
    for sent, expected in ((host, ONION), (f"{host}:80", ONION), (host[1:] + "d", URL)):
        page = get(f"{TABLE}.json?_size=2", headers={"host": sent}).json()
        assert page["next_url"].startswith(f"{expected}{TABLE}.json?")


def test_the_address_is_that_of_the_file_as_it_is_now(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    get = getter(make(path))
    with sqlite3.connect(path) as conn:
        conn.execute("update publication set value = 'https://new.example' where name = 'site_url'")
    conn.close()
    page = get(f"{TABLE}.json?_size=2").json()
    assert page["next_url"].startswith(f"https://new.example{TABLE}.json?")


def test_on_the_wire_two_forged_hosts_get_the_same_bytes(database: Path) -> None:
    with serving(database) as running:
        running.wait()
        for path in (f"{TABLE}.json?_size=2&_facet=source", f"{TABLE}?_size=2&_facet=source", "/"):
            answers = [
                httpx.get(running.url + path, headers={"host": host}, timeout=30)
                for host in (FORGED, "other.example:99", "127.0.0.1")
            ]
            times = re.compile(r'"query_ms": ?[\d.]+|[\d.]+ ms')
            assert len({times.sub("", each.text) for each in answers}) == 1
            assert not any(FORGED in all_of(each) for each in answers)
