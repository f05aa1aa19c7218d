from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from aggregator.fetch import Client
from aggregator.fetch.client import PAGE_TYPES
from aggregator.fetch.hosts import Forgetful, RobotsFile, host_of
from aggregator.fetch.robots import LIMIT, PRODUCT, after_answer, origin_of, our_rules
from aggregator.health import State
from aggregator.model import FetchSettings, Response

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORIGIN = "https://site.example"
PAGE = f"{ORIGIN}/news/1"


def allowed(text: str, path: str = "/news/1") -> bool:
    return bool(Protego.parse(our_rules(text)).can_fetch(ORIGIN + path, PRODUCT))


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /news/\nAllow: /news/1", True),
        ("User-agent: *\nDisallow: /news/*1$", False),
        ("User-agent: aggregator\nDisallow: /", False),
        ("user-AGENT : Aggregator/2.0\ndisallow : /", False),
        ("User-agent: aggregator # us\nDisallow: /", False),
        # A group of our own stands before the one for everybody, whatever the order.
        ("User-agent: *\nDisallow: /\n\nUser-agent: aggregator\nDisallow: /admin/", True),
        ("User-agent: aggregator\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: other\nUser-agent: aggregator\nDisallow: /", False),
        ("User-agent: aggregator\n\n# nobody else\nUser-agent: other\nDisallow: /", False),
        ("User-agent: aggregator\nSitemap: https://a.example/s.xml\nUser-agent: b\nDisallow: /",
         False),
        # Names that only look like ours are others'.
        ("User-agent: agg\nDisallow: /", True),
        ("User-agent: a\nDisallow: /", True),
        ("User-agent: newsaggregator\nDisallow: /", True),
        ("User-agent: aggregator-pro\nDisallow: /", True),
        ("User-agent: *bot\nDisallow: /", True),
        ("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /wp-admin/", True),
        ("User-agent: other\nDisallow: /\nUser-agent: aggregator\nDisallow: /x", True),
        ("Disallow: /", True),  # a rule for nobody
        ("<html><body>404</body></html>", True),
    ],
)  # fmt: skip
def test_the_rules_that_concern_us_are_those_of_our_whole_name_or_of_everybody(
    text: str, may: bool
) -> None:
    assert allowed(text) is may


@given(st.text(max_size=300))
def test_no_text_can_break_the_rules(text: str) -> None:
    allowed(text)
    allowed("User-agent: *\n" + text)


def test_a_file_of_many_names_and_rules_is_cut_down_to_ours() -> None:
    names = "".join(f"User-agent: bot{n}\n" for n in range(12_000))
    rules = "".join(f"Disallow: /x{n}\n" for n in range(12_000))
    assert our_rules(names + rules) == ""


def answer(state: State, status: int | None = None, body: bytes = b"") -> Response:
    return Response(f"{ORIGIN}/robots.txt", f"{ORIGIN}/robots.txt", state, status, body)


