"""Is this entry new, changed, or known? Canonical addresses, identity, content hashes. Pure.

The rules, in order (docs/identity.md has every case, made from the tests' own table):

1. The feed's own id, within its source, unless different entries of the document share it, or
   the known article is visibly another (ids that name a place in a list; translations).
2. The canonical link, unless the document uses it for several entries or it is a home page.
3. Title plus day plus link, where it has one; without a link only where there is no id either,
   or nothing else to go by. Two reports of one day may well share a title.
4. The same words under the same title on the same day.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from aggregator.mirrors import unmirrored
from aggregator.model import Entry, document

KeyKind = Literal["id", "link", "title-day", "words"]

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|yclid|ymclid|msclkid|mc_cid|mc_eid|igshid|igsh|"
    r"twclid|_openstat|at_\w+|ref_src|ref_url|spm|share|fb_ref|hsCtaTracking|_hs\w+|mkt_tok)$",
    re.I,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AMP_PATH = re.compile(r"/amp/?$", re.I)
_FOLDED = frozenset("ßς\u200c\u200d")
_LANGUAGES = frozenset(
    "uk ua ukr ru rus en eng crh qt tt fr de es pl it pt tr nl cs sv ro hu bg lt lv et be".split()
)
"""What stands for a language in the addresses of sources: codes, and habits such as ``ua``."""
_LANGUAGE_NAMES = frozenset(("lang", "language", "hl", "locale"))
_HOME = re.compile(
    rf"(?:/(?:{'|'.join(sorted(_LANGUAGES))}))?(?:/(?:index|home|main)\.(?:php|html?))?", re.I
)
_UNRESERVED = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Key:
    """One way to recognise an article within its source."""

    kind: KeyKind
    value: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an article that an entry might be."""

    article: int
    link_key: str | None
    title_key: str
    published_raw: str | None


