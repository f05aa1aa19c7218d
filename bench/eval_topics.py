"""Measures the topic tagger: on labelled texts of our own, and on HRDsAttack (en).

Our own texts (``tests/tag/gold/topics``) come in five sets, each labelled before the rules
were changed for it. The first is split by the CRC-32 of the text: its even half could be looked
at while tuning, its odd half only counts. Translations of one sentence can fall into both, so
the others were written; what each gave when first measured stands in docs/topics.md.

HRDsAttack asks which violations an article is about. Five of its types have a topic here;
kidnapping and enforced disappearance share one, as they do in the table of topics. Where the
five are counted apart, the words of the cue decide between those two.
"""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from aggregator.tag.topics import find_topics
from bench.figures import SHARED, Figure, fingerprint, skipped

GOLD: Final = Path(__file__).resolve().parents[1] / "tests" / "tag" / "gold" / "topics"
HRDSATTACK: Final = tuple(
    SHARED / "data" / "tagging" / f"hrdsattack-{part}.json" for part in ("train", "dev")
)
TYPES: Final = {
    "arbitrary detention": "political-prosecution",
    "killing": "killing",
    "torture": "torture",
    "kidnapping": "enforced-disappearance",
    "enforced disappearance": "enforced-disappearance",
}
DISAPPEARANCE: Final = re.compile(r"disappear|missing|whereabouts|incommunicado|know|holding")
"""Cues of the shared topic that say disappearance; all others say kidnapping."""
LATER_SETS: Final = ("second", "third", "fourth", "fifth")
_MARKUP: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the topics that a reader gave it. A sentence has no title and no roles: its
    topics stand in ``about``."""

    language: str
    title: str
    text: str
    about: frozenset[str]
    mentions: frozenset[str]

    @property
    def held_out(self) -> bool:
        """Whether the text belongs to the half that nobody looks at while tuning."""
        return bool(zlib.crc32(self.text.encode()) % 2)


@dataclass
class Count:
    """Labels found rightly, wrongly, and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: frozenset[str], labels: frozenset[str]) -> None:
        """Counts one text."""
        self.right += len(found & labels)
        self.wrong += len(found - labels)
        self.missed += len(labels - found)

    def __add__(self, other: Count) -> Count:
        """The sum of two counts."""
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing was right."""
        if not self.right:
            return 0.0
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        """Precision and recall, for the note beside a figure."""
        found, labels = self.right + self.wrong, self.right + self.missed
        return f"P {self.right / max(found, 1):.2f} R {self.right / max(labels, 1):.2f} of {labels}"


def sentences(name: str = "sentences") -> Iterator[Labelled]:
    """Our own sentences of one set, in every language."""
    for path in sorted(GOLD.glob(f"{name}-*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                topics, text = line.split(" | ", 1)
                about = frozenset() if topics == "-" else frozenset(topics.split(", "))
                yield Labelled(path.stem[-2:], "", text, about, frozenset())


def articles() -> Iterator[Labelled]:
    """Our own short articles."""
    for item in yaml.safe_load((GOLD / "articles.yaml").read_text(encoding="utf-8")):
        yield Labelled(
            item["language"],
            item["title"],
            item["text"].strip(),
            frozenset(item["about"]),
            frozenset(item["mentions"]),
        )


def hrdsattack() -> Iterator[tuple[Labelled, frozenset[str]]]:
    """Train and dev, each text with the topics of its five types, and the types themselves."""
    for path in HRDSATTACK:
        for item in json.loads(path.read_text(encoding="utf-8")):
            sample, annotation = item["sample"], item["annotations"][0]["annotation"]
            body = sample["Input.article_interface"].replace("</p>", "\n")
            types = frozenset(annotation["violation_types"] or ()) & TYPES.keys()
            about = frozenset(TYPES[name] for name in types)
            text = html.unescape(_MARKUP.sub(" ", body)).strip()
            yield Labelled("en", sample["Input.title"] or "", text, about, frozenset()), types


def found_types(item: Labelled) -> frozenset[str]:
    """The five types that the tags of a text come to."""
    found = set()
    for tag in find_topics(item.title, item.text, item.language):
        if tag.role == "about" and tag.code == TYPES["kidnapping"]:
            gone = [bool(DISAPPEARANCE.search(span.rule)) for span in tag.spans]
            found |= {"enforced disappearance"} if any(gone) else set()
            found |= set() if all(gone) else {"kidnapping"}
        elif tag.role == "about":
            found |= {name for name, topic in TYPES.items() if topic == tag.code}
    return frozenset(found)


def found_topics(item: Labelled, *, about: bool = False) -> frozenset[str]:
    """The topics that the tagger gives a text; only those it is about on request."""
    tags = find_topics(item.title, item.text, item.language)
    return frozenset(tag.code for tag in tags if tag.role == "about" or not about)


def count_tags(items: Iterable[Labelled]) -> Count:
    """Counts every tag, whatever its role."""
    count = Count()
    for item in items:
        count.add(found_topics(item), item.about | item.mentions)
    return count


def count_about(items: Iterable[Labelled]) -> Count:
    """Counts what the texts are about."""
    count = Count()
    for item in items:
        count.add(found_topics(item, about=True), item.about)
    return count


def evaluate() -> list[Figure]:
    """Every figure that the data at hand allow; what cannot be measured is said on stderr."""
    figures = list(_own())
    if all(path.exists() for path in HRDSATTACK):
        figures.extend(_hrdsattack())
    else:
        skipped("topics on HRDsAttack", "../shared/data/tagging is absent", 4)
    return figures


def _own() -> Iterator[Figure]:
    data = fingerprint(*sorted(GOLD.glob("*-*.txt")), GOLD / "articles.yaml")
    texts, reports = [*sentences(), *articles()], list(articles())
    for held_out, half, floor in ((False, "tuning half", 0.98), (True, "held-out half", 0.94)):
        tags = count_tags(item for item in texts if item.held_out is held_out)
        yield Figure(f"topics, own first set, {half}: micro-F1", tags.f1, floor, data, str(tags))
    about = count_about(reports)
    yield Figure("topics, own articles, about: micro-F1", about.f1, 0.855, data, str(about))
    for name, floor in zip(LATER_SETS, (0.97, 0.98, 0.915, 0.97), strict=True):
        tags = count_tags(sentences(name))
        yield Figure(f"topics, own {name} set: micro-F1", tags.f1, floor, data, str(tags))


def _hrdsattack() -> Iterator[Figure]:
    data = fingerprint(*HRDSATTACK)
    topics = {topic: Count() for topic in TYPES.values()}
    types = {name: Count() for name in TYPES}
    for item, labels in hrdsattack():
        _add_each(topics, found_topics(item, about=True), item.about)
        _add_each(types, found_types(item), labels)
    floors = {"four topics": (0.75, 0.73), "five types": (0.73, 0.655)}
    for what, counts in (("four topics", topics), ("five types", types)):
        whole = sum(counts.values(), Count())
        macro = sum(count.f1 for count in counts.values()) / len(counts)
        each = ", ".join(f"{name} {count.f1:.2f}" for name, count in counts.items())
        name = f"topics, HRDsAttack, {what}"
        yield Figure(f"{name}: micro-F1", whole.f1, floors[what][0], data, str(whole))
        yield Figure(f"{name}: macro-F1", macro, floors[what][1], data, each)


def _add_each(counts: dict[str, Count], found: frozenset[str], labels: frozenset[str]) -> None:
    for name, count in counts.items():
        count.add(found & {name}, labels & {name})
