"""What worker processes share: imported once, by the server that they are forked from."""

from __future__ import annotations

import gc

# Nothing of what is imported is garbage: looking for some took a quarter of the start.
gc.disable()

import aggregator.linking  # noqa: E402
import aggregator.parse  # noqa: E402
import aggregator.reading  # noqa: E402
import aggregator.store.publication  # noqa: E402, F401

gc.freeze()  # no collection touches the pages that workers share
gc.enable()
