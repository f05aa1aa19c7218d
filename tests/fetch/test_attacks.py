"""One test for each attack on a program that fetches what others tell it to. Each is named."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable

import brotli  # type: ignore[import-untyped]
import httpx
import pytest
import zstandard

from aggregator.fetch import AddressRule, Client
from aggregator.fetch.names import look_up
from aggregator.fetch.transport import HostTransport
from aggregator.health import State
from aggregator.model import FetchSettings, Response, Validators
from tests.origin import faults
from tests.origin.server import Exchange, Origin

LOOPBACK = AddressRule.parse(["127.0.0.0/8"])
SETTINGS = FetchSettings(
    contact="https://sample.example/", timeout=2, total_timeout=5, per_host_delay=0
)
FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


def run(work: Callable[[Client], Awaitable[Response]], client: Client | None = None) -> Response:
    async def go() -> Response:
        async with client or Client(SETTINGS, LOOPBACK) as used:
            return await work(used)

    return asyncio.run(go())


# --- addresses


class Names:
    """A resolver that plays tricks: what each question is answered with, in turn."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


def client_with(names: Names, rule: AddressRule = LOOPBACK) -> Client:
    transport = HostTransport(rule, connections_per_host=1, lookup=names)
    return Client(SETTINGS, transport=transport)


def test_a_name_that_is_rebound_between_two_requests_is_refused_at_the_second() -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    with Origin() as origin:
        origin.page("/feed", FEED, headers={"Connection": "close"})
        url = f"http://rebound.sample.example:{origin.port}/feed"

        async def twice(client: Client) -> Response:
            assert (await client.get(url)).state is State.WORKING
            return await client.get(url)

        answer = run(twice, client_with(names))
    assert answer.state is State.NOT_ALLOWED
    assert "169.254.169.254" in answer.detail


def test_a_name_with_a_public_and_a_private_address_is_refused_whole() -> None:
    names = Names(["93.184.216.34", "10.0.0.7"])
    answer = run(
        lambda client: client.get("http://mixed.sample.example/"),
        client_with(names, AddressRule()),
    )
    assert answer.state is State.NOT_ALLOWED
    assert names.asked == 1, "asked once: the address that was checked is the one connected to"


def test_the_address_that_was_checked_is_the_address_connected_to() -> None:
    names = Names(["127.0.0.2"], ["127.0.0.1"])
    with Origin(("127.0.0.1", "127.0.0.2")) as origin:
        origin.page("/feed", FEED)
        url = f"http://name.sample.example:{origin.port}/feed"
        assert run(lambda client: client.get(url), client_with(names)).state is State.WORKING
        assert [request.address for request in origin.requests] == ["127.0.0.2"]


@pytest.mark.parametrize(
    "address",
    ["fe80::1%lo", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "100.100.100.200",
     "224.0.0.251", "ff02::fb", "2001:0:7f00:1::", "2001:20::1", "192.175.48.1", "fd00::1"],
)  # fmt: skip
def test_a_name_that_leads_to_a_disguised_address_is_refused(address: str) -> None:
    answer = run(
        lambda client: client.get("http://name.sample.example/"),
        client_with(Names([address]), AddressRule()),
    )
    assert answer.state is State.NOT_ALLOWED, answer.detail


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "①②⑦.0.0.1",
     "127。0。0。1", "１２７.0.0.1", "[::1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
     "localhost", "LOCALHOST", "localhost."],
)  # fmt: skip
def test_no_spelling_of_loopback_reaches_it(host: str) -> None:
    with Origin() as origin:
        client = Client(SETTINGS, AddressRule())
        answer = run(lambda client: client.get(f"http://{host}:{origin.port}/feed"), client)
        assert answer.state in {State.NOT_ALLOWED, State.DNS, State.PROTOCOL}
        assert origin.connections == 0


