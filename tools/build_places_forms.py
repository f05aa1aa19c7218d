"""Every written form of a place name: cases by pymorphy3, rules where it does not know the word,
and the spellings of Latin-script languages by transliteration."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

import pymorphy3

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_ANALYZERS = {language: pymorphy3.MorphAnalyzer(lang=language) for language in ("uk", "ru")}
_ADJECTIVE_ENDS = (
    "ий",
    "ій",
    "ый",
    "ой",
    "а",
    "я",
    "е",
    "є",
    "ее",
    "ое",
    "ая",
    "яя",
    "і",
    "ые",
    "ие",
)

# Endings by case for words that pymorphy3 reads only as something else (Васильків: "cornflowers").
# Cases in the order of CASES; "|" parts variants.
_FALLBACK = {
    "uk": (
        ("ськ", ("ськ", "ська", "ську", "ськ", "ськом", "ську")),
        ("цьк", ("цьк", "цька", "цьку", "цьк", "цьком", "цьку")),
        ("ів", ("ів", "ова|ева", "ову|еву", "ів", "овом|евом", "ові|еві")),
        ("їв", ("їв", "єва", "єву", "їв", "євом", "єві")),
        ("ець", ("ець", "ця", "цю", "ець", "цем", "ці")),
        ("ь", ("ь", "я|і", "ю|і", "ь", "ем|лю", "і")),
        ("ка", ("ка", "ки", "ці", "ку", "кою", "ці")),
        ("га", ("га", "ги", "зі", "гу", "гою", "зі")),
        ("ха", ("ха", "хи", "сі", "ху", "хою", "сі")),
        ("а", ("а", "и|і", "і", "у", "ою|ею", "і")),
        ("я", ("я", "і", "ї|і", "ю", "ею|єю", "ї|і")),
        ("не", ("не", "ного", "ному", "не", "ним", "ному")),
        ("е", ("е", "ого", "ому", "е", "им", "ому")),
        ("ве", ("ве", "вого", "вому", "ве", "вим", "вому")),
        ("и", ("и", "ів|", "ам", "и", "ами", "ах")),
        ("ий", ("ий", "ого", "ому", "ий", "им", "ому")),
        ("", ("", "а|у", "у", "", "ом", "і")),
    ),
    "ru": (
        ("ск", ("ск", "ска", "ску", "ск", "ском", "ске")),
        ("цк", ("цк", "цка", "цку", "цк", "цком", "цке")),
        ("ец", ("ец", "ца", "цу", "ец", "цом|цем", "це")),
        ("ь", ("ь", "я|и", "ю|и", "ь", "ем|ью", "е|и")),
        ("ка", ("ка", "ки", "ке", "ку", "кой", "ке")),
        ("а", ("а", "ы|и", "е", "у", "ой|ей", "е")),
        ("ия", ("ия", "ии", "ии", "ию", "ией", "ии")),
        ("я", ("я", "и", "е", "ю", "ей", "е")),
        ("ое", ("ое", "ого", "ому", "ое", "ым|им", "ом")),
        ("ее", ("ее", "его", "ему", "ее", "им", "ем")),
        ("е", ("е", "я", "ю", "е", "ем", "е|и")),
        ("ы", ("ы", "ов|", "ам", "ы", "ами", "ах")),
        ("и", ("и", "ов|ей|", "ам", "и", "ами", "ах")),
        ("ый", ("ый", "ого", "ому", "ый", "ым", "ом")),
        ("ий", ("ий", "ого|его", "ому|ему", "ий", "им", "ом|ем")),
        ("о", ("о", "о|а", "о|у", "о", "о|ом", "о|е")),
        ("", ("", "а", "у", "", "ом", "е")),
    ),
}


@lru_cache(maxsize=None)
def _readings(word: str, language: str) -> tuple:
    return tuple(_ANALYZERS[language].parse(word))


def _nominative(word: str, language: str):
    """The reading of ``word`` as a place's name: nominative, inanimate noun first."""
    best = None
    for reading in _readings(word, language):
        tag = reading.tag
        if tag.case != "nomn" or "Surn" in tag or "Name" in tag or "Patr" in tag:
            continue
        if "Fixd" in tag or tag.POS not in ("NOUN", "ADJF"):
            continue
        if tag.POS == "NOUN" and word[-1] in "иыі" and tag.number != "plur":
            continue
        rank = (
            "Geox" in tag,
            tag.POS == "NOUN" and reading.normal_form == word,
            tag.POS == "NOUN" and tag.animacy == "inan",
            tag.POS == "ADJF" and word.endswith(_ADJECTIVE_ENDS),
            reading.score,
        )
        if tag.POS == "ADJF" and not word.endswith(_ADJECTIVE_ENDS):
            continue
        if best is None or rank > best[0]:
            best = (rank, reading)
    return best[1] if best else None


