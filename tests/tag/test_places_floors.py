from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.tag.places import find_places
from bench import eval_places

SHARED = Path(__file__).parents[2] / ".." / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the development data ../shared is absent"),
]


def test_no_figure_lies_below_its_floor() -> None:
    figures = eval_places.evaluate()
    assert len(figures) == 6
    assert [figure for figure in figures if not figure.reached] == []


def _places(name: str) -> dict[str, str]:
    title, _, text = (SHARED / "seeds" / name).read_text(encoding="utf-8").partition("\n")
    return {tag.code: tag.role for tag in find_places(title, text)}


def test_the_seed_on_safe_communication_is_about_crimea_and_mentions_yalta() -> None:
    found = _places("0-crimeasos-safe-communication.txt")
    assert found == {"UA01000000000013043": "about", "UA01200310010053783": "mentions"}


def test_the_seed_on_mobilisation_is_about_crimea_and_mentions_sevastopol() -> None:
    found = _places("1-zmina-forced-mobilisation.txt")
    assert found == {"UA01000000000013043": "about", "UA85000000000065278": "mentions"}


def test_the_fact_check_names_crimea_and_two_provinces_but_not_geneva() -> None:
    found = _places("2-fact-check-crimean-tatars.txt")
    assert found.pop("UA01000000000013043") == "about"
    assert found == {"UA23000000000064947": "mentions", "UA65000000000030969": "mentions"}


def test_the_campaign_names_every_town_that_it_lists() -> None:
    found = _places("3-territories-are-people.txt")
    for code in (
        "UA32080070010087821",  # Bucha
        "UA32080150010049888",  # Irpin
        "UA63040090010029555",  # Izium
        "UA63080090010026457",  # Kupiansk
        "UA63040010010039074",  # Balakliia
        "UA14120110010088407",  # Lyman in Donetsk oblast
        "UA65100150010064384",  # Kherson
        "UA14140050010029262",  # Mariupol
        "UA01000000000013043",
    ):
        assert code in found


def test_the_reading_list_gives_places_in_many_languages_and_no_person() -> None:
    found = _places("4-ensu-occupied-areas.txt")
    assert {"X-DONBAS", "UA65100150010064384", "UA01000000000013043"} <= found.keys()
    assert "UA07020010010041660" not in found  # Volodimir Artiuh is no town
    assert "UA71020190010039509" not in found  # Лисянским is a surname
    assert "UA63120270010096107" not in found  # the Kharkiv Human Rights Protection Group
