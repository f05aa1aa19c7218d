"""Datasette's whole addresses, made of ``site.url`` and never of the Host header of a request.

Datasette makes ``next_url``, the addresses of facets and the ``Link`` to JSON of whatever host was
asked for. Behind a cache one forged header would stand in what everybody gets, and behind a server
that passes no host on they would all lead to 127.0.0.1.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

from datasette.app import Datasette

from aggregator.site.metadata import DATABASE
from aggregator.site.onion import onion_of
from aggregator.site.reading import NotSetError, read_site

_ONION_HOST = re.compile(rb"[a-z2-7]{56}\.onion(?::80)?")
_KEY = "aggregator.own_address"


class OwnAddress(Datasette):  # type: ignore[misc]
    """Datasette with addresses that belong to the site, whoever asks."""

    def absolute_url(self, request: Any, path: str) -> str:
        """On a page the path alone, which is right under every name of the site: at home, in a LAN,
        over the onion service. In JSON and CSV, which are read elsewhere, a whole address."""
        path = "/" + path.lstrip("/")  # two of them would begin another host
        if "." not in request.path.rpartition("/")[2]:
            return path
        return self._base(request) + path

    def _base(self, request: Any) -> str:
        """The onion address where that was asked for, so that nobody is led out of it; else that of
        the site. Read once for each request: ``feeds.yaml`` may change meanwhile."""
        base = request.scope.get(_KEY)
        if base is None:
            base = request.scope[_KEY] = self._read_base(request.host)
        return str(base)

    def _read_base(self, host: str) -> str:
        path = self.databases[DATABASE].path
        onion = onion_of(path)
        if onion and onion.partition("//")[2] == host.removesuffix(":80"):
            return onion
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
                return read_site(conn).url
        except (sqlite3.Error, NotSetError):
            return ""


def may_be_ours(host: bytes) -> bool:
    """Whether a Host header may say which of our addresses was asked for: the onion service. Any
    other is not believed, so it need not reach those who answer."""
    return _ONION_HOST.fullmatch(host) is not None
