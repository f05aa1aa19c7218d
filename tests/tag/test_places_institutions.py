"""Prisons, plants, bridges and groups of regions have codes of their own."""

from __future__ import annotations

from datetime import date

import pytest

from aggregator.tag.places import find_places
from tests.tag.placed import names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("На ЗАЕС знову зник струм.", "X-ZNPP"),
        ("staff of the Zaporizhzhia nuclear power plant", "X-ZNPP"),
        ("la centrale nucléaire de Zaporijjia", "X-ZNPP"),
        ("захисники Азовсталі", "X-AZOVSTAL"),
        ("survivors of Olenivka prison", "X-OLENIVKA"),
        ("катували в «Ізоляції»", "X-IZOLYATSIA"),
        ("аеродром Бельбек", "X-BELBEK"),
        ("підрив Каховської ГЕС", "X-KAKHOVKA-HPP"),
        ("Каховского водохранилища больше нет", "X-KAKHOVKA-HPP"),
        ("у СІЗО-1 Сімферополя", "X-SIMFEROPOL-SIZO-1"),
        ("Simferopol SIZO No. 2", "X-SIMFEROPOL-SIZO-2"),
        ("в СИЗО №2 города Таганрог", "X-TAGANROG-SIZO-2"),
        ("SIZO-2 in Taganrog, Rostov region", "X-TAGANROG-SIZO-2"),
        ("ИК № 7 в поселке Пакино", "X-PAKINO-IK-7"),
        ("penal colony no. 77 in Berdiansk", "X-BERDIANSK-77"),
        ("на Донбасі", "X-DONBAS"),
        ("le Donbass occupé", "X-DONBAS"),
        ("in the so-called DPR", "X-DNR"),
        ("the “Luhansk People’s Republic”", "X-LNR"),
        ("в ЛНР", "X-LNR"),
        ("лівобережжя Херсонської області", "X-KHERSON-LEFT"),
        ("в «новых регионах» России", "X-NEW-TERRITORIES"),
        ("на Кримському мосту", "X-KERCH-BRIDGE"),
    ],
)
def test_groups_and_institutions_have_codes_of_their_own(text: str, code: str) -> None:
    assert code in {tag.code for tag in find_places("", text)}


def test_the_span_of_a_numbered_prison_shows_its_number_and_town() -> None:
    (tag,) = (
        tag
        for tag in find_places("", "He is held in Simferopol SIZO No. 1.")
        if tag.code == "X-SIMFEROPOL-SIZO-1"
    )
    assert [span.form for span in tag.spans] == ["Simferopol SIZO No. 1"]


def test_new_regions_mean_the_annexed_oblasts_only_from_their_annexation_on() -> None:
    text = "Призыв в новых регионах России"
    before = find_places("", text, published=date(2021, 10, 1))
    after = find_places("", text, published=date(2024, 10, 1))
    assert before == ()
    assert {tag.code for tag in after} == {"X-NEW-TERRITORIES"}


def test_a_prison_number_without_its_town_names_no_prison() -> None:
    assert names("Його перевели до СІЗО-2.") == set()
    assert "X-TAGANROG-SIZO-2" not in {t.code for t in find_places("", "СІЗО-1 Таганрога")}


def test_a_prison_in_russia_lies_in_no_ukrainian_oblast() -> None:
    tags = {tag.code for tag in find_places("", "СІЗО-2 Таганрога")}
    assert tags == {"X-TAGANROG-SIZO-2", "X-RU"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Zaporizhzhia on the brink: who runs the nuclear power plant now?", "nuclear power plant"),
        ("У Енергодарі викрали двох, які працювали на атомній станції.", "атомній станції"),
        ("В Энергодаре, где стоит АЭС, пропали двое.", "АЭС"),
        ("À Enerhodar, la centrale nucléaire tourne sans relève.", "centrale nucléaire"),
    ],
)
def test_a_plant_called_by_its_common_noun_is_known_by_its_town(text: str, form: str) -> None:
    plant = next(tag for tag in find_places("", text) if tag.code == "X-ZNPP")
    assert [(span.form, span.rule) for span in plant.spans] == [(form, "beside")]


@pytest.mark.parametrize(
    "text",
    [
        "Zaporizhzhia was shelled. The nuclear power plant near Rivne was not.",
        "Delegations from Zaporizhzhia and Rivne visited the nuclear power plant.",
        "The nuclear power plant was shut down.",
        "Zaporizhzhia has a plant for nuclear medicine.",
        "На Запорізькій АЕС змінили директора.",
    ],
)
def test_a_plant_is_not_guessed_and_not_told_twice(text: str) -> None:
    spans = [s for tag in find_places("", text) if tag.code == "X-ZNPP" for s in tag.spans]
    assert not [span for span in spans if span.rule == "beside"]
