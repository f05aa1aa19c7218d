"""Every written form of the place that a query names, so that ``Mariupol``, ``Маріуполя`` and
``Marioupol`` find the same articles."""

from __future__ import annotations

from functools import cache

from aggregator.tag.places_lookup import lookup
from aggregator.tag.places_text import key

_CLASSES = ("name", "group", "oblast")


def place_forms(name: str) -> tuple[str, ...]:
    """The forms of the most populous place called ``name``, in any language and case form.

    Empty where nothing is called so, and where the word is also an ordinary word ("Bar",
    "Human"): a search for such a word means the word. The first call takes about 0.3 s.
    """
    table = lookup()
    form = key(name)
    if not form or form in table.doubtful or form in table.foreign:
        return ()
    codes = {code for kind in _CLASSES for code in table.forms[kind].get(form, ())}
    if not codes:
        return ()
    return _forms_by_place().get(max(codes, key=lambda code: (table.population[code], -code)), ())


_ORDINARY = frozenset({"crimee", "crimees", "crimen", "crime"})
"""Forms whose stem in the index is an ordinary word: French "Crimée" and English "crime" are
one there, and a search for Crimea must not bring every crime."""


@cache
def _forms_by_place() -> dict[int, tuple[str, ...]]:
    table = lookup()
    found: dict[int, dict[str, None]] = {}
    for kind in _CLASSES:
        for form, codes in table.forms[kind].written_out().items():
            if form in table.doubtful or form in table.foreign or form in _ORDINARY:
                continue
            for code in codes:
                found.setdefault(code, {})[form] = None
    return {code: tuple(forms) for code, forms in found.items()}
