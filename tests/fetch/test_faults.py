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
from tests.origin.faults.expected import EXPECTED, LIMITS
from tests.origin.server import Origin


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
