"""Reading a body without being drowned by it."""

from __future__ import annotations

import zlib

import httpx

ACCEPT_ENCODING = "gzip, deflate"
_IDENTITY = frozenset({"", "identity"})


class TooLargeError(Exception):
    """The body is larger than allowed, on the wire or after decompression."""


class BadEncodingError(Exception):
    """The body is not compressed the way its header says."""


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """The body, decompressed, at most ``limit`` bytes.

    httpx would inflate each chunk as far as it goes (a 64 kB chunk of a bomb is 64 MB), so
    the bytes are inflated here, with room for no more than the limit. A truncated gzip body
    is an error: half a feed would look like deleted entries.

    Raises :class:`TooLargeError`, :class:`BadEncodingError`, and httpx's own errors.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in _IDENTITY:
        return await _read_plain(response, limit)
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise BadEncodingError(f"Content-Encoding {encoding[:40]!r} was not asked for")
    return await _read_deflated(response, limit)


def _stream(response: httpx.Response) -> httpx.AsyncByteStream:
    """The bytes as they come; ``aiter_raw`` would count and re-chunk what is counted here."""
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("the transport is not an asynchronous one")
    return response.stream


async def _read_plain(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    async for chunk in _stream(response):
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"more than {limit:,} bytes")
    return bytes(body)


async def _read_deflated(response: httpx.Response, limit: int) -> bytes:
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its header
    body, wire = bytearray(), 0
    try:
        async for chunk in _stream(response):
            wire += len(chunk)
            if wire > limit:
                raise TooLargeError(f"more than {limit:,} bytes on the wire")
            rest = chunk
            while rest:
                if inflate.eof:  # gzip may have several members (RFC 1952, 2.2)
                    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
                body += inflate.decompress(rest, limit + 1 - len(body))
                if len(body) > limit:
                    raise TooLargeError(f"more than {limit:,} bytes after decompression")
                rest = inflate.unused_data
    except zlib.error as error:
        raise BadEncodingError(f"broken compression: {error}") from error
    if wire and not inflate.eof:
        raise BadEncodingError("the compressed body ends too early")
    return bytes(body)
