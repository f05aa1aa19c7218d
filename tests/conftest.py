"""Shared by all tests: where the development data stands, and why a test is skipped without it.

No test asserts a time, so neither does hypothesis: on a machine that does much else, the example
that happens to load a table took longer than its 200 ms.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# What is asserted outside of the tests themselves is to say what it has found as well.
pytest.register_assert_rewrite("tests.site", "tests.pipeline", "tests.story")
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("needs the development data in ../shared, which is not here")
    return SHARED
