"""A feed as a program that wants all of it reads it: from the subscription document backwards."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from lxml import etree

from tests.site.conftest import Get
from tests.site.rfc4287 import ATOM, problems
from tests.site.sample import URL

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
"""Up to when the sample database is complete."""


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def links(feed: etree._Element) -> dict[str, str]:
    return {
        link.get("rel", ""): link.get("href", "").removeprefix(URL)
        for link in feed.findall(ATOM + "link")
    }


def keys(feed: etree._Element) -> list[str]:
    found = [entry.findtext(ATOM + "id") or "" for entry in feed.findall(ATOM + "entry")]
    return [each.rpartition("/")[2] for each in found]


def walked(get: Get, path: str) -> list[etree._Element]:
    """The subscription document and everything that a program finds by prev-archive."""
    documents, seen = [], set()
    while path:
        assert path not in seen, "the chain bites its tail"
        seen.add(path)
        answer = get(path)
        assert answer.status_code == 200, answer.text
        assert problems(answer.content) == []
        documents.append(etree.fromstring(answer.content))
        path = links(documents[-1]).get("prev-archive", "")
    return documents


def spread(days: float, count: int, seed: int = 1) -> list[datetime]:
    chance = random.Random(seed)  # noqa: S311
    return [NOW - timedelta(seconds=int(chance.random() * days * 86_400)) for _ in range(count)]
