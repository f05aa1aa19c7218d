from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Source, document
from aggregator.tag.organisation_names import document_data
from aggregator.tag.organisations import Alias, aliases_of, bodies, find_organisations
from aggregator.tag.sentences import split
from bench.eval_figures import SOURCES

FEEDS = Path(__file__).parents[2] / "feeds.yaml"
SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"


def roles(text: str) -> list[tuple[str, str]]:
    return [(m.organisation, m.role) for m in find_organisations("", text, SOURCES)]


@pytest.mark.parametrize(
    ("form", "organisation"),
    [
        ("Кримською правозахисною групою", "chrg"),
        ("Крымской правозащитной группы", "chrg"),
        ("Харківської правозахисної групи", "khpg"),
        ("Центру прав людини «ZMINA»", "zmina"),
        ("Zmina", "zmina"),
        ("Меджлісу кримськотатарського народу", "mejlis"),
        ("Меджлисом", "mejlis"),
        ("Qırımtatar Milliy Meclisi", "mejlis"),
        ("Милли́й".replace("́", "") + " Меджлис", "mejlis"),
        ("Прокуратури Автономної Республіки Крим", "ua-prosecutor-crimea"),
        ("Управлінням Верховного комісара ООН з прав людини", "ohchr"),
        ("Моніторингової місії ООН", "hrmmu"),
        ("Міжнародного кримінального суду", "icc"),
        ("Международным уголовным судом", "icc"),
        ("окупаційним судом", "occupation-courts"),
        ("Представництву Президента України в Криму", "ppu"),
        ("Human Rights Watch’s", "hrw"),
    ],
)
def test_a_body_is_known_in_every_case_and_language(form: str, organisation: str) -> None:
    text = f"Вчора {form} тут згадали."
    assert [name for name, _ in roles(text)] == [organisation]


IN_OTHER_LANGUAGES = [
    ("Selon l'ONU, rien n'a changé.", "un"),
    ("La Mission de surveillance des droits de l'homme de l’ONU en Ukraine est venue.", "hrmmu"),
    ("Le Haut-Commissariat des Nations unies aux droits de l'homme répond.", "ohchr"),
    ("Un rapport d'Amnesty International est paru.", "amnesty"),
    ("Les juges de la Cour pénale internationale et de la CPI", "icc"),
    ("Le Comité international de la Croix-Rouge attend.", "icrc"),
    ("Une mission de l'OSCE est partie.", "osce"),
    ("Le Conseil de l’Europe vote.", "council-of-europe"),
    ("La Commission européenne se tait.", "eu"),
    ("Le procureur général d'Ukraine ouvre un dossier.", "ua-prosecutor"),
    ("Le Medjlis du peuple tatar est interdit.", "mejlis"),
    ("Le Service de sécurité d’Ukraine l'a dit.", "sbu"),
    ("Le Réseau européen de solidarité avec l'Ukraine se réunit.", "ensu"),
    ("Según Naciones Unidas, no hay cambios.", "un"),
    ("La Corte Penal Internacional emitió órdenes.", "icc"),
    ("El Comité Internacional de la Cruz Roja espera.", "icrc"),
    ("La Fiscalía General de Ucrania investiga.", "ua-prosecutor"),
    ("El Grupo de Derechos Humanos de Crimea cuenta.", "chrg"),
    ("La Unión Europea calla.", "eu"),
    ("El Servicio Federal de Seguridad registró casas.", "fsb"),
    ("Amnistía Internacional publicó un informe.", "amnesty"),
    ("Laut den Vereinten Nationen ist es so.", "un"),
    ("Ein Urteil des Internationalen Strafgerichtshofs fehlt.", "icc"),
    ("Der Bericht des Europarats liegt vor.", "council-of-europe"),
    ("Beobachter der OSZE kamen.", "osce"),
    ("Der Europäische Gerichtshof für Menschenrechte urteilt.", "echr"),
    ("Das Internationale Komitee vom Roten Kreuz wartet.", "icrc"),
    ("Die ukrainische Generalstaatsanwaltschaft ermittelt.", "ua-prosecutor"),
    ("Der ukrainische Ombudsmann fragt.", "ombudsman"),
    ("Der Inlandsgeheimdienst FSB suchte.", "fsb"),
    ("Die Menschenrechtsgruppe Charkiw zählt.", "khpg"),
    ("Un rapporto dell'OSCE è uscito.", "osce"),
    ("Le Nazioni Unite tacciono.", "un"),
    ("La Corte penale internazionale ha deciso.", "icc"),
    ("L'Unione europea ha votato.", "eu"),
    ("La Procura generale ucraina indaga.", "ua-prosecutor"),
    ("As Nações Unidas calam.", "un"),
    ("O Tribunal Penal Internacional decidiu.", "icc"),
    ("A Procuradoria-Geral da Ucrânia investiga.", "ua-prosecutor"),
    ("O Comité Internacional da Cruz Vermelha espera.", "icrc"),
    ("A União Europeia votou.", "eu"),
    ("Raport Organizacji Narodów Zjednoczonych wyszedł.", "un"),
    ("Nakaz Międzynarodowego Trybunału Karnego jest ważny.", "icc"),
    ("Misja OBWE wyjechała.", "osce"),
    ("Radzie Europy to nie wystarcza, mówi Rada Europy.", "council-of-europe"),
    ("Międzynarodowy Komitet Czerwonego Krzyża czeka.", "icrc"),
    ("Służba Bezpieczeństwa Ukrainy bada.", "sbu"),
    ("Zdaniem Medżlisu to nieprawda.", "mejlis"),
    ("Ukraińskiego rzecznika praw człowieka nie wpuszczono.", "ombudsman"),
    ("Die Wagner-Gruppe kam.", "wagner"),
]


