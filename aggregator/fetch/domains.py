"""Whose address is it? The registrable domain of a host, and whether two addresses share it. Pure.

A feed that leads to somebody else's domain is what a hijacked or abandoned site looks like
(facts on Doppelganger and on expired news domains); a move within a domain is housekeeping.
"""

from __future__ import annotations

import ipaddress
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


_SHARED = frozenset(
    "livejournal.com medium.com substack.com tumblr.com weebly.com wixsite.com"
    " wordpress.com".split()
)
"""Domains under which anybody may have a name, and which the list lacks (its version of 2026)."""


def registrable_domain(host: str) -> str:
    """The part of ``host`` that somebody has registered: ``www.example.com.ua`` belongs to
    ``example.com.ua``.

    By the Public Suffix List with its private part, so that two blogs on ``github.io`` are two
    owners. An address in digits, a single word and a bare suffix stand for themselves.
    """
    name = _plain(host)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        domain = str(_suffixes().privatesuffix(name) or name)
        return _lowest(name, domain) if domain in _SHARED else domain
    return name


def is_same_site(old: str, new: str) -> bool:
    """Whether the addresses ``old`` and ``new`` belong to one registrable domain.

    Scheme, port, ``www.`` and other subdomains make no difference; Cyrillic and ``xn--`` forms of
    a name are one. What is no address belongs to nobody.
    """
    try:
        hosts = [urlsplit(url).hostname for url in (old, new)]
    except ValueError:
        return False
    if not all(hosts):
        return False
    first, second = (registrable_domain(host or "") for host in hosts)
    return first == second


def _lowest(host: str, domain: str) -> str:
    """The part of ``host`` directly below a shared ``domain``."""
    below = host.removesuffix(domain).strip(".")
    return f"{below.rpartition('.')[2]}.{domain}" if below and below != "www" else domain


def _plain(host: str) -> str:
    name = host.strip().rstrip(".").lower()
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 — 50 ms, seldom needed

    return PublicSuffixList()
