"""One language: its words, its plural forms, how it writes numbers and dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from markupsafe import Markup

from aggregator.site.languages.address import DEFAULT
from aggregator.site.languages.told import tell
from aggregator.site.text import Moment


def said(text: str) -> str:
    """Marks a text of ours in Python that a page shows; the catalogues must have it."""
    return text


def _one_other(number: int) -> int:
    return 0 if number == 1 else 1


def _one_few_many(number: int) -> int:
    """East Slavic (CLDR): 1, 21, 31 one; 2 to 4, 22 to 24 few; the rest many."""
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        return 0
    return 1 if 2 <= ones <= 4 and not 12 <= tens <= 14 else 2


PLURALS: Mapping[str, Callable[[int], int]] = {
    "one-other": _one_other,
    "one-few-many": _one_few_many,
}
"""Rules for plurals that a file may name; a language with another one adds it here."""


_LAST = 0xF0000
"""The beginning of a plane of Unicode for private use, behind all letters."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language of the interface. Texts of ours may carry HTML; values are escaped into them."""

    code: str
    own_name: str
    plural: str
    thousands: str
    months: tuple[str, ...]
    months_alone: tuple[str, ...]
    places: Mapping[int, int]
    """Where each letter of its alphabet stands, for sorting: Unicode has і and ї before а."""
    texts: Mapping[str, str | list[str]]

    def text(self, english: str, /, **values: object) -> Markup:
        """A text of a template in this language, with values put in. For constants only: what it
        is given counts as HTML (a test reads every template for that)."""
        found = self.texts.get(english)
        template = found if isinstance(found, str) else english
        return Markup(template).format(**values) if values else Markup(template)  # noqa: S704

    def word(self, english: object, /, **values: object) -> str:
        """The same for what is no constant, such as a word from a table: no HTML in it, and as it
        is where nobody has translated it."""
        key = str(english)
        found = self.texts.get(key)
        template = found if isinstance(found, str) else key
        return template.format(**values) if values else template

    def told(self, english: object) -> str:
        """A sentence that the program wrote into a table (see ``told.py``) in this language; as it
        is where it is none of those."""
        return self.known(english) or str(english)

    def known(self, english: object) -> str | None:
        """The same; None where a person wrote it, and its language is therefore not ours."""
        text = str(english)
        return text if self.code == DEFAULT else tell(text, self._say)

    def _say(self, english: str, values: Mapping[str, str]) -> str | None:
        found = self.texts.get(english)
        if isinstance(found, list):
            found = found[min(PLURALS[self.plural](int(values.get("n", 0))), len(found) - 1)]
        return found.format(**values) if found is not None and values else found

    def many(self, one: str, other: str, number: int, /, **values: object) -> Markup:
        """``1 article``, ``3 articles``: ``{n}`` is the number. ``other`` is the key."""
        forms = self.texts.get(other)
        if not isinstance(forms, list):
            forms = [one, other]
        form = forms[min(PLURALS[self.plural](number), len(forms) - 1)]
        return Markup(form).format(n=self.number(number), **values)  # noqa: S704

    def number(self, number: float | None) -> str:
        """``12,345`` or ``12 345``; empty for none."""
        return "" if number is None else f"{number:,}".replace(",", self.thousands)

    def day(self, moment: Moment) -> str:
        """The day, or the month where no more is known, in words."""
        year, month, day = moment.iso[:4].lstrip("0"), int(moment.iso[5:7]), int(moment.iso[8:10])
        if moment.utc.endswith("(month only)"):
            return f"{self.months_alone[month - 1]} {year}"
        return f"{day} {self.months[month - 1]} {year}"

    def order(self, name: str) -> str:
        """What names are sorted by; other letters than those of the alphabet come before it."""
        return name.casefold().translate(self.places)

    def exact(self, moment: Moment) -> str:
        """The moment in UTC, as exact as it is known."""
        for limit in (said("(month only)"), said("(day only)")):
            if moment.utc.endswith(limit):
                return moment.utc.replace(limit, self.word(limit))
        return moment.utc


@cache
def catalogues() -> dict[str, Catalogue]:
    """All languages, English first. Raises ``ValueError`` naming the file that cannot be used."""
    found = {}
    folder = files("aggregator.site.languages")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    for name in sorted(names, key=lambda it: it != f"{DEFAULT}.yaml"):
        code = name.removesuffix(".yaml")
        found[code] = _read(code, (folder / name).read_text(encoding="utf-8"))
    return found


def _read(code: str, text: str) -> Catalogue:
    try:
        raw = yaml.safe_load(text)
        language = Catalogue(
            code=code,
            own_name=raw["own_name"],
            plural=raw["plural"],
            thousands=raw["thousands"],
            months=tuple(raw["months"]),
            months_alone=tuple(raw.get("months_alone", raw["months"])),
            places={ord(it): _LAST + at for at, it in enumerate(raw.get("alphabet", ""))},
            texts=raw.get("texts", {}),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ValueError(f"{code}.yaml cannot be used: {type(error).__name__} {error}") from error
    if language.plural not in PLURALS or len(language.months) != 12:
        raise ValueError(f"{code}.yaml: plural is one of {', '.join(PLURALS)}; months are twelve")
    return language


def catalogue(code: str) -> Catalogue:
    """The language of that code; English where there is none."""
    return catalogues().get(code) or catalogues()[DEFAULT]