@pytest.mark.parametrize(("text", "organisation"), IN_OTHER_LANGUAGES)
def test_a_body_is_known_in_french_spanish_german_italian_portuguese_and_polish(
    text: str, organisation: str
) -> None:
    assert {name for name, _ in roles(text)} == {organisation}


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Selon l’ONU, 12 personnes sont en prison.", "un"),
        ("Según la OSCE, fueron expulsados.", "osce"),
        ("Laut Amnesty International fehlen Ärzte.", "amnesty"),
        ("Według ONZ brakuje lekarzy.", "un"),
    ],
)
def test_who_is_quoted_is_known_by_the_word_before(text: str, organisation: str) -> None:
    assert roles(text) == [(organisation, "quoted")]


@pytest.mark.parametrize(
    "text",
    [
        "Une union européenne de rugby s'est réunie.",
        "La cruz roja de la bandera se ve de lejos.",
        "Ein rotes Kreuz war auf das Haus gemalt.",
        "Les nations du nord se sont unies.",
        "Un conseil de l'Europe entière serait utile.",
    ],
)
def test_words_of_other_languages_are_no_organisation(text: str) -> None:
    assert roles(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Un homme a vu la mission.",  # UN, HUR and PACE are acronyms only in capitals
        "The pace of the who is who list.",
        "Зміна законодавства торкнеться всіх.",
        "Ґрати на вікнах камери заіржавіли.",
        "Опора моста впала.",
        "Федеральна, безпеки служба.",
    ],
)
def test_an_ordinary_word_is_no_organisation(text: str) -> None:
    assert roles(text) == []


def test_a_source_with_an_ordinary_name_is_known_in_quotation_marks() -> None:
    assert roles("«Ґрати» вийшли на суд.") == [("graty", "named")]


@pytest.mark.parametrize(
    "text", ["She spoke in the House of Commons.", "On Commons Street he fell.", "Old Commons"]
)
def test_an_ordinary_name_inside_a_longer_one_is_not_the_source(text: str) -> None:
    assert find_organisations("", text, (Alias("commons", "Commons"),)) == ()


def test_an_ordinary_name_within_a_sentence_is_the_source() -> None:
    found = find_organisations("", "He told Commons last week.", (Alias("c", "Commons"),))
    assert [(m.organisation, m.role) for m in found] == [("c", "quoted")]


