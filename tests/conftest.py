"""Shared by all tests: where the development data stands, and why a test is skipped without it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("needs the development data in ../shared, which is not here")
    return SHARED
