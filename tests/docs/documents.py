"""The documents of the repository, and what can be found in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^( *)(```|~~~)[^\n]*\n(.*?)^\1\2 *$", re.M | re.S)
_INDENTED = re.compile(r"(?:(?<=\n\n)|\A)((?: {4}[^\n]*\n)+)")
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_JOINERS = frozenset({"&&", "||", "|", ";", "&", ">", ">>", "<"})


def documents() -> list[Path]:
    """Every document that a person reads, README first."""
    named = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "db/README.md"]
    return [ROOT / name for name in named] + sorted((ROOT / "docs").glob("*.md"))


def text(path: Path) -> str:
    """The document."""
    return path.read_text(encoding="utf-8")


def all_text() -> str:
    """Every document, one after the other."""
    return "\n".join(text(path) for path in documents())


def prose(path: Path) -> str:
    """The document without its blocks of code."""
    return _FENCE.sub("", text(path))


def code_lines(markdown: str) -> Iterator[str]:
    """Each line of each block of code, fenced or indented, with continued lines joined, and each
    piece of code in a sentence."""
    blocks = [found[3] for found in _FENCE.finditer(markdown)]
    rest = _FENCE.sub("", markdown)
    blocks += [found[1] for found in _INDENTED.finditer(rest)]
    for block in blocks:
        yield from block.replace("\\\n", " ").splitlines()
    yield from _INLINE.findall(rest)


def calls(markdown: str, *program: str) -> Iterator[tuple[str, list[str]]]:
    """Each call of ``program`` in the code of a document: the line, and the words that follow.

    A call is what a shell would run: the program at the beginning of a line or after ``&&``,
    perhaps with a path, a prompt or assignments before it.
    """
    for line in code_lines(markdown):
        for words in _commands(line):
            if _same(words[: len(program)], program):
                yield line.strip(), words[len(program) :]


def _commands(line: str) -> Iterator[list[str]]:
    try:
        lexer = shlex.shlex(line.strip().removeprefix("$ "), posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError:  # an apostrophe in a sentence: no command
        return
    command: list[str] = []
    for word in [*words, ";"]:
        if word in _JOINERS:
            while command and (command[0] == "sudo" or re.match(r"^[A-Z_]+=", command[0])):
                command.pop(0)
            if command:
                yield command
            command = []
        else:
            command.append(word)


def _same(words: list[str], program: tuple[str, ...]) -> bool:
    return bool(words) and [words[0].rpartition("/")[2], *words[1:]] == list(program)