@lru_cache(maxsize=2048)  # a round asks five times for each entry: what is new, what is strange ...
def canonical_url(url: str) -> str:
    """The address without what does not matter: case of the host, default port, trailing dot
    of the host, fragment, tracking parameters, needless escapes. Idempotent.

    Raises ``ValueError`` for what is not an absolute http(s) address.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not a web address: {url[:200]!r}")
    host = f"[{host}]" if ":" in host else _in_ascii(host)
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = _query(pair for pair in _pairs(parts.query) if not _TRACKING.match(pair[0]))
    path = quote(unquote(parts.path), safe=_UNRESERVED) if _reversible(parts.path) else parts.path
    netloc, path = unmirrored(netloc, path)
    return urlunsplit((scheme, netloc, path or "/", query, ""))


def _in_ascii(host: str) -> str:
    """``xn--`` and Cyrillic name the same host. The letters that IDNA 2003 folds into others,
    so that the host would be another one, stay as they are."""
    try:
        return host if _FOLDED & set(host) else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _pairs(query: str) -> list[tuple[str, str]]:
    # Byte for byte: with "replace", the default, all letters escaped in windows-1251 would be the
    # same U+FFFD, and two articles one.
    return parse_qsl(query, keep_blank_values=True, errors="surrogateescape")


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(pairs), errors="surrogateescape")


def _reversible(path: str) -> bool:
    """Whether unquoting loses nothing: an escaped slash or a non-UTF-8 byte must stay as it is."""
    return "\ufffd" not in unquote(path) and not re.search(r"%(?:2f|25|0|1|7f)", path, re.I)


@lru_cache(maxsize=1024)  # asked several times of each entry of a document
def link_key(url: str | None) -> str | None:
    """The form in which addresses are compared: without scheme, ``www.``, ``/amp``, trailing
    slash and order of parameters. ``None`` for no address and for a bare home page, also that
    of one language."""
    if not url:
        return None
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return None
    pairs = sorted(pair for pair in _pairs(parts.query) if pair[0].lower() != "amp")
    path = _AMP_PATH.sub("/", parts.path).rstrip("/")
    if _HOME.fullmatch(path) and all(_names_language(*pair) for pair in pairs):
        return None
    host = parts.netloc.removeprefix("www.").removeprefix("amp.")
    return f"{host}{path}" + (f"?{_query(pairs)}" if pairs else "")


def _names_language(name: str, value: str) -> bool:
    return name.lower() in _LANGUAGE_NAMES and value.lower() in _LANGUAGES


@lru_cache(maxsize=1024)
def title_key(title: str | None) -> str:
    """Letters and digits of a title in one case, so that a changed dash is not another title."""
    folded = unicodedata.normalize("NFKC", title or "").casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def _day(entry: Entry) -> str:
    return entry.published.strftime("%Y-%m-%d") if entry.published else ""


def _words(entry: Entry) -> str:
    return f"{entry.summary}\n{entry.content}".strip()


@dataclass(frozen=True, slots=True)
class _Shared:
    """What several different entries of one document have in common, and what is no key there."""

    ids: frozenset[str]
    links: frozenset[str]
    titles: frozenset[str]  # values of the key "title-day" under several ids


def keys_of_all(
    entries: Iterable[Entry], document_entries: Sequence[Entry]
) -> list[tuple[Key, ...]]:
    """Every way to recognise each entry, best first, seen beside the others of its document."""
    shared = _shared(document_entries)
    return [tuple(_keys(entry, shared)) for entry in entries]


def _shared(entries: Sequence[Entry]) -> _Shared:
    """The same entry twice is no reason to doubt its id or its link."""
    ids, links, titles = set(), set(), set()
    for entry in entries:
        link, title, words = link_key(entry.link), title_key(entry.title), _digest(_words(entry))
        ids.add((entry.id or "", (link, title)))
        links.add((link or "", (entry.id, title, words)))
        titles.add((_title_day(entry), entry.id or words))
    return _Shared(_several(ids), _several(links), _several(titles))


def _several(pairs: Iterable[tuple[str, object]]) -> frozenset[str]:
    counts = Counter(value for value, _ in pairs)
    return frozenset(value for value, count in counts.items() if count > 1)


def _keys(entry: Entry, shared: _Shared) -> Iterable[Key]:
    own_id = entry.id if entry.id and entry.id not in shared.ids else None
    link = link_key(entry.link)
    own_link = link if link and link not in shared.links else None
    words, titled = _words(entry), _title_day(entry)
    if own_id:
        yield Key("id", _bounded(own_id))
    if own_link:
        yield Key("link", _bounded(own_link))
    by_title = bool(
        title_key(entry.title)
        and (own_link or not own_id or not words)
        and (own_link or titled not in shared.titles)
    )
    if by_title:
        yield Key("title-day", titled)
    if words:
        yield Key("words", _digest(f"{title_key(entry.title)}\n{_day(entry)}\n{words}"))
    elif own_id and not own_link and not by_title:
        # For the case that the id turns out to name a place in a list.
        yield Key("words", _digest(f"{own_id}\n{entry.title}\n{entry.link}\n{entry.published_raw}"))


def _title_day(entry: Entry) -> str:
    return _digest(f"{title_key(entry.title)}\n{_day(entry)}\n{link_key(entry.link) or ''}")


def _bounded(value: str) -> str:
    return value if len(value) <= 500 else _digest(value)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def recognises(key: Key, entry: Entry, known: Known) -> bool:
    """Whether ``key``, which leads to ``known``, may be believed for ``entry``.

    Only an id can lie. Some feeds number their slots 1, 2, 3, and each new report takes over
    the number of an old one: an id is not believed where at least two of link, title and date
    can be compared and none agrees. Some sites give a translation the id and the date of its
    original: it is not believed where the title differs and the link is of another language.
    """
    if key.kind != "id":
        return True
    link, title = link_key(entry.link), title_key(entry.title)
    pairs = ((link, known.link_key), (title, known.title_key))
    comparable = [mine == other for mine, other in pairs if mine and other]
    if any(comparable):
        return True
    if link and known.link_key and _edition(link) != _edition(known.link_key):
        return False
    if entry.published_raw and known.published_raw:
        comparable.append(entry.published_raw == known.published_raw)
    return any(comparable) or len(comparable) < 2


def _edition(link: str) -> str | None:
    """The language that a :func:`link_key` names in its host, path or query."""
    parts = urlsplit(f"//{link}")
    named = [value for name, value in _pairs(parts.query) if _names_language(name, value)]
    places = [*parts.path.split("/")[1:2], *parts.netloc.split(".")[:1], *named]
    return next((place.lower() for place in places if place.lower() in _LANGUAGES), None)


def entry_hash(entry: Entry) -> str:
    """Changes when the feed says something new about the article; dates alone do not count,
    because some feeds stamp every entry with the time of the request. ``revised`` does count:
    it is set only where the source is known to say when it really edited."""
    parts = [entry.title or "", entry.summary, entry.content, entry.author or ""]
    if entry.revised:
        parts.append(entry.revised)
    return _digest("\x1f".join(parts))


def content_hash(title: str, text: str) -> str:
    """SHA-256 of ``document(title, text)``; a revision is a change of this value."""
    return _digest(document(title, text))


def article_key(source: str, keys: Sequence[Key]) -> str:
    """The lasting public name of a new article: 16 letters and digits from its best key.

    Made from what the source says and not from a row number, so that an archive that was
    rebuilt from the same feeds gives the same addresses and Atom ids.
    """
    best = keys[0]
    digest = hashlib.sha256(f"{source}\n{best.kind}\n{best.value}".encode()).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
