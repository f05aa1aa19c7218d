"""One update of all feeds by lemon24/reader, as its own command does it. Run by bench.poll, in
an environment of its own: python poll_peer_reader.py DATABASE URLS WORKERS [--idle].

With ``--idle`` only what is due is asked, which is nothing right after an update."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

from reader import make_reader  # type: ignore[import-not-found]  # noqa: E402


def main(database: str, urls: str, workers: int, idle: bool) -> None:
    """Adds the feeds where they are missing, then updates all."""
    with make_reader(database) as reader:
        for url in Path(urls).read_text(encoding="utf-8").split():
            reader.add_feed(url, exist_ok=True)
        failed = sum(
            isinstance(result.value, Exception)
            for result in reader.update_feeds_iter(workers=workers, scheduled=idle)
        )
        print(f"{reader.get_entry_counts().total} entries, {failed} feeds failed")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "--idle" in sys.argv)
