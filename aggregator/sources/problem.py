"""What is wrong with a feeds.yaml, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 100
"""How many problems ``str(ConfigurationError)`` prints; ``problems`` always holds them all.
A list pasted at the wrong depth gives one problem per line of the file, and nobody reads on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands, what is wrong, and what to do about it.

    ``line`` counts from 1 and is ``None`` where the whole file is meant; ``key`` is the path of
    the key (``sources[3].feeds[0].url``, counted from 0) and empty where the whole file is meant.
    """

    file: str
    line: int | None
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.message}. Remedy: {self.remedy}"


class ConfigurationError(Exception):
    """feeds.yaml is wrong; ``problems`` holds every fault found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: each.line or 0))
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(each) for each in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"... and {len(self.problems) - SHOWN} more problems")
        return "\n".join(lines)
