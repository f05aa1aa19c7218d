"""Processes that a bench runs beside itself; each ends with its ``with`` block."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import click

ROOT = Path(__file__).parents[1]


class Child:
    """A Python process. Subclasses say when it is ready and how it ends."""

    def __init__(self, command: Sequence[str], *, log: Path | None = None, **options: Any) -> None:
        """``log`` takes all that it says; ``options`` are those of ``subprocess.Popen``."""
        self._log = log
        if log is None:
            self._process = subprocess.Popen([sys.executable, *command], cwd=ROOT, **options)
            return
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, stdout=output, stderr=output, **options
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Closes its standard input, at which it ends, and waits for that."""
        self._process.communicate()

    def wait(self, seconds: float) -> None:
        """Returns once it is ready; ends the bench where it has ended or takes longer."""
        began = time.monotonic()
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() - began > seconds:
                self._process.kill()
                said = self._log.read_text()[-2000:] if self._log else ""
                raise click.ClickException(f"{type(self).__name__} did not start:\n{said}")
            time.sleep(0.1)

    def ready(self) -> bool:
        """Whether it does what it is there for."""
        raise NotImplementedError


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
