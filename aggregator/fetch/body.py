"""Reading a body without being drowned by it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import httpx

ACCEPT_ENCODING = "gzip, deflate"
"""What is asked for. br and zstd are unpacked where a server sends them unasked. Measured on the
pages of the benches (265 kB): gzip 50 kB and 0.42 ms of CPU, br 46 kB and 0.35, zstd 49 kB and
0.53: no gain beside the 20 ms that reading such a page takes."""

_IDENTITY = frozenset({"", "identity"})
_MOST_RATIO, _RATIO_FROM = 200, 1_000_000
"""Beyond its first megabyte a body may be 200 times what came over the wire. Feeds and pages
pack 4 to 20 times, the most repetitive generated feed of the benches 60 times; bombs 1,000."""


class TooLargeError(Exception):
    """The body is larger than allowed, on the wire or after decompression; ``start`` is what was
    read of it, for the one kind of file of which the beginning counts."""

    def __init__(self, detail: str, start: bytes = b"") -> None:
        super().__init__(detail)
        self.start = start


class BadEncodingError(Exception):
    """The body is not compressed the way its header says."""


class _Unpacker(Protocol):
    """One compressed stream. Each call gives little more than ``room`` bytes."""

    def add(self, chunk: bytes, room: int) -> bytes:
        """What ``chunk`` unpacks to, cut soon after ``room`` bytes. May raise what its library
        raises."""

    @property
    def whole(self) -> bool:
        """Whether the stream has come to its own end."""


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """The body, decompressed, at most ``limit`` bytes.

    httpx would inflate each chunk as far as it goes (a 64 kB chunk of a bomb is 64 MB), so
    the bytes are inflated here, with room for no more than the limit. A truncated body
    is an error: half a feed would look like deleted entries.

    Raises :class:`TooLargeError`, :class:`BadEncodingError`, and httpx's own errors.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in _IDENTITY:
        return await _read_plain(response, limit)
    make = _UNPACKERS.get(encoding)
    if make is None:
        raise BadEncodingError(f"Content-Encoding {encoding[:40]!r} was not asked for")
    return await _read_packed(response, limit, make())


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
            raise TooLargeError(f"more than {limit:,} bytes", bytes(body[:limit]))
    return bytes(body)


async def _read_packed(response: httpx.Response, limit: int, unpacker: _Unpacker) -> bytes:
    body, wire = bytearray(), 0
    async for chunk in _stream(response):
        wire += len(chunk)
        if wire > limit:
            raise TooLargeError(f"more than {limit:,} bytes on the wire")
        try:
            body += unpacker.add(chunk, limit + 1 - len(body))
        except Exception as error:  # zlib, brotli and zstandard each have their own
            raise BadEncodingError(f"broken compression: {error}") from error
        if len(body) > limit:
            raise TooLargeError(
                f"more than {limit:,} bytes after decompression", bytes(body[:limit])
            )
        if len(body) > max(_RATIO_FROM, wire * _MOST_RATIO):
            raise TooLargeError(f"{wire:,} bytes unpack to more than {_MOST_RATIO} times as many")
    if wire and not unpacker.whole:
        raise BadEncodingError("the compressed body ends too early")
    return bytes(body)


class _Deflate:
    """gzip or zlib, by its header."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

    @property
    def whole(self) -> bool:
        return self._stream.eof

    def add(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        while chunk and len(out) < room:
            if self._stream.eof:  # gzip may have several members (RFC 1952, 2.2)
                self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
            out += self._stream.decompress(chunk, room - len(out))
            chunk = self._stream.unused_data
        return bytes(out)


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # noqa: PLC0415 — seldom sent unasked

        self._stream = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        return bool(self._stream.is_finished())

    def add(self, chunk: bytes, room: int) -> bytes:
        out = bytearray(self._stream.process(chunk, output_buffer_limit=room))
        while len(out) < room and not self._stream.can_accept_more_data():
            out += self._stream.process(b"", output_buffer_limit=room - len(out))
        return bytes(out)


_ZSTD_WINDOW = 8 * 1024 * 1024
"""The largest window of the content coding (RFC 9659); a decoder must keep that much memory."""
_ZSTD_STEP = 32
"""Bytes handed over at a time. The library has no limit on what comes out, but a block unpacks to
128 kB at most and needs 4 bytes: so no step gives more than about 1 MB."""


class _Zstd:
    """RFC 8878, in the window of RFC 9659."""

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415 — hardly any server sends it unasked

        self._make = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj
        self._stream = self._make()

    @property
    def whole(self) -> bool:
        return bool(self._stream.eof)

    def add(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        for at in range(0, len(chunk), _ZSTD_STEP):
            rest = chunk[at : at + _ZSTD_STEP]
            while rest and len(out) < room:
                if self._stream.eof:  # frames may follow one another (RFC 8878, 3)
                    self._stream = self._make()
                out += self._stream.decompress(rest)
                rest = self._stream.unused_data if self._stream.eof else b""
        return bytes(out)


_UNPACKERS: dict[str, Callable[[], _Unpacker]] = {
    "gzip": _Deflate,
    "x-gzip": _Deflate,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