@pytest.mark.parametrize(
    "target",
    ["file:/etc/hostname", "file:///etc/hostname", "FILE:etc/hostname", "ftp://sample.example/x",
     "gopher://sample.example/", "javascript:alert(1)", "data:text/xml,<rss/>", "unix:/run/x",
     "http+unix://%2Frun%2Fx/", "jar:http://sample.example!/", "ldap://sample.example/",
     "dict://sample.example:11211/"],
)  # fmt: skip
def test_a_redirect_to_another_scheme_is_not_followed(target: str) -> None:
    with Origin() as origin:
        url = origin.page("/feed", "", status=302, headers={"Location": target})
        answer = run(lambda client: client.get(url))
    assert answer.state in {State.NOT_ALLOWED, State.PROTOCOL, State.HTTP}
    assert answer.body == b""


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 11211])
def test_a_redirect_to_a_service_that_is_no_web_is_not_followed(port: int) -> None:
    names = Names(["93.184.216.34"])
    client = client_with(names, AddressRule())
    answer = run(lambda client: client.get(f"http://public.sample.example:{port}/"), client)
    assert answer.state is State.NOT_ALLOWED
    assert "port" in answer.detail


def test_the_name_and_password_in_a_redirect_are_neither_used_nor_shown() -> None:
    with Origin() as origin:
        target = f"http://reader:hunter2@127.0.0.1:{origin.port}/secret"
        for number, scheme in enumerate(("http", "ftp")):
            where = target.replace("http", scheme, 1)
            url = origin.page(f"/{number}", "", status=302, headers={"Location": where})
            answer = run(lambda client, url=url: client.get(url))  # type: ignore[misc]
            assert answer.state is State.NOT_ALLOWED
            assert "hunter2" not in repr(answer.detail)
        assert origin.asked("/secret") == []
        assert all("authorization" not in request.headers for request in origin.requests)


def test_a_downgrade_from_tls_is_never_remembered_as_permanent() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(301, headers={"Location": "http://sample.example/feed"})
        return httpx.Response(200, content=FEED)

    client = Client(SETTINGS, transport=httpx.MockTransport(answer))
    response = run(lambda client: client.get("https://sample.example/feed"), client)
    assert response.state is State.WORKING
    assert response.permanent_url is None


# --- headers


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\0", "%0d%0a", "\u010d\u010a"])
def test_an_address_cannot_put_a_header_into_the_request(sign: str) -> None:
    with Origin() as origin:
        run(lambda client: client.get(origin.url(f"/feed{sign}X-Injected: yes{sign}{sign}GET /2")))
        assert all("x-injected" not in request.headers for request in origin.requests)
        assert len(origin.requests) <= 1


@pytest.mark.parametrize("etag", ['"' + "e" * 50_000 + '"', '"a\x01b"', '"a\x7fb"'])
def test_a_validator_that_is_too_long_or_no_header_is_never_sent_back(etag: str) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=FEED, headers=[(b"etag", etag.encode())])

    client = Client(SETTINGS, transport=httpx.MockTransport(answer))
    response = run(lambda client: client.get("http://sample.example/feed"), client)
    assert response.state is State.WORKING
    assert response.validators == Validators()


def test_a_stored_validator_cannot_put_a_header_into_the_request() -> None:
    with Origin() as origin:
        origin.page("/feed", FEED)
        known = Validators('"1"\r\nX-Injected: yes')
        answer = run(lambda client: client.get(origin.url("/feed"), known))
        assert answer.state in {State.PROTOCOL, State.WORKING}
        assert all("x-injected" not in request.headers for request in origin.requests)


def test_bytes_after_an_answer_are_never_taken_for_the_next_answer() -> None:
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nFORGED"

    async def poison(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + forged)

    with Origin() as origin:
        origin.answer("/first", poison)
        origin.page("/second", FEED)

        async def both(client: Client) -> Response:
            await client.get(origin.url("/first"))
            return await client.get(origin.url("/second"))

        answer = run(both)
    assert b"FORGED" not in answer.body


