"""Decides what each candidate means: a place, which one, or nothing. All by rules with names."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_scan import Candidate, Reading

OUTWEIGHS = 8
"""A namesake must have this many times the people of all others to be meant without context
(facts/tagging.md section 3, tuned there on headlines)."""
TOWN = 3000
"""People below which a name needs something around it that says it is a place."""
LARGE = 100_000
"""People above which a town's name is not doubted for being also another word."""
CITY = 20_000
"""People below which a namesake that the text speaks for may be meant instead."""
BESIDE, NEAR = 5, 40
"""Words within which a certain place decides, or first supports, an uncertain name."""

_SPACES = (" ", "\u00a0")
_CERTAIN = frozenset(("oblast", "land", "group", "people", "numbered"))
_LATIN_THE = frozenset("the le la el il der den dem des du del".split())
_SHORT_INITIALS = frozenset("мсгпв")


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate that was decided: words ``[first, last]`` mean the place of row ``place``."""

    first: int
    last: int
    rule: str
    place: int


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a name."""

    designator: bool  # a noun that says "town", "village"
    locative: bool  # in, near, under
    start: bool  # of a sentence or line
    quoted: bool
    capital_beside: bool  # part of a longer proper name


def context(reading: Reading, candidate: Candidate) -> Context:
    """Reads the words and marks beside a candidate."""
    before = reading.form(candidate.first - 1)
    gap, after = reading.gap(candidate.first - 1), reading.gap(candidate.last)
    bare = gap.strip(" \u00a0")
    abbreviation = gap.startswith(".") and len(before) <= 3
    glued = len(gap) <= 3 and (bare in ("", "«", "“", "„", '"', "(") or bare == "." == gap[:1])
    designator = glued and before in vocabulary.DESIGNATORS
    if not designator and glued and before in ("of", "de"):
        designator = reading.form(candidate.first - 2) in vocabulary.DESIGNATORS
    capital_before = (
        gap in _SPACES and candidate.first > 0 and _capital(reading, candidate.first - 1)
    )
    return Context(
        designator=designator,
        locative=gap in (*_SPACES, "\n") and before in vocabulary.STRICT_LOCATIVE,
        start=candidate.first == 0
        or (not abbreviation and any(mark in gap for mark in ".!?:;…\n—–|•*>")),
        quoted=bool(bare) and bare[-1] in "«“„\"'",
        capital_beside=(capital_before and before not in vocabulary.STRICT_LOCATIVE)
        or (after in _SPACES and _capital(reading, candidate.last + 1)),
    )


def _capital(reading: Reading, number: int) -> bool:
    return 0 <= number < len(reading.words) and reading.words[number].capital


def decide(reading: Reading, found: list[Candidate]) -> list[Hit]:
    """Two rounds: what is certain first, then what needs the certain ones as evidence."""
    hits: list[Hit] = []
    waiting: list[tuple[Candidate, Context]] = []
    abroad = {
        c.first: "noun" if c.first == c.last else "adjective" for c in found if c.rule == "abroad"
    }
    for candidate in found:
        if candidate.rule == "abroad":
            continue
        around = context(reading, candidate)
        if _refused(reading, candidate, around, abroad):
            continue
        place = _certain(reading, candidate, around)
        if place is None:
            waiting.append((candidate, around))
        else:
            hits.append(Hit(candidate.first, candidate.last, candidate.rule, place))
    evidence = _Evidence(reading, hits)
    for candidate, around in waiting:
        place = evidence.meant(candidate, around)
        if place is not None:
            hits.append(Hit(candidate.first, candidate.last, "evidence", place))
    return sorted(hits, key=lambda hit: hit.first)


def _refused(
    reading: Reading, candidate: Candidate, around: Context, abroad: dict[int, str]
) -> bool:
    """Streets, persons, rivers, ships, towns abroad: the name of a place that is not meant."""
    if candidate.rule in _CERTAIN:
        return False
    if _abroad_follows(reading, candidate, abroad):
        return True
    if candidate.rule in ("raion", "old-raion", "latin-raion"):
        return _city_district(reading, candidate)
    if candidate.rule == "adjective":
        return _adjective_of_something(reading, candidate)
    if around.designator:
        return False
    return (
        _street(reading, candidate)
        or _person(reading, candidate, around)
        or _river(reading, candidate)
        or _brand(reading, candidate, around)
    )


def _abroad_follows(reading: Reading, candidate: Candidate, abroad: dict[int, str]) -> bool:
    """Whether a region abroad stands just behind: Коренево (Курская область), ... in Texas."""
    table = reading.lookup
    big = any(table.population[code] >= LARGE for code in candidate.codes)
    for number in range(candidate.last + 1, candidate.last + 5):
        if number in abroad:
            between = [reading.form(n) for n in range(candidate.last + 1, number)]
            if not between:
                listed = "," in reading.gap(candidate.last) and abroad[number] == "adjective"
                return not big or not listed  # Донецк, Белгородская область: two places
            links = vocabulary.ABROAD_LINKS
            return not big and all(form in links or len(form) > 4 for form in between[-1:])
        if reading.gap(number - 1).strip(" \u00a0,(") or not reading.form(number):
            return False
    return False


