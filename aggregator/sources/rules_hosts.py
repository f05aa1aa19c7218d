"""Hosts that may not stand in feeds.yaml: refused by name, or imitating another source's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from aggregator.mirrors import look_alike_of, refused
from aggregator.sources.document import Document, Place
from aggregator.sources.problem import Problem

Rows = list[tuple[Place, dict[str, Any]]]


def hosts_are_their_own(document: Document, sources: Rows, feeds: Rows) -> Iterator[Problem]:
    """Homepages and feeds whose host is refused, or imitates the homepage of another source.

    The same name under another ending is no fault here: hromadske.ua and hromadske.radio are two
    newsrooms, and a person has listed both."""
    homes = {place: _host(source.get("homepage")) for place, source in sources}
    for place, row, key in [
        *((place, source, "homepage") for place, source in sources),
        *((place, feed, "url") for place, feed in feeds),
    ]:
        host = _host(row.get(key))
        if not host:
            continue
        others = [home for at, home in homes.items() if home and at != place[: len(at)]]
        why = refused(host)
        imitated = None if why else look_alike_of(host, others, other_endings=False)
        if why:
            yield document.problem(
                (*place, key), f"the host is refused: {why}", "take it out; see mirrors.yaml"
            )
        elif imitated:
            remedy = "check letter by letter who owns it"
            message = f"the host imitates {imitated} of another source"
            yield document.problem((*place, key), message, remedy)


def _host(url: object) -> str:
    try:
        return (urlsplit(url).hostname or "") if isinstance(url, str) else ""
    except ValueError:
        return ""
