"""Hosts under other names: mirrors of a source, look-alikes of one, hosts that are refused. Pure.

Sites of this field are blocked and copied: some copies are their own (mirrors), some imitate them
to be believed (Doppelganger cloned four newsrooms), some only look as if they reported from there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from aggregator.data import read_yaml
from aggregator.fetch.domains import registrable_domain

_SHORTEST = 5
"""Letters of a name below which another ending, or one letter more, is an ordinary other name."""
_LOOKS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "|": "l"})


def unmirrored(host: str, path: str) -> tuple[str, str]:
    """The host that ``host`` mirrors, and the path there; both as they are where it is none."""
    mirrors = _table()[0]
    if host not in mirrors:
        return host, path
    for beginning, target in mirrors[host]:
        if path == beginning or path.startswith(f"{beginning}/") or not beginning:
            return target, path[len(beginning) :] or "/"
    return host, path


def refused(host: str) -> str | None:
    """Why ``host`` must never be a source; ``None`` where nothing is known against it."""
    table, name = _table()[1], _plain(host)
    while name:
        if name in table:
            return table[name]
        name = name.partition(".")[2]
    return None


def look_alike_of(host: str, vetted: Iterable[str], *, other_endings: bool = True) -> str | None:
    """The vetted domain that ``host`` imitates, or ``None``.

    An imitation has letters that look alike, differs by one letter, carries the name under another
    ending, or carries the whole domain inside of another one (``zmina.info.example.top``,
    ``zmina-info.top``). ``vetted`` are hosts; whatever belongs to one of them is no imitation.
    Without ``other_endings`` the same name under another ending is none either.
    """
    domains = {registrable_domain(each) for each in vetted}
    name = _plain(host)
    own = registrable_domain(name)
    if not own or own in domains:
        return None
    for domain in sorted(domains):
        same_name = own.partition(".")[0] == domain.partition(".")[0]
        if _imitates(name, own, domain) and (other_endings or not same_name):
            return domain
    return None


def _imitates(host: str, own: str, domain: str) -> bool:
    if f".{domain}." in f".{host}" and not host.endswith(domain):
        return True
    label, known = own.partition(".")[0], domain.partition(".")[0]
    if label == domain.replace(".", "-") or label == domain.replace(".", ""):
        return True
    mine, other = _skeleton(label), _skeleton(known)
    if len(other) < _SHORTEST:
        return mine == other and own.partition(".")[2] == domain.partition(".")[2]
    return mine == other or _one_apart(mine, other)


def _one_apart(a: str, b: str) -> bool:
    """Whether one letter was changed, added, left out, or two neighbours were exchanged."""
    if abs(len(a) - len(b)) > 1 or len(b) <= _SHORTEST:
        return False
    at = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    rest_a, rest_b = a[at:], b[at:]
    exchanged = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or exchanged


def _skeleton(label: str) -> str:
    """The label as an eye reads it: letters of other scripts as the Latin ones they look like."""
    text = unicodedata.normalize("NFKD", _readable(label)).casefold()
    text = "".join(_latin(c) for c in text if not unicodedata.combining(c)).translate(_LOOKS)
    return text.replace("rn", "m").replace("vv", "w").replace("-", "")


def _readable(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


@cache
def _latin(character: str) -> str:
    if character.isascii():
        return character
    # 30 ms, and seldom needed
    from confusable_homoglyphs import confusables  # type: ignore[import-untyped]  # noqa: PLC0415

    found = confusables.is_confusable(character, greedy=True, preferred_aliases=[])
    glyphs = [glyph["c"] for each in found or () for glyph in each["homoglyphs"]]
    return next((glyph.lower() for glyph in glyphs if glyph.isascii()), character)


def _plain(host: str) -> str:
    name = host.strip().strip(".").lower()
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


@cache
def _table() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str]]:
    data = read_yaml("mirrors.yaml")
    mirrors: dict[str, list[tuple[str, str]]] = {}
    for place, target in data["mirrors"].items():
        host, slash, path = place.partition("/")
        mirrors.setdefault(host, []).append((slash + path, target))
    for places in mirrors.values():
        places.sort(key=lambda each: -len(each[0]))
    return mirrors, dict(data["refused"])
