from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag import gazetteer
from aggregator.tag.places_lookup import lookup
from aggregator.tag.places_text import fold, key, place_words
from aggregator.tag.words import words_of

CRIMEA = "UA01000000000013043"
SEVASTOPOL = "UA85000000000065278"
MARIUPOL = "UA14140050010029262"
ZAPORIZHZHIA_CITY = "UA23060070010069526"
ROOT = Path(__file__).parents[2]
REGIONS = {region.code: region for region in gazetteer.regions()}


def test_every_parent_and_every_part_exists() -> None:
    for region in REGIONS.values():
        assert region.parent is None or region.parent in REGIONS
        assert set(region.parts) <= REGIONS.keys()


def test_every_first_level_unit_has_an_iso_code_and_all_ten_names() -> None:
    first = [r for r in REGIONS.values() if r.code.startswith("UA") and r.parent is None]
    assert len(first) == 27
    assert len({region.iso for region in first}) == 27
    for region in first:
        assert region.iso is not None
        assert region.iso.startswith("UA-")
        assert set(region.names) == set(gazetteer.LANGUAGES)
        assert all(region.names.values())


def test_only_first_level_units_have_an_iso_code() -> None:
    assert {r.parent for r in REGIONS.values() if r.iso} == {None}


def test_every_place_has_english_ukrainian_and_russian_names() -> None:
    for region in REGIONS.values():
        assert all(region.names.get(language) for language in ("en", "uk", "ru"))
        assert not set(region.names) - set(gazetteer.LANGUAGES)


def test_every_code_is_of_the_codifier_or_one_of_ours() -> None:
    for region in REGIONS.values():
        ours = region.code.startswith("X-")
        assert ours == (region.kind in ("country", "group", "institution"))
        assert ours or len(region.code) == 19


def test_every_point_lies_in_or_near_ukraine_or_in_russia() -> None:
    for region in REGIONS.values():
        if region.latitude is None or region.longitude is None:
            continue
        assert 44 < region.latitude < 53
        assert 22 < region.longitude < 41


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (CRIMEA, "autonomous republic"),
        ("UA80000000000093317", "city with special status"),
        (SEVASTOPOL, "city with special status"),
        ("UA65000000000030969", "oblast"),
        (MARIUPOL, "city"),
        ("UA14140000000070889", "raion"),
        ("X-DONBAS", "group"),
        ("X-ZNPP", "institution"),
        ("X-RU", "country"),
    ],
)
def test_the_kinds_are_those_of_the_public_table(code: str, kind: str) -> None:
    assert gazetteer.region(code).kind == kind
    assert code in gazetteer.of_kind(kind)


def test_ukraine_has_24_oblasts_a_republic_and_two_cities_of_the_first_level() -> None:
    counts = [len(gazetteer.of_kind(kind)) for kind in gazetteer.FIRST_LEVEL]
    assert counts == [1, 24, 2]
    first = gazetteer.of_kind(*gazetteer.FIRST_LEVEL)
    assert {code for code, region in REGIONS.items() if region.iso} == set(first)


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        gazetteer.region("UA00")


def test_the_regions_above_a_place_end_with_its_oblast() -> None:
    assert gazetteer.ancestors("X-ZNPP")[-1] == "UA23000000000064947"
    assert gazetteer.ancestors(CRIMEA) == ()


@pytest.mark.parametrize(
    ("code", "day", "answer"),
    [
        (CRIMEA, date(2014, 2, 19), False),
        (CRIMEA, date(2014, 2, 20), True),
        ("UA01200310010053783", date(2020, 1, 1), True),  # Yalta, by way of Crimea
        (MARIUPOL, date(2022, 5, 20), False),
        (MARIUPOL, date(2022, 5, 21), True),
        ("UA65100150010064384", date(2022, 6, 1), True),  # Kherson, occupied for a time
        ("UA65100150010064384", date(2023, 6, 1), False),
        (ZAPORIZHZHIA_CITY, date(2023, 6, 1), False),
        ("UA23000000000064947", date(2023, 6, 1), None),  # the oblast is occupied in part
        ("UA65000000000030969", date(2023, 6, 1), None),
        ("X-DONBAS", date(2023, 6, 1), None),
        ("X-TAGANROG-SIZO-2", date(2023, 6, 1), None),
        ("UA00", date(2023, 6, 1), None),
    ],
)
def test_occupation_is_a_dated_fact_of_a_place(code: str, day: date, answer: bool | None) -> None:
    assert gazetteer.occupied(code, day) is answer


