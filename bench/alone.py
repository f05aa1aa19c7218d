"""trafilatura alone: the pages from memory, text and metadata, nothing fetched or stored.

In the mode of ``aggregator.extract`` (its default precision, no comments), with metadata,
in as many processes. They are forked after trafilatura has been imported and get eight pages
at a time: this is the cheapest way to run it, so the comparison leans towards trafilatura.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from trafilatura import bare_extraction

from bench.pages import PAGES, read_pages

CHUNK = 8


def extract(page: tuple[str, bytes]) -> tuple[str, str]:
    """Address and text of one page."""
    url, body = page
    document = bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    return url, getattr(document, "text", None) or ""


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--workers", default=os.cpu_count() or 1, show_default="one per core")
@click.option("--texts", type=click.Path(dir_okay=False, path_type=Path), help="Keep the texts.")
def main(folder: Path, workers: int, texts: Path | None) -> None:
    """Extracts every page of the folder."""
    pages = list(read_pages(folder / PAGES))
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        extracted = dict(pool.map(extract, pages, chunksize=CHUNK))
    if texts is not None:
        texts.write_text(json.dumps(extracted, ensure_ascii=False), encoding="utf-8")
    print(f"{len(extracted)} pages, {sum(map(len, extracted.values()))} characters")


if __name__ == "__main__":
    main()
