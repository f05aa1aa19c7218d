"""Which texts a change of the rules can touch.

Rules are broken into units, a cue or a name each, with the words that must stand in a text before
the unit can say anything about it. Two versions of the rules differ in some units; a text in which
the words of none of them stand comes out the same, and need not be tagged again.

The test is generous, never strict: it looks for beginnings of words anywhere in the text, without
order, sentence or capitals. What it lets pass in vain costs a little time; what it held back
wrongly would leave an old tag for ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from aggregator.data import yaml_loader
from aggregator.rules.versions import DATA

Rules = Literal["topics", "organisations", "figures", "names"]
RULES: Final[tuple[Rules, ...]] = ("topics", "organisations", "figures", "names")

MANY: Final = 300
"""Changed units from which every text is tagged again: looking for the words of so many takes as
long as tagging (1 ms a text on this machine)."""

_LOADER: Final = yaml_loader()
_WORD: Final = re.compile(r"[^\W_]+")
_LINK: Final = re.compile(r"\s+[+>]\d*\s+")
_EITHER: Final = re.compile(r"\s+\|\s+")
_GROUP: Final = re.compile(r"\{([^{}]*)\}")
_LISTS_OF_WORDS: Final = frozenset({"nouns", "weak", "units", "labels", "stop"})
_EVERYWHERE: Final = frozenset({"endings", "latin_endings", "elisions", "unnamed", "pointing_back"})
"""Parts of organisations.yaml and figures.yaml whose change can touch any text."""

Words = tuple[str, ...]
Choice = tuple[Words, ...]
Need = tuple[Choice, ...]
"""What must stand in a text: for each choice, all words of one of its alternatives."""


# --- rules as units -------------------------------------------------------------------


def units(rules: Rules, names: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The rules as they are now, unit by unit, in a form that can be stored and compared."""
    if rules == "topics":
        found = _topic_units(DATA / "topics")
    elif rules == "names":
        found = iter([["names", source, name] for source, name in names])
    else:
        found = _leaves(_read(DATA / f"{rules}.yaml"), [rules])
    return sorted({json.dumps(unit, ensure_ascii=False) for unit in found})


def _read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), _LOADER)  # noqa: S506  (both are safe)


def _topic_units(folder: Path) -> Iterator[list[str]]:
    groups = {
        language: {name: "|".join(words.split()) for name, words in named.items()}
        for language, named in _read(folder / "_words.yaml").items()
    }
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "_words.yaml":
            continue
        content = _read(path)
        for part in ("cues", "hints", "not"):
            for language, lines in (content.get(part) or {}).items():
                for cue in _cues(lines, groups.get(language, {})):
                    yield ["topics", path.stem, part, language, cue]


def _cues(lines: str, groups: dict[str, str]) -> Iterator[str]:
    for line in lines.splitlines():
        words = line.partition(" = ")[0].strip()
        if words and not words.startswith("#"):
            yield _GROUP.sub(lambda found: groups.get(found[1], ""), words)


def _leaves(value: Any, path: list[str]) -> Iterator[list[str]]:
    """Every text of a YAML file with its path; a list of words is one leaf for each word."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, [*path, str(key)])
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):  # a body: found again by its id, wherever it stands
                yield from _body(inner, path)
            else:
                yield from _leaves(inner, path)
    elif len(path) > 1 and path[1] in _LISTS_OF_WORDS:
        yield from ([*path, word] for word in str(value).split())
    else:
        yield [*path, str(value)]


def _body(body: dict[str, Any], path: list[str]) -> Iterator[list[str]]:
    # Whose body it is decides what role its names get, so that is part of each name.
    kind = f"{body.get('side')} {body.get('propaganda', False)}"
    for names in body.get("names", {}).values():
        for name in names:
            yield [*path, str(body["id"]), kind, name]


# --- what a change can touch ----------------------------------------------------------


class Reach:
    """The texts that the difference between two versions of some rules can touch."""

    def __init__(self, old: Iterable[str], new: Iterable[str]) -> None:
        changed = [json.loads(unit) for unit in set(old) ^ set(new)]
        changed = [unit for unit in changed if _part(unit) != "version"]
        self.everything = len(changed) > MANY or any(_part(u) in _EVERYWHERE for u in changed)
        needs = () if self.everything else dict.fromkeys(map(_need, changed))
        self._needs = sorted(needs, key=len)

    def __bool__(self) -> bool:
        return self.everything or bool(self._needs)

    def touches(self, folded: str) -> bool:
        """Whether a text, folded by :func:`fold`, can come out differently."""
        return self.everything or any(
            all(any(all(word in folded for word in words) for words in choice) for choice in need)
            for need in self._needs
        )


def _part(unit: list[str]) -> str:
    """The part of a YAML file that a unit stands in; of topics and sources each is like another."""
    return unit[1] if unit[0] in {"organisations", "figures"} else ""


def fold(text: str) -> str:
    """Small letters, ё as е, no stress marks or soft hyphens: as the finders fold words."""
    return text.lower().replace("ё", "е").replace("\u0301", "").replace("\u00ad", "")


def _need(unit: list[str]) -> Need:
    rules, written = unit[0], unit[-1]
    if rules == "topics":
        return tuple(
            tuple(
                words
                for phrase in _EITHER.split(side)
                for words in _alternatives(phrase)
            )
            for side in _LINK.split(written)
        )  # fmt: skip
    if rules == "names":
        return ((tuple(_beginning(word) for word in _WORD.findall(fold(written))),),)
    return ((tuple(_WORD.findall(fold(written))),),)


def _alternatives(phrase: str) -> list[Words]:
    """``forced|forcible transfer*``: one of the first words, and the others."""
    chunks = [[tuple(_WORD.findall(fold(one))) for one in c.split("|")] for c in phrase.split()]
    # The chunk with the fewest choices says most; the others only narrow further.
    plain = tuple(word for chunk in chunks if len(chunk) == 1 for word in chunk[0])
    several = [chunk for chunk in chunks if len(chunk) > 1]
    if not several:
        return [plain]
    return [plain + words for words in min(several, key=len)]


def _beginning(word: str) -> str:
    """What a declined name keeps: no ending of a nominative is longer than two letters."""
    return word[:-2] if len(word) > 3 and "\u0400" <= word[0] <= "\u04ff" else word
