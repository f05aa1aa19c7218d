"""What the processes of the desks share: imported once, by the server that they are forked from."""

from __future__ import annotations

import gc

# Nothing of what is imported is garbage.
gc.disable()

from aggregator.site import serve  # noqa: E402, F401
from aggregator.site.guard import search_words  # noqa: E402

search_words("Kherson")  # reads the names of places, 40 MB, into memory that is shared

gc.freeze()  # no collection touches the pages that they share
gc.enable()
