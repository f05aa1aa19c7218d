"""Which articles a list or a feed is about: one value, one canonical form.

Pages, feeds and the explore page all ask the same question: articles of a region, a topic, a
source, a language, a period, in any combination. ``statement.py`` makes SQL of it. The canonical
form is what feed ids are made of, so two addresses that ask the same are the same feed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from aggregator.site.languages import DEFAULT, Catalogue, catalogue, said
from aggregator.site.paths import page_path
from aggregator.site.period import EVER, Days, days_of, is_period, period_words
from aggregator.site.source_names import source_names
from aggregator.site.text import as_line
from aggregator.site.words import language_name
from aggregator.sources.codes import LANGUAGES

NAMES = ("region", "topic", "source", "language", "role", "period", "origins")
"""The words an address may carry, in canonical order. Additive changes only: feed ids and
addresses are a promise."""


ROLES = {"about": said("about it"), "mentions": said("mentioned")}


class NotKnownError(ValueError):
    """The address asks for something that is not in the database; the text says what.

    The text is a key of the catalogues; ``values`` are put into it.
    """

    def __init__(self, text: str, /, **values: str) -> None:
        super().__init__(text)
        self.values = values

    def __str__(self) -> str:
        return str(self.args[0]).format(**self.values)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; an empty string means "any"."""

    region: str = ""
    topic: str = ""
    source: str = ""
    language: str = ""
    role: str = ""
    period: str = ""
    origins: str = ""

    def parameters(self) -> dict[str, str]:
        """The words that are set, in canonical order."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    def canonical(self) -> str:
        """``region=UA…&topic=…``: the same for every address that asks the same."""
        return urlencode(self.parameters(), quote_via=quote)

    def feed_path(self, kind: str = "atom") -> str:
        """The preferred address of this feed, from the site's root. ``kind`` is how the name of
        the document ends: ``atom``, ``json`` or ``csv``."""
        asked = self.parameters()
        if len(asked) == 1:
            ((name, value),) = asked.items()
            if name in _OWN_FEED:
                return f"/feeds/{name}/{quote(value, safe='')}.{kind}"
        return f"/feeds/all.{kind}" + (f"?{self.canonical()}" if asked else "")

    def stories_path(self, kind: str = "atom") -> str:
        """The address of the feed of its stories."""
        return f"/feeds/stories.{kind}" + (f"?{self.canonical()}" if self.parameters() else "")

    def page_path(self) -> str:
        """The page that lists the same articles: its own where there is one, otherwise the explore
        page."""
        asked = self.parameters()
        if len(asked) == 1:
            ((name, value),) = asked.items()
            if name == "source":
                return page_path(name, value)
            if name in _OWN_PAGE:
                return page_path(name, value) + "?show=articles"
        return "/explore?" + urlencode({**asked, "show": "articles"}, quote_via=quote)

    def explore_path(self) -> str:
        """This selection on the explore page."""
        return f"/explore?{self.canonical()}" if self.parameters() else "/explore"


_OWN_PAGE = ("region", "topic", "source")
_OWN_FEED = (*_OWN_PAGE, "language")


@dataclass(frozen=True, slots=True)
class Named:
    """A selection with the names of what it asks for, the days of its period (``until`` is no
    longer in it), and ``driver``: which of its words narrows it most, so where a query begins."""

    selection: Selection
    region: str = ""
    topic: str = ""
    source: str = ""
    language: str = ""
    days: Days = EVER
    driver: str = ""

    def period_words(self, ui: Catalogue) -> str:
        """The period for people; empty where there is none."""
        return period_words(self.selection.period, ui) if self.selection.period else ""

    def title(self, ui: Catalogue | None = None) -> str:
        """``Kherson oblast, Deported children, in Ukrainian``; empty for everything."""
        ui = ui or catalogue(DEFAULT)
        words = [self.region, self.topic, self.source]
        if self.language:
            words.append(ui.word(said("in {language}"), language=ui.word(self.language)))
        if self.selection.role:
            words.append(ui.word(ROLES[self.selection.role]))
        if self.selection.period:
            words.append(period_words(self.selection.period, ui))
        if self.selection.origins:
            words.append(ui.word(said("{n} or more origins"), n=self.selection.origins))
        return ", ".join(word for word in words if word)

    def heading(self, ui: Catalogue) -> str:
        """The same as it stands above a page."""
        title = self.title(ui)
        return title[:1].upper() + title[1:]


def not_a_word(name: str, known: Iterable[str]) -> NotKnownError:
    """What is said of a word that an address may not carry: silently giving everything would be
    wrong. ``known`` are those that it may."""
    return NotKnownError(
        said("“{word}” is not a word of this address. It may carry: {words}."),
        word=as_line(name)[:80],
        words=", ".join(known),
    )


def from_pairs(
    pairs: Iterable[tuple[str, str]], start: Selection | None = None, beside: Iterable[str] = ()
) -> Selection:
    """Reads the words of an address; empty values are ignored, as HTML forms send them.
    ``beside`` are the words that the address may carry as well and that were read already.

    Raises :class:`NotKnownError` for a word that we do not know, for a word given twice with
    different values, and for a role that belongs to nothing.
    """
    selection = start or Selection()
    for name, value in pairs:
        if name not in NAMES:
            raise not_a_word(name, (*NAMES, *beside))
        if not value:
            continue
        before = getattr(selection, name)
        if before and before != value:
            raise NotKnownError(said("Only one {name} can be asked for at a time."), name=name)
        selection = replace(selection, **{name: value})
    if selection.role and selection.role not in {"about", "mentions"}:
        raise NotKnownError(said("The role is either about or mentions."))
    if selection.role and not (selection.region or selection.topic):
        raise NotKnownError(said("A role needs a region or a topic."))
    if selection.period and not is_period(selection.period):
        raise NotKnownError(
            said("A period is written 7d, 2026, 2026-11, 2026-11-07 or 2026-11-01..2026-11-07.")
        )
    if selection.origins and selection.origins not in MOST_ORIGINS:
        raise NotKnownError(said("The number of origins is 1, 2, 3, 4 or 5: that many or more."))
    return selection


def shown_as(show: str) -> str:
    """What a list shows: ``stories``, also where nothing is said, or ``articles``. Raises
    :class:`NotKnownError` for anything else."""
    if show not in {"", "stories", "articles"}:
        raise NotKnownError(said("What is shown is either stories or articles."))
    return show or "stories"


MOST_ORIGINS = ("1", "2", "3", "4", "5")
"""Numbers of origins that can be asked for; more than five separate ones were never seen."""


REGION_NAMES = ("uk", "crh", "ru", "fr", "es", "de", "it", "pt", "pl")
"""Languages in which the table regions has names, beside English."""
_NAMES = {"region": REGION_NAMES, "topic": ("uk",)}


def name_in(language: str, kind: str, row: str = "") -> str:
    """SQL for the name of a region or topic in a language; the English one where there is none.

    ``row`` is the alias of its table with a dot. Only names of this module reach the SQL.
    """
    if language not in _NAMES[kind]:
        return f"{row}name"
    return f"coalesce(nullif({row}name_{language}, ''), {row}name)"


def name_it(conn: sqlite3.Connection, selection: Selection, language: str = DEFAULT) -> Named:
    """Looks every code up. ISO 3166-2 codes (``UA-43``) become the code that we use.

    Raises :class:`NotKnownError` with plain words for the first that does not exist.
    """
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for kind, look_up in _LOOK_UP.items():
        if asked := getattr(selection, kind):
            codes[kind], names[kind], sizes[kind] = look_up(conn, asked, language)
    if selection.origins and not has_stories(conn):
        raise NotKnownError(said("This database does not know stories yet, so no origins either."))
    if selection.origins > "1" and _knows_origins(conn):
        sizes["origins"] = _articles_of(conn, selection.origins)
    return Named(
        replace(selection, **codes),
        **names,
        days=days_of(selection.period, today(conn)) if selection.period else EVER,
        driver=min(sizes, key=lambda name: sizes[name], default=""),
    )


_LookedUp = tuple[str, str, int]
"""The code that we use, the name, and how many articles carry it."""


def _region(conn: sqlite3.Connection, code: str, language: str) -> _LookedUp:
    row = conn.execute(
        f"select code, {name_in(language, 'region')}, articles from regions "  # noqa: S608
        "where code = (select code from regions where code = :it "
        "union all select code from regions where iso = upper(:it) limit 1)",
        {"it": code},
    ).fetchone()
    if row is None:
        raise NotKnownError(said("There is no region with this code."))
    return row[0], as_line(row[1]), row[2] or 0


def _topic(conn: sqlite3.Connection, code: str, language: str) -> _LookedUp:
    row = conn.execute(
        f"select {name_in(language, 'topic')}, articles from topics where id = ?",  # noqa: S608
        (code,),
    ).fetchone()
    if row is None:
        raise NotKnownError(said("There is no topic with this name."))
    return code, as_line(row[0]), row[1] or 0


def _source(conn: sqlite3.Connection, code: str, language: str) -> _LookedUp:
    row = conn.execute("select articles from sources where id = ?", (code,)).fetchone()
    if row is None:
        raise NotKnownError(said("There is no source with this name."))
    return code, source_names(conn, [code], language)[code], row[0] or 0


def _language(conn: sqlite3.Connection, code: str, _: str) -> _LookedUp:
    articles = _articles_in(conn, code)
    if code not in LANGUAGES and not articles:
        raise NotKnownError(said("No article is in this language."))
    return code, language_name(code), articles


_LOOK_UP: Mapping[str, Callable[[sqlite3.Connection, str, str], _LookedUp]] = {
    "region": _region,
    "topic": _topic,
    "source": _source,
    "language": _language,
}


def today(conn: sqlite3.Connection) -> str:
    """The day on which the database was last brought up to date: a page asked for twice between
    two publications says the same."""
    row = conn.execute(
        "select value from publication where name = 'updated' "
        "union all select max(sort_date) from articles"
    ).fetchone()
    return as_line(row[0])[:10] if row else ""


def has_stories(conn: sqlite3.Connection) -> bool:
    """Whether articles have been grouped into stories in this database."""
    rows = conn.execute(
        "select name from sqlite_master where type = 'table' and name in "
        "('stories', 'story_articles')"
    )
    return len(rows.fetchall()) == 2


def _knows_origins(conn: sqlite3.Connection) -> bool:
    """Whether the file has the copy of the origins by which their articles are found quickly."""
    found = conn.execute("select 1 from pragma_table_info('story_articles') where name = 'origins'")
    return found.fetchone() is not None


def _articles_of(conn: sqlite3.Connection, origins: str) -> int:
    """About how many articles stand in stories of so many origins, from up to 10,000 stories."""
    rows = conn.execute(
        "select count(*) from (select 1 from stories where origins >= ? limit 10000)",
        (int(origins),),
    )
    return ARTICLES_OF_A_STORY * int(rows.fetchone()[0])


def _articles_in(conn: sqlite3.Connection, language: str) -> int:
    """How many articles are in a language, counted up to 20,000 (1 ms)."""
    rows = conn.execute(
        "select count(*) from (select 1 from articles where language = ? limit 20000)", (language,)
    )
    return int(rows.fetchone()[0])


ARTICLES_OF_A_STORY = 5
"""Of two origins or more; the guess only says where a query begins."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of a list ended: the sort date and id of its last article."""

    date: str
    id: int

    def __str__(self) -> str:
        return f"{self.date}_{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Reads what ``str()`` wrote; None for anything else, which means the first page."""
        date, _, number = text.rpartition("_")
        if not date or not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        return cls(date, int(number))
