"""The only room that writes SQLite: the private archive and the public ``news.db``."""

import sys

# sqlite-utils imports numpy where it is installed (here: for py3langid), to name column types
# that we do not have. In the process that polls, that is a quarter of all CPU: 0.13 s.
if "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import sqlite_utils  # noqa: F401

    del sys.modules["numpy"]
