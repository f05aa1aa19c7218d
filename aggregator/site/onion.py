"""Onion-Location: tells Tor Browser that the same page is at an onion address.

https://community.torproject.org/onion-services/advanced/onion-location/: a header with the whole
address, on pages; browsers heed it on https only. The address is ``site.onion`` of feeds.yaml.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from aggregator.site.headers import App, Message, Receive, Scope, Send, path_as_sent, value_of

_ONION = re.compile(r"http://[a-z2-7]{56}\.onion", re.ASCII)


def onion_of(database: str) -> str:
    """The onion address in a file of ours; empty where none is set."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
            row = conn.execute("select value from publication where name = 'site_onion'").fetchone()
    except sqlite3.Error:
        return ""
    return str(row[0]) if row and _ONION.fullmatch(str(row[0])) else ""


def with_onion(app: App, onion: str) -> App:
    """Wraps the application; as it is where there is no onion address."""
    if not onion:
        return app

    async def told_app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = path_as_sent(scope)
        query = scope.get("query_string", b"")
        location = onion.encode("ascii") + path + (b"?" + query if query else b"")

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if b"text/html" in value_of(headers, b"content-type"):
                    headers.append((b"onion-location", location))
                    message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_told)

    return told_app
