"""Light stems: one form for the forms of a word, in Ukrainian, Russian and English.

Own suffix lists, because no stemmer for Ukrainian exists in a small package and the three must
agree where the languages do. Inflection is removed, and a few derivations that a searcher takes
for the same word (депортація, депортований, депортувати; deportation, deported). A stem is a key
for comparing, not a word. Conservative: where too little would remain, the word stays whole.
"""

from __future__ import annotations

import re
from typing import Final

# Verbs in -увати/-ювати and -ировать/-овать with their participles and nouns, nouns in -ація,
# adjectives in -аційний. They leave one stem: депорт-, окуп-, мобіліз-.
_ADJECTIVE = (
    "ий|ій|ый|ой|а|я|ая|яя|е|є|ое|ее|і|и|ї|ые|ие|ого|його|его|ому|йому|ему|им|ім|ым|их|іх|ых|"
    "ими|іми|ыми|у|ю|ую|юю|ої|ої|ою|ею|ей"
)
_OF_VERBS = (
    rf"(?:ир)?(?:ов|ув|юв|ев|єв)а(?:ти|ть|в|л|ла|ло|ли|вши|но|н|нн?(?:{_ADJECTIVE})|"
    r"нн?(?:ня|нню|нням|я|ю|ям|ями|ях|ие|ия|ию|ием|ии|ий|иям|иями|иях)|нь|ний)"
    r"|(?:ир)?(?:у|ю)(?:єш|є|ємо|єте|ють|ешь|ет|ем|ете|ют|ючи|ющ\w+|юч\w+)"
    r"|(?:ир)?(?:ов|ев)ыва(?:ть|л|ла|ло|ли|ет|ют|ешь|ем|ние|ния|нию|нием|ний|лся|лась|лись)"
    r"|(?:ов|ев)у(?:ю|єш|є|ємо|ють|вати|вав|вала|вали|ваних|вання|вань)"
)
_OF_NOUNS = (
    r"[ая]ц(?:ія|ії|ію|ією|ій|іям|іями|іях|ия|ии|ию|ией|ий|иям|иями|иях)"
    rf"|[ая]ц(?:ійн|ионн)(?:{_ADJECTIVE})|атор(?:а|у|ом|и|ы|ів|ов|ам|ами|ах)?"
    r"|[ая]нт(?:а|у|ом|ові|и|ы|ів|ов|ам|ами|ах|і|е)?|антськ\w+|антск\w+"
)
_DERIVED: Final = re.compile(rf"(\w{{3,}}?)(?:{_OF_VERBS}|{_OF_NOUNS})")
_PARTICIPLE: Final = re.compile(
    rf"(\w{{4,}}?)(?:[аяеє]нн?(?:{_ADJECTIVE}|о)|[аяеє]н(?:ня|ню|ням|нями|нях|ий)|[аяеє]нь|"
    r"[ае]ни(?:е|я|ю|ем|и|й|ям|ями|ях)|[аяеи]л(?:и|а|о)|[иїі]в(?:ши)?|ив|ил[аои]?|[аяіи]ти|[аяеи]ть)"
)
# The look-behinds keep words that end like a case form without being one: програм, диплом,
# систем, режим, архів, основ (their other forms would have another stem).
_ENDING: Final = re.compile(
    r"(\w{3,}?)(?:"
    r"иями|іями|(?<!гр)(?<!кл)ами|ями|ими|ыми|іми|ого|його|его|ому|йому|ему|ою|ею|єю|ією|ией|ові|еві|єві|"
    r"(?<!стр)ах|ях|иях|іях|(?<!гр)(?<!кл)(?<!сл)ам|ям|иям|іям|(?<!пл)(?<!ьб)(?<!пт)ом|"
    r"(?<!бл)(?<!ст)(?<!сх)ем|єм|ием|их|ых|іх|(?<!реж)им|ым|ім|(?<!рх)ів|їв|"
    r"(?<!осн)(?<!устан)ов|ев|ей|ой|ій|ий|ый|"
    r"ая|яя|ое|ее|ую|юю|ої|ії|ия|ія|ию|ію|ии|ие|ые|ье|ья|ью|а|я|о|е|є|и|і|ї|ы|у|ю|ь|й)"
)
_REFLEXIVE: Final = re.compile(r"(\w{3,}(?:ти|ть|в|л|ла|ло|ли|є|ет|ют|ать|ять|ить))с[яь]")
_FLEETING: Final = re.compile(r"(\w{2,}[^аеєиіїоуыэюя])(?:о(?=к$)|е(?=[цк]$))(\w)")

_SUPPLETIVE: Final = {
    **dict.fromkeys(("діт", "дітьм"), "дитин"),
    **dict.fromkeys(("ребенк", "ребен", "детьм"), "дет"),
    **dict.fromkeys(("людин", "людьм", "человк"), "люд"),
    **dict.fromkeys(("музе",), "муз"),
    **dict.fromkeys(("шкіл",), "школ"),
    **dict.fromkeys(("сіл",), "сел"),
    **dict.fromkeys(("осіб",), "особ"),
    **dict.fromkeys(("вязен",), "вязн"),
    **dict.fromkeys(("політвяз",), "політвязн"),
    **dict.fromkeys(("зникл", "зникн"), "зник"),
    **dict.fromkeys(("исчезнов", "исчезнувш", "исчезн", "исчезл"), "исчез"),
    **dict.fromkeys(("загибл", "загинул"), "загиб"),
    **dict.fromkeys(("погибш", "погибл"), "погиб"),
    **dict.fromkeys(("children",), "child"),
    **dict.fromkeys(("women",), "woman"),
    **dict.fromkeys(("men",), "man"),
}
"""Words whose forms share no stem by rule and that many searches of the field contain."""

_LATIN_DERIVED: Final = re.compile(
    r"(\w{4,}?)(?:ations?|ationen|acion(?:es)?|azion[ei]|acao|acoes|acj[aieę]|ating|ated|ates?)"
)
_LATIN_ENDING: Final = re.compile(
    r"(\w{3,}(?:[ts]))ions?|(\w{4,}?)(?:ies|ied|iers?|ying)|(\w{4,}?)(?:ings?|ed|es)|(\w{3,}[^sui])s"
)


def _cyrillic(word: str) -> str:
    word = _REFLEXIVE.sub(r"\1", word) if word.endswith(("ся", "сь")) else word
    for rule in (_DERIVED, _PARTICIPLE, _ENDING):
        found = rule.fullmatch(word)
        if found:
            word = found.group(1)
            break
    word = _FLEETING.sub(r"\1\2", word)
    return _SUPPLETIVE.get(word, word)


def _latin(word: str) -> str:
    if word in _SUPPLETIVE:
        return _SUPPLETIVE[word]
    for rule in (_LATIN_DERIVED, _LATIN_ENDING):
        found = rule.fullmatch(word)
        if found:
            word = next(group for group in found.groups() if group)
            break
    if len(word) > 4 and word[-1] in "eyi" and word[-2] not in "aeiou":
        word = word[:-1]
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]  # planned, plan
    return word[:-2] + "is" if len(word) > 5 and word.endswith("iz") else word


def stem(word: str) -> str:
    """The stem of one folded word (small letters, no apostrophes, no Latin diacritics).

    Words of three letters and less, and words with digits, stay as they are.
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    return _cyrillic(word) if "\u0400" <= word[0] <= "\u04ff" else _latin(word)
