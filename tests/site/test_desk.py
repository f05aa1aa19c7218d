"""A process of its own for what visitors ask: ended when late, limited in memory, started anew."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from aggregator.site.desk import BrokenError, ClosedError, Desk, LateError
from aggregator.site.desk_process import Answer, Asked, Limits
from aggregator.site.headers import App, Message, Receive, Scope, Send

MB = 1024 * 1024
LIMITS = Limits(seconds=1, memory=64 * MB, heap=32 * MB, answer=1 * MB, grown=16 * MB)


def application(folder: Path) -> App:
    """Does to its process what the address says, as a hostile query would."""
    kept = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        what = scope["path"]
        body = b"fine"
        if what == "/late":
            while True:
                pass
        if what == "/greedy":
            body = b"x" * (300 * MB)
        if what == "/long":
            body = b"x" * (2 * MB)
        if what == "/dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "/file":
            (folder / "spilled").write_bytes(b"x" * (5 * MB))
        if what == "/grows":
            kept.append(bytearray(32 * MB))
        if what == "/who":
            body = str(os.getpid()).encode()
        if what == "/echo":
            message: Message = await receive()
            body = scope["method"].encode() + b" " + message["body"]
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def no_application(folder: Path) -> App:
    """As where the database is of a newer version than the running server."""
    with (folder / "tries").open("a") as tries:
        tries.write("tried ")
    raise RuntimeError("sample: written by a newer version")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk("test", partial(application, tmp_path), LIMITS, "aggregator.site.preloaded")
    desk.open()
    yield desk
    desk.close()


def ask(desk: Desk, path: str, method: str = "GET", body: bytes = b"") -> Answer:
    asked = Asked(method, path, path.encode(), b"", (), body)
    return asyncio.run(desk.ask(asked))


def test_a_request_is_answered_with_its_body_and_headers(desk: Desk) -> None:
    answer = ask(desk, "/echo", "POST", "q=Крим".encode())
    assert answer.body.decode() == "POST q=Крим"
    assert answer.headers == ((b"content-type", b"text/plain"),)


def test_what_takes_too_long_ends_with_its_process_and_the_next_is_answered(desk: Desk) -> None:
    before = ask(desk, "/who").body
    begun = time.monotonic()
    with pytest.raises(LateError):
        ask(desk, "/late")
    assert time.monotonic() - begun < 5
    assert ask(desk, "/who").body != before


def test_what_takes_too_much_memory_is_refused_in_words(desk: Desk) -> None:
    answer = ask(desk, "/greedy")
    assert answer.status == 400
    assert b"too much memory" in answer.body
    assert ask(desk, "/echo").body.startswith(b"GET")


def test_a_process_that_has_grown_answers_and_is_not_kept(desk: Desk) -> None:
    before = ask(desk, "/who").body
    assert ask(desk, "/who").body == before
    assert ask(desk, "/grows").body == b"fine"
    assert ask(desk, "/who").body != before


def test_what_kills_the_process_costs_one_answer(desk: Desk) -> None:
    with pytest.raises(BrokenError):
        ask(desk, "/dies")
    assert ask(desk, "/").body == b"fine"


def test_an_answer_that_is_too_long_is_not_sent(desk: Desk) -> None:
    answer = ask(desk, "/long")
    assert (answer.status, b"too long" in answer.body) == (413, True)


def test_nothing_large_can_be_written_to_the_disk(desk: Desk, tmp_path: Path) -> None:
    assert ask(desk, "/file").status == 500
    assert (tmp_path / "spilled").stat().st_size <= 1_000_000


def test_a_process_that_does_not_start_is_not_tried_again_for_everybody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk("test", partial(no_application, tmp_path), LIMITS, "aggregator.site.preloaded")
    for _ in range(5):
        with pytest.raises(ClosedError):
            ask(desk, "/who")
    desk.close()
    assert len((tmp_path / "tries").read_text().split()) == 1
    assert caplog.text.count("does not start") == 1, "visitors could fill the log"


def test_a_closed_desk_leaves_no_process(tmp_path: Path) -> None:
    desk = Desk("test", partial(application, tmp_path), LIMITS, "aggregator.site.preloaded")
    number = int(ask(desk, "/who").body)
    desk.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
