"""Telling a protection page from a dead site. It is named, and never worked around."""

from __future__ import annotations

from collections.abc import Mapping

_STATUSES = frozenset({200, 401, 403, 429, 503})
_BLOCKED_BY = ("x-sucuri-block", "x-datadome")
"""Headers of protections beside a refusal; DataDome also marks what it lets through."""
_MARKS = (
    b"/cdn-cgi/challenge-platform/",
    b"cf-browser-verification",
    b"_cf_chl_opt",
    b"deflect-challenge",  # Deflect stands before several of the monitors
    b"deflect_challenge",
    b"ddos-guard",
    b"__ddg1",
    b"g-recaptcha",
    b"h-captcha",
    b"cf-turnstile",
    b"__cf_chl_",
    b"checking your browser before accessing",
)


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the answer is a protection page instead of what was asked for.

    A page with a status of 200 must carry a mark near its head and be small: articles quote
    such words, and comment forms carry captchas.
    """
    if status not in _STATUSES:
        return False
    if "challenge" in headers.get("cf-mitigated", "").lower():  # Cloudflare's own word for it
        return True
    if status != 200 and any(name in headers for name in _BLOCKED_BY):
        return True
    head = body[:20_000].lower()
    if status == 200:
        return len(body) < 20_000 and any(mark in head for mark in _MARKS[:7])
    return any(mark in head for mark in _MARKS)
