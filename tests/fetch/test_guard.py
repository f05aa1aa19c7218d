from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import AddressRule, Client
from aggregator.health import State
from aggregator.model import FetchSettings, Response
from tests.origin.server import Origin

SETTINGS = FetchSettings(contact="https://sample.example/", timeout=2, per_host_delay=0)


def get(url: str, *allowed: str) -> Response:
    async def go() -> Response:
        async with Client(SETTINGS, AddressRule.parse(allowed)) as client:
            return await client.get(url)

    return asyncio.run(go())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a9fe:a9fe::",
        "64:ff9b:1::7f00:1", "64:ff9b:1::a9fe:a9fe", "::127.0.0.1", "::ffff:0:127.0.0.1",
        "fec0::1", "::5efe:7f00:1", "3fff::1", "5f00::1", "4000::1", "192.0.0.9", "192.88.99.1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert AddressRule().refusal(address, 443) is not None


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_a_public_address_is_allowed_on_the_ports_of_the_web_only(address: str) -> None:
    assert AddressRule().refusal(address, 80) is None
    assert AddressRule().refusal(address, 443) is None
    for port in (22, 25, 3306, 6379, 8080):
        assert "port" in (AddressRule().refusal(address, port) or "")


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_each_of_its_disguises(address: object) -> None:
    rule = AddressRule()
    plain = rule.refusal(str(address), 443) is None
    assert (rule.refusal(f"::ffff:{address}", 443) is None) == plain


def test_the_fetcher_reaches_a_private_address_only_when_told_to() -> None:
    with Origin() as origin:
        url = origin.page("/feed", "<rss version='2.0'><channel></channel></rss>")
        assert get(url).state is State.NOT_ALLOWED
        assert get(url, "10.0.0.0/8").state is State.NOT_ALLOWED
        assert origin.requests == []
        assert get(url, "127.0.0.1/32").state is State.WORKING


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_another_spelling_of_loopback_is_still_loopback(host: str) -> None:
    with Origin() as origin:
        answer = get(f"http://{host}:{origin.port}/feed")
        assert answer.state in {State.NOT_ALLOWED, State.DNS, State.PROTOCOL}
        assert origin.requests == []


def test_a_redirect_is_checked_like_a_first_address() -> None:
    with Origin(("127.0.0.1", "127.0.0.2")) as origin:
        inside = origin.page("/secret", "<rss></rss>", host="127.0.0.2")
        outside = origin.page("/feed", "", status=302, headers={"Location": inside})
        assert get(outside, "127.0.0.1/32").state is State.NOT_ALLOWED
        assert origin.asked("/secret") == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://sample.example/", "gopher://x/", "http://", "http://a b/", "x",
     "http://user:secret@sample.example/", "http://[::1", "http://sample.example:99999/"],
)  # fmt: skip
def test_what_is_not_a_web_address_is_refused_in_words(url: str) -> None:
    answer = get(url)
    assert answer.state in {State.NOT_ALLOWED, State.PROTOCOL, State.DNS}
    assert answer.detail
    assert "secret" not in answer.detail


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999999999999", "9" * 4000])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_redirect_to_a_port_that_cannot_be_is_refused_in_words(host: str, port: str) -> None:
    with Origin() as origin:
        url = origin.page("/f", "", status=302, headers={"Location": f"http://{host}:{port}/"})
        answer = get(url, "127.0.0.0/8", "::1/128")
        assert answer.state is State.PROTOCOL
        assert answer.detail


def test_a_network_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="not-a-network"):
        AddressRule.parse(["not-a-network"])
