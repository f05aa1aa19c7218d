"""Every page in every language of the interface, and no English left over in a template."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment, nodes
from lxml import html

from aggregator.credibility.values import IncidentKind, Organ, StatusNow
from aggregator.health import Extraction, State
from aggregator.site.data_labels import titles
from aggregator.site.languages import catalogue, catalogues
from aggregator.site.languages.catalogue import PLURALS
from aggregator.site.languages.told import COUNTED, TOLD
from aggregator.site.text import as_moment
from aggregator.site.vetting_evidence import REVIEWS
from aggregator.site.words import (
    ANSWERS,
    GRADES,
    HELD,
    KINDS,
    LEGAL,
    ROLES,
    RULES,
    SHOWN,
    STATES,
    TIES,
    letter_sentence,
)
from aggregator.sources.codes import LANGUAGES
from aggregator.sources.vetting import QUESTIONS
from aggregator.story.access import AccessKind
from aggregator.story.values import EdgeState
from aggregator.story.wording import ONE_IS_NORMAL, in_words
from tests.site.conftest import Get
from tests.site.sample import KHERSON

SITE = Path(__file__).parents[2] / "aggregator" / "site"
TEMPLATES = sorted((SITE / "templates").glob("*.html"))
TWO_NOT_VETTED = "N2 two not fully vetted"
OTHERS = [code for code in catalogues() if code != "en"]
NAMES = re.compile(
    r"\b(Atom|RFC|JSON|Feed|CSV|SQL|OPML|HXL|KHPG|HURIDOCS|IPTC|KATOTTG|ISO|URL|UTC|Datasette|"
    r"JavaScript|Powered|by)\b"
)
"""Names that are the same in every language."""
ENVIRONMENT = Environment(autoescape=True)


def tree(path: Path) -> nodes.Template:
    return ENVIRONMENT.parse(path.read_text(encoding="utf-8"))


def asked_for(path: Path) -> Iterator[tuple[str, bool]]:
    """Every text that a template asks for, and whether it is one with plural forms."""
    for call in tree(path).find_all(nodes.Call):
        name = getattr(call.node, "name", "")
        if name not in {"_", "many"}:
            continue
        constants = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        assert constants, f"{path.name}:{call.lineno}: {name}() takes constants only"
        yield (constants[1], True) if name == "many" else (constants[0], False)


def in_python() -> Iterator[tuple[str, bool]]:
    for path in sorted(SITE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name == "said":
                yield ast.literal_eval(call.args[0]), "{n} day" in ast.literal_eval(call.args[0])


def of_tables() -> Iterator[tuple[str, bool]]:
    tables = (KINDS, LEGAL, STATES, SHOWN, GRADES, ANSWERS)
    for table in tables:
        yield from ((text, False) for text in table.values())
    yield from ((text, False) for text in (*State, *Extraction))
    yield from ((letter_sentence(letter, "x"), False) for letter in ("A", "B", "C", "D", "E", "F"))
    numbers = [in_words(n, reason, 0) for n in range(2, 7) for reason in ("", TWO_NOT_VETTED)]
    yield from ((words_, False) for words_ in {*numbers, ONE_IS_NORMAL})
    yield from ((name, False) for code, name in LANGUAGES.items())
    for state in State:
        yield state.remedy, False
    yield from ((text, text in COUNTED) for text in TOLD)
    more = (QUESTIONS, TIES, ROLES, RULES, REVIEWS)
    yield from ((text, False) for table in more for text in table.values())
    held = [letter_sentence("F", "given", status) for status in HELD]
    yield from ((text, False) for text in (*held, letter_sentence("", "given")))
    yield from ((text, False) for text in titles())
    alternatives = (StatusNow, AccessKind, EdgeState, Organ, IncidentKind)
    yield from ((text, False) for kind in alternatives for text in get_args(kind))
    for word in ("feed", "page", "title", "text", "author", "language", "first seen",
                 "title and text", "page read", "country", "autonomous republic", "oblast",
                 "city with special status", "raion", "hromada", "city",
                 "settlement", "district", "group", "institution"):  # fmt: skip
        yield word, False


EVERY = sorted(
    {it for path in TEMPLATES for it in asked_for(path)}
    | {it for it in in_python() if it[0] != "last {n} day"}
    | set(of_tables())
)


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_is_missing_in_a_language(code: str) -> None:
    texts = catalogue(code).texts
    assert [text for text, _ in EVERY if text not in texts] == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_of_a_language_has_lost_its_english(code: str) -> None:
    assert set(catalogue(code).texts) - {text for text, _ in EVERY} == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_same_places_for_values_and_the_same_elements(code: str) -> None:
    language = catalogue(code)
    for english, found in language.texts.items():
        forms = [found] if isinstance(found, str) else found
        for form in forms:
            assert set(re.findall(r"\{\w+\}", form)) == set(re.findall(r"\{\w+\}", english)), form
            assert sorted(re.findall(r"</?\w+", form)) == sorted(re.findall(r"</?\w+", english))


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_counted_has_every_plural_form(code: str) -> None:
    language = catalogue(code)
    for text, counted in EVERY:
        forms = language.texts[text]
        assert isinstance(forms, list) is counted, text
        if isinstance(forms, list):
            assert len(forms) == len({PLURALS[language.plural](n) for n in range(200)}), text


def bare(node: nodes.Node, inside: bool = False) -> Iterator[tuple[int, str]]:
    """Text that a template shows without asking the catalogue."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in {"_", "many"}:
        return
    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data
    for child in node.iter_child_nodes():
        yield from bare(child)


