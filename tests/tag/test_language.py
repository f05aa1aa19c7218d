import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.tag.figures import find_figures
from aggregator.tag.language import LANGUAGES, detect, plainly
from bench.eval_language import misread

SENTENCES = {
    "uk": (
        "Окупаційна влада вимагає від мешканців міста здати ключі від покинутих квартир.",
        "Батьки відмовляються віддавати дітей до школи, де їх навчають за чужою програмою.",
    ),
    "en": (
        "The occupying administration has told residents to hand in the keys of empty flats.",
        "Parents refuse to send their children to a school that teaches a foreign curriculum.",
    ),
    "ru": (
        "Оккупационная администрация требует от жителей города сдать ключи от пустых квартир.",
        "Родители отказываются отдавать детей в школу, где учат по чужой программе.",
    ),
    "crh": (
        "Memuriyet şeer sakinlerinden boş evlerniñ anahtarlarını teslim etmelerini talap ete.",
        "Qırımtatar balaları mektepte öz tilinde oqumağa istey, lâkin ders saatı azlaştı.",
    ),
    "fr": (
        "L'administration d'occupation exige que les habitants remettent les clés des logements.",
        "Les parents refusent d'envoyer leurs enfants dans une école au programme étranger.",
    ),
    "es": (
        "La administración de ocupación exige a los vecinos que entreguen las llaves de los pisos.",
        "Los padres se niegan a llevar a sus hijos a una escuela con un programa extranjero.",
    ),
    "de": (
        "Die Besatzungsverwaltung verlangt von den Bewohnern die Schlüssel der leeren Wohnungen.",
        "Eltern weigern sich, ihre Kinder in eine Schule mit fremdem Lehrplan zu schicken.",
    ),
    "it": (
        "L'amministrazione di occupazione chiede agli abitanti di consegnare le chiavi di casa.",
        "I genitori rifiutano di mandare i figli in una scuola che segue un programma straniero.",
    ),
    "pt": (
        "A administração de ocupação exige que os moradores entreguem as chaves das casas vazias.",
        "Os pais recusam-se a mandar os filhos para uma escola com um programa estrangeiro.",
    ),
    "pl": (
        "Administracja okupacyjna żąda od mieszkańców oddania kluczy do pustych mieszkań.",
        "Rodzice odmawiają posyłania dzieci do szkoły, która uczy według obcego programu.",
    ),
}
CYRILLIC_CRIMEAN = (
    "Къырымтатар балалары мектепте озь тилинде окъумагъа истей, лякин дерс сааты азлашты.",
    "Акъмесджит шеэринде маэкеме олды, онынъ къарары эвельден белли эди.",
    "Бу адам къоранталары ве достлары иле корюшмеге изин алмагъан.",
)


@pytest.mark.parametrize(
    ("language", "sentence"), [(code, s) for code, two in SENTENCES.items() for s in two]
)
def test_one_sentence_is_enough_in_every_language(language: str, sentence: str) -> None:
    assert detect(sentence) == language


@pytest.mark.parametrize("sentence", CYRILLIC_CRIMEAN)
def test_crimean_tatar_in_cyrillic_is_not_taken_for_russian(sentence: str) -> None:
    assert detect(sentence) == "crh"


@pytest.mark.parametrize(
    "sentence",
    [
        "Подъезд к джанкойской базе джипов закрыт, сообщил съёмочной группе джазмен из Керчи.",
        "Суд у Джанкої оштрафував жінку за джинсову куртку з тризубом і джаз із вікна.",
    ],
)
def test_words_with_its_digraphs_do_not_make_a_text_crimean_tatar(sentence: str) -> None:
    assert detect(sentence) in {"uk", "ru"}


@pytest.mark.parametrize("text", ["", "  \n ", "12.03.2024, 14:55", "!!! 🙂 —", "ZMINA"])
def test_a_text_too_short_to_tell_has_the_declared_language_or_none(text: str) -> None:
    assert detect(text) is None
    assert detect(text, "uk-UA") == "uk"
    assert detect(text, "EN_us") == "en"
    assert detect(text, "tlh") is None


def test_the_text_is_believed_before_the_declared_language() -> None:
    assert detect(SENTENCES["uk"][0], "en-US") == "uk"


@pytest.mark.parametrize(
    "text", ["Ρώσοι στρατιώτες κατηγορούνται για επιθέσεις", "რუსეთის არმიამ დაიკავა ქალაქი"]
)
def test_a_script_that_none_of_our_languages_uses_has_no_language(text: str) -> None:
    assert detect(text, "en") is None


def test_a_title_or_paragraph_is_told_plainly_or_not_at_all() -> None:
    for language, two in SENTENCES.items():
        assert plainly(" ".join(two)) == language
    for unclear in ("ZMINA", "Мобилизация студентов", "Ρώσοι στρατιώτες κατηγορούνται", "12 000"):
        assert plainly(unclear) is None


def test_articles_in_two_languages_come_out_as_labelled() -> None:
    assert misread() == []


def test_counts_are_read_only_in_paragraphs_of_our_three_languages() -> None:
    english = "The Crimean Process documented at least 14 people who were detained in the town."
    french = (
        "Le groupe a compté au moins 15 people dans la ville, et les familles attendent encore."
    )
    found = find_figures("", f"{french}\n{english}", "fr", ())
    assert [figure.value for figure in found] == [14]
    assert find_figures("", french, "fr", ()) == ()


def test_an_ordinary_article_does_not_load_numpy() -> None:
    code = (
        "import sys; from aggregator.tag.language import detect\n"
        "assert detect(sys.argv[1]) == sys.argv[2]; sys.exit('numpy' in sys.modules)"
    )
    for language, two in SENTENCES.items():
        subprocess.run([sys.executable, "-c", code, " ".join(two), language], check=True)


@settings(deadline=None)  # the model loads in the first call
@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=8)))
def test_any_text_has_one_of_our_languages_or_none(text: str, hint: str | None) -> None:
    assert detect(text, hint) in {*LANGUAGES, None}


@settings(deadline=None)
@given(st.text(max_size=300))
def test_what_is_told_plainly_is_what_the_whole_detection_says(text: str) -> None:
    assert plainly(text) in {None, detect(text)}
