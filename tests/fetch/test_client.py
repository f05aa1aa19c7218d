from __future__ import annotations

import asyncio
import gzip
import itertools
import shutil
import ssl
import subprocess
from collections.abc import Awaitable, Callable, Sequence

import httpx
import pytest

from aggregator.fetch import AddressRule, Client
from aggregator.fetch.politeness import HostGate
from aggregator.health import State
from aggregator.model import FetchSettings, Response, Validators
from tests.origin.server import Origin

LOOPBACK = AddressRule.parse(["127.0.0.0/8"])
FEED = "<rss version='2.0'><channel><title>t</title></channel></rss>"


def settings(**changes: float) -> FetchSettings:
    values: dict[str, float] = {"per_host_delay": 0, "timeout": 3} | changes
    return FetchSettings(contact="https://sample.example/contact", **values)  # type: ignore[arg-type]


def run(work: Callable[[Client], Awaitable[Response]], **changes: float) -> Response:
    async def go() -> Response:
        async with Client(settings(**changes), LOOPBACK) as client:
            return await work(client)

    return asyncio.run(go())


def test_the_user_agent_is_honest_and_carries_the_contact() -> None:
    with Origin() as origin:
        url = origin.page("/feed", FEED)
        run(lambda client: client.get(url))
        agent = origin.requests[0].headers["user-agent"]
    assert agent.startswith("aggregator/")
    assert "https://sample.example/contact" in agent
    assert "Mozilla" not in agent


@pytest.mark.parametrize("etag", ['"plain"', 'W/"weak"', "no quotes", '"зірка"', "  spaced "])
def test_validators_go_back_byte_for_byte(etag: str) -> None:
    etag = etag.encode("utf-8").decode("latin-1")
    with Origin() as origin:
        url = origin.page(
            "/feed", FEED, etag=etag.strip(), last_modified="Sat, 01 Aug 26 10:00:00 GMT"
        )
        first = run(lambda client: client.get(url))
        assert first.state is State.WORKING
        second = run(lambda client: client.get(url, first.validators))
        assert second.state is State.UNCHANGED
        sent = origin.requests[1].headers
    assert sent["if-modified-since"] == "Sat, 01 Aug 26 10:00:00 GMT"
    assert sent["if-none-match"] == etag.strip()


def test_no_conditions_are_sent_where_nothing_is_known() -> None:
    with Origin() as origin:
        url = origin.page("/feed", FEED)
        run(lambda client: client.get(url, Validators()))
        assert not {"if-none-match", "if-modified-since"} & origin.requests[0].headers.keys()


def test_a_permanent_redirect_is_reported_and_a_temporary_one_on_the_way_hides_it() -> None:
    with Origin() as origin:
        end = origin.page("/end", FEED)
        moved = origin.page("/moved", "", status=301, headers={"Location": "/end"})
        found = origin.page("/found", "", status=302, headers={"Location": "/moved"})
        assert run(lambda client: client.get(moved)).permanent_url == end
        assert run(lambda client: client.get(found)).permanent_url is None
        assert run(lambda client: client.get(end)).permanent_url is None


def test_a_cookie_is_never_sent_back() -> None:
    with Origin() as origin:
        first = origin.page("/a", "", status=302, headers={"Location": "/b", "Set-Cookie": "id=1"})
        origin.page("/b", FEED)
        run(lambda client: client.get(first))
        assert all("cookie" not in request.headers for request in origin.requests)


def test_the_environment_cannot_set_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Origin() as origin:
        url = origin.page("/feed", FEED)
        assert run(lambda client: client.get(url)).state is State.WORKING


def test_a_name_without_an_address_is_a_dns_failure() -> None:
    answer = run(lambda client: client.get("http://no-such-host.invalid/feed"))
    assert answer.state is State.DNS


def test_a_closed_port_is_a_failure_to_connect() -> None:
    with Origin() as origin:
        url = origin.url("/feed")
    assert run(lambda client: client.get(url)).state is State.CONNECT


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command, to make a certificate that nobody vouches for")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=sample.example", "-keyout", folder / "key", "-out", folder / "certificate"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