def _by_rule(word: str, language: str) -> dict[str, set[str]]:
    for ending, cases in _FALLBACK[language]:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return {
                case: {stem + part for part in parts.split("|")}
                for case, parts in zip(CASES, cases, strict=True)
            }
    raise AssertionError("the last rule has no ending")


@lru_cache(maxsize=None)
def cases(word: str, language: str) -> dict[str, set[str]]:
    """The forms of one lower-case word by case, in the number and gender of its name."""
    if not re.fullmatch(r"[а-яёіїєґ'’-]+", word):
        return {case: {word} for case in CASES}
    reading = _nominative(word, language)
    if reading is None:
        return _by_rule(word, language)
    forms: dict[str, set[str]] = {case: set() for case in CASES}
    tag = reading.tag
    for form in reading.lexeme:
        if form.tag.number != tag.number or (tag.POS == "ADJF" and form.tag.POS != "ADJF"):
            continue
        if tag.POS == "ADJF" and form.tag.gender != tag.gender:
            continue
        if {"Supr", "COMP", "Cmp2", "V-ey", "V-oy"} & set(form.tag.grammemes) - tag.grammemes:
            continue
        case = {"loc2": "loct", "gen2": "gent", "gen1": "gent"}.get(form.tag.case, form.tag.case)
        if case == "accs" and tag.POS == "ADJF" and form.tag.animacy == "anim":
            continue
        if case in forms:
            forms[case].add(form.word)
    if not forms["gent"]:
        return _by_rule(word, language)
    forms["nomn"] = {word}
    if tag.POS == "NOUN" and tag.gender == "masc" and language == "uk":
        if word[-1] not in "ьйаоя" and not word.endswith(("ськ", "ів", "їв", "цьк")):
            forms["gent"].add(word + "у")  # newspapers write both Бахмута and Бахмуту
    return forms


_PARTICLES = ("на", "над", "под", "під")


def _fixed(words: list[str], gaps: list[str], position: int) -> bool:
    """Whether a word keeps its form: Івано-Франківськ, but both words of Кам'янка-Дніпровська."""
    if any(word in _PARTICLES for word in words[: position + 1]):
        return True
    before_hyphen = position < len(gaps) and gaps[position] == "-"
    return before_hyphen and not words[position + 1].endswith(
        ("ька", "ький", "нова", "ская", "ский", "новая")
    )


def inflected(name: str, language: str) -> set[str]:
    """All case forms of a name of one or more words."""
    parts = re.split(r"([ -])", name.lower().replace("’", "'"))
    words, gaps = parts[::2], parts[1::2]
    tables = [
        {case: {word} for case in CASES} if _fixed(words, gaps, position) else cases(word, language)
        for position, word in enumerate(words)
    ]
    found = set()
    for case in CASES:
        for choice in product(*(sorted(table[case]) for table in tables)):
            joined = choice[0]
            for gap, word in zip(gaps, choice[1:], strict=True):
                joined += gap + word
            found.add(joined)
    return found


_NAMES = {"Geox", "Surn", "Name", "Patr", "Orgn", "Trad", "Abbr"}


def person(name: str, language: str) -> set[str]:
    """A first name in every case of the singular."""
    word = name.lower().replace("’", "'")
    for reading in _readings(word, language):
        if "Name" in reading.tag and reading.tag.case == "nomn":
            return {f.word for f in reading.lexeme if f.tag.number != "plur"} | {word}
    return inflected(word, language)


@lru_cache(maxsize=None)
def everyday(word: str, language: str) -> bool:
    """Whether the dictionary knows ``word`` as something that is no name (суми, щастя)."""
    return any(
        reading.is_known and not _NAMES & set(reading.tag.grammemes)
        for reading in _readings(word, language)
    )


@lru_cache(maxsize=None)
def other_word(form: str, lemma: str, language: str) -> bool:
    """Whether the dictionary reads ``form`` as a case of another everyday word than ``lemma``."""
    return any(
        reading.is_known
        and reading.normal_form != lemma
        and not _NAMES & set(reading.tag.grammemes)
        and not (reading.tag.POS == "ADJF" and re.search("[сзц]ь?к", form))
        for reading in _readings(form, language)
    )


@lru_cache(maxsize=None)
def personal(form: str, language: str) -> bool:
    """Whether the dictionary reads ``form`` as a first name or a surname."""
    return any(
        reading.is_known and {"Surn", "Name"} & set(reading.tag.grammemes)
        for reading in _readings(form, language)
    )