def shown(text: str) -> str:
    """What of the text between expressions a reader would see or hear."""
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    own = re.sub(r'<(\w+)[^>]*\blang="[^"]*"[^>]*>.*?</\1>', " ", text, flags=re.S)
    own = re.sub(r"<code>.*?</code>", " ", own, flags=re.S)
    own = re.sub(r"<[^>]*>|^[^<>]*>|<[^<>]*$|&\w+;", " ", own)
    return NAMES.sub("", " ".join([own, *spoken]))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_bare_english(path: Path) -> None:
    # Expressions are taken out first, so that a tag whose attributes hold them stays whole.
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.S)
    assert re.findall(r"[A-Za-z]{2,}", shown(plain)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_expression_of_a_template_shows_a_bare_english_sentence(path: Path) -> None:

    def constants(node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in {"_", "many", "word"}:
            return
        if isinstance(node, nodes.Test | nodes.Compare | nodes.Filter):
            return
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield node.value
        for child in node.iter_child_nodes():
            yield from constants(child)

    for output in tree(path).find_all(nodes.Output):
        for text in constants(output):
            assert not re.search(r"[A-Z][a-z]|[a-z] [a-z]", text), text


PAGES = ("/", "/explore", f"/explore?region={KHERSON}&period=7d", f"/region/{KHERSON}",
         "/topic/education", "/article/sample-en", "/article/sample-ru", "/regions", "/topics",
         "/source/sample-monitor", "/source/sample-newsroom", "/source/sample-ministry",
         "/story/sample-en", "/story/sample-en/why", "/credibility", "/health", "/figures",
         "/sources", "/subscribe", "/about", "/safety", "/campaigns", "/cases",
         "/campaign/sample-letters", "/case/sample-case", "/nowhere-at-all")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("code", OTHERS)
def test_a_page_is_in_the_language_of_its_address(get: Get, code: str, path: str) -> None:
    page = html.fromstring(get(f"/{code}{path}").content)
    assert page.get("lang") == code
    assert page.xpath("//header//nav//a/text()")[1] == catalogue(code).text("Explore")
    stays = page.xpath("//header//nav//a[not(@hreflang)]/@href")
    assert all(link.startswith(f"/{code}/") for link in stays)


SMALL_WORDS = re.compile(r"\b(the|and|of|is|are|was|not|for|with|this|its|it|who|what)\b", re.I)
"""Words that hardly an English sentence does without."""


@pytest.mark.parametrize("path", PAGES)
def test_no_english_sentence_stands_on_a_page_in_ukrainian(get: Get, path: str) -> None:
    """Everything but what people wrote, which says its own language; names of the samples have
    none of these words."""
    page = html.fromstring(get(f"/uk{path}").content)
    for element in page.xpath("//*[@lang and @lang != 'uk'] | //code | //svg//title | //q | //bdi"):
        element.drop_tree()
    texts = [text for text in page.xpath("//body//text()") if SMALL_WORDS.search(text)]
    texts += [text for text in page.xpath("//@title | //@aria-label") if SMALL_WORDS.search(text)]
    assert texts == []


@pytest.mark.parametrize("path", PAGES[:-1])
def test_each_page_leads_to_itself_in_the_other_language_and_back(get: Get, path: str) -> None:
    there = html.fromstring(get(path).content).xpath("//header//nav//a[@hreflang='uk']/@href")
    assert there == ["/uk" + path]
    back = html.fromstring(get(there[0]).content).xpath("//header//nav//a[@hreflang='en']/@href")
    assert back == [path]


def test_neither_a_header_nor_a_cookie_changes_the_language(get: Get) -> None:
    plain = get("/about")
    other = get("/about", headers={"accept-language": "uk", "cookie": "lang=uk"})
    assert plain.text == other.text
    assert "accept-language" not in plain.headers.get("vary", "").lower()


def test_regions_and_topics_have_their_own_names(get: Get) -> None:
    assert html.fromstring(get(f"/uk/region/{KHERSON}").content).xpath("//h1/text()") == [
        "Херсонська область"
    ]
    assert html.fromstring(get("/uk/topic/education").content).xpath("//h1/text()") == [
        "Школи і діти"
    ]


def test_what_is_not_here_is_said_in_the_language(get: Get) -> None:
    answer = get("/uk/region/none")
    assert answer.status_code == 404
    assert html.fromstring(answer.content).xpath("//h1/text()") == [
        catalogue("uk").text("Not found")
    ]


def test_feeds_and_files_have_one_address_for_all_languages(get: Get) -> None:
    page = html.fromstring(get("/uk/").content)
    links = page.xpath("//link/@href | //a/@href")
    assert not [link for link in links if link.startswith(("/uk/feeds", "/uk/assets"))]


@pytest.mark.parametrize(
    ("number", "form"), [(1, "1 стаття"), (3, "3 статті"), (5, "5 статей"), (11, "11 статей"),
                         (21, "21 стаття"), (1234, "1\u00a0234 статті")],
)  # fmt: skip
def test_ukrainian_counts_as_ukrainian_does(number: int, form: str) -> None:
    assert catalogue("uk").many("{n} article", "{n} articles", number) == form


def test_dates_are_written_as_the_language_writes_them() -> None:
    uk, en = catalogue("uk"), catalogue("en")
    moment = as_moment("2026-11-07T10:00:00Z")
    assert moment is not None
    assert (uk.day(moment), en.day(moment)) == ("7 листопада 2026", "7 November 2026")
    month = as_moment("2026-11-01", "month")
    assert month is not None
    assert (uk.day(month), en.day(month)) == ("листопад 2026", "November 2026")
    assert uk.exact(month) == "2026-11 (лише місяць)"
    assert en.exact(moment) == uk.exact(moment) == "2026-11-07 10:00 UTC"


def test_a_word_from_outside_is_never_taken_for_html() -> None:
    for code in catalogues():
        assert not hasattr(catalogue(code).word("<b>x</b>"), "__html__")
        made = catalogue(code).text("Articles with “{words}”", words="<script>")
        assert "<script>" not in made


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/UK/", "/uk/"), ("/Uk", "/uk/"), ("/UK/topics?x=1", "/uk/topics?x=1"),
        ("/en/", "/"), ("/EN/topics", "/topics"), ("/en/news/articles?_size=1",
                                                   "/news/articles?_size=1"),
        ("/UK//evil.example/", "/uk/evil.example/"), ("/en//evil.example/", "/evil.example/"),
        ("/en/\\evil.example/", "/evil.example/"), ("/en/%5Cevil.example", "/%5Cevil.example"),
    ],
)  # fmt: skip
def test_another_spelling_of_a_language_leads_to_its_address(
    get: Get, address: str, leads_to: str
) -> None:
    answer = get(address)
    assert answer.status_code == 308
    assert answer.headers["location"] == leads_to
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_only_begins_like_a_language_leads_nowhere(get: Get) -> None:
    for address in ("/ukraine", "/e", "/english/about", "/fr/about"):
        assert get(address).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/uk"])
