"""Five real texts of the field, read line by line by one of us, and what must come out of each.

The sets were written down from reading, text beside tags: nothing in them that a reader would call
wrong, nothing missing that one would expect. Only codes and numbers stand here, no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from aggregator.rules.names import aliases_of
from aggregator.sources import load
from aggregator.tag import tag_article
from aggregator.tag.claims import find_claims

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"

CRIMEA, SEVASTOPOL, YALTA = "UA01000000000013043", "UA85000000000065278", "UA01200310010053783"
DONETSK_OBLAST, DONETSK = "UA14000000000091971", "UA14080030010048113"
MARIUPOL, LYMAN = "UA14140050010029262", "UA14120110010088407"
KHARKIV_OBLAST, IZIUM = "UA63000000000041885", "UA63040090010029555"
BALAKLIIA, KUPIANSK = "UA63040010010039074", "UA63080090010026457"
KHERSON_OBLAST, KHERSON = "UA65000000000030969", "UA65100150010064384"
ZAPORIZHZHIA_OBLAST, ZAPORIZHZHIA = "UA23000000000064947", "UA23060070010069526"
ZNPP, ENERHODAR = "X-ZNPP", "UA23040110010044100"
LUHANSK_OBLAST, LUHANSK = "UA44000000000018893", "UA44060010010012753"
KYIV_OBLAST, BUCHA, IRPIN = "UA32000000000030281", "UA32080070010087821", "UA32080150010049888"
ODESA_OBLAST, ODESA, KYIV = "UA51000000000030770", "UA51100270010076757", "UA80000000000093317"


@dataclass(frozen=True)
class Expected:
    """What a reader expects: codes of about and mentions, roles of bodies, counts with counter."""

    about: set[str]
    mentions: set[str]
    topics_about: set[str]
    topics_mentioned: set[str]
    organisations: dict[str, set[str]]
    figures: list[tuple[int, str, str, str | None]]
    titled: bool = True


READ = {
    "0-": Expected(
        {CRIMEA},
        {YALTA},
        {"expression"},
        {"political-prosecution", "assembly-association"},
        {
            "krymsos": {"named", "quoted"},
            "ru-interior": {"named"},
            "ru-state-media": {"named"},
            "occupation-courts": {"named"},
            "ru-president": {"named"},
            "icc": {"named"},
            "ru-prosecutor": {"named"},
        },
        [(284, "floor", "administrative cases", None), (3, "floor", "criminal cases", None)],
    ),
    "1-": Expected(
        {CRIMEA},
        {SEVASTOPOL},
        {"forced-mobilisation"},
        {"political-prosecution", "pow"},
        {
            "chrg": {"named", "quoted"},
            "icc": {"named"},
            "ru-president": {"quoted"},  # by its decree
            "occupation-authorities": {"named"},
            "ppu": {"named"},
            "zmina": {"named", "quoted"},
        },
        [
            (63, "floor", "Crimeans", "chrg"),
            (703, "exact", "deaths", "chrg"),
            (133_000, "floor", "conscripts", "ru-president"),
            (522, "floor", "criminal cases", "chrg"),
        ],
        titled=False,
    ),
    "2-": Expected(
        {CRIMEA},
        {ZAPORIZHZHIA_OBLAST, KHERSON_OBLAST},
        {"indigenous", "political-prosecution", "forced-mobilisation"},
        {"enforced-disappearance", "torture", "pow"},
        {
            "ru-state-media": {"claimant"},
            "occupation-authorities": {"claimant"},
            "mejlis": {"quoted"},
            "fsb": {"named"},
            "krymsos": {"quoted"},
            "ombudsman": {"quoted"},
            "coi": {"named"},
            "icc": {"named"},
            "ua-prosecutor-crimea": {"quoted"},
        },
        [(144, "exact", "people", "krymsos"), (122, "exact", "people", "krymsos")],
        titled=False,
    ),
    # A page of a campaign that goes through twenty-three kinds of abuse, a paragraph each: it is
    # about what it comes back to, and mentions the others.
    "3-": Expected(
        {KHARKIV_OBLAST, DONETSK_OBLAST, IZIUM},
        {
            CRIMEA, MARIUPOL, LYMAN, BALAKLIIA, KUPIANSK, KYIV_OBLAST, BUCHA, IRPIN,
            LUHANSK_OBLAST, KHERSON_OBLAST, KHERSON,
        },
        {
            "killing", "torture", "political-prosecution", "movement", "language-identity",
            "child-transfer",
        },
        {
            "deportation", "detention-conditions", "education-militarisation",
            "enforced-disappearance", "expression", "filtration", "forced-labour",
            "forced-mobilisation", "health-denial", "humanitarian-aid", "indigenous",
            "looting", "passportisation", "property-seizure",
            "religious-persecution", "sexual-violence", "sham-votes",
        },
        {"fsb": {"named"}},
        [],
    ),
    # Calls with trade unions, then a reading list of titles in many languages.
    "4-": Expected(
        {"X-DONBAS", KHERSON_OBLAST, KHERSON, CRIMEA},
        {
            DONETSK_OBLAST, DONETSK, MARIUPOL, KYIV_OBLAST, BUCHA, KYIV, KHARKIV_OBLAST, IZIUM,
            ZAPORIZHZHIA_OBLAST, ZAPORIZHZHIA, ZNPP, ENERHODAR, LUHANSK_OBLAST,
            LUHANSK, ODESA_OBLAST, ODESA,
        },
        {
            "labour-unions", "language-identity", "child-transfer", "education-militarisation",
            "expression", "pow",
        },
        {
            "assembly-association", "deportation", "forced-mobilisation", "indigenous", "lgbt",
            "looting", "nuclear", "political-prosecution", "settlers", "sham-votes",
        },
        {
            "uig": {"quoted"},  # by a link
            "ensu": {"named"},
            "zmina": {"named"},
            "opora": {"named"},
            "khpg": {"named"},
            "ehrg": {"named"},
            "occupation-authorities": {"named"},
            "ru-president": {"named"},
            "wagner": {"named"},
        },
        [],
    ),
}  # fmt: skip
"""By the beginning of the file's name."""

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.exists(), reason="../shared/seeds is absent"),
]


