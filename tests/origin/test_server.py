import gzip
import http.client
import socket
import time

import httpx
import pytest

from tests.origin.server import Origin, Page, in_turn


def get(url: str, **headers: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=5) as client:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(url, headers=sent)


def test_a_page_is_served_with_its_type_headers_and_validators() -> None:
    with Origin() as origin:
        url = origin.page(
            "/a", "<p>Зразок</p>", headers={"X-Sample": "1"}, etag='W/"1"', last_modified="odd date"
        )
        answer = get(url)
    assert answer.text == "<p>Зразок</p>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-sample"] == "1"
    assert answer.headers["etag"] == 'W/"1"'
    assert answer.headers["last-modified"] == "odd date"


def test_an_unknown_path_is_404_and_a_removed_one_too() -> None:
    with Origin() as origin:
        url = origin.page("/a", "a")
        assert get(url).status_code == 200
        origin.remove("/a")
        assert get(url).status_code == get(origin.url("/b")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"If_None_Match": '"1"'}, 304),
        ({"If_None_Match": 'W/"1"'}, 200),
        ({"If_None_Match": "1"}, 200),
        ({"If_Modified_Since": "Mon, 1 Jan 2024 00:00:00 GMT"}, 304),
        ({"If_Modified_Since": "Mon, 01 Jan 2024 00:00:00 GMT"}, 200),
        ({"If_None_Match": '"2"', "If_Modified_Since": "Mon, 1 Jan 2024 00:00:00 GMT"}, 200),
        ({"If_None_Match": '"1"', "If_Modified_Since": "other"}, 304),
    ],
)
def test_only_validators_that_are_ours_byte_for_byte_bring_304(
    sent: dict[str, str], status: int
) -> None:
    with Origin() as origin:
        url = origin.page("/a", "a", etag='"1"', last_modified="Mon, 1 Jan 2024 00:00:00 GMT")
        answer = get(url, **sent)
    assert answer.status_code == status
    assert answer.text == ("" if status == 304 else "a")


def test_a_page_without_validators_is_never_304() -> None:
    with Origin() as origin:
        assert get(origin.page("/a", "a"), If_None_Match='"1"').status_code == 200


def test_gzip_goes_only_to_those_who_accept_it() -> None:
    text = "sample " * 1000
    with Origin() as origin:
        url = origin.page("/a", text)
        with httpx.Client(trust_env=False) as client:
            with client.stream("GET", url, headers={"Accept-Encoding": "br, gzip"}) as answer:
                raw = b"".join(answer.iter_raw())
            plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(raw).decode() == text
    assert len(raw) < 200
    assert "content-encoding" not in plain.headers
    assert plain.text == text


def test_a_packed_page_reads_the_same_for_everybody() -> None:
    with Origin() as origin:
        url = origin.answer("/a", Page(gzip.compress(b"sample"), packed=True))
        packed, plain = get(url), get(url, Accept_Encoding="identity")
    assert packed.text == plain.text == "sample"
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers


def test_a_connection_is_kept_and_requests_are_recorded_in_order() -> None:
    with Origin() as origin:
        origin.page("/a", "a")
        with httpx.Client(trust_env=False, base_url=origin.url("")) as client:
            client.get("/a?x=1")
            client.head("/a")
            client.post("/a", content=b"body")
    assert [(r.method, r.path) for r in origin.requests] == [
        ("GET", "/a?x=1"),
        ("HEAD", "/a"),
        ("POST", "/a"),
    ]
    assert {r.connection for r in origin.requests} == {1}
    assert origin.requests[0].time <= origin.requests[1].time
    assert origin.asked("/a") == origin.requests[1:]


def test_head_sends_the_length_but_no_body() -> None:
    with Origin() as origin:
        origin.page("/a", "sample")
        connection = http.client.HTTPConnection(origin.hosts[0], origin.port)
        connection.request("HEAD", "/a")
        answer = connection.getresponse()
        assert (answer.headers["content-length"], answer.read()) == ("6", b"")
        connection.close()


def test_a_page_may_belong_to_one_of_many_addresses() -> None:
    hosts = [f"127.0.1.{n}" for n in range(1, 51)]
    with Origin(hosts) as origin:
        origin.page("/a", "all")
        origin.page("/a", "seventh", host=hosts[6])
        assert get(origin.url("/a", hosts[6])).text == "seventh"
        assert get(origin.url("/a", hosts[49])).text == "all"
    assert [r.address for r in origin.requests] == [hosts[6], hosts[49]]


def test_no_other_than_a_loopback_address_is_bound() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Origin(["0.0.0.0"])


def test_a_port_that_is_taken_is_an_error() -> None:
    with Origin() as origin, pytest.raises(OSError, match="in use"), Origin(port=origin.port):
        pass


def test_latency_holds_for_every_page_or_for_one() -> None:
    with Origin(latency=3600) as origin:
        origin.page("/for ever", "a")
        slow = origin.page("/slow", "a", latency=0.2)
        quick = origin.page("/quick", "a", latency=0)
        get(quick)
        begun = time.monotonic()
        get(slow)
        ended = time.monotonic()
    assert ended - begun >= 0.2


def test_answers_come_in_turn_and_the_last_one_stays() -> None:
    with Origin() as origin:
        url = origin.answer("/a", in_turn(Page(b"", status=404), Page(b"back")))
        assert [get(url).status_code for _ in range(3)] == [404, 200, 200]


def test_the_end_does_not_wait_for_those_who_neither_ask_nor_read() -> None:
    with Origin() as origin:
        origin.page("/big", b"x" * 50_000_000)
        silent = socket.create_connection((origin.hosts[0], origin.port))
        deaf = socket.create_connection((origin.hosts[0], origin.port))
        deaf.sendall(b"GET /big HTTP/1.1\r\n\r\n")
        while not origin.requests:
            time.sleep(0.01)
        begun = time.monotonic()
    # For ever otherwise: what is tested is the end, not how soon it comes.
    assert time.monotonic() - begun < 60
    silent.close()
    deaf.close()
