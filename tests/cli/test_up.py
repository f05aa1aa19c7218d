"""``aggregator up``: two processes, each started again when it dies, both ended together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from bench.child import free_port
from tests.origin.server import Origin
from tests.pipeline.lines import Item, SampleLine


def until(condition: Callable[[], bool], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


class Running:
    def __init__(self, line: SampleLine) -> None:
        self.port = free_port()
        self.log = line.folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "aggregator", "--feeds", line.feeds, "--db", line.db,
                 "--allow-address", "127.0.0.0/8", "up", "--port", str(self.port)],
                stdout=log, stderr=log,
            )  # fmt: skip

    def child(self, word: str) -> psutil.Process | None:
        for process in psutil.Process(self.process.pid).children():
            try:
                if word in process.cmdline():
                    return process
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return None

    def says(self, words: str) -> bool:
        try:
            return words in httpx.get(f"http://127.0.0.1:{self.port}/", trust_env=False).text
        except httpx.HTTPError:
            return False


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin() as origin:
        line = SampleLine(origin, tmp_path)
        line.publish_feed([Item("one", "Sample: a trial in Simferopol", guid="1")])
        line.write()
        yield line


@pytest.fixture
def running(line: SampleLine) -> Iterator[Running]:
    running = Running(line)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_the_site_stands_and_each_process_outlives_the_other(running: Running) -> None:
    assert until(lambda: running.says("a trial in Simferopol")), running.log.read_text()
    for word, other in (("fetch", "serve"), ("serve", "fetch")):
        victim, neighbour = running.child(word), running.child(other)
        assert victim is not None
        assert neighbour is not None
        victim.kill()
        assert until(
            lambda w=word, v=victim: (n := running.child(w)) is not None and n.pid != v.pid
        )
        same = running.child(other)
        assert same is not None
        assert same.pid == neighbour.pid
    assert until(lambda: running.says("a trial in Simferopol"))
    everyone = psutil.Process(running.process.pid).children(recursive=True)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    _, alive = psutil.wait_procs(everyone, timeout=10)
    assert alive == []
    log = running.log.read_text()
    assert "Traceback" not in log
    assert "GET /" not in log, "nothing logs who reads what"


def test_a_feed_names_the_address_that_the_site_was_started_on(running: Running) -> None:
    assert until(lambda: running.says("Sample: a trial in Simferopol")), running.log.read_text()
    address = f"http://127.0.0.1:{running.port}"
    text = httpx.get(f"{address}/feeds/all.atom", trust_env=False).text
    assert f'rel="self" href="{address}/feeds/all.atom"' in text or (
        f'href="{address}/feeds/all.atom" rel="self"' in text
    )


def test_killing_the_parent_ends_everything(running: Running) -> None:
    assert until(lambda: running.says("a trial in Simferopol")), running.log.read_text()
    everyone = psutil.Process(running.process.pid).children(recursive=True)
    running.process.kill()
    running.process.wait()
    _, alive = psutil.wait_procs(everyone, timeout=20)
    assert alive == []


def test_a_feed_that_is_not_due_is_not_asked_again_while_it_runs(
    line: SampleLine, running: Running
) -> None:
    assert until(lambda: running.says("a trial in Simferopol")), running.log.read_text()
    assert running.process.poll() is None
    fetches = len(line.origin.asked("/feed"))
    assert fetches == 1, "a feed that is not due is not asked again"
