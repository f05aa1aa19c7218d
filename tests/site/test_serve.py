from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from aggregator.site.metadata import metadata
from aggregator.site.serve import (
    SETTINGS,
    WAIT,
    NewerSchemaError,
    NotReadyError,
    build,
    check,
    read_metadata,
)
from tests.site.conftest import Make
from tests.site.sample import write_database
from tests.site.serving import PROGRAM, serving

SECRETS = (
    "/search?q=secretword",
    "/article/secretword",
    "/nothing/secretword",
    "/news?sql=select+secretword",
    "/news/search?words=secretword(",
    "/news/articles?_sort=secretword",
    "/feeds/region/secretword.atom",
)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    write_database(path)
    return path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly(ready: Path, number: int) -> None:
    with serving(ready) as running:
        assert running.wait("/").status_code == 200
        out, err = running.end(number)
    assert running.process.returncode == 0
    assert out == "ended\n"
    assert err == ""


def test_nothing_of_a_visitor_is_logged(ready: Path) -> None:
    with serving(ready) as running:
        running.wait()
        for path in SECRETS:
            httpx.get(running.url + path)
        upgrade = {"upgrade": "secretword", "connection": "upgrade"}
        httpx.get(running.url + "/about", headers=upgrade)
        with socket.create_connection(("127.0.0.1", httpx.URL(running.url).port or 0)) as raw:
            raw.sendall(b"secretword\r\n\r\n")
            assert raw.recv(99).startswith(b"HTTP/1.1 400")
        out, err = running.end(signal.SIGTERM)
    assert err == "", "whoever sends nonsense could fill the log"
    assert "secretword" not in out + err
    assert "127.0.0.1" not in out + err


WAITING = "does not exist yet: waiting for the first round of fetching."
ANSWERS = "news.db is there: the site answers now."


def test_the_server_waits_for_its_database_and_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with serving(path) as running:
        running.wait_for_line(WAITING)
        time.sleep(WAIT * 1.5)  # it has looked again
        assert running.process.poll() is None
        write_database(tmp_path / "made.db")
        (tmp_path / "made.db").rename(path)
        running.wait_for_line(ANSWERS)
        assert running.wait("/").status_code == 200
        _, err = running.end(signal.SIGTERM)
    assert err == ""


def test_a_signal_ends_the_waiting_too(tmp_path: Path) -> None:
    with serving(tmp_path / "news.db") as running:
        running.wait_for_line(WAITING)
        out, _ = running.end(signal.SIGTERM)
    assert running.process.returncode == 0
    assert out == "ended\n"


def test_the_database_may_be_brought_up_to_date_while_it_is_served(ready: Path) -> None:
    with serving(ready) as running:
        assert "Brand new" not in running.wait("/").text
        conn = sqlite3.connect(ready)
        conn.execute("pragma journal_mode = wal")
        with conn:
            conn.execute("update stories set title = 'Brand new' where id = 'sample-en'")
        conn.close()
        assert "Brand new" in httpx.get(running.url + "/").text


def test_a_taken_port_is_an_error_and_not_a_silent_end(ready: Path) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        process = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(ready), "none", str(sock.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert process.returncode != 0
    assert "address already in use" in process.stderr.lower()


def test_a_database_of_a_newer_version_is_refused_with_the_remedy(ready: Path) -> None:
    with sqlite3.connect(ready) as conn:
        conn.execute("update publication set value = '999' where name = 'schema_version'")
    conn.close()
    with pytest.raises(NewerSchemaError, match=r"newer version.*Update the program"):
        build(ready, metadata())


def test_a_database_of_an_older_version_is_waited_for_with_the_remedy(ready: Path) -> None:
    with sqlite3.connect(ready) as conn:
        conn.execute("update publication set value = '1' where name = 'schema_version'")
    conn.close()
    with pytest.raises(NotReadyError, match=r"older version.*aggregator publish"):
        build(ready, metadata())


def test_what_is_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="does not exist yet"):
        check(tmp_path / "news.db")
    (tmp_path / "news.db").touch()
    with pytest.raises(NotReadyError, match="none of our tables"):
        check(tmp_path / "news.db")
    (tmp_path / "news.db").write_bytes(b"no database at all" * 99)
    with pytest.raises(sqlite3.DatabaseError):
        check(tmp_path / "news.db")
    write_database(tmp_path / "else.db")
    with pytest.raises(ValueError, match=r"must be called news\.db"):
        build(tmp_path / "else.db", metadata())


def test_metadata_is_found_without_the_repository(tmp_path: Path) -> None:
    assert read_metadata(tmp_path / "metadata.json") == metadata()
    (tmp_path / "own.json").write_text(json.dumps({"title": "Own"}))
    assert read_metadata(tmp_path / "own.json") == {"title": "Own"}
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(ValueError, match=r"bad\.json is not valid JSON"):
        read_metadata(tmp_path / "bad.json")


def test_the_measured_settings_are_in_force(ready: Path, make: Make) -> None:
    datasette = make(ready)
    assert {name: datasette.setting(name) for name in SETTINGS} == SETTINGS
    assert not datasette.setting("suggest_facets")
    assert not datasette.setting("allow_csv_stream")
    assert not datasette.setting("allow_download")
    assert datasette.setting("num_sql_threads") > 0
