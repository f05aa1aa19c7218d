"""Which of our ten languages a text is written in.

Two steps. Letters and the commonest function words answer at once where their evidence is
plain, which is nearly always so from 60 characters on. Only the rest is given to py3langid,
restricted to our codes: it is the best of seven tools measured, but costs half a second and
90 MB (numpy and its model) in every process that loads it, more than the whole tagger may.
``bench/eval_language.py`` measures both steps, docs/tagging-organisations-figures.md has
the figures.

Crimean Tatar in Cyrillic is unknown to py3langid (it answers Russian), so it has its own rule:
the digraphs къ, гъ, нъ and дж, and a few of its commonest words, are rare or impossible in
Ukrainian and Russian.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES: Final = ("uk", "en", "ru", "crh", "fr", "es", "de", "it", "pt", "pl")

SAMPLE: Final = 400
"""Characters read at the start and again in the middle of a long text: six times the length
from which the answer no longer changed on the UDHR paragraphs, and a cookie notice or a foreign
reading list at one place does not decide alone. With 800 not one of 8,200 texts (reports,
speeches, headlines, pages of bench.pages) has another answer, and it takes 0.04 ms more."""

SHORTEST: Final = 12
"""Letters below which nothing is said: names and single words are shared by many languages."""

CRIMEAN_SIGNS_PER_WORD: Final = 0.2
"""Crimean Tatar in Cyrillic has such a digraph or word in every second to third word. No
Ukrainian or Russian text of 5,110 measured (headlines and paragraphs) has two at this rate."""

MARGIN: Final = 3
"""Points by which the best language must lead before py3langid is spared; tuned on UDHR
paragraphs of 60 and 120 characters (see bench/eval_language.py)."""

_WORDS: Final[dict[str, str]] = {
    "uk": "та що у на з не до це як від про й або за із який яка які його її їх він вона вони"
    " був була були також який для після через під час щодо та ще вже між над цього цей"
    " ця зі із аби",
    "ru": "и что на с не из как от это или за который которая которые его её их он она они"
    " был была были также для после через под время об ещё уже между над этого этот эта"
    " со чтобы при к о во",
    "en": "the of and to in is was that for on with by as at from this are were has have had"
    " be been it its not or an which who their they he she his her will would about"
    " after than people",
    "fr": "le la les des du de et en un une est que qui dans pour par sur au aux avec ce"
    " cette son sa ses ne pas plus sont été ou il elle ils leur leurs se l d qu n s c à"
    " dont ont être comme",
    "es": "el la los las de del y en un una es que por para con no se su sus al lo como más o"
    " ha han fue este esta son ser entre sobre también e a le les sin todo toda",
    "de": "der die das und in den dem des ein eine einer eines ist nicht mit von zu im auf"
    " für als auch sich er sie es wird werden wurde bei aus nach dass oder hat haben"
    " durch am zur zum über",
    "it": "il lo la gli le di del della dei delle e in un una è che per con non si al alla"
    " nel nella su da dal dalla come più o ha hanno sono è stato i ed ad dell l all ogni"
    " essere questo",
    "pt": "o a os as de do da dos das e em um uma é que por para com não se no na nos nas ao"
    " à mais ou foi são ser como seu sua seus suas pelo pela também entre toda todo tem",
    "pl": "i w na z do nie się że jest o po za od dla przez jak ale lub oraz są był była być"
    " to tego tej który która które ich jego jej ze przy we do każdy ma",
    "crh": "ve bir bu de da içün ile ep er olaraq kerek ola olğan degil eter onıñ kibi soñ ya"
    " yaki olsa edi ulu adam bar yoq em iç insan olmaq qırım tatar halq ne o öz",
}
_LETTERS: Final[dict[str, str]] = {
    "uk": "іїєґ",
    "ru": "ыэъё",
    "pl": "ąęłńśźż",
    "crh": "ğışñq",
    "de": "äöüß",
    "pt": "ãõ",
    "fr": "èêœùûî",
    "es": "ñ¿¡",
    "it": "òì",
}
_WORD = re.compile(r"[^\W\d_]+")
# Runs of letters, because a match for every letter of a sample is slow.
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]+")
_CRIMEAN_WORDS = frozenset("ве бир бу эр иле ичюн эди деп олгъан".split())
_CRIMEAN_SIGN = re.compile(rf"[кгн]ъ|дж|\b(?:{'|'.join(sorted(_CRIMEAN_WORDS))})\b")
_UKRAINIAN = re.compile(r"[іїєґ]")
_QU = re.compile(r"qu")


def _common(candidates: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Each common word with every one of these languages that has it: shared words favour nobody
    alone."""
    common: dict[str, tuple[str, ...]] = {}
    for language in candidates:
        for word in set(_WORDS[language].split()):
            common[word] = (*common.get(word, ()), language)
    return common


_CYRILLIC_LANGUAGES: Final[tuple[str, ...]] = ("uk", "ru")
_LATIN_LANGUAGES: Final[tuple[str, ...]] = ("en", "crh", "fr", "es", "de", "it", "pt", "pl")


