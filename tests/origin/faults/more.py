"""Faults that were met after the first eighty, by name."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping

import brotli  # type: ignore[import-untyped]
import zstandard

from tests.origin.faults.documents import (
    RSS,
    RSS_HEAD,
    RSS_TAIL,
    page,
    rss,
    xml_attributes,
    xml_namespaces,
)
from tests.origin.faults.refusals import status
from tests.origin.faults.wire import encoded
from tests.origin.server import HTML, Answer, Exchange


def _bomb(size: int = 100_000_000) -> bytes:
    return RSS_HEAD.encode() + b" " * size + RSS_TAIL.encode()


def second_answer_unasked() -> Answer:
    """A whole answer, and behind it another one that nobody has asked for."""
    body = rss()
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nFORGED"

    async def play(exchange: Exchange) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {RSS}\r\nContent-Length: {len(body)}\r\n\r\n"
        await exchange.send(head.encode() + body + forged)

    return play


def header_with_controls() -> Answer:
    """A header with a bare line feed and a NUL in its value."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n")
        exchange.keep = False

    return play


def cookie_wall_page() -> Answer:
    """200 with a page that asks for consent before anything is shown."""
    return page(
        "<!doctype html><html><head><title>SAMPLE: before you continue</title></head><body>"
        "<form method='post' action='/consent'><p>We value your privacy.</p>"
        "<button name='all'>Accept all cookies</button></form></body></html>"
    )


def _challenge(body: str, number: int, **headers: str) -> Answer:
    return page(f"<!DOCTYPE html><html><head>{body}</head></html>", HTML, number, **headers)


def article_about_captchas() -> Answer:
    """A feed whose entry quotes a protection page word by word."""
    text = "SAMPLE: checking your browser before accessing; g-recaptcha; ddos-guard; cf-turnstile"
    item = f"<item><guid>1</guid><title>{text}</title><description>{text}</description></item>"
    return page(RSS_HEAD + item + RSS_TAIL, RSS)


MORE: Mapping[str, Callable[[], Answer]] = {
    "brotli bomb": lambda: encoded(brotli.compress(_bomb(), quality=5), "br"),
    "zstd bomb": lambda: encoded(zstandard.ZstdCompressor().compress(_bomb()), "zstd"),
    "small gzip bomb": lambda: encoded(gzip.compress(_bomb(1_500_000), 9), "gzip"),
    "brotli cut off": lambda: encoded(brotli.compress(rss(200))[:-50], "br"),
    "a second answer unasked": second_answer_unasked,
    "xml attributes": xml_attributes,
    "xml namespaces": xml_namespaces,
    "429 storm": lambda: status(429, "0"),
    "cookie wall of the front page": cookie_wall_page,
    "challenge sucuri": lambda: _challenge(
        "<title>Sucuri WebSite Firewall - Access Denied</title>", 403, X_Sucuri_ID="1",
        Server="Sucuri/Cloudproxy",
    ),
    "challenge datadome": lambda: _challenge(
        "<title>sample.example</title><script>var dd={'rt':'c'}</script>", 403,
        X_DataDome="protected",
    ),
    "challenge aws": lambda: _challenge(
        "<script src='/challenge.js'></script>", 202, X_Amzn_Waf_Action="challenge"
    ),
    "challenge incapsula": lambda: _challenge(
        "<script src='/_Incapsula_Resource?SWJIYLWA=1'></script>", 200, X_CDN="Imperva"
    ),
    "challenge anubis": lambda: _challenge(
        "<title>Making sure you're not a bot!</title>"
        "<script id='anubis_challenge' type='application/json'>{}</script>", 200,
    ),
    "challenge hcaptcha 200": lambda: _challenge(
        "<title>SAMPLE: one more step</title><script src='https://hcaptcha.com/1/api.js'></script>"
        "<div class='h-captcha' data-sitekey='sample'></div>", 200,
    ),
    "challenge ddos-guard 503": lambda: _challenge(
        "<title>DDOS-GUARD</title>", 503, Server="ddos-guard"
    ),
    "an article about captchas": article_about_captchas,
    "charset utf-7": lambda: page(rss(), "application/rss+xml; charset=utf-7"),
    "header injected by the answer": header_with_controls,
}  # fmt: skip
