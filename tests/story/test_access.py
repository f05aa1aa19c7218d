"""How a source says that it knows: its own words count, those of others do not."""

from __future__ import annotations

import pytest

from aggregator.rules.names import Alias
from aggregator.story.access import access_of
from aggregator.story.cues import mentions_from, sentences_of
from aggregator.tag.claims import find_claims

NAMES = (
    Alias("ours", "Sample Monitor of Steppes"),
    Alias("ours", "Зразковий Монітор Степів"),
    Alias("ours", "Образцовый монитор степей"),
    Alias("ours", "Réseau exemple"),
    Alias("theirs", "Sample Radio"),
    Alias("theirs", "Зразкове радіо степів"),
)


def access(text: str, *, relays: bool = False) -> str | None:
    found = find_claims("SAMPLE", text, None, NAMES).organisations
    mentions = mentions_from(
        [
            [m.organisation, m.role, m.span.start, m.span.end, m.span.form, m.span.rule, m.cue,
             list(m.sentence)]
            for m in found
        ]
    )  # fmt: skip
    sentences = sentences_of("SAMPLE", text, mentions, "ours")
    known = access_of(sentences, "ours", relays=relays, others=frozenset({"ours", "theirs"}))
    return known.kind if known is not None else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Four residents told the Sample Monitor of Steppes that the tap is dry.", "interview"),
        ("Families got papers, we found in conversations with eleven of them.", "interview"),
        ("The Sample Monitor of Steppes learned this from three of the teachers.", "interview"),
        ("We recorded the statements of nine workers.", "interview"),
        ("Relatives turned to the Sample Monitor of Steppes in May.", "interview"),
        ("The Sample Monitor of Steppes received a photo of the notice.", "document"),
        ("Our documenters visited the two villages in June.", "field visit"),
        ("Про це розповіли родичі Зразковому монітору степів.", "interview"),
        ("Батьки дізналися, розповіли три родини Зразковому Монітору Степів.", "interview"),
        ("Зразковий монітор степів зібрав свідчення двох жінок.", "interview"),
        ("Перелік дослідив Зразковий монітор степів.", "document"),
        ("Об этом Образцовому монитору степей рассказали соседи.", "interview"),
        ("Редакция получила снимок объявления от двух читателей.", "document"),
        ("Образцовый монитор степей узнал об этом от родных.", "interview"),
        ("Le Réseau exemple a parlé à neuf mineurs.", "interview"),
        ("Zwei Lokführer erzählten uns davon.", "interview"),
        ("Dos maestras nos dijeron que no hay clases.", "interview"),
    ],
)
def test_a_source_says_in_its_own_voice_how_it_knows(text: str, kind: str) -> None:
    assert access(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Two families were visited at night by men in uniform.",
        "Four residents told Sample Radio that the tap is dry.",
        "Про це розповіли родичі Зразковому радіо степів.",
        "Sample Radio received a photo of the notice.",
        "The families were told to leave.",
        "Rights defenders interviewed nine workers.",
        "Women and children were told by the officer to wait.",
    ],
)
def test_what_others_did_and_what_was_done_to_people_is_no_way_of_knowing(text: str) -> None:
    assert access(text) is None


def test_who_repeats_another_counts_only_where_it_speaks_of_itself() -> None:
    assert access("It interviewed eleven families in May.", relays=True) is None
    assert access("We interviewed eleven families in May.", relays=True) == "interview"
