"""A module of the bench that serves sites in a process of its own and takes orders line by line."""

from __future__ import annotations

import json
import subprocess

import click

from bench.child import Child


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
