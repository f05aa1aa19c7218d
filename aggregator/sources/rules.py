"""What one key of feeds.yaml demands of another, and what may stand there only once.

These rules read the plain values rather than validated ones, so that a file with a wrong type
in one place still shows every other fault in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from aggregator.sources.document import Document, Place, path_of
from aggregator.sources.problem import Problem
from aggregator.sources.rules_hosts import hosts_are_their_own
from aggregator.sources.rules_retrieval import broken_retrieval_rules
from aggregator.sources.rules_vetting import vetting_rules

_DEFAULT_PORTS = {"http": 80, "https": 443}


def broken_rules(document: Document) -> Iterator[Problem]:
    """Every rule between keys that the file breaks."""
    sources = list(_mappings(document.value, (), "sources"))
    feeds = [feed for place, source in sources for feed in _mappings(source, place, "feeds")]
    memberships = {str(source.get("id")): _coalitions(source) for _, source in sources}
    yield from _once(document, sources, "id", "id", str)
    for place, source in sources:
        yield from _once(document, list(_mappings(source, place, "feeds")), "name", "name", str)
        yield from vetting_rules(document, place, source, memberships)
        yield from _statements_have_evidence(document, place, source)
    yield from _once(document, feeds, "url", "address", _address)
    yield from hosts_are_their_own(document, sources, feeds)
    telegram = _switched_on(document.value, "fetch", "telegram")
    for place, feed in feeds:
        yield from _enabled_feed(document, place, feed)
        yield from broken_retrieval_rules(document, place, feed, telegram=telegram)


def _switched_on(value: Any, block: str, key: str) -> bool:
    row = value.get(block) if isinstance(value, dict) else None
    return isinstance(row, dict) and row.get(key) is True


def _mappings(value: Any, place: Place, key: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The mappings in the list ``value[key]``; nothing where the types are wrong."""
    rows = value.get(key) if isinstance(value, dict) else None
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (*place, key, at), row


def _once(
    document: Document,
    rows: list[tuple[Place, dict[str, Any]]],
    key: str,
    word: str,
    normal: Callable[[str], str],
) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for place, row in rows:
        value = row.get(key)
        if not isinstance(value, str):
            continue
        before = first.setdefault(normal(value), place)
        if before != place:
            line = document.line((*before, key))
            # The value itself stays out: an address may hold a password.
            message = f"the {word} stands twice, first at {path_of(before)} (line {line})"
            remedy = f"give each its own {word}, or delete one of the two"
            yield document.problem((*place, key), message, remedy)


def _address(url: str) -> str:
    """One spelling for addresses that lead to the same feed: scheme, case of the host, default
    port, trailing dot and slash make no difference."""
    try:
        parts = urlsplit(url)
        port = None if parts.port == _DEFAULT_PORTS.get(parts.scheme) else parts.port
    except ValueError:
        return url  # not an address: reported as such elsewhere
    host = (parts.hostname or "").rstrip(".")
    return f"{host}:{port}{parts.path.rstrip('/')}?{parts.query}"


def _enabled_feed(document: Document, place: Place, feed: dict[str, Any]) -> Iterator[Problem]:
    if feed.get("enabled") is False and feed.get("reason") is None:
        message = "a disabled feed needs its reason"
        remedy = "add `reason:` with what is missing before it may be fetched"
        yield document.problem((*place, "enabled"), message, remedy)
    unseen = feed.get("grade") in ("L", "I") and feed.get("checked_on") is None
    if feed.get("enabled") is True and unseen:
        message = f"a feed of grade {feed['grade']} may be enabled only after it was seen to answer"
        remedy = (
            "write `enabled: false`, run `aggregator sources check`, and take over the lines that "
            "it offers (`enabled: true` and `checked_on:` with the day)"
        )
        yield document.problem((*place, "enabled"), message, remedy)


def _coalitions(source: dict[str, Any]) -> frozenset[str]:
    names = source.get("memberships")
    return frozenset(str(each) for each in names) if isinstance(names, list) else frozenset()


def _statements_have_evidence(
    document: Document, place: Place, source: dict[str, Any]
) -> Iterator[Problem]:
    for block, key in (("legal", "status"), ("reuse", "rule")):
        row = source.get(block)
        if not isinstance(row, dict) or row.get(key) in (None, "unknown"):
            continue
        if row.get("evidence") is None:
            message = f"the {key} {row[key]!r} has no evidence"
            remedy = f"add `evidence:`, or write `{key}: unknown`"
            yield document.problem((*place, block, key), message, remedy)
    reuse = source.get("reuse")
    if isinstance(reuse, dict):
        excerpt, characters = reuse.get("rule") == "excerpt", reuse.get("characters")
        if excerpt and characters is None:
            remedy = "add `characters:` with the number that the source allows"
            yield document.problem((*place, "reuse", "rule"), "an excerpt of no length", remedy)
        if not excerpt and characters is not None:
            remedy = "delete `characters:`, or write `rule: excerpt`"
            message = "a length without the rule `excerpt`"
            yield document.problem((*place, "reuse", "characters"), message, remedy)
