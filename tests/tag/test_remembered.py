"""Tables of words that are asked once per word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.remembered import LONGEST, Remembered

WORDS = st.lists(st.frozensets(st.text("aбc'", min_size=1, max_size=4)), max_size=6)


@given(WORDS)
def test_a_remembered_answer_is_the_one_that_the_table_gives(
    vocabularies: list[frozenset[str]],
) -> None:
    table = Remembered(lambda word: word.count("a"))
    for words in vocabularies:
        assert table.of(words) == {word: word.count("a") for word in words if "a" in word}


def test_a_word_is_asked_once_whether_it_is_known_or_not() -> None:
    asked: list[str] = []
    table = Remembered(lambda word: asked.append(word) or word == "known")
    for _ in range(3):
        assert table.of({"known", "unknown"}) == {"known": True}
    assert sorted(asked) == ["known", "unknown"]


def test_hostile_words_do_not_fill_the_memory() -> None:
    table = Remembered(len, most=10)
    for number in range(100):
        assert table.of({f"w{number}", "x" * (LONGEST + 1)}) == {
            f"w{number}": len(f"w{number}"),
            "x" * (LONGEST + 1): LONGEST + 1,
        }
        assert len(table._known) + len(table._unknown) <= 10
    assert all(len(word) <= LONGEST for word in table._known)
