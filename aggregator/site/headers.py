"""What every answer of the server carries, and which of Datasette's pages it does not give.

An ASGI wrapper, so that it holds for Datasette's own pages, files and errors as well:
Datasette sends a Referrer-Policy on some of its pages only, and no Content-Security-Policy.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pair = tuple[bytes, bytes]


def path_as_sent(scope: Scope) -> bytes:
    """The path of a request before decoding, without its question, which some servers leave in."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.partition(b"?")[0]


def value_of(headers: Iterable[Pair], name: bytes) -> bytes:
    """The value of the first header of that name (in lower case); empty where there is none."""
    return next((value for each, value in headers if each.lower() == name), b"")


def without(headers: Iterable[Pair], name: bytes) -> list[Pair]:
    """The headers but for those of that name."""
    return [pair for pair in headers if pair[0].lower() != name]


_COMMON = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
OUR_POLICY = f"default-src 'none'; style-src 'self'; img-src 'self'; {_COMMON}"
DATASETTE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data:; {_COMMON}"
)
"""Datasette's pages carry inline styles (column names on narrow screens) and a data: arrow.
Their inline scripts stay shut out: without them facets, filters, paging and SQL still work."""

ALWAYS: tuple[Pair, ...] = (
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(), geolocation=(), microphone=(), payment=(), interest-cohort=()",
    ),
)


def safety_link(base: str = "/") -> Pair:
    """Where the notice for readers in occupied areas stands, as a link of the answer (RFC 8288;
    the relation ``help`` is registered): Datasette's JSON and CSV have no other place for it.
    ``title`` has neither comma nor semicolon, at which simple readers of such headers cut."""
    place = f'<{base.rstrip("/")}/safety>; rel="help"; title="In an occupied area? Read this first"'
    return b"link", place.encode("ascii")


_ALLOWED_INTERNALS = re.compile(r"/-/(static|static-plugins|metadata)(/|\.json$|$)")
"""The only addresses under ``/-/`` that are answered. Datasette 1.0 adds new ones with every
release, so this is a list of what is allowed: the rest shows file paths, threads, versions or
sets a cookie."""


_TAKES_FORMS = re.compile(r"/(explore|search)$")
_READ_ONLY: Pair = (b"allow", b"GET, HEAD")


def is_hidden(path: str) -> bool:
    """Whether an address of Datasette's own is answered with 404."""
    return path.startswith("/-/") and not _ALLOWED_INTERNALS.match(path)


def hardened(
    sent: Iterable[Pair], *, ours: bool, private: bool = False, base: str = "/"
) -> list[Pair]:
    """The headers to send in place of ``sent``: ours added, cookies and their Vary removed.

    ``private``: the answer holds what a visitor typed and is not to be stored anywhere. ``base`` is
    Datasette's setting ``base_url``.
    """
    drop = {name for name, _ in ALWAYS} | {b"content-security-policy", b"set-cookie", b"vary"}
    if private:
        drop.add(b"cache-control")
    kept = [(name.lower(), value) for name, value in sent]
    kept = [(name, _location(value) if name == b"location" else value) for name, value in kept]
    kept = [(name, value) for name, value in kept if name not in drop]
    policy = OUR_POLICY if ours else DATASETTE_POLICY
    kept.extend((*ALWAYS, safety_link(base)))
    kept.append((b"content-security-policy", policy.encode("ascii")))
    if private:
        kept.append((b"cache-control", b"no-store"))
    return kept


def _location(address: bytes) -> bytes:
    """A redirect of Datasette's, kept on this site: browsers take ``/\\`` and ``//`` for the
    beginning of another host."""
    return b"/" + address.lstrip(b"/\\") if address[:1] in {b"/", b"\\"} else address


def with_headers(app: App, our_paths: Iterable[re.Pattern[str]], base: str = "/") -> App:
    """Wraps the whole of Datasette. ``base`` is its setting ``base_url``."""
    patterns = tuple(our_paths)

    async def hardened_app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = path_as_sent(scope).decode("latin-1")  # which Datasette matches, too
        if base != "/" and path.startswith(base):
            path = "/" + path[len(base) :]
        ours = any(pattern.match(path) for pattern in patterns)
        # On Datasette's pages visitors type into the address: SQL, words, filters.
        typed = bool(scope.get("query_string")) and not path.startswith("/-/static")
        private = typed and not ours

        async def send_hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = message.get("headers", ())
                headers = hardened(sent, ours=ours, private=private, base=base)
                message = {**message, "headers": headers}
            await send(message)

        if is_hidden(path):
            await refuse(send_hardened, 404, b"There is no such page.\n")
            return
        if scope["method"] not in {"GET", "HEAD"} and not _TAKES_FORMS.match(path):
            await refuse(send_hardened, 405, b"This address can only be read.\n", _READ_ONLY)
            return
        # A visitor is never somebody: without cookies and credentials Datasette has no actor,
        # and answers to all visitors are the same.
        kept = [h for h in scope["headers"] if h[0].lower() not in {b"cookie", b"authorization"}]
        await app({**scope, "headers": kept}, receive, send_hardened)

    return hardened_app


async def refuse(send: Send, status: int, words: bytes, *more: Pair) -> None:
    """Answers with a plain sentence."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
