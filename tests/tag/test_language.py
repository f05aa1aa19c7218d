import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.language import LANGUAGES, detect, detect_paragraphs

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


def test_each_paragraph_has_its_own_language_and_its_place() -> None:
    text = f"{SENTENCES['en'][0]}\n\n  {SENTENCES['ru'][0]}\nZMINA\n{SENTENCES['en'][1]}\n"
    paragraphs = detect_paragraphs(text)
    assert [language for _, _, language in paragraphs] == ["en", "ru", "en", "en"]
    assert text[paragraphs[2][0] : paragraphs[2][1]] == "ZMINA"


def test_an_ordinary_article_does_not_load_numpy() -> None:
    code = (
        "import sys; from aggregator.tag.language import detect\n"
        "assert detect(sys.argv[1]) == sys.argv[2]; sys.exit('numpy' in sys.modules)"
    )
    for language, two in SENTENCES.items():
        subprocess.run([sys.executable, "-c", code, " ".join(two), language], check=True)


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=8)))
def test_any_text_has_one_of_our_languages_or_none(text: str, hint: str | None) -> None:
    assert detect(text, hint) in {*LANGUAGES, None}


@given(st.text(alphabet=st.sampled_from("аіbz \n.\u2028\r"), max_size=200))
def test_paragraphs_cover_every_letter_once(text: str) -> None:
    spans = [(start, end) for start, end, _ in detect_paragraphs(text)]
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
