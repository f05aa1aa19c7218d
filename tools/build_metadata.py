"""Writes metadata.json from the public schema; ``--check`` only says whether it is fresh."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from aggregator.site.metadata import metadata

PATH = Path(__file__).resolve().parents[1] / "metadata.json"


def text() -> str:
    """The file's content."""
    return json.dumps(metadata(), ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Exit status 0, or 1 where ``--check`` finds an old file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    if not parser.parse_args().check:
        PATH.write_text(text(), encoding="utf-8")
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == text():
        return 0
    print("metadata.json is old. Run: python -m tools.build_metadata", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
