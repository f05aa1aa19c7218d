"""Who is named, quoted or held to a claim, and which counts they give: two finders, one step."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.rules.names import Alias
from aggregator.tag.figures import FigureClaim, find_figures
from aggregator.tag.organisations import Mention, find_organisations


@dataclass(frozen=True, slots=True)
class Claims:
    """What an article says on whose word. Spans count in ``document(title, text)``."""

    organisations: tuple[Mention, ...] = ()
    figures: tuple[FigureClaim, ...] = ()


def find_claims(title: str, text: str, language: str | None, aliases: tuple[Alias, ...]) -> Claims:
    """The organisations of an article and the attributed counts that rest on them.

    ``aliases`` are the names of the vetted sources; pass the same tuple every time, because
    the table of names is built once per tuple.
    """
    organisations = find_organisations(title, text, aliases)
    return Claims(organisations, find_figures(title, text, language, organisations))