@cache
def text_of(seed: str) -> tuple[str, str]:
    (path,) = SEEDS.glob(f"{seed}*.txt")
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return (title, text.strip()) if READ[seed].titled else ("", f"{title}\n{text}".strip())


@pytest.mark.parametrize("seed", sorted(READ))
def test_a_real_text_has_the_regions_that_a_reader_expects_and_no_other(seed: str) -> None:
    tags = tag_article(*text_of(seed)).regions
    assert {tag.code for tag in tags if tag.role == "about"} == READ[seed].about
    assert {tag.code for tag in tags if tag.role == "mentions"} == READ[seed].mentions


@pytest.mark.parametrize("seed", sorted(READ))
def test_a_real_text_has_the_topics_that_a_reader_expects_and_no_other(seed: str) -> None:
    tags = tag_article(*text_of(seed)).topics
    assert {tag.code for tag in tags if tag.role == "about"} == READ[seed].topics_about
    assert {tag.code for tag in tags if tag.role == "mentions"} == READ[seed].topics_mentioned


@pytest.mark.parametrize("seed", sorted(READ))
def test_a_real_text_has_the_bodies_and_figures_that_a_reader_expects(seed: str) -> None:
    names = aliases_of(load(ROOT / "feeds.yaml").sources)
    claims = find_claims(*text_of(seed), "en", names)
    roles: dict[str, set[str]] = {}
    for mention in claims.organisations:
        roles.setdefault(mention.organisation, set()).add(mention.role)
    assert roles == READ[seed].organisations
    found = [(f.value, f.kind, f.what, f.organisation) for f in claims.figures]
    assert found == READ[seed].figures


def test_a_claim_that_a_text_refutes_is_about_the_people_it_names() -> None:
    assert tag_article(*text_of("2-")).topics[0].code == "indigenous"
