"""Answers packed with gzip for whoever takes them so."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.site.desk_process import Answer
from aggregator.site.packing import LEAST, MOST, packed, takes_gzip

ROOT = Path(__file__).parents[2]
HTML = (b"content-type", b"text/html; charset=utf-8")


def answer(body: bytes, *headers: tuple[bytes, bytes]) -> Answer:
    return Answer(200, (*headers, (b"content-length", str(len(body)).encode())), body)


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [(b"gzip", True), (b"gzip, deflate, br", True), (b"br;q=1.0, GZIP;q=0.5", True), (b"*", True),
     (b"", False), (b"br", False), (b"gzip;q=0", False), (b"gzip; q=0.000", False),
     (b"x-gzipped", False), (b"identity", False)],
)  # fmt: skip
def test_who_says_so_takes_gzip(accepted: bytes, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


@given(st.binary(min_size=LEAST, max_size=LEAST + 5_000))
def test_a_packed_answer_unpacks_to_what_it_was(body: bytes) -> None:
    sent = packed(answer(body, HTML), b"gzip")
    headers = dict(sent.headers)
    assert gzip.decompress(sent.body) == body
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"content-length"] == str(len(sent.body)).encode()
    assert headers[b"vary"] == b"Accept-Encoding"


@pytest.mark.parametrize(
    ("body", "kind", "accepted"),
    [(b"x" * (LEAST - 1), HTML, b"gzip"), (b"x" * (MOST + 1), HTML, b"gzip"),
     (b"x" * LEAST, HTML, b"br"), (b"x" * LEAST, (b"content-type", b"image/png"), b"gzip")],
)  # fmt: skip
def test_the_rest_goes_as_it_is(body: bytes, kind: tuple[bytes, bytes], accepted: bytes) -> None:
    sent = packed(answer(body, kind), accepted)
    assert sent.body == body
    assert b"content-encoding" not in dict(sent.headers)


def test_what_is_packed_already_is_not_packed_again() -> None:
    once = answer(b"x" * LEAST, HTML, (b"content-encoding", b"gzip"))
    assert packed(once, b"gzip") is once


@pytest.mark.parametrize(
    "kind",
    [b"application/atom+xml", b"application/feed+json", b"application/json", b"text/csv",
     b"application/ld+json", b"text/x-opml; charset=utf-8", b"application/xml"],
)  # fmt: skip
def test_feeds_tables_and_data_are_packed_too(kind: bytes) -> None:
    sent = packed(answer(b"x" * LEAST, (b"content-type", kind)), b"gzip")
    assert len(sent.body) < LEAST


def test_the_server_before_ours_is_told_to_pack_every_type_that_we_send() -> None:
    setup = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")
    told = set(re.search(r"gzip_types ([^;]+);", setup)[1].split())  # type: ignore[index]
    ours = {
        found
        for path in (ROOT / "aggregator" / "site").glob("*.py")
        for found in re.findall(r"\"((?:text|application)/[a-z0-9.+-]+)", path.read_text("utf-8"))
    }
    assert len(ours) > 6
    # nginx packs text/html without being told, and a type that is named for it twice is an error.
    assert ours - {"text/html"} <= told
    assert "text/html" not in told
