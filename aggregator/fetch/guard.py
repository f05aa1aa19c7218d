"""Which addresses the fetcher may connect to, checked at the moment of connecting.

A check of the URL's text keeps being bypassed (redirects, DNS rebinding, decimal hosts:
changedetection.io CVE-2024-51483 and its successors), so the check sits under the HTTP
client, after the name was resolved, and the connection goes to the very address that was
checked. Every hop of every request passes here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from aggregator.fetch.names import Lookup, NameNotResolvedError, look_up

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in disguise
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
"""All that IANA has given out of IPv6. Python calls whatever it does not know global: the local
NAT64 prefix (RFC 8215), IPv4-compatible addresses, the site-local ones of RFC 3879."""
_RESERVED = (
    ipaddress.ip_network("192.0.0.0/24"),  # RFC 6890; Python 3.11 lists its first eight only
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    ipaddress.ip_network("192.31.196.0/24"),  # AS112, RFC 7535: answers for private addresses
    ipaddress.ip_network("192.52.193.0/24"),  # multicast tunnels, RFC 7450
    ipaddress.ip_network("192.175.48.0/24"),  # AS112, RFC 7534
    ipaddress.ip_network("2001::/23"),  # RFC 2928: Teredo, ORCHID, benchmarks; newer Pythons differ
    ipaddress.ip_network("2620:4f:8000::/48"),  # AS112
    ipaddress.ip_network("3fff::/20"),  # documentation, RFC 9637
)
"""Special addresses of IANA's registries that Python calls global, in some version or in all."""
_WEB_PORTS = frozenset({80, 443})


class AddressNotAllowedError(httpx.ConnectError):
    """The host leads to an address that no feed has any business with."""


@dataclass(frozen=True, slots=True)
class AddressRule:
    """Global addresses on the web's ports, and whatever ``--allow-address`` opened."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, networks: Iterable[str]) -> AddressRule:
        """Reads CIDR notation; raises ``ValueError`` with the text that is not a network."""
        return cls(tuple(ipaddress.ip_network(text, strict=False) for text in networks))

    def refusal(self, address: str, port: int) -> str | None:
        """Why this address and port may not be connected to, or ``None`` where they may."""
        ip = _unwrap(ipaddress.ip_address(address.partition("%")[0]))
        if any(ip in network for network in self.allowed):
            return None
        if not _is_public(ip):
            return f"{address} is not a public address"
        if port not in _WEB_PORTS:
            return f"port {port} is not a port of the web (80, 443)"
        return None


def _is_public(ip: Address) -> bool:
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_V6:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _RESERVED)


def _unwrap(ip: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where there is one: that is where packets end."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


class Guard:
    """Turns a host into the addresses that may be connected to: the only way to a connection.

    ``lookup`` turns a name into addresses; a test gives its own to play a rebinding name.
    """

    def __init__(self, rule: AddressRule, lookup: Lookup = look_up) -> None:
        self._rule = rule
        self._look_up = lookup

    async def addresses(self, host: str, port: int) -> list[str]:
        """At most three addresses of ``host``, all of them allowed.

        One forbidden address among several forbids the host: an answer that mixes public
        and private addresses is what a rebinding attack looks like.

        Raises :class:`AddressNotAllowedError`, :class:`NameNotResolvedError`.
        """
        found = await self._resolve(host, port)
        for address in found:
            refusal = self._rule.refusal(address, port)
            if refusal is not None:
                raise AddressNotAllowedError(f"{host}: {refusal}")
        if not found:
            raise NameNotResolvedError(f"{host} has no address")
        return found[:3]

    async def _resolve(self, host: str, port: int) -> list[str]:
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            return list(dict.fromkeys(await self._look_up(host, port)))
