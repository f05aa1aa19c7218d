"""Names of places that do not mean the place here: streets, people, rivers, towns abroad."""

from __future__ import annotations

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_context import LARGE, Context
from aggregator.tag.places_reading import SPACES, Candidate, Reading

_LATIN_THE = frozenset("the le la el il der den dem des du del".split())
_ABBREVIATIONS = frozenset("мсгп")  # м. (місто), с. (село), г. (город), п. (поселок)
LONGEST_ABBREVIATION = 5


def refused(
    reading: Reading, candidate: Candidate, around: Context, abroad: dict[int, str]
) -> bool:
    """Whether the words around a candidate say that another thing is meant.

    ``abroad`` has the first word of every region outside Ukraine named in the text, and whether
    it is an adjective with its noun or a noun by itself.
    """
    if _abroad_follows(reading, candidate, abroad):
        return True
    if candidate.rule in ("raion", "old-raion", "latin-raion"):
        return _city_district(reading, candidate, around)
    if candidate.rule == "adjective":
        return around.quoted or _adjective_of_something(reading, candidate, around)
    if candidate.rule != "name" or around.designator:
        return False
    return (
        _street(reading, candidate, around)
        or _person(reading, candidate, around)
        or _river(reading, candidate, around)
        or _brand(reading, candidate, around)
    )


def _abroad_follows(reading: Reading, candidate: Candidate, abroad: dict[int, str]) -> bool:
    """Whether a region abroad stands just behind: Коренево (Курская область), ... in Texas."""
    if not abroad:
        return False
    following = range(candidate.last + 1, candidate.last + 5)
    if abroad.keys().isdisjoint(following):
        return False
    table = reading.lookup
    big = any(table.population[code] >= LARGE for code in candidate.codes)
    for number in following:
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


def _city_district(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """A raion phrase before a city's name is a district of that city (... район Києва)."""
    table, after = reading.lookup, candidate.last + 1
    if any(table.category[code] == "K" for code in candidate.codes):
        return True
    if around.gap_after not in SPACES:
        return False
    if around.after in vocabulary.CITY_WORDS:
        return True
    codes = table.name.get(around.after, ())
    return reading.capital(after) and any(table.population[c] >= LARGE for c in codes)


def _adjective_of_something(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """An adjective names its town unless it is a surname, a street, a church or a court."""
    before, after = around.before, around.after
    if vocabulary.NOT_TOWN_HEAD.match(after) or vocabulary.STREETS_AFTER.fullmatch(after):
        return True
    capital = any(reading.lookup.category[code] == "K" for code in candidate.codes)
    if capital and vocabulary.COURT_OF_DISTRICT.match(after):
        return True  # Київський районний суд stands in Simferopol, Kharkiv, Odesa ...
    if not reading.capital(candidate.first):
        return False
    if around.gap_before in SPACES and (
        before in reading.lookup.first_names or vocabulary.STREETS.fullmatch(before)
    ):
        return True
    small = all(reading.lookup.population[code] < LARGE for code in candidate.codes)
    if small and around.gap_before in SPACES and reading.capital(candidate.first - 1):
        return before not in vocabulary.LOCATIVE  # a surname: Леха Качинського
    # A longer proper name (Слов'янський Базар), but not an abbreviation (Лисичанський НПЗ).
    next_word = reading.capital(candidate.last + 1) and len(after) > LONGEST_ABBREVIATION
    return next_word and around.gap_after in SPACES


def _street(reading: Reading, candidate: Candidate, around: Context) -> bool:
    before, gap, after = around.before, around.gap_before, around.after
    beside = len(gap) <= 3 and "\n" not in gap and "," not in gap
    if beside and vocabulary.STREETS.fullmatch(before):
        large = any(reading.lookup.population[code] >= LARGE for code in candidate.codes)
        return not (large and before in vocabulary.STREETS_OF)
    return around.gap_after in SPACES and vocabulary.STREETS_AFTER.fullmatch(after) is not None


def _person(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """A first name or an initial before it, or itself a first name before a surname."""
    number = candidate.first - 1
    before, gap = around.before, around.gap_before
    names = reading.lookup.first_names
    if gap in SPACES and before in names and reading.capital(number):
        return True
    if before in vocabulary.NAMED_AFTER and len(gap) <= 2:
        return True
    initial = len(before) == 1 and before not in _ABBREVIATIONS and gap.startswith(".")
    if initial and reading.capital(number):
        return True
    first_name = candidate.first == candidate.last and reading.form(candidate.first) in names
    return first_name and (not around.locative or around.capital_beside)


def _river(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """Дніпро, Самара: the river is not the town."""
    before, after = around.before, around.after
    if around.gap_after in SPACES and vocabulary.RIVER_AFTER.fullmatch(after):
        return True
    if around.gap_before not in SPACES:
        return False
    if vocabulary.RIVER_WORD.fullmatch(before):
        return True
    if reading.form(candidate.first) not in vocabulary.RIVER_NAMES:
        return False
    if before in _LATIN_THE or vocabulary.RIVER_BEFORE.fullmatch(before):
        return True
    second = reading.form(candidate.first - 2) if len(before) <= 3 else ""
    return vocabulary.RIVER_BEFORE.fullmatch(second) is not None


def _brand(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """Hotels, ships, clubs and seas of a town's name; the "Kyiv regime" of propaganda."""
    before, after = around.before, around.after
    if around.quoted and vocabulary.CALLED_AFTER.fullmatch(before):
        return True
    if around.gap_after in SPACES and vocabulary.SEA_OR_PART.fullmatch(after):
        return True
    if before in vocabulary.CLUBS and len(around.gap_before) <= 3:
        return True
    return after == "regime"
