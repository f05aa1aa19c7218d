"""What a source's ``precision`` hides of its texts: the sentences that name a finer place.

The tags of such a source are capped when they are made. Its words could still tell: the excerpt,
the sentence of a figure, the words that caused a topic. So its texts are read for places once more
when they are published, without any cap and as those of a source that writes about Ukraine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.model import Source, document


@dataclass(frozen=True, slots=True)
class Veil:
    """The words of one article that name a finer place than may be published, in small letters."""

    named: frozenset[str] = frozenset()

    def hides(self, words: str) -> bool:
        """Whether the words name such a place."""
        return bool(self.named) and self._first(words) is not None

    def before(self, text: str) -> str:
        """The text before its first sentence that names such a place.

        Nothing is taken out of the middle: tags count characters from the beginning.
        """
        first = self._first(text)
        if first is None:
            return text
        from aggregator.tag.sentences import split  # noqa: PLC0415 — few sources need it

        return text[: max(start for start, _ in split(text) if start <= first)].rstrip()

    def _first(self, text: str) -> int | None:
        """Where the first of the words stands as a word of its own."""
        small = same_length_lower(text)
        places = (place for form in self.named for place in _standing(form, small))
        return min(places, default=None)


NOTHING = Veil()


def veil_over(title: str, text: str, source: Source) -> Veil:
    """What must not come out of an article of this source; nothing where it sets no precision."""
    if source.precision is None:
        return NOTHING
    from aggregator.tag.places import finer_forms  # noqa: PLC0415

    forms = finer_forms(document(title, text), source.precision)
    return Veil(frozenset(map(same_length_lower, forms)))


def _standing(form: str, text: str) -> Iterator[int]:
    place = text.find(form)
    while place >= 0:
        around = (text[place - 1 : place], text[place + len(form) : place + len(form) + 1])
        if not any(sign.isalnum() for sign in around):
            yield place
        place = text.find(form, place + 1)


def same_length_lower(text: str) -> str:
    """Small letters with every character in its place: İ alone would become two."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