def test_a_certificate_that_nobody_vouches_for_is_a_tls_failure(
    self_signed: ssl.SSLContext,
) -> None:
    async def go() -> Response:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=self_signed)
        port = server.sockets[0].getsockname()[1]
        async with server, Client(settings(), LOOPBACK) as client:
            return await client.get(f"https://127.0.0.1:{port}/feed")

    answer = asyncio.run(go())
    assert answer.state is State.TLS
    assert "certificate" in answer.detail.lower()


def test_requests_to_one_host_start_apart_and_another_host_does_not_wait() -> None:
    with Origin(("127.0.0.1", "127.0.0.2")) as origin:
        slow = [origin.page(f"/{i}", FEED, host="127.0.0.1") for i in range(4)]
        quick = origin.page("/quick", FEED, host="127.0.0.2")

        async def both(client: Client) -> Response:
            answers: Sequence[Response] = await asyncio.gather(
                *(client.get(url) for url in [*slow, quick])
            )
            return answers[-1]

        run(both, per_host_delay=0.25)
        times = sorted(r.time for r in origin.requests if r.path != "/quick")
        other = next(r.time for r in origin.requests if r.path == "/quick")
    assert all(later - earlier > 0.2 for earlier, later in itertools.pairwise(times))
    assert other < times[-1]


def test_one_host_is_never_asked_for_more_than_its_share_at_a_time() -> None:
    most = now = 0

    async def go() -> None:
        nonlocal most, now
        gate = HostGate(per_host=2, delay=0, concurrency=50)

        async def one() -> None:
            nonlocal most, now
            async with gate.turn("sample.example"):
                now += 1
                most = max(most, now)
                await asyncio.sleep(0.01)
                now -= 1

        await asyncio.gather(*(one() for _ in range(20)))

    asyncio.run(go())
    assert most == 2


def test_idle_connections_do_not_pile_up_over_many_hosts() -> None:
    hosts = tuple(f"127.0.{a}.{b}" for a in range(2) for b in range(1, 101))
    with Origin(hosts) as origin:
        origin.page("/feed", FEED)

        async def all_hosts(client: Client) -> Response:
            answers = await asyncio.gather(*(client.get(origin.url("/feed", h)) for h in hosts))
            assert {a.state for a in answers} == {State.WORKING}
            # The pools are the transport's own business; that they are bounded is ours.
            assert client._transport.idle <= 130  # type: ignore[attr-defined]
            return answers[0]

        run(all_hosts)


def test_the_network_is_one_seam_that_a_test_can_replace() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=FEED, headers={"ETag": '"x"'})

    async def go() -> Response:
        async with Client(settings(), transport=httpx.MockTransport(answer)) as client:
            return await client.get("https://sample.example/feed")

    result = asyncio.run(go())
    assert result.state is State.WORKING
    assert result.validators.etag == '"x"'


def test_a_slow_host_costs_its_own_time_only() -> None:
    with Origin(("127.0.0.1", "127.0.0.2")) as origin:
        slow = origin.page("/slow", FEED, host="127.0.0.1", latency=1.5)
        quick = origin.page("/quick", FEED, host="127.0.0.2")

        async def both(client: Client) -> Response:
            task = asyncio.create_task(client.get(slow))
            await asyncio.sleep(0.05)
            answer = await client.get(quick)
            assert not task.done(), "the quick one came first"
            await task
            return answer

        assert run(both).state is State.WORKING


def test_the_time_for_a_request_covers_its_redirects() -> None:
    with Origin() as origin:
        url = origin.page("/end", FEED, latency=0.4)
        for name in "abcd":
            url = origin.page(f"/{name}", "", status=302, headers={"Location": url}, latency=0.4)
        answer = run(lambda client: client.get(url), total_timeout=1.0)
        assert answer.state is State.TIMEOUT
        assert origin.asked("/end") == []


def test_a_gzip_body_of_several_members_is_read_to_its_end() -> None:
    body = gzip.compress(FEED[:20].encode()) + gzip.compress(FEED[20:].encode())

    def answer(_request: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(body)
        return httpx.Response(200, stream=stream, headers={"Content-Encoding": "gzip"})

    async def go() -> Response:
        async with Client(settings(), transport=httpx.MockTransport(answer)) as client:
            return await client.get("https://sample.example/feed")

    assert asyncio.run(go()).body == FEED.encode()
