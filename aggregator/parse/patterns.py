"""Which addresses are articles: patterns from feeds.yaml, matched without any risk of hanging.

The patterns are those of file names in a shell (``*`` any text, ``?`` one character, ``[0-9]``
one of these), held against the path of an address with its query. ``fnmatch`` turns them into
atomic groups, so that no address, however hostile, makes matching take more than a few passes
over it; arbitrary regular expressions could take for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import urlsplit


@lru_cache(maxsize=64)
def matcher(patterns: tuple[str, ...], site: str) -> Callable[[str], bool]:
    """A function that says whether an address fits ``patterns``, for a source that stands at the
    address ``site``.

    ``/news/*`` is held against addresses of the source's own host. ``//*.example.org/*`` names
    hosts too. ``!/news/tag/*`` takes out what an earlier pattern let in. Without a pattern that
    lets something in, every address of the own host fits. Case makes no difference.
    """
    own = _host(site)
    wanted = [each.lower() for each in patterns if not each.startswith("!")]
    unwanted = [each[1:].lower() for each in patterns if each.startswith("!")]

    def fits(url: str) -> bool:
        parts = urlsplit(url.lower())
        at = (
            parts.netloc.removeprefix("www."),
            (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        )
        let_in = any(_meets(each, *at, own) for each in wanted) if wanted else at[0] == own
        return let_in and not any(_meets(each, *at, own) for each in unwanted)

    return fits


def path_pattern(paths: Sequence[str]) -> str:
    """The narrowest pattern that is made of whole segments and fits all of ``paths``, as an offer
    to a person: ``/news/[0-9]*/*`` for addresses of that shape."""
    rows = [path.strip("/").split("/") for path in paths]
    length = min(len(row) for row in rows)
    columns = [[row[at] for row in rows] for at in range(length)]
    segments = [_common(column) for column in columns]
    if any(len(row) > length for row in rows):
        segments.append("*")
    return "/" + "/".join(segments)


def _common(words: Sequence[str]) -> str:
    if len(set(words)) == 1:
        return re.sub(r"([*?\[])", r"[\1]", words[0])
    if all(word[:1].isdigit() for word in words):
        return "[0-9]*"
    return "*"


def _meets(pattern: str, host: str, path: str, own: str) -> bool:
    if pattern.startswith("//"):
        return fnmatchcase(host + path, pattern[2:])
    return host == own and fnmatchcase(path, pattern)


def _host(url: str) -> str:
    return (urlsplit(url).netloc.lower()).removeprefix("www.")
