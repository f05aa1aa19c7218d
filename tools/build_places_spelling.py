"""Names carried over from one language to another: by letters, endings and transliteration."""

from __future__ import annotations

import re

_RU_FROM_UK = (
    (r"^микола", "никола"), (r"^олександр", "александр"), (r"^олексі", "алексе"),
    (r"^катерин", "екатерин"), (r"^андрі", "андре"), (r"^оле(?=н|г)", "еле"),
    (r"^сергі", "серге"), (r"^новомикола", "новоникола"), (r"^новоолекс(?=а)", "новоалекс"),
    (r"^новоолексі", "новоалексе"), (r"^новоандрі", "новоандре"), (r"^червон", "красн"),
    (r"івка$", "овка"), (r"ївка$", "евка"), (r"ів$", "ов"), (r"їв$", "ев"), (r"ьськ", "ьск"),
    (r"ський$", "ский"), (r"ська$", "ская"), (r"ське$", "ское"), (r"ськ", "ск"), (r"цьк", "цк"),
    (r"([нвлрдкчтбгмзсп])е$", r"\1ое"), (r"нє$", "нее"), (r"ня$", "няя"),
    (r"([нвкл])ий$", r"\1ый"), (r"кый$", "кий"), (r"([вл])ика$", r"\1икая"),
    (r"([нв])а$", r"\1а"), (r"ець$", "ец"), (r"жжя$", "жье"), (r"лля$", "лье"),
    (r"ння$", "нье"), (r"ття$", "тье"), (r"ддя$", "дье"), (r"сся$", "сье"), (r"ччя$", "чье"),
    ("ьо", "е"), ("йо", "е"), ("і", "и"), ("ї", "и"), ("є", "е"), ("ґ", "г"), ("['’]", "ъ"),
)  # fmt: skip
"""Letters and endings, tried in this order on one lower-case word."""


def russian_by_rule(name: str) -> str:
    """A guess at the Russian name of a village, for which no source gives one."""
    words = []
    for word in re.split(r"([ -])", name):
        low = word.lower()
        for pattern, into in _RU_FROM_UK:
            low = re.sub(pattern, into, low)
        words.append(low[:1].upper() + low[1:] if word[:1].isupper() else low)
    return "".join(words)


def ukrainian_by_rule(name: str) -> set[str]:
    """How Ukrainian texts may write a Russian town's name (Воронеж, Калуга, Курськ)."""
    base = re.sub("ск$", "ськ", name.lower()).replace("ы", "и").replace("э", "е")
    return {base, base.replace("и", "і"), base.replace("е", "є")}


def russian_adjective(name: str) -> str:
    """Adjective in the masculine nominative from a Russian name of one word (Токмак, Макеевка)."""
    word = name.lower().split("-")[-1].split(" ")[-1]
    head = name.lower()[: -len(word)].replace(" ", "")
    for ending, into in (
        ("ский", "ский"), ("ской", "ской"), ("ск", "ский"), ("цк", "цкий"), ("ки", "кский"),
        ("ка", "ский"), ("ое", "ский"), ("ь", "ьский"), ("ия", "ийский"),
        ("ы", "ский"), ("и", "ский"), ("а", "ский"), ("я", "ский"), ("о", "ский"), ("е", "ский"),
        ("й", "йский"), ("ец", "ецкий"), ("", "ский"),
    ):  # fmt: skip
        if word.endswith(ending):
            return head + word[: len(word) - len(ending)] + into
    raise AssertionError("the last rule has no ending")


def ukrainian_adjective(name: str) -> str:
    """Adjective in the masculine nominative from a Ukrainian name of one word (Новомосковськ)."""
    word = name.lower()
    for ending, into in (
        ("ський", "ський"), ("ськ", "ський"), ("цьк", "цький"), ("зьк", "зький"), ("ка", "ський"),
        ("ль", "льський"), ("ь", "ський"), ("е", "ський"), ("о", "ський"), ("и", "ський"),
        ("а", "ський"), ("", "ський"),
    ):  # fmt: skip
        if word.endswith(ending):
            return word[: len(word) - len(ending)] + into
    raise AssertionError("the last rule has no ending")


