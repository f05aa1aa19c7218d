"""The single values of feeds.yaml: what each may look like, and what to do when it does not."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from aggregator.sources.codes import LANGUAGES, MISTAKEN, REGIONS

FAULT = "feeds_yaml"
"""The pydantic error type of our own faults, which bring their remedy along."""

_IDENTIFIER = r"[a-z0-9][a-z0-9_-]{0,62}"
_PARTIAL = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_ONION = r"http://[a-z2-7]{56}\.onion"
_AUTHORITY = r"([A-Za-z0-9._-]+@)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?," + _PARTIAL
_CONTACT = r"[\x21-\x7e]+"
_LONGEST_PATTERN = 200
"""Characters of a pattern or selector."""


def _wrong(message: str, remedy: str) -> NoReturn:
    raise PydanticCustomError(FAULT, "{message}", {"message": message, "remedy": remedy})


def suggestion(word: str, known: list[str]) -> str:
    """``did you mean `homepage`? `` for a word that resembles a known one, else nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`? " if close else ""


def _text(value: str) -> str:
    if not value.strip():
        _wrong("is empty", "write it, or delete the key")
    return value.strip()


def _identifier(value: str) -> str:
    if not re.fullmatch(_IDENTIFIER, value):
        _wrong(
            f"{value!r} cannot stand in an address",
            "use 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or a digit",
        )
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or re.search(r"[\s\\<>\"]", value):
        _wrong("not an http(s) address", "write it in full, such as https://example.org/")
    if parts.username is not None or parts.password is not None:
        _wrong("holds a user name or a password", "delete everything from // to @")
    if "#" in value:
        _wrong("holds a #fragment", "delete everything from # on")
    return value


def _site_address(value: str) -> str:
    if "?" in value:
        _wrong("holds a query", "delete everything from ? on")
    return value.rstrip("/")


def _onion(value: str) -> str:
    if value and not re.fullmatch(_ONION, value):
        _wrong(
            "not the address of an onion service",
            "write http://, the 56 characters and .onion, and nothing behind them",
        )
    return value


def _contact(value: str) -> str:
    if value.startswith("mailto:"):
        if not re.fullmatch(r"mailto:[^@]+@[^@]+\.[^@]+", value):
            _wrong("not a mail address", "write mailto:name@example.org")
    else:
        _web_address(value)
    if not re.fullmatch(_CONTACT, value) or re.search(r"[()]", value):
        _wrong("cannot stand in a User-Agent", "use plain ASCII without spaces and brackets")
    return value


def _authority(value: str) -> str:
    if not re.fullmatch(_AUTHORITY, value):
        _wrong(
            "not a tag authority (RFC 4151, section 2.1)",
            "write a domain or mail address of yours, a comma and a year in which you held it: "
            "example.org,2026",
        )
    return value


def _day(value: Any) -> Any:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
            raise ValueError
        return date.fromisoformat(str(value))
    except ValueError:
        _wrong(f"{value!r} is not a date", "write year-month-day, such as 2026-03-31")


def _partial_date(value: Any) -> Any:
    text = str(value)  # a bare year is read as a number
    try:
        if not re.fullmatch(_PARTIAL, text):
            raise ValueError
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        _wrong(f"{value!r} is not a date", "write as much as is known: 2022, 2022-05 or 2022-05-06")
    return text


def _language(value: str) -> str:
    if value not in LANGUAGES:
        meant = MISTAKEN.get(value.lower()) or (value.lower() in LANGUAGES and value.lower())
        hint = f"{LANGUAGES[meant]} is `{meant}`" if meant else "use an ISO 639 code: uk, en, ru"
        _wrong(f"unknown language {value!r}", hint)
    return value


def _region(value: str) -> str:
    if value in REGIONS.values():
        return value
    if value not in REGIONS:
        hint = suggestion(value.lower(), list(REGIONS))
        _wrong(f"unknown region {value!r}", f"{hint}Known: {', '.join(REGIONS)}")
    return REGIONS[value]


def _pattern(value: str) -> str:
    bare = value.removeprefix("!")
    if not re.match(r"[/*]", bare) or re.search(r"\s", bare):
        _wrong(
            f"{value!r} is not a pattern of addresses",
            "write the path with its slash, such as /news/* or //*.example.org/files/*.pdf, or "
            "!/news/tag/* for what is to be left out",
        )
    if len(value) > _LONGEST_PATTERN:
        _wrong("longer than a pattern needs to be", f"use at most {_LONGEST_PATTERN} characters")
    return value


def _selector(value: str) -> str:
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415 — few files name one

    if len(value) > _LONGEST_PATTERN:
        _wrong("longer than a selector needs to be", f"use at most {_LONGEST_PATTERN} characters")
    try:
        HTMLTranslator().css_to_xpath(value)
    except (SelectorError, ValueError) as error:
        _wrong(
            f"not a CSS selector: {error}",
            "write one as in a style sheet, such as article.post or h2 > a[href]",
        )
    return value


WORDS = "x-words"
"""The key of a schema under which a type says in words what it is; for the docs alone."""


def _schema(words: str, kind: str = "string", **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more, WORDS: words})


def _whole(pattern: str) -> str:
    return f"^{pattern}$"


Text = Annotated[str, AfterValidator(_text), _schema("text", minLength=1)]
Identifier = Annotated[
    str, AfterValidator(_identifier), _schema("short name", pattern=_whole(_IDENTIFIER))
]
WebAddress = Annotated[
    str, AfterValidator(_web_address), _schema("web address", pattern="^https?://[^\\s#]+$")
]
SiteAddress = Annotated[
    str,
    AfterValidator(_web_address),
    AfterValidator(_site_address),
    _schema("web address", pattern="^https?://[^\\s#?]+$"),
]
Contact = Annotated[
    str,
    AfterValidator(_contact),
    _schema("web address or mailto:", pattern="^(https?://|mailto:)[!-~]+$"),
]
Onion = Annotated[str, AfterValidator(_onion), _schema("onion address", pattern=f"^({_ONION})?$")]
Authority = Annotated[
    str, AfterValidator(_authority), _schema("domain and date", pattern=_whole(_AUTHORITY))
]
Day = Annotated[date, BeforeValidator(_day), _schema("date", format="date")]
PartialDate = Annotated[
    str,
    BeforeValidator(_partial_date),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _whole(_PARTIAL)},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ],
            WORDS: "year, month or date",
        }
    ),
]
AddressPattern = Annotated[
    str,
    AfterValidator(_pattern),
    _schema("pattern", pattern=r"^!?[/*]\S*$", maxLength=_LONGEST_PATTERN),
]
Selector = Annotated[
    str, AfterValidator(_selector), _schema("CSS selector", minLength=1, maxLength=_LONGEST_PATTERN)
]
Language = Annotated[str, AfterValidator(_language), _schema("language code", enum=list(LANGUAGES))]
Region = Annotated[
    str, AfterValidator(_region), _schema("region", enum=[*REGIONS, *REGIONS.values()])
]
