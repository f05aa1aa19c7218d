"""The processes of the bench of the site, and one connection to each server."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click

from bench.child import Child, free_port
from bench.measure import descendants, memory

IDLE = 3.0
"""Seconds after which a connection is made anew, not counted: uvicorn closes it after five."""
STARTING = 30.0
"""Seconds that a server may take to answer for the first time."""
SETTINGS = ("suggest_facets", "off", "default_page_size", "50")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, the milliseconds from asking to the last byte, and those for which a processor
    worked for the server."""

    status: int
    took: float
    cpu: float
    size: int
    etag: str


class Server(Child):
    """A server in a process of its own, and a connection that is kept."""

    def __init__(
        self, command: Sequence[str], port: int, log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(
            command, log=log, stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})}
        )
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._used = 0.0

    def __enter__(self) -> Self:
        self.wait(STARTING)
        return self

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            self.ask("/")
        except OSError:
            self._connection.close()
            return False
        return True

    def end(self) -> None:
        """As it is told to end in service."""
        self._connection.close()
        self._process.terminate()
        self._process.wait(timeout=30)

    def ask(self, path: str, etag: str = "") -> Answer:
        """One request on the connection that is kept. Raises ``OSError``."""
        headers = {"If-None-Match": etag} if etag else {}
        if time.monotonic() - self._used > IDLE:
            self._connection.close()
            self._connection.connect()
        worked = self._cpu()
        begun = time.perf_counter()
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - begun) * 1000
        self._used = time.monotonic()
        worked = self._cpu() - worked
        return Answer(answer.status, took, worked, len(body), answer.headers.get("etag", ""))

    def _cpu(self) -> float:
        """Milliseconds that processors have worked for the server and for what it has started,
        by the kernel's own account of each thread (proc(5), ``schedstat``: nanoseconds)."""
        total = 0
        # Looked for each time: a server may start another process with the first query.
        for process in (self._process.pid, *descendants(self._process.pid)):
            with suppress(OSError):  # a thread that has ended meanwhile
                for path in Path(f"/proc/{process}/task").glob("*/schedstat"):
                    total += int(path.read_text().split()[0])
        return total / 1e6

    def memory(self) -> float:
        """MB of the server and of what it has started, shared pages counted once."""
        return memory([self._process.pid, *descendants(self._process.pid)])


def ours(folder: Path) -> Server:
    """``aggregator serve``."""
    port = free_port()
    command = ["-m", "aggregator", "--feeds", str(folder / "feeds.yaml"), "--db", str(folder)]
    return Server([*command, "serve", "--port", str(port)], port, folder / "ours.log")


def plain(folder: Path, *settings: str) -> Server:
    """Datasette on the same file without any plugin, as its command line starts it."""
    port = free_port()
    command = ["-m", "datasette", "serve", str(folder / "news.db"), "--port", str(port)]
    for name, value in zip(settings[::2], settings[1::2], strict=True):
        command += ["--setting", name, value]
    return Server(command, port, folder / "plain.log", {"DATASETTE_LOAD_PLUGINS": ""})


class Writer(Child):
    """``bench.site_writer``, publishing until the block ends."""

    def __init__(self, folder: Path, every: float) -> None:
        self._said = folder / "writer.log"
        super().__init__(
            ["-m", "bench.site_writer", str(folder), f"--every={every}"],
            log=self._said, stdin=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self.wait(2 * STARTING)
        return self

    def ready(self) -> bool:
        """Whether it has published once."""
        return bool(self.took())

    def took(self) -> list[float]:
        """Seconds of each publication so far. Raises ``ClickException`` where it has failed."""
        lines = self._said.read_text().splitlines()
        try:
            return [float(line) for line in lines]
        except ValueError:
            raise click.ClickException("the writer failed:\n" + "\n".join(lines[-20:])) from None
