"""Loading tables without garbage collection."""

from __future__ import annotations

import gc

import pytest

from aggregator.tag.uncollected import uncollected


@uncollected()
def _collecting() -> bool:
    return gc.isenabled()


def test_collection_is_off_while_a_table_loads_and_on_again_afterwards() -> None:
    assert gc.isenabled()
    assert not _collecting()
    assert not _collecting()
    assert gc.isenabled()


def test_a_table_that_cannot_be_read_leaves_collection_on() -> None:
    with pytest.raises(ValueError, match="bad"), uncollected():
        raise ValueError("bad")
    assert gc.isenabled()


def test_who_has_switched_collection_off_finds_it_off() -> None:
    gc.disable()
    try:
        assert not _collecting()
        assert not gc.isenabled()
    finally:
        gc.enable()
