"""Pages never wait behind what others ask."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from aggregator.site.desk import BrokenError, ClosedError, LateError
from aggregator.site.desk_process import Answer, Asked, receiver
from aggregator.site.headers import App, Message
from aggregator.site.lanes import MOST_BODY, PIECE, UNSENT, Lane, lane_of, with_lanes
from tests.site.conftest import Get


@pytest.mark.parametrize(
    ("path", "query", "lane"),
    [("/", b"", "pages"), ("/region/UA65", b"", "pages"), ("/assets/site.css", b"v=1", "pages"),
     ("/-/static/app.css", b"x", "pages"), ("/newsletter", b"", "pages"),
     ("/explore", b"", "pages"), ("/explore", b"q=x", "questions"),
     ("/region/UA65", b"before=x", "questions"), ("/feeds/all.atom", b"", "pages"),
     ("/feeds/all.csv", b"", "questions"),
     ("/feeds/all.atom", b"before=x", "questions"),
     ("/sources.opml", b"", "questions"), ("/news", b"", "questions"),
     ("/news/articles/1", b"", "questions"), ("/news.json", b"sql=x", "sql"),
     ("/news", b"sql=x", "sql"), ("/news/articles", b"_facet=x", "sql"),
     ("/news/articles.csv", b"_size=max", "sql"), ("/news.csv", b"%73ql=x", "sql")],
)  # fmt: skip
def test_the_address_decides_who_answers(path: str, query: bytes, lane: str) -> None:
    assert lane_of("GET", path, query, "news") == lane


@pytest.mark.parametrize("spelling", ["/~6eews", "/~6Eew~73.json", "/~6e~65~77~73/articles"])
def test_no_spelling_of_the_database_leads_out_of_its_lane(get: Get, spelling: str) -> None:
    assert get(f"{spelling}?sql=select+1&_size=1").status_code == 200, "Datasette reads it"
    assert lane_of("GET", spelling, b"sql=x", "news") is Lane.SQL
    assert lane_of("GET", spelling, b"", "news") is Lane.QUESTIONS


def test_what_is_sent_is_a_question() -> None:
    assert lane_of("POST", "/explore", b"", "news") is Lane.QUESTIONS
    assert lane_of("POST", "/news", b"", "news") is Lane.SQL


class SlowDesk:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.go = asyncio.Event()

    async def ask(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        await self.go.wait()
        if asked.query == b"late":
            raise LateError
        if asked.query == b"broken":
            raise BrokenError
        if asked.query == b"closed":
            raise ClosedError
        return Answer(200, (), b"x" * (3 * PIECE))


async def page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"page"})


async def visit(
    app: App,
    path: str,
    query: bytes = b"",
    body: bytes = b"",
    *,
    goes: bool = False,
    more: Sequence[tuple[bytes, bytes]] = (),
) -> tuple[int, list[bytes], dict[bytes, bytes]]:
    sent: list[Message] = []
    incoming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if incoming:
            return incoming.pop()
        if not goes:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"cookie", b"x"), (b"user-agent", b"x"), (b"host", b"news.example"), *more]
    scope = {"type": "http", "method": "POST" if body else "GET", "path": path,
             "raw_path": path.encode(), "query_string": query, "headers": headers}  # fmt: skip
    # Longer than anything here takes: what waits for ever is to fail, not to hang.
    await asyncio.wait_for(app(scope, receive, send), 20)
    if not sent:
        return 0, [], {}
    return sent[0]["status"], [m["body"] for m in sent[1:]], dict(sent[0]["headers"])


def test_pages_are_answered_while_a_full_queue_waits_and_others_are_told() -> None:
    async def play() -> None:
        desk = SlowDesk()
        app = with_lanes(page, {Lane.SQL: desk}, "news", ["en", "uk"])
        asking = (visit(app, "/news", f"sql={n}".encode()) for n in range(5))
        waiting = [asyncio.create_task(one) for one in asking]
        await asyncio.sleep(0.01)
        assert len(desk.asked) == 1, "one at a time"
        status, body, headers = await visit(app, "/news", b"sql=x")
        assert status == 503
        assert headers[b"retry-after"] == b"5"
        assert b"content-security-policy" in headers
        assert b"too many" in body[0].lower()
        assert (await visit(app, "/"))[1] == [b"page"]
        desk.go.set()
        assert [answer[0] for answer in await asyncio.gather(*waiting)] == [200] * 5

    asyncio.run(play())


def test_nothing_of_who_asks_is_handed_over_and_long_answers_go_in_pieces() -> None:
    async def play() -> None:
        desk = SlowDesk()
        desk.go.set()
        app = with_lanes(page, {Lane.SQL: desk}, "news", ["en", "uk"])
        _, pieces, _ = await visit(app, "/uk/news", b"sql=x")
        assert desk.asked[0].headers == ()
        onion = (b"host", b"a" * 56 + b".onion")
        await visit(app, "/news", b"sql=y", more=[onion])
        assert desk.asked[1].headers == (onion,)
        assert max(map(len, pieces)) == PIECE
        assert sum(map(len, pieces)) == 3 * PIECE

    asyncio.run(play())


@pytest.mark.parametrize(
    ("query", "words"), [(b"late", b"too long"), (b"broken", b"not be fin"), (b"closed", b"later")]
)
def test_what_fails_is_a_503_in_plain_words(query: bytes, words: bytes) -> None:
    async def play() -> None:
        desk = SlowDesk()
        desk.go.set()
        app = with_lanes(page, {Lane.SQL: desk}, "news", ["en", "uk"])
        status, body, _ = await visit(app, "/news", query)
        assert status == 503
        assert words in body[0]

    asyncio.run(play())


def test_a_form_that_is_too_long_is_refused_and_who_has_gone_is_not_answered() -> None:
    async def play() -> None:
        desk = SlowDesk()
        app = with_lanes(page, {Lane.QUESTIONS: desk}, "news", ["en", "uk"])
        assert (await visit(app, "/explore", body=b"x" * (MOST_BODY + 1)))[0] == 413
        first = asyncio.create_task(visit(app, "/explore", b"q=1"))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(visit(app, "/explore", b"q=2", goes=True))
        await asyncio.sleep(0.01)
        desk.go.set()
        assert (await first)[0] == 200
        assert (await second)[0] == 0
        assert [asked.query for asked in desk.asked] == [b"q=1"]

    asyncio.run(play())


def test_a_form_without_end_is_not_read_to_its_end() -> None:
    pieces = iter([b"x" * 1_000] * 100)
    sent: list[Message] = []

    async def receive() -> Message:
        piece = next(pieces, b"")
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def send(message: Message) -> None:
        sent.append(message)

    async def play() -> None:
        scope = {"type": "http", "method": "POST", "path": "/explore", "headers": []}
        await with_lanes(page, {}, "news", ["en"])(scope, receive, send)
        assert sent[0]["status"] == 413
        assert (b"connection", b"close") in sent[0]["headers"]
        assert len(list(pieces)) > 90, "the rest was left"

    asyncio.run(play())


@pytest.mark.parametrize(
    "more",
    [(b"transfer-encoding", b"chunked"), (b"Host", b'x"><script>'), (b"host", b"x/y?z#"),
     (b"host", b"a b"), (b"host", "х.example".encode()), (b"host", b"user@x")],
)  # fmt: skip
def test_what_a_server_in_front_may_read_otherwise_is_refused_and_ends(
    more: tuple[bytes, bytes],
) -> None:
    async def play() -> None:
        app = with_lanes(page, {}, "news", ["en"])
        length = (b"Content-Length", b"6")
        status, _, headers = await visit(app, "/", more=[length, more])
        assert status == 400
        assert headers[b"connection"] == b"close"
        for host in (b"", b"x.example", b"[::1]:8001", b"127.0.0.1:8001", b"a_b.example."):
            assert (await visit(app, "/", more=[length, (b"host", host)]))[0] == 200

    asyncio.run(play())


def test_what_several_ask_for_at_once_is_made_once() -> None:
    async def play() -> None:
        desk = SlowDesk()
        app = with_lanes(page, {Lane.SQL: desk}, "news", ["en", "uk"])
        asking = [asyncio.create_task(visit(app, "/news", b"sql=x")) for _ in range(9)]
        leaving = asyncio.create_task(visit(app, "/news", b"sql=x", goes=True))
        await asyncio.sleep(0.01)
        assert (await leaving)[0] == 0
        desk.go.set()
        assert [answer[0] for answer in await asyncio.gather(*asking)] == [200] * 9
        assert len(desk.asked) == 1

    asyncio.run(play())


def test_while_too_much_waits_for_slow_readers_questions_are_refused_and_pages_are_not() -> None:
    large, read_on = Answer(200, (), b"x" * (UNSENT // 2)), asyncio.Event()

    class LargeDesk:
        async def ask(self, asked: Asked) -> Answer:
            return large

    async def slowly(app: App, number: int) -> None:
        async def send(message: Message) -> None:
            await read_on.wait()

        scope = {"type": "http", "method": "GET", "path": "/news", "headers": [],
                 "query_string": f"sql={number}".encode()}  # fmt: skip
        await app(scope, receiver(b""), send)

    async def play() -> None:
        app = with_lanes(page, {Lane.SQL: LargeDesk()}, "news", ["en", "uk"])
        reading = [asyncio.create_task(slowly(app, number)) for number in range(2)]
        await asyncio.sleep(0.05)
        status, body, _ = await visit(app, "/news", b"sql=x")
        assert (status, b"on their way" in body[0]) == (503, True)
        assert (await visit(app, "/"))[0] == 200
        read_on.set()
        await asyncio.gather(*reading)
        assert (await visit(app, "/news", b"sql=x"))[0] == 200

    asyncio.run(play())


def test_a_page_that_fails_fails_for_one_moment_only() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise OSError("no")

    async def play() -> None:
        app = with_lanes(broken, {}, "news", ["en", "uk"])
        for _ in range(2):
            with pytest.raises(OSError, match="no"):
                await visit(app, "/")

    asyncio.run(play())


def test_a_page_is_the_same_for_everybody_and_304_for_who_holds_it() -> None:
    made: list[Any] = []

    async def tagged(scope: Any, receive: Any, send: Any) -> None:
        made.append(scope["headers"])
        headers = [(b"etag", b'W/"1"'), (b"content-length", b"4")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"page"})

    async def play() -> None:
        app = with_lanes(tagged, {}, "news", ["en", "uk"])
        for tag, status in ((b'W/"1"', 304), (b'W/"2"', 200)):
            answer = await visit(app, "/", more=[(b"if-none-match", tag)])
            assert answer[0] == status
            assert made.pop() == []

    asyncio.run(play())


def test_a_feed_is_asked_whether_its_reader_has_it() -> None:
    seen: list[Any] = []

    async def knowing(scope: Any, receive: Any, send: Any) -> None:
        seen.append(dict(scope["headers"]).get(b"if-none-match"))
        await send({"type": "http.response.start", "status": 304, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def play() -> None:
        app = with_lanes(knowing, {}, "news", ["en", "uk"])
        answer = await visit(app, "/feeds/all.atom", more=[(b"if-none-match", b'W/"1"')])
        assert answer[0] == 304
        assert seen == [b'W/"1"']

    asyncio.run(play())


def test_who_comes_when_all_others_have_left_is_answered() -> None:
    async def play() -> None:
        desk = SlowDesk()
        app = with_lanes(page, {Lane.SQL: desk}, "news", ["en", "uk"])
        leaving = [asyncio.create_task(visit(app, "/news", b"q", goes=True)) for _ in range(3)]
        staying = asyncio.create_task(visit(app, "/news", b"q"))
        for _ in range(8):
            await asyncio.sleep(0)
        late = asyncio.create_task(visit(app, "/news", b"q"))
        await asyncio.gather(*leaving)
        desk.go.set()
        assert (await staying)[0] == (await late)[0] == 200

    asyncio.run(play())
