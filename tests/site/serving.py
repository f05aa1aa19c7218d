"""The real server in a process of its own, as ``aggregator serve`` runs it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.child import free_port

PROGRAM = """
import logging, sys
from pathlib import Path
from aggregator.site.serve import serve
logging.basicConfig(format="%(message)s")
serve(Path(sys.argv[1]), Path(sys.argv[2]), "127.0.0.1", int(sys.argv[3]))
print("ended")
"""


class Running:
    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.url = process, f"http://127.0.0.1:{port}"

    def wait(self, path: str = "/about") -> httpx.Response:
        for _ in range(150):
            try:
                answer = httpx.get(self.url + path, timeout=30)
                # Its other processes: one for questions, one for SQL.
                for other in ("/sources.opml", "/news.json?sql=select+1"):
                    httpx.get(self.url + other, timeout=30)
                return answer
            except httpx.TransportError:
                assert self.process.poll() is None, self.process.communicate()
                time.sleep(0.1)
        raise AssertionError("the server did not answer within 15 seconds")

    def wait_for_line(self, words: str) -> None:
        """Reads the error stream up to the line that says so."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if words in line:
                return
        raise AssertionError(f"the server ended without saying: {words}")

    def end(self, number: int) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=15)


@contextmanager
def serving(database: Path, meta: Path = Path("no-such-file.json")) -> Iterator[Running]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(database), str(meta), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Running(process, port)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
