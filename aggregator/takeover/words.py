"""Words that no monitor writes in its own voice, and words of those who buy dead domains. Pure.

Both lists are ours; they are looked for in titles and summaries of new entries. Everybody quotes
such words, so a hit counts only outside of quotation marks and without a word of distance, and
even then it is no more than a soft signal.
"""

from __future__ import annotations

import re

_OCCUPIER = re.compile(
    r"\b(?:"
    r"СВО|специальн\w+ военн\w+ операци\w+|спецоперации|освобожд[её]нн\w+ территори\w+|"
    r"освобожд[её]нн\w+ (?:город|пос[её]л|сел|населенн|населённ)\w*|воссоединени\w+ Крыма|"
    r"вернул\w* в родную гавань|укронацист\w*|укрофашист\w*|киевск\w+ режим\w*|боевик\w* ВСУ|"
    r"новы\w+ регион\w+ России|исторически русск\w+|"
    r"спеціальн\w+ воєнн\w+ операці\w+|київськ\w+ режим\w*|возз'єднання Криму|"
    r"нові регіони Росії|"
    r"special military operation|kyiv regime|kiev regime|liberated (?:territories|cities|towns)|"
    r"reunification of crimea|new regions of russia"
    r")\b",
    re.I,
)
_DISTANCE = re.compile(
    r"(?:так\s+зван\w+|т\.\s?зв\.|так\s+называем\w+|т\.\s?н\.|so-called|self-styled|псевдо\w*|"
    r"calls?|называ\w+|назива\w+)\W{0,3}(?:\w+\W+){0,2}$",
    re.I,
)
_QUOTED = re.compile(r"«[^«»]{1,300}»|“[^“”]{1,300}”|„[^„“”]{1,300}[“”]|\"[^\"]{1,300}\"")
_TRADE = re.compile(
    r"\b(?:online casino|casino bonus|free spins|sports betting|bookmaker|1xbet|slots?|jackpot|"
    r"payday loans?|cheap viagra|cialis|backlinks?|seo services|escort|forex signals|"
    r"казино|ставк\w+ на спорт|букмекер\w*|бесплатн\w+ вращени\w+|игров\w+ автомат\w*|"
    r"микрозайм\w*|безкоштовн\w+ оберт\w+|ігров\w+ автомат\w*|мікропозик\w*)\b",
    re.I,
)


def occupiers_words(text: str) -> list[str]:
    """The occupier's words that ``text`` uses as its own: not quoted, not kept at a distance."""
    open_text = _QUOTED.sub(lambda m: " " * len(m.group()), text)
    return [
        found.group()
        for found in _OCCUPIER.finditer(open_text)
        if not _DISTANCE.search(open_text[max(0, found.start() - 60) : found.start()])
    ]


def traders_words(text: str) -> list[str]:
    """Words of gambling and of bought links, each once."""
    return sorted({found.group().lower() for found in _TRADE.finditer(text)})


_PARKED = re.compile(
    r"this domain (?:is|may be) for sale|buy this domain|domain is parked|is parked free|"
    r"sedoparking|parkingcrew|bodis\.com|hugedomains|dan\.com/buy-domain|afternic|"
    r"domain(?: name)? has expired|renew this domain|домен (?:прода|припарк|закінчився|свобод)",
    re.I,
)


def is_parked(body: bytes) -> bool:
    """Whether a page offers its domain for sale or says that it has expired. For pages that came
    where a feed was expected; an article about parked domains is none."""
    return _PARKED.search(body[:100_000].decode("utf-8", "replace")) is not None
