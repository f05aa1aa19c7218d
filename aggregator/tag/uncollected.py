"""Tables are built without garbage collection: they make 200,000 objects of which none is garbage.

The collector would walk through all of them again and again: off for a whole start it spares
0.05 s of 0.37 (bench/tag_start.py), off for the tables alone about half of that.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Holds automatic collection off, and leaves it as it was before; also as a decorator."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