def test_a_menu_says_where_the_reader_is(get: Get, prefix: str) -> None:
    for path in ("/explore", "/sources", "/health", "/explore?period=7d"):
        page = html.fromstring(get(prefix + path).content)
        here = page.xpath("//a[@aria-current='page']/@href")
        assert here == [prefix + path.partition("?")[0]]
    for path in ("/article/sample-en", "/news/articles", "/nowhere"):
        assert not html.fromstring(get(prefix + path).content).xpath("//a[@aria-current='page']")


def test_names_are_sorted_by_the_alphabet_of_the_language() -> None:
    names = ["Яна", "Зоря", "Івано-Франківськ", "Єнакієве", "Ґанок", "Гора", "Їжа", "Йоржик", "BBC"]
    wanted = [
        "BBC",
        "Гора",
        "Ґанок",
        "Єнакієве",
        "Зоря",
        "Івано-Франківськ",
        "Їжа",
        "Йоржик",
        "Яна",
    ]
    assert sorted(names, key=catalogue("uk").order) == wanted
    assert sorted(["b", "A", "c"], key=catalogue("en").order) == ["A", "b", "c"]


def test_the_forms_offer_languages_by_their_names_in_the_language_of_the_page(get: Get) -> None:
    page = html.fromstring(get("/uk/explore").content)
    names = page.xpath("//select[@id='language']/option/text()")[1:]
    assert len(names) > 2
    assert names == sorted(names, key=catalogue("uk").order)