RULES = answer(State.WORKING, 200, b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n")
KNOWN = after_answer(None, ORIGIN, RULES, NOW - DAY)


@pytest.mark.parametrize(
    ("state", "status", "verdict", "again"),
    [
        (State.WORKING, 200, "rules", DAY),
        (State.HTTP, 400, "all", DAY),
        (State.HTTP, 401, "all", DAY),
        (State.HTTP, 403, "all", DAY),
        (State.HTTP, 404, "all", DAY),
        (State.GONE, 410, "all", DAY),
        (State.REDIRECTS, None, "all", DAY),
        (State.CHALLENGED, 403, "all", DAY),
        (State.CHALLENGED, 503, "none", HOUR),
        (State.HTTP, 429, "none", HOUR),
        (State.HTTP, 500, "none", HOUR),
        (State.HTTP, 503, "none", HOUR),
        (State.TIMEOUT, None, "none", HOUR),
        (State.DNS, None, "none", HOUR),
        (State.CONNECT, None, "none", HOUR),
        (State.TLS, None, "none", HOUR),
        (State.PROTOCOL, None, "none", HOUR),
    ],
)
def test_4xx_allows_and_what_cannot_be_reached_denies_for_a_while(
    state: State, status: int | None, verdict: str, again: timedelta
) -> None:
    file = after_answer(None, ORIGIN, answer(state, status), NOW)
    assert (file.verdict, file.again) == (verdict, NOW + again)


def test_rules_that_are_known_are_obeyed_on_while_the_file_cannot_be_reached() -> None:
    file = after_answer(KNOWN, ORIGIN, answer(State.HTTP, 503), NOW)
    assert (file.verdict, file.text, file.delay) == ("rules", KNOWN.text, 7.0)
    assert file.again == NOW + HOUR


def test_a_file_that_cannot_be_reached_for_thirty_days_counts_as_none() -> None:
    file: RobotsFile | None = None
    for day in range(30):
        file = after_answer(file, ORIGIN, answer(State.TIMEOUT), NOW + day * DAY)
        assert file.verdict == "none"
    assert after_answer(file, ORIGIN, answer(State.TIMEOUT), NOW + 30 * DAY).verdict == "all"


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("7", 7), ("0.5", 0.5), ("3600", 60), ("-3", 0), ("soon", 0), ("inf", 0), ("", 0)],
)
def test_a_crawl_delay_is_honoured_up_to_a_minute(delay: str, seconds: float) -> None:
    body = f"User-agent: *\nCrawl-delay: {delay}\n".encode()
    file = after_answer(None, ORIGIN, answer(State.WORKING, 200, body), NOW)
    assert file.delay == seconds


def test_what_stands_beyond_the_limit_is_as_if_it_were_not_there() -> None:
    start = b"User-agent: *\nDisallow: /private/\n"
    body = (start + b"#" * LIMIT)[: LIMIT - 10] + b"\nDisallow: /"
    assert len(body) >= LIMIT
    file = after_answer(None, ORIGIN, answer(State.WORKING, 200, body[:LIMIT]), NOW)
    assert Protego.parse(file.text).can_fetch(PAGE, PRODUCT)


@pytest.mark.parametrize(
    ("url", "origin", "host"),
    [
        ("https://Site.Example/a?b", "https://site.example", "site.example"),
        ("http://site.example:8080/", "http://site.example:8080", "site.example"),
        ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80", "2001:db8::1"),
    ],
)
def test_one_file_holds_for_scheme_host_and_port(url: str, origin: str, host: str) -> None:
    assert origin_of(url) == origin
    assert host_of(origin) == host


# --- asked through the client --------------------------------------------------------


