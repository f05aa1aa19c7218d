"""Answers packed with gzip for whoever takes them so (RFC 9110, 8.4 and 12.5.3): over Tor and on a
telephone a page of 50 kB is long, one of 12 kB is not.

Nothing secret stands in any answer, so the size of a packed one tells nothing (BREACH needs a
secret beside words of the attacker).
"""

from __future__ import annotations

import gzip
import re

from aggregator.site.desk_process import Answer
from aggregator.site.headers import value_of, without

LEAST, MOST = 1_000, 500_000
"""Bytes between which packing is worth it: below, the headers are half of it; above, packing would
hold up other pages (5 ms for 500 kB at this level)."""
LEVEL = 4
"""A first page of 53 kB becomes 12.6 kB in 0.9 ms; level 9 takes twice as long for 2 % less."""
_TYPES = re.compile(rb"(?:text/|application/(?:[\w.-]+\+)?(?:xml|json)|image/svg)")
_GZIP = re.compile(rb"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?=,|$)", re.I)


def takes_gzip(accepted: bytes) -> bool:
    """Whether an ``Accept-Encoding`` takes gzip; with ``q=0`` it refuses it."""
    found = _GZIP.search(accepted)
    return found is not None and (found[1] is None or found[1].strip(b"0.") != b"")


def packed(answer: Answer, accepted: bytes) -> Answer:
    """``answer`` as it goes to somebody who sent ``accepted``. What can be packed says so in
    ``Vary``, for caches on the way."""
    encoded = value_of(answer.headers, b"content-encoding")
    if encoded or not _TYPES.match(value_of(answer.headers, b"content-type")):
        return answer
    headers = [*answer.headers, (b"vary", b"Accept-Encoding")]
    if not (LEAST <= len(answer.body) <= MOST and takes_gzip(accepted)):
        return Answer(answer.status, tuple(headers), answer.body)
    body = gzip.compress(answer.body, LEVEL, mtime=0)
    kept = without(headers, b"content-length")
    length = (b"content-length", str(len(body)).encode())
    return Answer(answer.status, (*kept, (b"content-encoding", b"gzip"), length), body)
