"""Which version of each part of the tagger made an article's tags.

Tagging has parts that can change apart: language, places, topics, organisations, figures; and it
depends on what feeds.yaml says: the names of all sources, and how the article's own source is to be
read. Each has a version, so that only what has changed is done again
(:mod:`aggregator.retagging`).

Everything here is read as bytes, because loading the tagger takes a third of a second and a round
in which nothing has changed must not pay for it. Nothing is numbered by hand: a number that
somebody forgets to raise leaves old tags for ever.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from aggregator.model import Context

PACKAGE = Path(__file__).parents[1]
DATA = PACKAGE / "data"

_IMPORTED = re.compile(
    rb"^\s*from aggregator\.tag(?:\.(\w+) import|(?: import (?:\(([^)]*)\)|([^\n#]*))))", re.M
)


@dataclass(frozen=True, slots=True)
class Versions:
    """One tagger. Those of rooms that read rules are ``<rules>.<code>``, hashes of both."""

    language: str
    places: str
    topics: str
    organisations: str
    figures: str
    names: str  # the names of the vetted sources
    context: str  # focus, precision and names of the article's own source

    def __str__(self) -> str:
        return "/".join(getattr(self, field.name) for field in fields(self))

    @classmethod
    def read(cls, text: str) -> Versions | None:
        """The inverse of ``str``; None where an older program wrote it."""
        parts = text.split("/")
        return cls(*parts) if len(parts) == len(fields(cls)) else None


def rules_of(version: str) -> str:
    """Of ``<rules>.<code>`` the rules."""
    return version.partition(".")[0]


def code_of(version: str) -> str:
    """Of ``<rules>.<code>`` the code."""
    return version.partition(".")[2]


def versions_for(names: str, context: Context) -> Versions:
    """The tagger as it is now, for a source with this context; ``names``: :func:`names_version`."""
    return Versions(*_parts(), names, context_version(context))


def names_version(names: Iterable[tuple[str, str]]) -> str:
    """Version of the names of the vetted sources, pairs of source and name."""
    return _short("\n".join(f"{source} {name}" for source, name in names).encode())


def context_version(context: Context) -> str:
    """Version of what feeds.yaml says of reading one source's articles."""
    return _short(repr((context.focus, context.precision, context.own_names)).encode())


@cache
def _parts() -> tuple[str, str, str, str, str]:
    """Read once, in the moment of loading: what runs is what was read."""
    topics = sorted((DATA / "topics").glob("*.yaml"))
    return (
        _version((), "language"),
        _version([DATA / "places.json.gz"], "places"),
        _version(topics, "topics"),
        _version([DATA / "organisations.yaml"], "organisations"),
        _version([DATA / "figures.yaml"], "claims"),
    )


def _version(rules: Iterable[Path], room: str) -> str:
    modules = b"".join(_source(name) for name in sorted(modules_of(room)))
    return f"{rules_version(rules)}.{_short(modules)}"


def rules_version(files: Iterable[Path]) -> str:
    """Version of rules in one file, by its bytes, or in several, by their names and bytes."""
    read = [(path.name.encode(), path.read_bytes()) for path in files]
    return _short(read[0][1] if len(read) == 1 else b"".join(b"\0".join(each) for each in read))


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:10]


@cache
def _source(module: str) -> bytes:
    return (PACKAGE / "tag" / f"{module}.py").read_bytes()


def modules_of(room: str) -> frozenset[str]:
    """The module of a part and all of ``tag/`` that it imports, on whatever way."""
    found: set[str] = set()
    waiting = {room}
    while waiting:
        module = waiting.pop()
        found.add(module)
        waiting |= _imports(module) - found
    return frozenset(found)


def _imports(module: str) -> set[str]:
    names: set[str] = set()
    for single, several, line in _IMPORTED.findall(_source(module)):
        listed = [single] if single else (several or line).split(b",")
        names.update(part.split()[0].decode() for part in listed if part.strip())
    return {name for name in names if (PACKAGE / "tag" / f"{name}.py").exists()}