def _marks(candidates: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Each letter that tells some of these languages from others, with those that have it."""
    letters = {letter for code in candidates for letter in _LETTERS.get(code, "")}
    return {
        letter: tuple(code for code in candidates if letter in _LETTERS.get(code, ""))
        for letter in sorted(letters)
    }


_COMMON_AMONG: Final = {among: _common(among) for among in (_CYRILLIC_LANGUAGES, _LATIN_LANGUAGES)}
_MARKS_AMONG: Final = {among: _marks(among) for among in (_CYRILLIC_LANGUAGES, _LATIN_LANGUAGES)}


def _sample(text: str) -> str:
    if len(text) <= 2 * SAMPLE:
        return text.lower()
    middle = len(text) // 2
    return f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]}".lower()


def _scripts(words: list[str], letters: int) -> tuple[int, int]:
    """How many letters are Cyrillic and how many Latin. Most words are ASCII or the text all
    Cyrillic, which two looks tell; searching letter by letter takes three times as long."""
    rest = "".join([word for word in words if not word.isascii()])
    if not rest or _CYRILLIC.fullmatch(rest):
        return len(rest), letters - len(rest)
    cyrillic, latin = (sum(map(len, rule.findall(rest))) for rule in (_CYRILLIC, _LATIN))
    return cyrillic, letters - len(rest) + latin


def _plain_evidence(sample: str, words: list[str], candidates: tuple[str, ...]) -> str | None:
    """The language whose letters and function words lead by MARGIN, or None."""
    scores = dict.fromkeys(candidates, 0)
    common = _COMMON_AMONG[candidates]
    for languages in filter(None, map(common.get, words)):
        for language in languages:
            scores[language] += 1
    plain = sample.isascii()
    for letter, languages in _MARKS_AMONG[candidates].items():
        found = 0 if plain and letter > "z" else sample.count(letter)
        if letter == "q" and found:
            found -= len(_QU.findall(sample))
        if found:
            for language in languages:
                scores[language] += min(found, 2 + len(words) // 4)
    if "uk" in scores and not _UKRAINIAN.search(sample):
        # One Ukrainian letter in 14 is і, ї, є or ґ, but headlines of 65 without any were seen.
        scores["ru"] += sum(map(len, words)) // 60
    (best, most), (_, second) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    # A text of one language has letters and words of the others only in names and quotations.
    return best if most - second >= max(MARGIN, most / 4) else None


def _crimean(sample: str, words: list[str]) -> bool:
    """Whether a text in Cyrillic letters has Crimean Tatar's digraphs and words."""
    needed = max(2, CRIMEAN_SIGNS_PER_WORD * len(words))
    # No text can have more signs than this; counting is a tenth of the work of searching.
    most = sample.count("ъ") + sample.count("дж") + sum(map(_CRIMEAN_WORDS.__contains__, words))
    if most < needed:
        return False
    signs = _CRIMEAN_SIGN.findall(sample)
    # дж alone proves nothing: Джанкой and джинси are in every Ukrainian and Russian paper.
    return len(signs) >= needed and {*signs} != {"дж"}


@cache
def _identifier() -> LanguageIdentifier:
    """py3langid restricted to our ten languages; numpy and the model load here, not before."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def _known(hint: str | None) -> str | None:
    """The primary subtag of a declared language (RFC 5646), where it is one of ours."""
    code = (hint or "").strip().lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else None


def detect(text: str, hint: str | None = None) -> str | None:
    """One of :data:`LANGUAGES`, or None where the text cannot be told or is none of them.

    ``hint`` is the language that a feed or page declares. Declarations are often wrong (a blog
    system's default), so it only answers where the text itself is too short to tell. A text
    mostly in another script (Greek, Georgian, Chinese) is None whatever the hint.
    """
    sample = _sample(text)
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if letters < SHORTEST:
        return _known(hint)
    cyrillic, latin = _scripts(words, letters)
    if 2 * (cyrillic + latin) < letters:
        return None
    if cyrillic > latin:
        if _crimean(sample, words):
            return "crh"
        candidates = _CYRILLIC_LANGUAGES
    else:
        candidates = _LATIN_LANGUAGES
    plain = _plain_evidence(sample, words, candidates)
    return plain or str(_identifier().classify(sample)[0])


def plainly(text: str) -> str | None:
    """The language of a title or paragraph, where letters and function words tell it; None where
    it is short or they do not. Never loads py3langid: it is asked of parts of an article, whose
    whole has a language already."""
    sample = _sample(text)
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    cyrillic, latin = _scripts(words, letters)
    if letters < SHORTEST or 2 * (cyrillic + latin) < letters:
        return None
    if cyrillic > latin and _crimean(sample, words):
        return "crh"
    return _plain_evidence(
        sample, words, _CYRILLIC_LANGUAGES if cyrillic > latin else _LATIN_LANGUAGES
    )
