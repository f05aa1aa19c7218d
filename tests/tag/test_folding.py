import sqlite3
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.store.public_schema import FTS, FTS_SQL
from aggregator.tag.folding import PlaceForms, fold, match_expression, parse_query, term_spans
from tests.tag.gold_search import ARTICLES, QUERIES, place_forms


def marked(text: str, query: str, place_forms: PlaceForms | None = None) -> list[tuple[int, int]]:
    """Where a text answers a query, in order."""
    wanted = [term for term in parse_query(query, place_forms) if not term.excluded]
    return sorted({span for spans in term_spans(text, wanted) for span in spans})


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(FTS_SQL)
    for number, (title, text) in enumerate(ARTICLES.values(), 1):
        connection.execute(
            f"INSERT INTO {FTS}(rowid, title, text, author) VALUES (?, ?, ?, '')",
            (number, fold(title), fold(text)),
        )
    yield connection
    connection.close()


def ask(index: sqlite3.Connection, expression: str) -> set[str]:
    rows = index.execute(f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH ?", (expression,))
    names = list(ARTICLES)
    return {names[row[0] - 1] for row in rows}


def test_there_are_sixty_questions() -> None:
    assert len(QUERIES) >= 60


@pytest.mark.parametrize(("query", "articles"), QUERIES, ids=[query for query, _ in QUERIES])
def test_a_question_finds_exactly_its_articles(
    index: sqlite3.Connection, query: str, articles: set[str]
) -> None:
    assert ask(index, match_expression(query, place_forms)) == articles


@pytest.mark.parametrize(("query", "articles"), QUERIES, ids=[query for query, _ in QUERIES])
def test_the_marked_words_are_there_for_every_article_found(query: str, articles: set[str]) -> None:
    for name in articles:
        document = "\n\n".join(ARTICLES[name])
        spans = marked(document, query, place_forms)
        assert spans
        assert all(document[start:end].strip() for start, end in spans)


def test_a_marked_snippet_shows_the_word_in_its_own_form() -> None:
    text = "Серед депортованих із Маріуполя — діти."
    spans = marked(text, "депортація Mariupol", place_forms)
    assert [text[start:end] for start, end in spans] == ["депортованих", "Маріуполя"]


@pytest.mark.parametrize(
    "query", ["", "   ", "-fake", '""', "- * ()", "🙂", '-"a b" -c', "*", "\0"]
)
def test_a_question_that_asks_for_nothing_is_empty(query: str) -> None:
    assert match_expression(query) == ""


@pytest.mark.parametrize(
    "query", ["OR", "a AND", "NEAR(a b)", "title:x", 'a" OR "b', "^a", "a + b", "{title}: a", "a^2"]
)
def test_the_syntax_of_fts5_is_only_words_here(index: sqlite3.Connection, query: str) -> None:
    ask(index, match_expression(query))


def test_a_name_with_a_hyphen_is_a_phrase() -> None:
    assert match_expression("телеграм-канал") == '"телеграм канал"'


def test_minus_inside_a_word_excludes_nothing() -> None:
    assert not any(term.excluded for term in parse_query("Нью-Йорк COVID-19"))


def test_an_endless_question_is_cut_and_still_valid(index: sqlite3.Connection) -> None:
    words = " ".join(f"слово{n}* -{n} Mariupol" for n in range(3000))
    ask(index, match_expression(words, place_forms))


queries = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [
                *(
                    '"',
                    "-",
                    "*",
                    "(",
                    ")",
                    " ",
                    "OR",
                    "NOT",
                    "AND",
                    "NEAR",
                    ":",
                    "^",
                    "+",
                    "{",
                    "}",
                ),
                *("\0", "\n", "'", "’", "«", "»", "а", "İ", "ß", "Mariupol", "Гола Пристань", "²"),
                *("\ud800", "\u0301", "𝟙", "ǅ", "١", "депорт", ",", ";", "--", "\\"),
            ]
        ),
        max_size=25,
    ).map("".join),
)


@given(queries)
@settings(max_examples=600)
def test_any_input_is_a_valid_expression_or_nothing(query: str) -> None:
    expression = match_expression(query, place_forms)
    if not expression:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute(FTS_SQL)
    connection.execute(f"INSERT INTO {FTS}(rowid, title) VALUES (1, ?)", (fold(query),))
    connection.execute(f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH ?", (expression,)).fetchall()
    connection.close()


@given(st.text(max_size=120))
def test_a_text_finds_itself(text: str) -> None:
    query = " ".join(text.replace('"', " ").split())
    terms = [t for t in parse_query(query) if not t.excluded and not t.prefix]
    folded = f" {fold(text)} "
    assert all(f" {' '.join(phrase)} " in folded for t in terms for phrase in t.phrases[:1])


@given(st.text(max_size=200))
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(unicodedata.normalize("NFD", composed)) == fold(composed)


@given(st.text(max_size=200))
def test_marked_places_lie_inside_the_text(text: str) -> None:
    spans = marked(text, text[:40])
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize("text", ["Порушення прав людини тривають, каже адвокат. " * 66])
def test_folding_a_page_takes_a_millisecond(text: str) -> None:
    fold(text)
    start = time.process_time()
    for _ in range(20):
        fold(text)
    assert (time.process_time() - start) / 20 < 0.001 * 3  # three times the aim: CI is slow
