"""Where the feed suites of others come from: ../shared and feedparser's source distribution.

Nothing of them is copied into the repository; what cannot be had is skipped with one line.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath

W3C = Path(__file__).parents[2] / "shared" / "data" / "feeds" / "w3c-testcases.tar.gz"

_HEADER = re.compile(rb"^Header:\s+([A-Za-z-]+)\s*:[ \t]*([^\r\n]*)", re.M)
_SUITES = ("wellformed", "illformed", "encoding", "entities")
_TYPES = {".html": "text/html", ".opml": "text/x-opml", ".json": "application/feed+json"}
_DOWNLOAD_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Case:
    """One document of a suite, with the headers that its author wants it served with."""

    suite: str
    name: str
    body: bytes
    content_type: str
    url: str


class MissingSuiteError(Exception):
    """A suite is not at hand; the text says which and why, in one line."""


def w3c_cases(archive: Path = W3C) -> Iterator[Case]:
    """The test cases of the W3C feed validator. Raises :class:`MissingSuiteError`."""
    if not archive.exists():
        raise MissingSuiteError(f"w3c: no {archive.name} beside the repository")
    yield from _members(archive, {"testcases": "w3c"})


def feedparser_cases(archive: Path) -> Iterator[Case]:
    """feedparser's own test documents. Raises :class:`MissingSuiteError`."""
    if not archive.exists():
        raise MissingSuiteError(f"feedparser: {archive} does not exist")
    yield from _members(archive, {f"tests/{suite}": f"feedparser {suite}" for suite in _SUITES})


def sanitize_cases(archive: Path) -> Iterator[Case]:
    """Those of feedparser's documents that try to get markup past its sanitizer. Raises
    :class:`MissingSuiteError`."""
    if not archive.exists():
        raise MissingSuiteError(f"feedparser: {archive} does not exist")
    yield from _members(archive, {"tests/wellformed/sanitize": "feedparser sanitize"})


def download_feedparser(folder: Path) -> Path:
    """The source distribution of the feedparser that is installed, by pip, into ``folder``.

    Raises :class:`MissingSuiteError` where pip cannot have it.
    """
    wanted = f"feedparser=={version('feedparser')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
               "--no-binary", "feedparser", "--no-deps", "--dest", str(folder), wanted]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_DOWNLOAD_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingSuiteError(f"feedparser: pip download {wanted}: {error}") from error
    found = sorted(folder.glob("feedparser-*.tar.gz"))
    if done.returncode or not found:
        reason = (done.stderr.strip().splitlines() or ["no archive came"])[-1]
        raise MissingSuiteError(f"feedparser: pip download {wanted}: {reason}")
    return found[0]


def _members(archive: Path, folders: dict[str, str]) -> Iterator[Case]:
    """The files of a tar archive below ``folders``, read in memory: nothing is unpacked."""
    with tarfile.open(archive) as tar:
        for member in tar:
            suite = _suite(member.name, folders)
            if suite is None or not member.isfile() or PurePosixPath(member.name).name[0] == ".":
                continue
            handle = tar.extractfile(member)
            if handle is not None:
                yield _case(suite, member.name, handle.read())


def _suite(name: str, folders: dict[str, str]) -> str | None:
    for folder, suite in folders.items():
        if f"/{folder}/" in f"/{name}":
            return suite
    return None


def _case(suite: str, name: str, body: bytes) -> Case:
    headers = {
        key.decode("ascii").lower(): value.decode("latin-1").strip()
        for key, value in _HEADER.findall(body[:2_000].replace(b"\0", b""))
    }
    default = _TYPES.get(PurePosixPath(name).suffix, "")
    place = headers.get("content-location", "")
    url = place if place.startswith("http") else f"https://suite.example/{name}"
    return Case(suite, name, body, headers.get("content-type", default), url)
