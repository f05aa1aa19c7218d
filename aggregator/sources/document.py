"""feeds.yaml as text: read with limits, and kept with the line of every key.

The values are read by the core schema of YAML 1.2 (section 10.3.2), narrowed to decimal numbers:
``yes``, ``no`` and ``on`` stay words, because ``answer: yes`` and the language ``no`` must, and
a date stays as it was written, because ``2022-05`` must. Editors read the file the same way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from aggregator.data import yaml_loader
from aggregator.sources.problem import ConfigurationError, Problem

LIMIT = 2_000_000
"""Bytes. The file of 78 sources has 90 kB; 2 MB leaves room for a good thousand. At that size the
slowest wrong file that was tried took 16 s to be refused, on one core."""
DEPTH = 12
"""Levels. The schema needs six; composing recurses in C, where too deep a file ends the process."""

Place = tuple[str | int, ...]
"""The way to a value: ("sources", 3, "feeds", 0, "url")."""

_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""What YAML does not let stand in a file, and marks that turn the direction of reading: with
those, an address can look like another one in an editor and in a review."""
_TAB_INDENT = re.compile(r"^ *\t")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_Loader: Any = yaml_loader()


@dataclass(slots=True)
class Document:
    """The plain values of the file, the line of each, and what was wrong with its keys."""

    file: str
    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int | None:
        """The line of the value at ``place``, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def problem(self, place: Place, message: str, remedy: str) -> Problem:
        """A problem of the value at ``place``."""
        return Problem(self.file, self.line(place), path_of(place), message, remedy)


def path_of(place: Place) -> str:
    """``("sources", 3, "url")`` as people write it: ``sources[3].url``."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(parts).removeprefix(".")


def read(path: Path) -> Document:
    """Reads the file at ``path``. Raises :class:`ConfigurationError` where it cannot be parsed;
    duplicate keys do not stop the reading and stand in ``Document.problems``."""
    document = Document(str(path))
    text = _text(path, document)
    _refuse_unwanted(text, document)
    try:
        _refuse_hazards(text, document)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ConfigurationError([_syntax(error, document)]) from error
    if node is None:
        raise _refusal(document, None, "the file is empty", "start from the example in the docs")
    document.value = _value(node, (), document)
    return document


def _refusal(document: Document, line: int | None, message: str, remedy: str) -> ConfigurationError:
    return ConfigurationError([Problem(document.file, line, "", message, remedy)])


def _text(path: Path, document: Document) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except FileNotFoundError as error:
        remedy = "name the file with --feeds PATH, or start from the example in docs/feeds-yaml.md"
        raise _refusal(document, None, "there is no such file", remedy) from error
    except OSError as error:
        message = f"cannot be read ({error.strerror})"
        raise _refusal(document, None, message, "check its permissions and its place") from error
    if len(raw) > LIMIT:
        message = f"bigger than {LIMIT:,} bytes"
        raise _refusal(document, None, message, "split it, or look whether it is the right file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(document, line, "not UTF-8", "save the file as UTF-8") from error


def _refuse_unwanted(text: str, document: Document) -> None:
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        if _TAB_INDENT.match(line):
            message, remedy = "a tab in the indentation", "indent with two spaces a level"
            problems.append(Problem(document.file, number, "", message, remedy))
        if found := _UNWANTED.search(line):
            message = f"a control character (U+{ord(found[0]):04X})"
            problems.append(Problem(document.file, number, "", message, "delete it"))
    if problems:
        raise ConfigurationError(problems)


def _refuse_hazards(text: str, document: Document) -> None:
    """Aliases multiply (a file of 1 kB can unfold to gigabytes), tags build objects, and depth
    exhausts the stack: none of the three is needed here, so none is read."""
    problems = []
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = _line(event)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        fault = _hazard(event)
        if depth > DEPTH:
            fault = ("nested too deeply", "look for a bracket too many")
        elif documents > 1:
            fault = ("a second document begins (---)", "keep one document in the file")
        if fault:
            problems.append(Problem(document.file, line, "", *fault))
        if depth > DEPTH or documents > 1:
            break
    if problems:
        raise ConfigurationError(problems)


def _line(part: Any) -> int:
    return int(part.start_mark.line) + 1


def _hazard(event: Any) -> tuple[str, str] | None:
    if isinstance(event, yaml.AliasEvent):
        return f"the alias *{event.anchor} is not allowed", "write the values out"
    if getattr(event, "anchor", None):
        return f"the anchor &{event.anchor} is not allowed", "delete it and write the values out"
    if getattr(event, "tag", None):
        return f"the tag {_UNWANTED.sub('?', event.tag)} is not allowed", "delete it"
    # Between double quotes "\e" and "\u202E" write what may not stand in the file itself.
    if isinstance(event, yaml.ScalarEvent) and (found := _UNWANTED.search(event.value)):
        return f"an escape for a control character (U+{ord(found[0]):04X})", "delete it"
    return None


def _syntax(error: yaml.MarkedYAMLError, document: Document) -> Problem:
    """The place where the parser gave up; the fault is often where the thing it was reading
    began, so that line is named as well."""
    mark, began = error.problem_mark or error.context_mark, error.context_mark
    message = f"not YAML: {error.problem or error.context}"
    if mark and began and began.line != mark.line:
        message += f" ({error.context}, which began on line {began.line + 1})"
    elif error.problem and error.context:
        message += f" ({error.context})"
    remedy = (
        "check the indentation here and in the line before, and put text that holds "
        "': ', ' #' or a leading @, %, *, & or ! in quotes"
    )
    return Problem(document.file, mark.line + 1 if mark else None, "", message, remedy)


def _value(node: Any, place: Place, document: Document) -> Any:
    document.lines.setdefault(place, _line(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*place, at), document) for at, each in enumerate(node.value)]
    text = unicodedata.normalize("NFC", node.value)
    return text if node.style else _plain(text)


def _mapping(node: Any, place: Place, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        line = _line(key)
        if not isinstance(key, yaml.ScalarNode):
            message = "a key must be a word"
            remedy = "put text that begins with [ or { in quotes"
            document.problems.append(Problem(document.file, line, path_of(place), message, remedy))
            continue
        name = unicodedata.normalize("NFC", key.value)
        here = (*place, name)
        if name in values:
            message = f"the key stands twice, first on line {document.lines[here]}"
            problem = Problem(document.file, line, path_of(here), message, "keep one of the two")
            document.problems.append(problem)
            continue
        document.lines[here] = line
        values[name] = _value(value, here, document)
    return values


def _plain(text: str) -> Any:
    """A scalar without quotes, by the core schema of YAML 1.2."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