def _city_district(reading: Reading, candidate: Candidate) -> bool:
    """A raion phrase before a city's name is a district of that city (... район Києва)."""
    table, after = reading.lookup, candidate.last + 1
    if any(table.category[code] == "K" for code in candidate.codes):
        return True
    if reading.gap(candidate.last) not in _SPACES:
        return False
    if reading.form(after) in vocabulary.CITY_WORDS:
        return True
    codes = table.name.get(reading.form(after), ())
    return _capital(reading, after) and any(table.population[c] >= LARGE for c in codes)


def _adjective_of_something(reading: Reading, candidate: Candidate) -> bool:
    """An adjective names its town unless it is a surname, a street or a church."""
    before, after = reading.form(candidate.first - 1), reading.form(candidate.last + 1)
    if vocabulary.NOT_TOWN_HEAD.match(after) or vocabulary.STREETS_AFTER.fullmatch(after):
        return True
    table = reading.lookup
    court = vocabulary.COURT_OF_DISTRICT.match(after) is not None
    if court and any(table.category[code] == "K" for code in candidate.codes):
        return True  # Київський районний суд stands in Simferopol, Kharkiv, Odesa ...
    if not reading.words[candidate.first].capital:
        return False
    if reading.gap(candidate.first - 1) in _SPACES and (
        before in reading.lookup.first_names or vocabulary.STREETS.fullmatch(before)
    ):
        return True
    # a capital both here and after it: Троїцький Собор, Слов'янський Базар, Одеська Ольга
    return reading.gap(candidate.last) in _SPACES and (
        _capital(reading, candidate.last + 1) and not after.isupper() and len(after) > 5
    )


def _street(reading: Reading, candidate: Candidate) -> bool:
    before, after = reading.form(candidate.first - 1), reading.form(candidate.last + 1)
    gap = reading.gap(candidate.first - 1)
    beside = len(gap) <= 3 and "\n" not in gap and "," not in gap
    if beside and vocabulary.STREETS.fullmatch(before):
        return True
    return (
        reading.gap(candidate.last) in _SPACES
        and vocabulary.STREETS_AFTER.fullmatch(after) is not None
    )