class Web(httpx.AsyncBaseTransport):
    """Hosts in memory: answers by address; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Callable[[], httpx.Response]] = {}

    def put(self, url: str, status: int = 200, text: str = "", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[url] = lambda: httpx.Response(status, text=text, headers=named)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(url)
        make = self.answers.get(url, lambda: httpx.Response(404))
        made = make()
        return httpx.Response(
            made.status_code, headers=made.headers, stream=httpx.ByteStream(made.content)
        )


class Now:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def ask(
    web: Web,
    *urls: str,
    now: Now | None = None,
    memory: Forgetful | None = None,
    robots: bool = True,
) -> list[Response]:
    settings = FetchSettings("https://sample.example/contact", per_host_delay=0)

    async def go() -> list[Response]:
        client = Client(settings, transport=web, memory=memory, clock=now or Now())
        async with client:
            return [await client.get(url, accept=PAGE_TYPES, robots=robots) for url in urls]

    return asyncio.run(go())


def test_a_page_is_asked_for_only_after_its_robots_and_only_where_that_allows_it() -> None:
    web = Web()
    web.put(f"{ORIGIN}/robots.txt", text="User-agent: *\nDisallow: /private/")
    web.put(PAGE, text="<p>page</p>")
    first, second = ask(web, PAGE, f"{ORIGIN}/private/2")
    assert (first.state, second.state) == (State.WORKING, State.ROBOTS)
    assert web.asked == [f"{ORIGIN}/robots.txt", PAGE]


def test_a_redirect_needs_the_consent_of_the_host_it_leads_to() -> None:
    web = Web()
    web.put(PAGE, 302, Location="https://other.example/secret")
    web.put("https://other.example/robots.txt", text="User-agent: aggregator\nDisallow: /")
    assert ask(web, PAGE)[0].state is State.ROBOTS
    assert "https://other.example/secret" not in web.asked


def test_a_robots_file_is_followed_over_five_redirects_and_not_over_six() -> None:
    for hops, state in ((5, State.ROBOTS), (6, State.WORKING)):
        web = Web()
        web.put(PAGE, text="page")
        for n in range(hops):
            name = "robots.txt" if n == 0 else f"r{n}"
            web.put(f"{ORIGIN}/{name}", 301, Location=f"/r{n + 1}")
        web.put(f"{ORIGIN}/r{hops}", text="User-agent: *\nDisallow: /")
        assert ask(web, PAGE)[0].state is state, hops


def test_a_robots_file_larger_than_the_limit_is_read_as_far_as_the_limit() -> None:
    web = Web()
    rules = "User-agent: *\nDisallow: /news/\n"
    web.put(f"{ORIGIN}/robots.txt", text=rules + "# filler\n" * 100_000)
    assert ask(web, PAGE)[0].state is State.ROBOTS


def test_a_robots_file_is_kept_for_a_day_and_shared_by_all_pages() -> None:
    web, now, memory = Web(), Now(), Forgetful()
    web.put(PAGE, text="page")
    for hours, reads in ((0, 1), (1, 1), (23, 1), (25, 2)):
        now.at = NOW + hours * HOUR
        ask(web, PAGE, PAGE, now=now, memory=memory)
        assert web.asked.count(f"{ORIGIN}/robots.txt") == reads, hours


def test_while_robots_cannot_be_read_pages_are_told_when_to_come_back() -> None:
    web = Web()
    web.put(f"{ORIGIN}/robots.txt", 503)
    web.put(PAGE, text="page")
    response = ask(web, PAGE)[0]
    assert (response.state, response.retry_after) == (State.WAITING, 3600.0)
    assert PAGE not in web.asked


def test_a_feed_is_asked_for_without_robots() -> None:
    web = Web()
    web.put(PAGE, text="feed")
    assert ask(web, PAGE, robots=False)[0].state is State.WORKING
    assert web.asked == [PAGE]


# --- pauses --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_a_pause_is_left_alone_until_it_has_passed(status: int) -> None:
    web, now, memory = Web(), Now(), Forgetful()
    web.put(PAGE, status, Retry_After="3600")
    other = f"{ORIGIN}/feed"
    web.put(other, text="feed")
    first, second = ask(web, PAGE, other, now=now, memory=memory, robots=False)
    assert (first.state, first.retry_after) == (State.HTTP, 3600.0)
    assert (second.state, second.retry_after) == (State.WAITING, 3600.0)
    now.at = NOW + 2 * HOUR
    assert ask(web, other, now=now, memory=memory, robots=False)[0].state is State.WORKING


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, None, 900.0),
        (429, "Sat, 21 Nov 2026 12:30:00 GMT", 1800.0),
        (429, "99999999", 86_400.0),
        (503, None, None),
        (503, "nonsense", None),
        (500, "3600", None),
        (404, "3600", None),
    ],
)
def test_pauses_are_those_of_429_and_503_up_to_a_day(
    status: int, header: str | None, seconds: float | None
) -> None:
    web, memory = Web(), Forgetful()
    web.put(PAGE, status, **({"Retry_After": header} if header else {}))
    assert ask(web, PAGE, memory=memory, robots=False)[0].retry_after == seconds
    quiet = memory.quiet_until("site.example")
    assert quiet == (NOW + timedelta(seconds=seconds) if seconds else None)


def test_another_host_is_not_held_up_by_a_pause() -> None:
    web = Web()
    web.put(PAGE, 429, Retry_After="3600")
    web.put("https://other.example/", text="page")
    answers = ask(web, PAGE, "https://other.example/", robots=False)
    assert answers[1].state is State.WORKING


def test_a_known_file_says_its_delay_to_the_next_client() -> None:
    memory = Forgetful()
    memory.keep_robots(replace(KNOWN, delay=7.0))
    assert memory.delay("site.example") == 7.0
