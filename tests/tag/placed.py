"""Which places are found in a text, by their English names."""

from __future__ import annotations

from aggregator.tag import gazetteer
from aggregator.tag.places import find_places

CRIMEA = "UA01000000000013043"
ZAPORIZHZHIA = "UA23000000000064947"
KHERSON = "UA65000000000030969"


def names(text: str, title: str = "", *, focus: bool = True) -> set[str]:
    """English names of the places found, without the wider regions that follow from them."""
    return {
        gazetteer.region(tag.code).name
        for tag in find_places(title, text, focus=focus)
        if any(span.rule != "within" for span in tag.spans)
    }
