"""Words of one matter that stand in reports of another: each was seen in a wrong tag once."""

from __future__ import annotations

import pytest

from aggregator.tag.language import detect
from aggregator.tag.topics import find_topics


def tagged(text: str) -> dict[str, str]:
    return {tag.code: tag.role for tag in find_topics("", text, detect(text))}


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        # Flats are "звільнені" as dismissed workers are.
        ("labour-unions", "Робітників з іншого міста селять у звільнених квартирах."),
        ("labour-unions", "Працівникам дали ключі від звільнених будинків."),
        # A court of the occupier may rule on a flat.
        ("political-prosecution", "Окупаційний суд визнав квартиру безхазяйною."),
        ("political-prosecution", "Щоб довести право на дім, треба йти до окупаційного суду."),
        ("political-prosecution", "Оккупационный суд признал дом бесхозяйным."),
        ("political-prosecution", "The occupation court declared the flat ownerless."),
        ("political-prosecution", "Owners must come to the occupation court in person."),
        # An arrest warrant against those who deport is no persecution.
        ("political-prosecution", "Гаазький суд видав ордери на арешт за депортацію дітей."),
        # Where somebody turns up says nothing of how it is there.
        ("detention-conditions", "Потом человек появляется в следственном изоляторе с признанием."),
        ("detention-conditions", "Згодом він з'явився у слідчому ізоляторі з зізнанням."),
        ("detention-conditions", "She turned up in a SIZO with a confession."),
        # The Red Cross asks for prisoners as well as for lorries.
        ("humanitarian-aid", "The Red Cross asked for access to the prisoners."),
        ("humanitarian-aid", "The Red Cross was refused a visit to the colony."),
        # What people think is no speech yet.
        (
            "expression",
            "The meeting does not reflect the real pro-Ukrainian position of the people.",
        ),
        ("deportation", "They know of the forced transfer of ownership of a cafe."),
    ],
)
def test_a_word_of_another_matter_makes_no_topic(topic: str, text: str) -> None:
    assert topic not in tagged(text)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("labour-unions", "Робітників заводу звільнили за страйк."),
        ("labour-unions", "Шахтарі протестують проти звільнення."),
        ("political-prosecution", "Окупаційний суд у справі про пост засудив жінку до штрафу."),
        ("political-prosecution", "Оккупационный суд приговорил его к семи годам."),
        ("political-prosecution", "Occupation courts have heard 40 administrative cases."),
        ("detention-conditions", "Его держат в следственном изоляторе с марта."),
        ("detention-conditions", "У слідчому ізоляторі камери переповнені."),
        ("detention-conditions", "He has been held in SIZO-2 since May."),
        ("humanitarian-aid", "The Red Cross has no access to the town and delivers nothing."),
        ("expression", "People are punished for a pro-Ukrainian position."),
        ("deportation", "They speak of the forcible transfer of families."),
    ],
)
def test_the_same_word_in_its_own_matter_still_makes_it(topic: str, text: str) -> None:
    assert topic in tagged(text)


def test_a_survey_of_many_matters_is_about_those_that_stand_out() -> None:
    many = (
        "Children were deported. Passports were forced on pensioners. Believers were persecuted. "
        "Homes were confiscated. Grain was looted. Men were conscripted. Workers' unions were "
        "banned. A museum was looted of paintings. Prisoners of war were starved. A mayor was "
        "abducted. Filtration camps were set up. Ukrainian textbooks were burned at school. "
        "Journalists were jailed. Patients were refused insulin. "
    )
    survey = many + "He was tortured. She was tortured with electric current. " * 3
    roles = tagged(survey)
    assert len(roles) > 12
    assert roles["torture"] == "about"
    assert [code for code, role in roles.items() if role == "about"] == ["torture"]
    few = "Men were conscripted. Conscription goes on. " * 2 + "He was tortured. " * 3
    assert set(tagged(few).values()) == {"about"}
