"""The names under which texts may cite the vetted sources, from feeds.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aggregator.model import Source

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_SITE = re.compile(r"https?://(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})", re.I)


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of a vetted source, as it stands in the nominative, or the host of its site."""

    organisation: str
    name: str


def without_brackets(name: str) -> str:
    """A name as texts write it, without what a list adds: "Crimean Resource Center (CTRC)"."""
    return _IN_BRACKETS.sub("", name) or name


def aliases_of(sources: Iterable[Source]) -> tuple[Alias, ...]:
    """Every name, own name, alias and host of the sources, each once, in their order."""
    found: dict[Alias, None] = {}
    for source in sources:
        for name in (source.name, *source.names.values(), *source.aliases):
            found[Alias(source.id, without_brackets(name))] = None
        host = _SITE.match(source.homepage or "")
        if host:
            found[Alias(source.id, host.group(1).lower())] = None
    return tuple(found)
