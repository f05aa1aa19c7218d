"""The language stands in the address: ``/uk/topics`` is ``/topics`` in Ukrainian.

The address alone decides. A cookie would have to be set, and ``Accept-Language`` would make a
cache hold one page in two languages; a shared link would show somebody else something else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from aggregator.site.headers import App, Message, Receive, Scope, Send, hardened, path_as_sent

DEFAULT = "en"
SCOPE_KEY = "aggregator.language"
"""Where the language of a request stands in its ASGI scope."""

PLAIN = ("/assets/", "/feeds/", "/-/", "/sources.opml", "/robots.txt", "/sitemap.xml")
"""How addresses begin that are the same in every language."""


def with_language(app: App, codes: Collection[str], base: str = "/") -> App:
    """Takes ``/uk`` from the address and notes it in the scope; a redirect stays in the language,
    and ``/UK`` leads to ``/uk``. ``base`` is Datasette's setting ``base_url``; an address without
    a language passes as it is."""
    root = base.rstrip("/")

    async def in_its_language(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            sent, plain = path_as_sent(scope).decode("latin-1"), scope["path"]
            inside = sent.removeprefix(root)
            if elsewhere := meant(inside, codes):
                await _lead(send, root + elsewhere, scope.get("query_string", b""), base)
                return
            code, rest = split_language(inside, codes)
            if code:
                scope = {
                    **scope,
                    "raw_path": (root + rest).encode("latin-1"),
                    "path": root + split_language(plain.removeprefix(root), codes)[1],
                    SCOPE_KEY: code,
                }
                send = _redirecting(send, root, code)
        await app(scope, receive, send)

    return in_its_language


def _redirecting(send: Send, base: str, code: str) -> Send:
    """Sends redirects within the site to the same address in the language: Datasette, which made
    them, knows of none."""

    def kept(name: bytes, value: bytes) -> bytes:
        path = value.decode("latin-1")
        if name.lower() != b"location" or not path.startswith(f"{base}/"):
            return value
        if path.startswith("//"):
            return value
        return f"{base}/{code}{path.removeprefix(base)}".encode("latin-1")

    async def send_kept(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, kept(name, value)) for name, value in message.get("headers", ())]
            message = {**message, "headers": headers}
        await send(message)

    return send_kept


def split_language(path: str, codes: Collection[str]) -> tuple[str, str]:
    """``/uk/topics`` gives ``("uk", "/topics")``; anything else an empty code."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first not in codes or first == DEFAULT:
        return "", path
    return first, f"/{rest}"


def meant(path: str, codes: Collection[str]) -> str:
    """Where ``/UK/topics`` and ``/en/topics`` lead: the same page at the address that it has; empty
    where the address is as it should be."""
    first, _, rest = path.removeprefix("/").partition("/")
    code = first.casefold()
    if code not in codes or (first == code and code != DEFAULT):
        return ""
    # Browsers take "//" and "/\\" for the beginning of another host.
    return ("" if code == DEFAULT else f"/{code}") + "/" + rest.lstrip("/\\")


async def _lead(send: Send, path: str, query: bytes, base: str) -> None:
    """Sends a visitor to the lasting address of a page, with the method and form that they sent
    (308)."""
    address = path.encode("latin-1") + (b"?" + query if query else b"")
    sent = [(b"location", address), (b"content-length", b"0")]
    headers = hardened(sent, ours=True, private=bool(query), base=base)
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def language_of(request: Any) -> str:
    """The language that a request asked for in its address."""
    return str(request.scope.get(SCOPE_KEY, DEFAULT)) if request is not None else DEFAULT


@dataclass(frozen=True, slots=True)
class Links:
    """Datasette's ``urls`` for our templates: addresses of pages stay in the language."""

    urls: Any
    language: str

    def path(self, path: str) -> str:
        """An address of ours. Feeds, files and data have one address for all languages."""
        if self.language == DEFAULT or path.startswith(PLAIN):
            return str(self.urls.path(path))
        return str(self.urls.path(f"/{self.language}{path}"))

    def other(self, language: str, path: str) -> str:
        """The page at ``path`` (without a language) in another language."""
        return Links(self.urls, language).path(path)

    def database(self, name: str) -> str:
        """Datasette's own page of a database. What is taken away there (JSON, CSV) has one address
        for all languages."""
        plain = str(self.urls.database(name))
        return self.path("/" + plain.removeprefix(str(self.urls.path("/"))))


def asked_for(request: Any, base: str) -> str:
    """The address of a page without its language and ``base``, with what was asked for."""
    asked = request.query_string
    return str(request.path).removeprefix(base.rstrip("/")) + (f"?{asked}" if asked else "")
