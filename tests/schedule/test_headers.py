from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.schedule.headers import fresh_for, retry_after

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Sat, 21 Nov 2026 12:10:00 GMT"}, 600),
        ({"retry-after": "Saturday, 21-Nov-26 12:10:00 GMT"}, 600),
        ({"retry-after": "Sat Nov 21 12:10:00 2026"}, 600),
        ({"retry-after": "Sat, 21 Nov 2026 14:10:00 +0200"}, 600),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0),
        # A server whose clock is a day ahead says both by the same clock.
        ({"retry-after": "Sun, 22 Nov 2026 12:10:00 GMT", "date": "Sun, 22 Nov 2026 12:00:00 GMT"},
         600),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "12.5"}, None),
        ({"retry-after": "99999999999"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Sat, 99 Nov 2026 12:10:00 GMT"}, None),
        ({"retry-after": "x" * 10_000}, None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_seconds_and_as_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=3600"}, 3600),
        ({"cache-control": "public, Max-Age = 600 , must-revalidate"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=900, max-age=300"}, 300),
        ({"cache-control": "no-cache, max-age=3600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=3600", "age": "600"}, 3000),
        ({"cache-control": "max-age=600", "age": "3600"}, 0),
        ({"cache-control": "max-age=600", "age": "old"}, 600),
        ({"expires": "Sat, 21 Nov 2026 13:00:00 GMT"}, 3600),
        ({"expires": "Sat, 21 Nov 2026 13:00:00 GMT", "date": "Sat, 21 Nov 2026 12:30:00 GMT"},
         1800),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"cache-control": "max-age=60", "expires": "Sat, 21 Nov 2026 13:00:00 GMT"}, 60),
    ],
)  # fmt: skip
def test_freshness_is_max_age_before_expires_less_the_age(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert fresh_for(headers, NOW) == seconds


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_header_can_break_the_reading_or_ask_for_the_past(first: str, second: str) -> None:
    headers = {"retry-after": first, "cache-control": first, "expires": first,
               "date": second, "age": second}  # fmt: skip
    for seconds in (retry_after(headers, NOW), fresh_for(headers, NOW)):
        assert seconds is None or seconds >= 0
