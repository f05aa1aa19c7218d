"""Is this entry new, changed, or known? Canonical addresses, identity, content hashes. Pure.

The rules, in order (the cases are a table in ``tests/identify`` and in docs/identity.md):

1. The feed's own id, within its source, unless the document repeats it or the known article
   shares neither link, title nor date with the entry (ids that name a place in a list).
2. The canonical link, unless the document uses it for several entries or it is a home page.
3. Title plus day: alone where the entry has neither id nor link; otherwise only together with
   the same words, because two reports of one day may well share a title.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from aggregator.model import Entry, document

KeyKind = Literal["id", "link", "title-day", "words"]

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|yclid|ymclid|msclkid|mc_cid|mc_eid|igshid|igsh|"
    r"twclid|_openstat|at_\w+|ref_src|ref_url|spm|share|fb_ref|hsCtaTracking|_hs\w+|mkt_tok)$",
    re.I,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AMP_PATH = re.compile(r"/amp/?$", re.I)
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
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = urlencode(
        [
            (k, v)
            for k, v in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.match(k)
        ]
    )
    path = quote(unquote(parts.path), safe=_UNRESERVED) if _reversible(parts.path) else parts.path
    return urlunsplit((scheme, netloc, path or "/", query, ""))


def _reversible(path: str) -> bool:
    """Whether unquoting loses nothing: an escaped slash or a non-UTF-8 byte must stay as it is."""
    return "\ufffd" not in unquote(path) and not re.search(r"%(?:2f|25|0|1|7f)", path, re.I)


def link_key(url: str | None) -> str | None:
    """The form in which addresses are compared: without scheme, ``www.``, ``/amp``, trailing
    slash and order of parameters. ``None`` for no address and for a bare home page."""
    if not url:
        return None
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return None
    pairs = sorted(
        p for p in parse_qsl(parts.query, keep_blank_values=True) if p[0].lower() != "amp"
    )
    path = _AMP_PATH.sub("/", parts.path).rstrip("/")
    if not path and not pairs:
        return None
    host = parts.netloc.removeprefix("www.").removeprefix("amp.")
    return f"{host}{path}" + (f"?{urlencode(pairs)}" if pairs else "")


def title_key(title: str | None) -> str:
    """Letters and digits of a title in one case, so that a changed dash is not another title."""
    folded = unicodedata.normalize("NFKC", title or "").casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def _day(entry: Entry) -> str:
    return entry.published.strftime("%Y-%m-%d") if entry.published else ""


def _words(entry: Entry) -> str:
    return f"{entry.summary}\n{entry.content}".strip()


def keys_of(entry: Entry, document_entries: Sequence[Entry]) -> tuple[Key, ...]:
    """Every way to recognise ``entry``, best first, seen beside the others of its document."""
    return keys_of_all([entry], document_entries)[0]


def keys_of_all(
    entries: Iterable[Entry], document_entries: Sequence[Entry]
) -> list[tuple[Key, ...]]:
    """:func:`keys_of` for many entries of one document."""
    ids = Counter(e.id for e in document_entries if e.id)
    links = _counts_by_title(document_entries)
    result = []
    for entry in entries:
        keys: list[Key] = []
        if entry.id and ids[entry.id] == 1:
            keys.append(Key("id", _bounded(entry.id)))
        link = link_key(entry.link)
        if link and links[link] == 1:
            keys.append(Key("link", _bounded(link)))
        keys.extend(_title_keys(entry, alone=not keys))
        result.append(tuple(keys))
    return result


def _counts_by_title(entries: Sequence[Entry]) -> Counter[str]:
    """How many different titles share a link: the same entry twice is no reason to doubt it."""
    seen = {(link, title_key(e.title)) for e in entries if (link := link_key(e.link))}
    return Counter(link for link, _ in seen)


def _title_keys(entry: Entry, *, alone: bool) -> Iterable[Key]:
    title, words = title_key(entry.title), _words(entry)
    if not title and not words:
        return
    if alone and title:
        yield Key("title-day", _digest(f"{title}\n{_day(entry)}"))
    if words:
        yield Key("words", _digest(f"{title}\n{_day(entry)}\n{words}"))


def _bounded(value: str) -> str:
    return value if len(value) <= 500 else _digest(value)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def recognises(key: Key, entry: Entry, known: Known) -> bool:
    """Whether ``key``, which leads to ``known``, may be believed for ``entry``.

    Only an id can lie: some feeds number their slots 1, 2, 3, and each new report takes over
    the number of an old one. An id is believed when link, title or date agrees as well, or
    when the entry has nothing else to compare.
    """
    if key.kind != "id":
        return True
    link = link_key(entry.link)
    if link is None or known.link_key is None:
        return True
    return (
        link == known.link_key
        or title_key(entry.title) == known.title_key
        or (entry.published_raw is not None and entry.published_raw == known.published_raw)
    )


def entry_hash(entry: Entry) -> str:
    """Changes when the feed says something new about the article; dates alone do not count,
    because some feeds stamp every entry with the time of the request."""
    parts = (entry.title or "", entry.summary, entry.content, entry.author or "")
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