def _person(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """A first name before it, an initial before it, or itself a first name before a surname."""
    number = candidate.first - 1
    before, gap = reading.form(number), reading.gap(number)
    if gap in _SPACES and before in reading.lookup.first_names and _capital(reading, number):
        return True
    if before in vocabulary.NAMED_AFTER and len(gap) <= 2:
        return True
    if (
        len(before) == 1
        and gap.startswith(".")
        and _capital(reading, number)
        and before not in _SHORT_INITIALS
    ):
        return True
    form = reading.form(candidate.first)
    if candidate.first == candidate.last and form in reading.lookup.first_names:
        return not around.locative or around.capital_beside
    return False


def _river(reading: Reading, candidate: Candidate) -> bool:
    """Дніпро, Самара: the river is not the town."""
    before, second = reading.form(candidate.first - 1), reading.form(candidate.first - 2)
    after = reading.form(candidate.last + 1)
    if vocabulary.RIVER_AFTER.fullmatch(after) and reading.gap(candidate.last) in _SPACES:
        return True
    if reading.gap(candidate.first - 1) not in _SPACES:
        return False
    if vocabulary.RIVER_WORD.fullmatch(before):
        return True
    if reading.form(candidate.first) not in vocabulary.RIVER_NAMES:
        return False
    if vocabulary.RIVER_BEFORE.fullmatch(before) or before in _LATIN_THE:
        return True
    if len(before) <= 3:
        return vocabulary.RIVER_BEFORE.fullmatch(second) is not None
    return False


def _brand(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """Hotels, ships and clubs called after a town; the "Kyiv regime" of propaganda."""
    before, after = reading.form(candidate.first - 1), reading.form(candidate.last + 1)
    if around.quoted and vocabulary.CALLED_AFTER.fullmatch(before):
        return True
    if before in vocabulary.CLUBS and len(reading.gap(candidate.first - 1)) <= 3:
        return True
    return after == "regime"


def _dominant(reading: Reading, codes: tuple[int, ...]) -> int | None:
    """The only namesake, or the one that outweighs all others together."""
    table = reading.lookup
    if len(codes) == 1:
        return codes[0]
    ranked = sorted(codes, key=lambda c: table.population[c], reverse=True)
    rest = sum(table.population[c] for c in ranked[1:])
    if table.population[ranked[0]] > OUTWEIGHS * max(rest, 500):
        return ranked[0]
    return None


def _certain(reading: Reading, candidate: Candidate, around: Context) -> int | None:
    """The place meant, where nothing else in the text is needed to know it."""
    table = reading.lookup
    if candidate.rule in _CERTAIN:
        return candidate.codes[0]
    if candidate.rule in ("raion", "hromada"):
        only = len(candidate.codes) == 1 and table.category[candidate.codes[0]] != "B"
        return candidate.codes[0] if only else None
    place = _dominant(reading, candidate.codes)
    if place is None or (len(candidate.codes) > 1 and table.population[place] < CITY):
        return None
    if candidate.rule in ("adjective", "old-raion"):
        known = table.category[place] in "MKO" or table.population[place] >= TOWN
        return place if known else None
    town = table.population[place] >= TOWN or table.category[place] in "MK"
    if not town:
        sure = around.designator or (around.locative and not around.capital_beside)
        alone = len(candidate.codes) == 1 and table.rivals[place] == 0
        return place if sure and alone and not _foreign(reading, candidate) else None
    if _foreign(reading, candidate) and not around.designator:
        return None
    return None if _doubtful(reading, candidate, around, place) else place


def _foreign(reading: Reading, candidate: Candidate) -> bool:
    return (
        candidate.first == candidate.last
        and reading.form(candidate.first) in reading.lookup.foreign
    )


def _doubtful(reading: Reading, candidate: Candidate, around: Context, place: int) -> bool:
    """Whether a town's name may just as well be another word or a surname here."""
    form, table = reading.form(candidate.first), reading.lookup
    if candidate.first != candidate.last:
        return False
    if around.designator or (around.locative and not around.capital_beside):
        return False
    if form in vocabulary.SHORT_WORDS:
        return around.start or around.quoted
    if table.population[place] >= LARGE:
        return False
    if form in table.personal:
        return around.capital_beside
    start = around.start and table.population[place] < CITY
    return form in table.doubtful and (start or around.quoted or around.capital_beside)


def _close(anchors: list[tuple[int, int]], number: int, words: int) -> set[int]:
    at = bisect_left(anchors, (number, -1))
    return {
        top for position, top in anchors[max(0, at - 3) : at + 3] if abs(position - number) <= words
    }


class _Evidence:
    """The certain places of a text, asked where an uncertain name may lie."""

    def __init__(self, reading: Reading, hits: list[Hit]) -> None:
        top = reading.lookup.top
        self.reading = reading
        self.oblasts = Counter(top[hit.place] for hit in hits)
        self.places = Counter(hit.place for hit in hits)
        self.anchors = sorted((hit.first, top[hit.place]) for hit in hits)
        explicit = ("oblast", "land", "raion", "hromada")
        self.units = sorted((h.first, top[h.place]) for h in hits if h.rule in explicit)
        self.ends = {hit.last for hit in hits}
        self.starts = {hit.first for hit in hits}

    def listed(self, candidate: Candidate) -> bool:
        """Whether it stands in a list of places: Тому Чернігів. Тому Суми."""
        return any(
            candidate.first - step in self.ends or candidate.last + step in self.starts
            for step in (1, 2)
        )

    def near(self, candidate: Candidate) -> set[int]:
        """Oblasts of the certain places close by."""
        return _close(self.anchors, candidate.first, NEAR)

    def meant(self, candidate: Candidate, around: Context) -> int | None:
        """The namesake that lies where the rest of the text is, the nearest mention first."""
        table = self.reading.lookup
        for code in candidate.codes:
            district = table.category[code] == "B" and self.places[table.parent[code]]
            if district or self.places[code]:
                doubt = candidate.rule == "name" and _doubtful(
                    self.reading, candidate, around, code
                )
                return None if doubt and not self.listed(candidate) else code
        near = self.near(candidate)
        beside = _close(self.units, candidate.first, BESIDE)
        fitting = [
            code
            for code in candidate.codes
            if self.oblasts[table.top[code]] or code in table.prominent
        ]
        if not fitting:
            return self.known(candidate, around)
        best = max(
            fitting,
            key=lambda code: (
                table.top[code] in beside,
                code in table.prominent,
                table.top[code] in near,
                self.oblasts[table.top[code]],
                table.category[code] in "MK",
                table.population[code],
            ),
        )
        if candidate.rule != "name":
            return best
        small = table.population[best] < TOWN and table.category[best] not in "MK"
        small = small and best not in table.prominent
        if around.designator or around.locative:
            return best
        if around.capital_beside or (around.quoted and small):
            return None
        if small and (around.start or table.top[best] not in near):
            return None
        if self.listed(candidate):
            return best
        return None if _doubtful(self.reading, candidate, around, best) else best

    def known(self, candidate: Candidate, around: Context) -> int | None:
        """The namesake that outweighs the others, or that the news of the war made known."""
        table = self.reading.lookup
        if candidate.rule in ("raion", "hromada") or _foreign(self.reading, candidate):
            return None
        known = [code for code in candidate.codes if code in table.prominent]
        bare = around.start or around.quoted or around.capital_beside
        if len(known) == 1 and (around.designator or around.locative or not bare):
            return known[0]
        place = _dominant(self.reading, candidate.codes)
        if place is None:
            return None
        if table.population[place] < TOWN and table.category[place] not in "MK":
            return None
        if candidate.rule != "name" or self.listed(candidate):
            return place
        return None if _doubtful(self.reading, candidate, around, place) else place
