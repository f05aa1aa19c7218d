"""Every fault that the origin can play ends in its named state, in time, within its limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from aggregator.fetch import AddressRule, Client
from aggregator.health import State
from aggregator.model import FetchSettings, ParsedFeed, Response
from aggregator.parse import parse_feed
from tests.origin import faults
from tests.origin.server import Origin

LIMITS = FetchSettings(
    contact="https://sample.example/contact",
    timeout=0.8,
    total_timeout=2.0,
    max_bytes=2_000_000,
    per_host=8,
    per_host_delay=0,
)

EXPECTED = {
    "endless chunks": State.TOO_LARGE,
    "endless body without length": State.TOO_LARGE,
    "endless head": State.PROTOCOL,
    "endless hints": State.TIMEOUT,
    "early hints": State.WORKING,
    "huge header": State.PROTOCOL,
    "many headers": State.WORKING,
    "slow drip": State.TIMEOUT,
    "slow head": State.TIMEOUT,
    "stalled body": State.TIMEOUT,
    "length too long": State.PROTOCOL,
    "length too short": State.WORKING,
    "length of a terabyte": State.TOO_LARGE,
    "chunk size nonsense": State.PROTOCOL,
    "chunks cut off": State.PROTOCOL,
    "gzip bomb": State.TOO_LARGE,
    "gzip bomb nested": State.PROTOCOL,
    "gzip bomb endless": State.TOO_LARGE,
    "gzip truncated": State.PROTOCOL,
    "gzip that is not": State.PROTOCOL,
    "gzip checksum wrong": State.PROTOCOL,
    "encoding unknown": State.PROTOCOL,
    "xml bomb": State.UNSAFE,
    "xml quadratic bomb": State.UNSAFE,
    "xml external entity": State.UNSAFE,
    "xml external dtd": State.WORKING,
    "xml deep": State.WORKING,
    "redirect loop": State.REDIRECTS,
    "redirect endless": State.REDIRECTS,
    "redirect chain of 30": State.REDIRECTS,
    "redirect without location": State.HTTP,
    "redirect to metadata address": State.NOT_ALLOWED,
    "redirect to private address": State.NOT_ALLOWED,
    "redirect to mapped loopback": State.NOT_ALLOWED,
    "redirect to decimal host": State.NOT_ALLOWED,
    "redirect to 0.0.0.0": State.NOT_ALLOWED,
    "redirect to file": State.NOT_ALLOWED,
    "redirect to ftp": State.NOT_ALLOWED,
    "redirect to another port": State.DNS,
    "redirect with credentials": State.NOT_ALLOWED,
    "redirect to nonsense": State.PROTOCOL,
    "reset": State.PROTOCOL,
    "reset in body": State.PROTOCOL,
    "closed at once": State.PROTOCOL,
    "hang": State.TIMEOUT,
    "garbage": State.PROTOCOL,
    "403": State.HTTP,
    "404": State.HTTP,
    "410": State.GONE,
    "429 with seconds": State.HTTP,
    "429 with date": State.HTTP,
    "429 with nonsense": State.HTTP,
    "500": State.HTTP,
    "503 with seconds": State.HTTP,
    "status 999": State.HTTP,
    "304 without cause": State.PROTOCOL,
    "206 unasked": State.HTTP,
    "changed validators": State.WORKING,
    "cookie wall": State.REDIRECTS,
    "html instead of feed": State.NOT_A_FEED,
    "html named feed": State.NOT_A_FEED,
    "empty body": State.NOT_A_FEED,
    "truncated feed": State.WORKING,
    "feed of 50 MB": State.TOO_LARGE,
    "feed of 10,000 entries": State.TOO_LARGE,
    "charset declared utf-8": State.WORKING,
    "charset declared windows-1251": State.WORKING,
    "charset header lies": State.WORKING,
    "charset unknown": State.WORKING,
    "charset utf-16": State.WORKING,
    "nul bytes": State.WORKING,
    "binary as html": State.NOT_A_FEED,
    "image as html": State.NOT_A_FEED,
    "pdf": State.NOT_A_FEED,
    "pdf as html": State.NOT_A_FEED,
    "challenge cloudflare": State.CHALLENGED,
    "challenge cloudflare 503": State.CHALLENGED,
    "challenge deflect": State.CHALLENGED,
    "challenge captcha": State.CHALLENGED,
    "challenge ddos-guard": State.CHALLENGED,
}


def path_of(name: str) -> str:
    return "/" + "".join(c if c.isalnum() else "-" for c in name)


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with Origin() as origin:
        for name, make in faults.FAULTS.items():
            origin.answer(path_of(name), make())
        yield origin


def ask(url: str, settings: FetchSettings = LIMITS) -> tuple[Response, ParsedFeed | None]:
    async def go() -> Response:
        # Only the origin's own network is opened, so that faults that lead elsewhere are refused.
        async with Client(settings, AddressRule.parse(["127.0.0.0/8"])) as client:
            return await client.get(url)

    response = asyncio.run(go())
    if response.state is not State.WORKING:
        return response, None
    return response, parse_feed(response.body, response.content_type, response.url)


def test_every_fault_of_the_origin_has_an_expected_state() -> None:
    assert EXPECTED.keys() == faults.FAULTS.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_ends_in_its_named_state_within_its_time(name: str, origin: Origin) -> None:
    started = time.monotonic()
    response, parsed = ask(origin.url(path_of(name)))
    state = parsed.state if parsed is not None else response.state
    assert state is EXPECTED[name], response.detail
    # A hung test machine must not fail this: the bound is the limits' sum, many times over.
    assert time.monotonic() - started < 30
    if state.failure:
        assert response.detail or parsed is not None
        assert len(response.detail) <= 500
        assert response.detail.isprintable()


@pytest.mark.parametrize(
    "name", ["charset declared utf-8", "charset header lies", "charset unknown", "charset utf-16"]
)
def test_a_feed_that_lies_about_its_charset_is_read_in_cyrillic(name: str, origin: Origin) -> None:
    _, parsed = ask(origin.url(path_of(name)))
    assert parsed is not None
    title = parsed.entries[0].title or ""
    assert sum("а" <= c.lower() <= "я" or c in "іїєґ" for c in title) > len(title) / 2


def test_a_feed_of_ten_thousand_entries_gives_its_newest_five_hundred(origin: Origin) -> None:
    large = FetchSettings(contact=LIMITS.contact, per_host_delay=0)
    _, parsed = ask(origin.url(path_of("feed of 10,000 entries")), large)
    assert parsed is not None
    assert len(parsed.entries) == 500
    assert "10,000" in parsed.detail
