import gzip
import socket
import time
import zlib
from collections.abc import Callable

import httpx
import pytest

from tests.origin import faults
from tests.origin.server import Answer, Origin


def ask(origin: Origin, path: str, most: int = 300_000, patience: float = 0.3) -> bytes:
    """What comes over a bare socket: until the close, ``most`` bytes, or ``patience`` seconds."""
    received = bytearray()
    with socket.create_connection((origin.hosts[0], origin.port), timeout=patience) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n".encode())
        end = time.monotonic() + patience
        try:
            while len(received) < most and time.monotonic() < end:
                block = connection.recv(65536)
                if not block:
                    break
                received += block
        except TimeoutError:
            pass
    return bytes(received)


def play(answer: Answer, most: int = 300_000, patience: float = 0.3) -> bytes:
    with Origin() as origin:
        origin.answer("/f", answer)
        return ask(origin, "/f", most, patience)


def body_of(raw: bytes) -> bytes:
    return raw.split(b"\r\n\r\n", 1)[1]


@pytest.mark.parametrize("name", faults.FAULTS)
def test_every_fault_plays_twice_and_leaves_the_origin_able_to_answer(name: str) -> None:
    with Origin() as origin:
        origin.answer("/f", faults.FAULTS[name]())
        origin.page("/well", "well")
        for _ in range(2):
            try:
                ask(origin, "/f", patience=0.05)
            except ConnectionError:
                assert name.startswith("reset")
        assert ask(origin, "/well", patience=0.2).endswith(b"well")
        assert len(origin.asked("/f")) == 2


@pytest.mark.parametrize(
    "make",
    [faults.endless_chunks, faults.endless_without_length, faults.endless_head],
)
def test_endless_answers_go_on_for_as_long_as_they_are_read(make: Callable[[], Answer]) -> None:
    assert len(play(make(), most=5_000_000, patience=5)) >= 5_000_000


def test_a_slow_drip_sends_a_byte_at_a_time() -> None:
    raw = play(faults.slow_drip(b"0123456789" * 10, every=0.05), patience=0.5)
    assert 3 <= len(body_of(raw)) <= 12


@pytest.mark.parametrize(
    ("make", "more"), [(faults.length_too_long, 1000), (faults.length_too_short, -200)]
)
def test_a_lying_length_is_off_by_what_it_says(make: Callable[[], Answer], more: int) -> None:
    with Origin() as origin:
        origin.answer("/f", make())
        raw = ask(origin, "/f")
    head = raw.split(b"\r\n\r\n")[0].lower()
    said = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    assert said - len(body_of(raw)) == more
    assert body_of(raw) == faults.rss()


def test_a_gzip_bomb_is_tiny_on_the_wire_and_huge_inflated() -> None:
    packed = body_of(play(faults.gzip_bomb(50_000_000)))
    assert len(packed) < 60_000
    assert len(gzip.decompress(packed)) > 49_000_000


def test_a_nested_bomb_is_tiny_twice() -> None:
    packed = body_of(play(faults.gzip_bomb_nested(50_000_000)))
    once = gzip.decompress(packed)
    assert len(packed) < 2_000
    assert len(once) < 60_000
    assert len(gzip.decompress(once)) > 49_000_000


def test_a_truncated_gzip_begins_well_and_has_no_end() -> None:
    packed = body_of(play(faults.gzip_truncated()))
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert reader.decompress(packed).startswith(b"<?xml")
    assert not reader.eof


def test_redirects_lead_where_they_say() -> None:
    with Origin() as origin, httpx.Client(trust_env=False, base_url=origin.url("")) as client:
        origin.answer("/loop", faults.redirect_loop())
        origin.answer("/endless", faults.redirect_endless())
        origin.answer("/chain", faults.redirect_chain(3, faults.status(410), 301))
        origin.answer("/secret", faults.FAULTS["redirect to metadata address"]())
        assert client.get("/loop").headers["location"] == "/loop"
        assert client.get("/endless?hop=7").headers["location"] == "/endless?hop=8"
        chain = client.get("/chain", follow_redirects=True)
        assert client.get("/secret").headers["location"].startswith("http://169.254.169.254/")
    assert [r.status_code for r in (*chain.history, chain)] == [301, 301, 301, 410]


def test_a_reset_is_a_reset_and_not_a_close() -> None:
    with pytest.raises(ConnectionResetError):
        play(faults.reset())
    assert play(faults.closed_at_once()) == b""


def test_hanging_takes_the_request_and_says_nothing() -> None:
    with Origin() as origin:
        origin.answer("/f", faults.hang())
        assert ask(origin, "/f", patience=0.2) == b""
        assert len(origin.requests) == 1


def test_the_xml_bombs_would_grow_and_the_external_entity_names_its_target() -> None:
    laughs = body_of(play(faults.xml_bomb()))
    assert len(laughs) < 3_000
    assert laughs.count(b"<!ENTITY") == 10
    assert b'SYSTEM "file:///etc/hostname"' in body_of(play(faults.xml_external_entity()))


def test_validators_change_each_time_and_the_body_does_not() -> None:
    with Origin() as origin, httpx.Client(trust_env=False) as client:
        url = origin.answer("/f", faults.changed_validators())
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.content == first.content
    assert again.headers["etag"] != first.headers["etag"]
    assert again.headers["last-modified"] != first.headers["last-modified"]


def test_304_comes_even_to_those_who_hold_nothing() -> None:
    assert play(faults.not_modified_without_cause()).startswith(b"HTTP/1.1 304 ")


def test_charset_lies_are_lies() -> None:
    cyrillic = body_of(play(faults.charset_declared_utf8()))
    with pytest.raises(UnicodeDecodeError):
        cyrillic.decode("utf-8")
    assert "мобілізація" in cyrillic.decode("windows-1251")
    reverse = play(faults.charset_declared_1251())
    assert reverse.count(b"windows-1251") == 2
    assert "мобілізація" in body_of(reverse).decode("utf-8")


def test_a_large_feed_is_made_while_it_is_sent() -> None:
    with Origin() as origin, httpx.Client(trust_env=False) as client:
        url = origin.answer("/f", faults.feed_of_size(3_000_000))
        body = client.get(url).content
    assert 3_000_000 <= len(body) < 3_200_000
    assert body.endswith(b"</channel></rss>")


def test_a_retry_after_is_sent_as_given() -> None:
    assert b"\r\nRetry-After: 120\r\n" in play(faults.FAULTS["429 with seconds"]())


def test_two_origins_run_side_by_side() -> None:
    with Origin() as one, Origin() as two:
        one.answer("/f", faults.hang())
        two.answer("/f", faults.endless_chunks())
        assert ask(one, "/f", patience=0.1) == b""
        assert len(ask(two, "/f", most=100_000)) >= 100_000