_LETTERS = "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я '"
_ROWS = {  # "-": not written
    # the 2010 rules of Ukraine (also of BGN and UN), then newspaper spellings of other languages
    "en": "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia -",
    "fr": "a b v h g d e ie j z y i i y k l m n o p r s t ou f kh ts tch ch chtch - iou ia -",
    "de": "a b w h g d e je sch s y i ji j k l m n o p r s t u f ch z tsch sch schtsch - ju ja -",
    "pl": "a b w h g d e je z z y i ji j k l m n o p r s t u f ch c cz sz szcz - ju ja -",
    "es": "a b v h g d e ye zh z i i i i k l m n o p r s t u f j ts ch sh shch - iu ia -",
    "it": "a b v h g d e je z z y i ji j k l m n o p r s t u f ch c c s sc - ju ja -",
}
_RU_LETTERS = "а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я '"
_RU_ROW = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya -"
_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def _table(letters: str, row: str) -> dict[str, str]:
    pairs = zip(letters.split(), row.split(), strict=True)
    return {a: "" if b == "-" else b for a, b in pairs}


_TABLES = {language: _table(_LETTERS, row) for language, row in _ROWS.items()}
_RU_TABLE = _table(_RU_LETTERS, _RU_ROW)


def latin(name: str, language: str) -> str:
    """A Ukrainian name in the Latin letters of ``language``."""
    text = name.lower().replace("’", "'").replace("зг", "zgh" if language == "en" else "зг")
    out = []
    for position, letter in enumerate(text):
        first = position == 0 or text[position - 1] in " -"
        if first and language in ("en", "es") and letter in _INITIAL:
            out.append(_INITIAL[letter])
        else:
            out.append(_TABLES[language].get(letter, letter))
    return "".join(out)


_DEPARTURES = (
    ("iia", "iya"), ("(?<=[aeouy])i(?=[aeou])", "y"), ("yi$", "y"), ("yi$", "yy"), (r"yi\b", "y"),
    ("(?<=[ntldszcr])ia", "ya"), ("zhzhia", "zhia"), ("iu", "yu"), ("ie", "ye"),
    ("(?<=[aiou])iv", "yiv"), ("iy", "y"), ("ii", "iyi"), ("ii", "yi"),
)  # fmt: skip


def english(name: str) -> set[str]:
    """Ukrainian name as English texts spell it: the 2010 rules and their common departures."""
    base = latin(name, "en")
    variants = {base}
    for pattern, into in _DEPARTURES:
        variants |= {re.sub(pattern, into, v) for v in set(variants)}
    return variants


def english_from_russian(name: str) -> set[str]:
    """Russian name as English texts spell it (Berdyansk, Artyomovsk)."""
    base = "".join(_RU_TABLE.get(letter, letter) for letter in name.lower())
    variants = {base, re.sub("iy$|yy$", "y", base), base.replace("iy", "y").replace("yy", "y")}
    variants |= {v.replace("ye", "e") for v in set(variants)}
    variants |= {re.sub("(?<=[aeiou])e", "ye", v) for v in set(variants)}
    return variants


def spellings(name: str) -> set[str]:
    """A Ukrainian name as French, German, Polish, Spanish and Italian texts spell it."""
    found = {latin(name, language) for language in _TABLES if language != "en"}
    return {f for f in found if len(f) >= 4}


_CRH_SUFFIXES = "da de ta te dan den tan ten ga ge qa ke nin nun ni nu daki deki taki teki".split()


_CRH_SUFFIXES_CYRILLIC = (
    "да де та те дан ден тан тен гъа ге къа ке нынъ нинъ нунъ ны ни даки деки таки теки".split()
)


def crimean_tatar(name: str) -> set[str]:
    """A Crimean Tatar name with its case suffixes (Aqmescit, Aqmescitte)."""
    word = name.lower()
    latin_letters = re.search("[a-z]", word) is not None
    suffixes = _CRH_SUFFIXES if latin_letters else _CRH_SUFFIXES_CYRILLIC
    return {word, *(word + suffix for suffix in suffixes)}