def test_an_institution_and_a_district_are_as_the_settlement_around_them() -> None:
    before, after = date(2021, 1, 1), date(2023, 6, 1)
    assert gazetteer.occupied("X-AZOVSTAL", before) is False
    assert gazetteer.occupied("X-AZOVSTAL", after) is True
    district = next(
        r.code for r in REGIONS.values() if r.kind == "district" and r.code.startswith("UA63")
    )
    assert gazetteer.occupied(district, after) is False  # Kharkiv


def test_the_edition_of_the_occupied_list_is_the_one_that_is_read() -> None:
    tool = Path(__file__).parents[2] / "tools" / "build_places.py"
    assert f'"occupied-{gazetteer.LISTED_ON}.csv"' in tool.read_text("utf-8")


def test_a_settlement_left_out_of_its_unit_has_only_its_own_period() -> None:
    # The raion is listed "except" Zaichenko and Pykuzy, which were taken earlier.
    (period,) = gazetteer.region("UA14140090110068938").occupied
    assert period.start == date(2014, 4, 7)


def test_a_place_taken_freed_and_taken_again_has_two_periods() -> None:
    periods = gazetteer.region("UA14040010180012001").occupied  # Staromaiorske
    assert [(p.start, p.end) for p in periods] == [
        (date(2022, 3, 10), date(2023, 7, 28)),
        (date(2024, 10, 1), None),
    ]


def test_every_period_begins_before_it_ends() -> None:
    for region in REGIONS.values():
        for period in region.occupied:
            assert period.end is None or period.start <= period.end


def test_no_form_is_an_everyday_word_of_the_latin_languages() -> None:
    forms = lookup().name
    for word in ("human", "just", "as", "bar", "hat", "luck", "mars", "mena", "gay", "smile"):
        assert word not in forms


def test_every_form_is_folded_as_texts_are() -> None:
    for kind, forms in lookup().forms.items():
        for form in list(forms)[::50]:
            assert key(form) == form, (kind, form)


def test_the_file_is_canonical_and_small() -> None:
    raw = (resources.files("aggregator.data") / "places.json.gz").read_bytes()
    assert raw[4:8] == bytes(4)  # no time of building (RFC 1952, MTIME)
    assert len(raw) < 850_000
    text = gzip.decompress(raw).decode()
    data = json.loads(text)
    assert text == json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def test_the_version_is_a_short_hash_of_the_file() -> None:
    assert gazetteer.version() == gazetteer.VERSION
    assert len(gazetteer.VERSION) == 10


def test_the_list_loads_quickly_and_lightly() -> None:
    # Two processes, with and without the list; the limits are those of the brief, with the slack
    # that a busy machine needs in time but not in memory.
    program = (
        "import resource, sys, time\n"
        "from aggregator.tag import gazetteer, places_lookup\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "start = time.process_time()\n"
        "places_lookup.lookup()\n"
        "print(time.process_time() - start)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 0.9
    assert kilobytes < 60 * 1024


@given(st.text())
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_every_word_lies_where_it_says(text: str) -> None:
    last = 0
    found = place_words(words_of(text))
    for form, start, end in zip(found.keys, found.starts, found.ends, strict=True):
        assert last <= start < end <= len(text)
        assert form
        last = end


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Слов’янськ", "словянськ"),
        ("Слов'янськ", "словянськ"),
        ("Щёлкино", "щелкино"),
        ("Kherson's", "kherson"),
        ("d'Odessa", "odessa"),
        ("Marioúpol", "marioupol"),
        ("Bağçasaray", "bagcasaray"),
        ("Łuck", "luck"),
        ("Хе\u0301рсон", "херсон"),
        ("KIEV", "kiev"),
    ],
)
def test_spellings_fold_to_one_form(written: str, form: str) -> None:
    assert place_words(words_of(written)).keys == [form]