def adjective(masculine: str, language: str) -> set[str]:
    """Every form of an adjective in -ський / -ский, given in the masculine nominative."""
    stem = masculine[:-2]
    endings = {
        "uk": ("ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими"),
        "ru": ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ою", "ое", "ие", "их", "ими"),
    }[language]
    return {stem + ending for ending in endings}


_RU_FROM_UK = (
    (r"^микола", "никола"), (r"^олександр", "александр"), (r"^олексі", "алексе"),
    (r"^катерин", "екатерин"), (r"^андрі", "андре"), (r"^оле(?=н|г)", "еле"), (r"^сергі", "серге"),
    (r"^новомикола", "новоникола"), (r"^новоолекс(?=а)", "новоалекс"), (r"^новоолексі", "новоалексе"),
    (r"^новоандрі", "новоандре"), (r"^михайл", "михайл"), (r"^червон", "красн"), (r"^вишн", "вишн"),
    (r"івка$", "овка"), (r"ївка$", "евка"), (r"ів$", "ов"), (r"їв$", "ев"),
    (r"ьськ", "ьск"), (r"ський$", "ский"), (r"ська$", "ская"), (r"ське$", "ское"), (r"ськ", "ск"),
    (r"цьк", "цк"), (r"([нвлрдкчтбгмзсп])е$", r"\1ое"), (r"нє$", "нее"), (r"ня$", "няя"),
    (r"([нвкл])ий$", r"\1ый"), (r"кый$", "кий"), (r"([вл])ика$", r"\1икая"), (r"([нв])а$", r"\1а"),
    (r"ець$", "ец"), (r"жжя$", "жье"), (r"лля$", "лье"), (r"ння$", "нье"), (r"ття$", "тье"),
    (r"ддя$", "дье"), (r"сся$", "сье"), (r"ччя$", "чье"),
    ("щ", "щ"), ("ьо", "е"), ("йо", "е"), ("і", "и"), ("ї", "и"), ("є", "е"), ("ґ", "г"), ("['’]", "ъ"),
)  # fmt: skip


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


_SCHEMES = {
    # Ukrainian 2010 rules (also BGN/UN), then the newspaper spellings of other languages.
    "en": "а a б b в v г h ґ g д d е e є ie ж zh з z и y і i ї i й i к k л l м m н n о o п p р r с s "
    "т t у u ф f х kh ц ts ч ch ш sh щ shch ь - ю iu я ia ' -",
    "fr": "а a б b в v г h ґ g д d е e є ie ж j з z и y і i ї i й y к k л l м m н n о o п p р r с s "
    "т t у ou ф f х kh ц ts ч tch ш ch щ chtch ь - ю iou я ia ' -",
    "de": "а a б b в w г h ґ g д d е e є je ж sch з s и y і i ї ji й j к k л l м m н n о o п p р r с s "
    "т t у u ф f х ch ц z ч tsch ш sch щ schtsch ь - ю ju я ja ' -",
    "pl": "а a б b в w г h ґ g д d е e є je ж z з z и y і i ї ji й j к k л l м m н n о o п p р r с s "
    "т t у u ф f х ch ц c ч cz ш sz щ szcz ь - ю ju я ja ' -",
    "es": "а a б b в v г h ґ g д d е e є ye ж zh з z и i і i ї i й i к k л l м m н n о o п p р r с s "
    "т t у u ф f х j ц ts ч ch ш sh щ shch ь - ю iu я ia ' -",
    "it": "а a б b в v г h ґ g д d е e є je ж z з z и y і i ї ji й j к k л l м m н n о o п p р r с s "
    "т t у u ф f х ch ц c ч c ш s щ sc ь - ю ju я ja ' -",
}  # fmt: skip
_RU_SCHEME = (
    "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f "
    "х kh ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya ' -"
)
_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def _table(scheme: str) -> dict[str, str]:
    cells = scheme.split()
    return {a: "" if b == "-" else b for a, b in zip(cells[::2], cells[1::2], strict=True)}


_TABLES = {language: _table(scheme) for language, scheme in _SCHEMES.items()}
_RU_TABLE = _table(_RU_SCHEME)


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


def english(name: str) -> set[str]:
    """Ukrainian name as English texts spell it: the 2010 rules and their common departures."""
    base = latin(name, "en")
    variants = {base}
    for pattern, into in (
        ("iia", "iya"), ("(?<=[aeouy])i(?=[aeou])", "y"), ("yi$", "y"), ("yi$", "yy"), ("yi\\b", "y"),
        ("(?<=[ntldszcr])ia", "ya"), ("zhzhia", "zhia"), ("iu", "yu"), ("ie", "ye"), ("(?<=[aiou])iv", "yiv"),
        ("iy", "y"), ("ii", "iyi"), ("ii", "yi"),
    ):  # fmt: skip
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
    found |= {re.sub("sk$", "sk", f) for f in found}
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
