"""`kill -9` at any moment loses nothing that was stored and duplicates nothing afterwards."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from aggregator.health import Extraction
from tests.pipeline.lines import Item, SampleLine

ITEMS = [
    Item(f"a{n}", f"Sample report number {n} from Simferopol", guid=f"g{n}") for n in range(60)
]


def command(line: SampleLine) -> list[str]:
    return [sys.executable, "-m", "aggregator", "--feeds", str(line.feeds), "--db", str(line.db),
            "--allow-address", "127.0.0.0/8", "fetch", "--all"]  # fmt: skip


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@pytest.mark.parametrize("seed", range(6))
def test_killing_a_round_at_any_moment_costs_nothing_that_was_stored(
    line: SampleLine, seed: int
) -> None:
    line.publish_feed(ITEMS)
    line.write()
    moment = random.Random(seed).uniform(0.3, 2.5)  # noqa: S311 — when to kill is no secret
    process = subprocess.Popen(command(line), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    children = workers_of(psutil.Process(process.pid)) if process.poll() is None else []
    process.kill()
    process.wait()
    stored = stored_keys(line.db)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive, "worker processes end with the program that made them"
    done = subprocess.run(command(line), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert stored <= stored_keys(line.db)
    assert line.query("SELECT count(*), count(DISTINCT link), min(page_sha256 IS NOT NULL) "
                      "FROM articles") == [(60, 60, 1)]  # fmt: skip
    assert line.query("SELECT DISTINCT extraction FROM articles", db="news.db") == [
        (str(Extraction.FULL),)
    ]
    assert line.query("SELECT count(*), max(number) FROM revisions") == [(60, 1)]
    with closing(sqlite3.connect(line.db / "news.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")


def stored_keys(folder: Path) -> set[str]:
    if not (folder / "archive.db").exists():
        return set()
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        try:
            return {row[0] for row in db.execute("SELECT key FROM articles")}
        except sqlite3.OperationalError:
            return set()


def test_a_worker_that_dies_is_replaced_and_its_pages_are_read(line: SampleLine) -> None:
    line.fetch = {"per_host_delay": 0.03}
    line.publish_feed(ITEMS)
    line.write()
    process = subprocess.Popen(command(line), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    killed: set[int] = set()
    while process.poll() is None and len(killed) < 2:
        time.sleep(0.05)
        parent = psutil.Process(process.pid)
        servers = {child.pid for child in parent.children()} if parent.is_running() else set()
        workers = [c for c in workers_of(parent) if c.pid not in servers | killed]
        if workers and len(line.origin.requests) > 4:
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.add(workers[0].pid)
            time.sleep(0.5)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()
    assert killed
    assert line.query("SELECT count(*) FROM articles WHERE page_sha256 IS NOT NULL") == [(60,)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_round_that_is_told_to_stop_stores_what_it_has_read(
    line: SampleLine, number: signal.Signals
) -> None:
    line.fetch = {"per_host": 1, "per_host_delay": 0.1}
    line.publish_feed(ITEMS)
    line.write()
    # A suite that runs in the background of a shell hands on that Ctrl-C is to be ignored.
    process = subprocess.Popen(
        command(line), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(line.origin.requests) < 8:
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert line.query("SELECT count(*) FROM articles") == [(60,)]
    read = line.query("SELECT count(*) FROM articles WHERE page_sha256 IS NOT NULL")[0][0]
    assert 1 <= int(str(read)) < 60
