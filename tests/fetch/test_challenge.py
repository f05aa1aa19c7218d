from __future__ import annotations

import pytest

from aggregator.fetch.challenge import is_challenge

FEED = b"<rss version='2.0'><channel><title>Sample</title></channel></rss>"


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {"x-datadome": "protected"}, False),
        (403, {"x-datadome": "protected"}, True),
        (403, {"x-sucuri-block": "1"}, True),
        (200, {"cf-mitigated": "challenge"}, True),
        (200, {}, False),
        (404, {"x-datadome": "protected"}, False),
    ],
)
def test_a_protection_that_lets_an_answer_through_is_no_challenge(
    status: int, headers: dict[str, str], expected: bool
) -> None:
    assert is_challenge(status, headers, FEED) is expected