def test_a_name_with_a_full_stop_is_one_name() -> None:
    found = find_organisations("", "Про це пише Крим.Реалії.", (Alias("krymr", "Крим.Реалії"),))
    assert [(m.organisation, m.role, m.span.form) for m in found] == [
        ("krymr", "quoted", "Крим.Реалії")
    ]


def test_a_body_that_is_a_source_has_the_sources_id() -> None:
    document_of_sources = yaml.safe_load(FEEDS.read_text("utf-8"))
    ids = {
        name.lower(): source["id"]
        for source in document_of_sources["sources"]
        for name in (
            source["name"],
            *(source.get("names") or {}).values(),
            *(source.get("aliases") or ()),
        )
    }
    plain = [
        (body["id"], name.replace("~", "").lower())
        for body in document_data()["bodies"]
        for names in body["names"].values()
        for name in names
    ]
    assert [(body, name) for body, name in plain if ids.get(name, body) != body] == []


def test_the_longest_name_wins() -> None:
    assert roles("Це рішення Міжнародного суду ООН.") == [("icj", "named")]


@pytest.mark.parametrize(
    ("text", "said_by"),
    [
        ("According to ZMINA, three people were taken away.", "zmina"),
        ("According to Ivan Petrenko, the head of the Mejlis, nobody came.", "mejlis"),
        (
            "CrimeaSOS analyst Olena Koval has repeatedly said that the trials are closed.",
            "krymsos",
        ),
        ("“Nobody was told,” said a lawyer for Almenda.", "almenda"),
        ("The figures are in the annual report by the Crimean Human Rights Group.", "chrg"),
        ("The Mission’s latest report lists the cells.".replace("Mission", "OHCHR"), "ohchr"),
        ("Про це повідомили у Кримській правозахисній групі.", "chrg"),
        ("За даними КримSOS, обшуки тривають.", "krymsos"),
        ("Обшуки тривають, йдеться у звіті Меджлісу.", "mejlis"),
        ("Як повідомив омбудсмен, хлопця повернули.", "ombudsman"),
        ("Обыски продолжаются, сообщает «Крымский процесс».", "crimean_process"),
        ("По словам сотрудницы КрымSOS, суд закрыт.", "krymsos"),
        ("Со ссылкой на Харьковскую правозащитную группу пишут об аресте.", "khpg"),
    ],
)
def test_a_reporting_word_in_the_sentence_makes_a_body_the_one_who_is_quoted(
    text: str, said_by: str
) -> None:
    assert (said_by, "quoted") in roles(text)


@pytest.mark.parametrize(
    "text",
    [
        "The men were taken to the FSB office, and a neighbour said that they were beaten.",
        "She worked for CrimeaSOS. A neighbour said so.",
        "“The case belongs before the International Criminal Court,” the lawyer said.",
        "The Crimean Human Rights Group called on people to send documents.",
        "Він звернувся до Меджлісу, бо сусіди сказали правду.",
        "Люди, які писали до ООН, чекають.",
    ],
)
def test_a_reporting_word_of_somebody_else_quotes_no_body(text: str) -> None:
    assert {role for _, role in roles(text)} == {"named"}


def test_the_body_next_to_the_verb_is_quoted_and_not_the_one_it_speaks_of() -> None:
    text = "ФСБ затримала двох мешканок Джанкоя, повідомляє «Кримський процес»."
    assert roles(text) == [("fsb", "named"), ("crimean_process", "quoted")]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Pro-Kremlin media reported that the village had voted.", "ru-state-media"),
        ("The FSB claimed that he had planned an explosion.", "fsb"),
        (
            "Occupation authorities said that all were volunteers. This is false.",
            "occupation-authorities",
        ),
        ("Російські ЗМІ написали про «повну підтримку».", "ru-state-media"),
        ("ФСБ звинуватила його у шпигунстві.", "fsb"),
        ("Окупаційний суд засудив його за начебто шпигунство.", "occupation-courts"),
        ("Минобороны РФ заявило об эвакуации, но это фейк.", "ru-defence"),
        ("Оккупационные власти якобы раздали жильё.", "occupation-authorities"),
    ],
)
def test_a_statement_of_the_occupier_that_the_text_keeps_at_a_distance_is_a_claim(
    text: str, claimant: str
) -> None:
    assert (claimant, "claimant") in roles(text)


