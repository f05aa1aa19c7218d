"""Redirects, refusals, and the protection pages that stand before a site."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.origin.faults.documents import RSS, page, rss
from tests.origin.server import HTML, Answer, Exchange, Page


def http_date(when: datetime) -> str:
    """A date as HTTP writes it, for Retry-After and Last-Modified."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


# ---- redirects


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect to ``location``; a path stays on the host that was asked."""
    return page(b"", status=status, Location=location)


def redirect_loop(status: int = 302) -> Answer:
    """A redirect to itself."""

    async def play(exchange: Exchange) -> None:
        await redirect(exchange.request.path, status)(exchange)

    return play


def redirect_endless(status: int = 302) -> Answer:
    """A redirect to a new address each time (``?hop=n``): no cycle to be noticed."""

    async def play(exchange: Exchange) -> None:
        path, _, hop = exchange.request.path.partition("?hop=")
        await redirect(f"{path}?hop={int(hop or 0) + 1}", status)(exchange)

    return play


def redirect_chain(hops: int, end: Answer, status: int = 302) -> Answer:
    """``hops`` redirects (``?hop=n``), then ``end``."""

    async def play(exchange: Exchange) -> None:
        path, _, sent = exchange.request.path.partition("?hop=")
        hop = int(sent or 0)
        answer = redirect(f"{path}?hop={hop + 1}", status) if hop < hops else end
        await answer(exchange)

    return play


def redirect_without_location() -> Answer:
    """302 and nowhere to go."""
    return page(b"", status=302)


# ---- statuses


def status(number: int, retry_after: str | None = None) -> Answer:
    """An answer of that number, with Retry-After (seconds or a date) where given."""
    extra = {} if retry_after is None else {"Retry-After": retry_after}
    return Page(f"<!doctype html><title>{number}</title>".encode(), HTML, extra, number)


def not_modified_without_cause() -> Answer:
    """304 to every request, asked for or not."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(304, [("ETag", '"none"')])

    return play


def partial_content() -> Answer:
    """206 to a request that asked for no range."""
    body = rss()
    return page(body[:200], RSS, 206, Content_Range=f"bytes 0-199/{len(body)}")


def changed_validators(body: bytes | None = None) -> Answer:
    """The same body under a new ETag and date each time, never 304."""
    numbers = itertools.count(1)
    data = rss() if body is None else body

    async def play(exchange: Exchange) -> None:
        number = next(numbers)
        date = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        page = Page(data, RSS, etag=f'W/"{number}"', last_modified=format_datetime(date, True))
        await page(exchange)

    return play


def cookie_wall() -> Answer:
    """Redirects to itself until a cookie comes back, which an honest client never sends."""

    async def play(exchange: Exchange) -> None:
        if "cookie" in exchange.request.headers:
            await page(rss(), RSS)(exchange)
            return
        answer = page(b"", status=302, Location=exchange.request.path, Set_Cookie="wall=1; Path=/")
        await answer(exchange)

    return play


# ---- protection pages, written by us in the shape of the real ones


def _challenge(title: str, body: str, number: int, **headers: str) -> Answer:
    document = f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head>{body}</html>"
    return page(document, HTML, number, Cache_Control="no-store, max-age=0", **headers)


def challenge_cloudflare() -> Answer:
    """Cloudflare's waiting page: 403, ``cf-mitigated: challenge``."""
    return _challenge(
        "Just a moment...",
        "<body><div id='challenge-error-text'>Enable JavaScript and cookies to continue</div>"
        "<script>window._cf_chl_opt={cType:'managed'};</script>"
        "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></body>",
        403,
        Server="cloudflare",
        CF_RAY="0000000000000000-SMP",
        cf_mitigated="challenge",
    )


def challenge_cloudflare_503() -> Answer:
    """Its older form: 503, no ``cf-mitigated``."""
    return _challenge(
        "Just a moment...",
        "<body><form id='challenge-form' action='/?__cf_chl_jschl_tk__=s' method='POST'></form>"
        "<p>Checking your browser before accessing sample.example.</p></body>",
        503,
        Server="cloudflare",
        CF_RAY="0000000000000001-SMP",
    )


def challenge_deflect() -> Answer:
    """Deflect's page as small groups use it: 200, a proof of work in JavaScript, a cookie."""
    return _challenge(
        "DDoS protection",
        "<body onload='solve()'><noscript>Please enable JavaScript.</noscript>"
        "<p>This website is protected by <a href='https://deflect.ca'>Deflect</a>.</p>"
        "<script>function solve(){document.cookie='deflect_challenge3=s';}</script></body>",
        200,
        Server="nginx",
        Set_Cookie="deflect_challenge3=c2FtcGxl; path=/",
    )


def challenge_captcha() -> Answer:
    """A captcha of the host's own: 403."""
    return _challenge(
        "Are you a robot?",
        "<body><form method='post'><div class='g-recaptcha' data-sitekey='sample'></div>"
        "<p>Please confirm that you are not a robot.</p></form></body>",
        403,
    )


def challenge_ddos_guard() -> Answer:
    """DDoS-Guard's page: 403, named in the Server header."""
    return _challenge(
        "DDoS-Guard",
        "<body><h1>Checking your browser before accessing sample.example</h1>"
        "<script src='/.well-known/ddos-guard/js-challenge/index.js'></script></body>",
        403,
        Server="ddos-guard",
    )