# --- sizes and times


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_a_body_that_comes_packed_unasked_is_unpacked(encoding: str) -> None:
    assert unpacked(encoding, PACKED[encoding](FEED * 500)).body == FEED * 500


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_a_bomb_in_any_packing_ends_as_too_large(encoding: str) -> None:
    answer = unpacked(encoding, PACKED[encoding](b" " * 300_000_000))
    assert answer.state is State.TOO_LARGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_a_small_bomb_is_told_by_its_ratio(encoding: str) -> None:
    answer = unpacked(encoding, PACKED[encoding](b" " * 5_000_000))
    assert answer.state is State.TOO_LARGE
    assert "times" in answer.detail


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_a_body_cut_off_in_any_packing_is_an_error_not_half_a_feed(encoding: str) -> None:
    packed = PACKED[encoding](bytes(range(256)) * 40)
    assert unpacked(encoding, packed[:-20]).state is State.PROTOCOL


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip", "deflate"])
def test_a_body_that_is_not_packed_as_it_says_is_an_error(encoding: str) -> None:
    assert unpacked(encoding, b"plain text, not packed at all").state is State.PROTOCOL


def test_a_zstd_window_beyond_the_standard_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = stream.compress(b"a" * 1000) + stream.flush()
    answer = unpacked("zstd", packed)
    assert answer.state is State.PROTOCOL


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
    "gzip": lambda data: gzip.compress(data, 6),
}


def unpacked(encoding: str, body: bytes) -> Response:
    def answer(_request: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(body)
        return httpx.Response(200, stream=stream, headers={"Content-Encoding": encoding})

    client = Client(SETTINGS, transport=httpx.MockTransport(answer))
    return run(lambda client: client.get("http://sample.example/feed"), client)


def test_a_slow_drip_ends_with_the_time_for_the_whole_request() -> None:
    quick = FetchSettings(SETTINGS.contact, timeout=1, total_timeout=1.5, per_host_delay=0)
    with Origin() as origin:
        url = origin.answer("/feed", faults.slow_drip(every=0.1))
        # It drips for longer than the suite may take: that it ends at all is what is tested.
        answer = run(lambda client: client.get(url), Client(quick, LOOPBACK))
    assert answer.state is State.TIMEOUT


def test_hosts_that_hang_do_not_fill_all_places() -> None:
    hosts = ("127.0.0.1", *(f"127.0.0.{n}" for n in range(2, 22)))
    narrow = FetchSettings(
        SETTINGS.contact, timeout=60, total_timeout=60, per_host_delay=0, concurrency=8
    )
    with Origin(hosts) as origin:
        hanging = [origin.answer("/hang", faults.hang(), host=host) for host in hosts[1:]]
        quick = origin.page("/feed", FEED)

        async def go() -> None:
            async with Client(narrow, LOOPBACK) as client:
                tasks = [asyncio.create_task(client.get(url)) for url in hanging]
                await asyncio.sleep(0)
                assert (await client.get(quick)).state is State.WORKING
                assert not any(task.done() for task in tasks), "it waited for none of them"
                for task in tasks:
                    task.cancel()

        asyncio.run(go())


def test_names_that_are_never_answered_do_not_hold_up_the_others() -> None:
    async def names(host: str, port: int) -> list[str]:
        if host.startswith("silent"):
            await asyncio.Event().wait()
        return ["127.0.0.1"]

    transport = HostTransport(LOOPBACK, connections_per_host=1, lookup=names)
    with Origin() as origin:
        origin.page("/feed", FEED)

        async def go(client: Client) -> Response:
            silent = [
                asyncio.create_task(client.get(f"http://silent{n}.sample.example/"))
                for n in range(30)
            ]
            answer = await client.get(f"http://quick.sample.example:{origin.port}/feed")
            assert not any(task.done() for task in silent)
            assert {r.state for r in await asyncio.gather(*silent)} == {State.TIMEOUT}
            return answer

        assert run(go, Client(SETTINGS, transport=transport)).state is State.WORKING


def test_a_name_is_looked_up_by_the_machine_itself() -> None:
    assert "127.0.0.1" in asyncio.run(look_up("localhost", 80))
