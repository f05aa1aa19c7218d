"""Our feeds by the W3C feed validator's own code: ``python -m bench.valid``.

Its code is no part of this repository and is not downloaded: name a checkout or a git directory of
it with --validator, in FEEDVALIDATOR, or put it beside this repository as ``feedvalidator``.
Where there is none, one line says so. It needs html5lib, which pip puts into a folder that is
removed again. No error may be found in any feed of the sample site, whose rows are hostile;
warnings are counted by kind (docs/conformance.md has an explanation for each).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click

from aggregator.site.metadata import metadata
from aggregator.site.serve import build
from bench.child import ROOT

EXPLANATIONS = ROOT / "docs" / "conformance.md"
_SECONDS = 120
# Runs in a process of its own: the validator's package is named like modules of the library.
_PROGRAM = """
import json, sys
sys.path[:0] = sys.argv[1:3]
import feedvalidator
from feedvalidator import compatibility, logging
found = []
for address, text in json.load(sys.stdin):
    result = feedvalidator.validateString(text, firstOccurrenceOnly=1, base=address)
    for event in compatibility.AA(result["loggedEvents"]):
        kind = "error" if isinstance(event, logging.Error) else "warning"
        where = {k: str(v)[:80] for k, v in event.params.items() if k in ("element", "value")}
        found.append([address, kind, type(event).__name__, json.dumps(where)])
json.dump(found, sys.stdout)
"""


class NotAtHandError(LookupError):
    """The validator cannot be had here; the text says what to do."""


def sources_of(given: Path | None, into: Path) -> Path:
    """The folder with the package ``feedvalidator``; a git directory is unpacked ``into``."""
    named = given or (Path(os.environ["FEEDVALIDATOR"]) if "FEEDVALIDATOR" in os.environ else None)
    place = named or ROOT.parent / "feedvalidator"
    if (place / "src" / "feedvalidator").is_dir():
        return place / "src"
    unpack = f"git -C {place} archive HEAD src" if place.is_dir() else "false"
    archive = into / "source.tar"
    with archive.open("wb") as out:
        done = subprocess.run(unpack.split(), stdout=out, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise NotAtHandError(
            "w3c validator: skipped, it is not at hand (clone github.com/w3c/feedvalidator "
            "beside this repository, or name it: FEEDVALIDATOR=PATH)"
        )
    subprocess.run(["tar", "-xf", str(archive), "-C", str(into)], check=True)
    return into / "src"


def html5lib(into: Path) -> Path:
    """What the validator imports and we do not have."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--target", str(into), "html5lib==1.1"]  # fmt: skip
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise NotAtHandError("w3c validator: skipped, pip cannot get html5lib, which it needs")
    return into


def documents(folder: Path) -> list[tuple[str, str]]:
    """Every kind of feed of the sample site: its address and what it answers."""
    from tests.site.conftest import close, getter  # noqa: PLC0415 — beside the product
    from tests.site.every_feed import ATOM_FEEDS, OPML  # noqa: PLC0415
    from tests.site.sample import URL, write_database  # noqa: PLC0415

    path = folder / "news.db"
    write_database(path, extra=120)
    site = build(path, metadata())
    get = getter(site)
    try:
        return [(URL + address, get(address).text) for address in (*ATOM_FEEDS, *OPML)]
    finally:
        close(site)


def judged(texts: list[tuple[str, str]], code: Path, needs: Path) -> list[list[str]]:
    """What the validator says: address, error or warning, kind, where."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM, str(code), str(needs)],
        input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=_SECONDS,
    )  # fmt: skip
    found: list[list[str]] = json.loads(done.stdout)
    return found


@click.command()
@click.option("--validator", type=click.Path(path_type=Path), help="Its code, or its git folder.")
def main(validator: Path | None) -> None:
    """Print what the W3C's validator says of our feeds. Exit status 1: an error, or a kind of
    warning that docs/conformance.md does not explain."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        try:
            code = sources_of(validator, place)
            needs = html5lib(place / "needs")
        except NotAtHandError as missing:
            click.echo(missing)
            return
        texts = documents(place)
        found = judged(texts, code, needs)
    errors = [each for each in found if each[1] == "error"]
    kinds = Counter(each[2] for each in found if each[1] == "warning")
    click.echo(f"w3c validator: {len(texts)} documents, {len(errors)} errors")
    for address, _, kind, where in errors:
        click.echo(f"  {kind} in {address}: {where}")
    explained = EXPLANATIONS.read_text(encoding="utf-8")
    for kind, count in sorted(kinds.items()):
        click.echo(f"  warning {kind}: in {count} documents")
    unexplained = [kind for kind in kinds if f"`{kind}`" not in explained]
    if unexplained:
        click.echo(f"not explained in docs/conformance.md: {', '.join(unexplained)}")
    raise SystemExit(1 if errors or unexplained else 0)


if __name__ == "__main__":
    main()
