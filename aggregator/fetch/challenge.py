"""Telling a protection page from a dead site. It is named, and never worked around."""

from __future__ import annotations

from collections.abc import Mapping

_STATUSES = frozenset({200, 202, 401, 403, 429, 503})
_SMALL = 20_000
"""Bytes of a protection page at most; articles that quote one are part of a larger page."""
_SAYS_SO: tuple[tuple[str, str], ...] = (
    ("cf-mitigated", "challenge"),  # Cloudflare's own word for it
    ("x-amzn-waf-action", ""),  # AWS WAF: challenge or captcha
)
"""Headers that stand on a challenge and on nothing else, and what must be in them."""
_BLOCKED_BY = ("x-sucuri-block", "x-sucuri-id", "x-datadome", "x-iinfo")
"""Headers of protections beside a refusal; all of them also mark what they let through."""
_SERVERS = ("ddos-guard", "sucuri", "deflect", "qrator")
"""Protections that name themselves as the server, beside a refusal."""
_CHALLENGES = (
    b"/cdn-cgi/challenge-platform/",
    b"cf-browser-verification",
    b"_cf_chl_opt",
    b"__cf_chl_",
    b"deflect-challenge",  # Deflect stands before several of the monitors
    b"deflect_challenge",
    b"/.well-known/ddos-guard/",
    b"__ddg1",
    b"_incapsula_resource",
    b"anubis_challenge",
    b"sucuri_cloudproxy_js",
    b"captcha-delivery.com",  # DataDome
    b"__qrator",
)
"""What only the page of a challenge loads or sets."""
_CAPTCHAS = (b"g-recaptcha", b"h-captcha", b"cf-turnstile", b"smart-captcha", b"smartcaptcha")
"""Widgets that comment forms carry too."""
_SENTENCES = (
    b"checking your browser before accessing",
    b"sucuri website firewall",
    b"ddos-guard",
    b"protected by deflect",
    b"attention required! | cloudflare",
)


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the answer is a protection page instead of what was asked for.

    A page with a status of 200 must be small, of HTML and carry what only a challenge loads, or a
    captcha and hardly anything else: articles quote such words, and comment forms carry captchas.
    """
    if status not in _STATUSES:
        return False
    if any(name in headers and word in headers[name].lower() for name, word in _SAYS_SO):
        return True
    head = body[:_SMALL].lower()
    if status in {200, 202}:
        return len(body) < _SMALL and _is_page(head) and _is_interstitial(head)
    if any(name in headers for name in _BLOCKED_BY):
        return True
    server = headers.get("server", "").lower()
    if any(name in server for name in _SERVERS):
        return True
    return any(mark in head for mark in (*_CHALLENGES, *_CAPTCHAS, *_SENTENCES))


def _is_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return not start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"{", b"["))


def _is_interstitial(head: bytes) -> bool:
    if any(mark in head for mark in _CHALLENGES):
        return True
    captcha = any(mark in head for mark in _CAPTCHAS)
    # An article, a menu or a list has links and paragraphs; a page that only asks has hardly any.
    return captcha and head.count(b"<p") <= 2 and head.count(b"<a ") <= 2
