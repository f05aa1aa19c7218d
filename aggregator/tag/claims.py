"""Who is named, quoted or held to a claim, and which counts they give: two finders, one step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from aggregator.tag.figures import FigureClaim, find_figures
from aggregator.tag.organisation_names import Alias
from aggregator.tag.organisations import Mention, find_organisations

ENGINE = 1
"""Raised when the code of the two finders changes what they find, so that old articles are
read again; a change of their data files is seen by itself."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an article says on whose word. Spans count in ``document(title, text)``."""

    organisations: tuple[Mention, ...] = ()
    figures: tuple[FigureClaim, ...] = ()


@cache
def version() -> str:
    """Short hash of the data files and :data:`ENGINE`."""
    digest = hashlib.sha256(str(ENGINE).encode())
    for name in ("organisations.yaml", "figures.yaml"):
        digest.update((resources.files("aggregator.data") / name).read_bytes())
    return digest.hexdigest()[:10]


def find_claims(title: str, text: str, language: str | None, aliases: tuple[Alias, ...]) -> Claims:
    """The organisations of an article and the attributed counts that rest on them.

    ``aliases`` are the names of the vetted sources; pass the same tuple every time, because
    the table of names is built once per tuple.
    """
    organisations = find_organisations(title, text, aliases)
    return Claims(organisations, find_figures(title, text, language, organisations))
