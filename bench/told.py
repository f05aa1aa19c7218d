"""A module of the bench that serves sites in a process of its own and takes orders line by line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from bench.child import Child
from bench.measure import Cost, measure


class Told(Child):
    """The running ``module``; ends with the block."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._module = module
        super().__init__(
            ["-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def tell(self, line: str) -> dict[str, float]:
        """Gives an order; returns what is said to it. Ends the bench where the module has ended."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self._process.stdout.readline()
        if not line:
            raise click.ClickException(f"{self._module} has ended; its message stands above")
        answer: dict[str, float] = json.loads(line)
        return answer


class Sites(Told):
    """Such a module whose sites have filled a folder, and the product's own command over them."""

    def __init__(self, module: str, folder: Path, *arguments: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(module, str(folder), *arguments)

    def command(self, *words: str, db: Path | None = None) -> list[str]:
        """The command, which keeps its databases in ``db`` (below the folder unless given)."""
        base = [sys.executable, "-m", "aggregator", "--feeds", str(self.folder / "feeds.yaml")]
        return [
            *base,
            "--db",
            str(db or self.folder / "db"),
            "--allow-address",
            "127.0.0.0/8",
            *words,
        ]

    def measured(self, command: Sequence[str]) -> Cost:
        """What a command costs, whatever it says into ``log``. Ends the bench where it fails."""
        log = self.folder / "log"
        log.write_bytes(b"")
        cost = measure(command, log)
        if cost.status:
            raise click.ClickException(
                f"status {cost.status} from: {' '.join(command)[:500]}\n"
                f"{log.read_text(encoding='utf-8', errors='replace')[-2000:]}"
            )
        return cost