def test_allegedly_does_not_make_a_monitor_a_claimant() -> None:
    text = "According to ZMINA, the men were allegedly beaten."
    assert roles(text) == [("zmina", "quoted")]


def test_a_link_to_a_sources_site_quotes_it() -> None:
    sources = aliases_of(
        [Source("s", "Sample Watch", "https://www.sample.example/", "monitor", "", ())]
    )
    text = "Sample Watch has the list: https://news.sample.example/list."
    found = find_organisations("", text, sources)
    assert [(m.organisation, m.role, m.span.rule) for m in found] == [
        ("s", "quoted", "link"),
        ("s", "quoted", "link"),
    ]


def test_every_name_of_a_source_is_an_alias_once() -> None:
    source = Source(
        *("s", "Sample", "https://sample.example", "monitor", "", ("uk",)),
        names={"uk": "Взірець", "en": "Sample"},
        aliases=("Sample Watch",),
    )
    assert aliases_of([source]) == tuple(
        Alias("s", name) for name in ("Sample", "Взірець", "Sample Watch", "sample.example")
    )


def test_every_body_has_names_and_a_side() -> None:
    assert len(bodies()) >= 50
    assert {body.side for body in bodies().values()} == {"occupier", "ukraine", "international"}
    assert all(body.name and body.name_uk for body in bodies().values())


def test_abbreviations_and_initials_do_not_end_a_sentence() -> None:
    text = (
        "У 2022 р. О. Петренка затримали на вул. Лесі Українки, 7. «Це злочин», – каже він.\n"
        "Заголовок без крапки\nMr. Smith saw No. 5. Then he left... Why? He knew."
    )
    assert [text[a:b] for a, b in split(text)] == [
        "У 2022 р. О. Петренка затримали на вул. Лесі Українки, 7.",
        "«Це злочин», – каже він.",
        "Заголовок без крапки",
        "Mr. Smith saw No. 5.",
        "Then he left...",
        "Why?",
        "He knew.",
    ]


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the texts of ../shared/seeds are not at hand")
def test_the_fact_check_has_its_claimants_and_its_sources() -> None:
    text = next(SEEDS.glob("2-*.txt")).read_text("utf-8")
    said = {(m.organisation, m.role) for m in find_organisations("", text, SOURCES)}
    assert ("ru-state-media", "claimant") in said
    assert ("mejlis", "quoted") in said
    assert ("krymsos", "quoted") in said
    assert ("fsb", "named") in said
    assert not {("fsb", "quoted"), ("icc", "quoted"), ("coi", "quoted")} & said


pieces = st.lists(
    st.sampled_from(
        [
            *("ФСБ", "ZMINA", " ", "\n", ". ", "«", "»", "“", "”", '"', "заявила", "якобы", "said"),
            *("According to", "Кримська правозахисна група", "https://a.example", "İ", "’s", ", "),
        ]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(pieces, st.text(max_size=200)), st.one_of(pieces, st.text(max_size=60)))
@settings(max_examples=200)
def test_spans_hold_the_words_they_name_whatever_the_text(text: str, title: str) -> None:
    whole = document(title, text)
    for mention in find_organisations(title, text, SOURCES):
        span = mention.span
        assert whole[span.start : span.end] == span.form
        assert mention.sentence[0] <= span.start < span.end <= mention.sentence[1]
        assert bool(mention.cue) == (mention.role != "named")


@given(st.one_of(pieces, st.text(max_size=300)))
def test_sentences_lie_in_order_and_lose_no_letter(text: str) -> None:
    spans = split(text)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
