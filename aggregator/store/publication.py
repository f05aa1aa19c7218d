"""From the private archive to the public ``news.db``, through an allow-list.

Only tables and columns of :mod:`~aggregator.store.public_schema` are ever written, and of a
text only what its source's rule for reuse allows. Bringing it up to date takes one
transaction over what has changed; building it anew from nothing gives the same content.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aggregator.clock import system_clock
from aggregator.data import OCCUPATION_LISTED
from aggregator.health import Extraction
from aggregator.model import Registry
from aggregator.rules.versions import Versions, rules_of
from aggregator.store import public_codes, public_rows, public_sources, public_stories
from aggregator.store.opening import ARCHIVE, NEWS, StoreError, explained, read_archive
from aggregator.store.public_changes import Changes
from aggregator.store.public_index import FullText
from aggregator.store.public_precision import Veil
from aggregator.store.public_removed import LAST_CHANGE, Removed
from aggregator.store.public_revisions import Revisions
from aggregator.store.public_schema import FTS, SCHEMA_VERSION, TABLES, schema_sql
from aggregator.store.public_tables import PublicTables
from aggregator.store.reading_archive import GAPS
from aggregator.store.source_log import log_sources
from aggregator.store.wiping import DUE, wipe

if TYPE_CHECKING:
    from aggregator.story.claims import Apart

T = TypeVar("T")

_BATCH = 200
_FTS_ROWS = 50
"""Rows in one INSERT: FTS5 flushes at the end of every statement (0.38 against 0.27 ms)."""


@dataclass(frozen=True, slots=True)
class Published:
    """What bringing ``news.db`` up to date has done."""

    articles: int
    removed: int
    rebuilt: bool


def publish(
    folder: Path, registry: Registry, now: datetime | None = None, *, rebuild: bool = False
) -> Published:
    """Brings ``news.db`` in ``folder`` up to date with the archive and ``feeds.yaml``, after what
    has changed in the records and letters of the sources was logged in the archive.

    ``now`` (default: the system's clock) is the moment of the log; letters are those of its day.
    Raises :class:`~aggregator.store.opening.StoreError`; then ``news.db`` is as it was.
    """
    path = folder / NEWS
    now = now or system_clock()
    if (folder / ARCHIVE).exists():
        log_sources(folder, registry, now)
    with closing(read_archive(folder)) as archive, explained(path):
        news = sqlite3.connect(path, timeout=30, isolation_level=None)
        news.row_factory = sqlite3.Row
        with closing(news):
            news.execute("PRAGMA journal_mode=WAL")
            news.execute("PRAGMA synchronous=NORMAL")
            # What is taken away is overwritten with zeros, not left in free pages.
            news.execute("PRAGMA secure_delete=ON")
            news.execute("BEGIN IMMEDIATE")
            # One state of the archive for all questions: a round that goes on storing would raise
            # the number that is remembered above that of the last article that was read.
            archive.execute("BEGIN")
            try:
                result = _Publication(archive, news, registry, now).run(rebuild)
                news.execute("COMMIT")
            except BaseException:
                if news.in_transaction:
                    news.execute("ROLLBACK")
                raise
            if result.articles or result.removed:
                news.execute("PRAGMA optimize")
            if news.execute("SELECT 1 FROM publication WHERE value = ?", [DUE]).fetchone():
                wipe(news)
    return result


_NEWER = (
    f"{NEWS} was written by a newer version of this program (schema {{version}}). "
    "Remedy: update the program, or run `aggregator publish --rebuild`."
)


class _Publication:
    """One transaction over ``news``, reading ``archive``."""

    def __init__(
        self,
        archive: sqlite3.Connection,
        news: sqlite3.Connection,
        registry: Registry,
        now: datetime,
    ) -> None:
        self._archive, self._news = archive, news
        self._now, self._day = now, now.date()
        self._sources = {source.id: source for source in registry.sources}
        self._registry = registry
        self._tables = PublicTables(news)
        self._index = FullText(news)
        self._gone = Removed(archive, news)
        self._stories = public_stories.Stories(archive, news, self._sources, self._tables.insert)
        self._revisions = Revisions(archive, self._tables.insert)
        self._changes = Changes(news)
        self._touched: dict[str, set[str]] = {"region": set(), "topic": set(), "source": set()}
        self._written: list[int] = []

    def run(self, rebuild: bool) -> Published:
        state = self._state()
        version = int(state.get("schema_version", 0))
        if version > SCHEMA_VERSION and not rebuild:
            raise StoreError(_NEWER.format(version=version))
        anew = rebuild or version != SCHEMA_VERSION or state.get("search") != public_rows.SEARCH
        last_change = self._changes.last()
        if anew:
            self._start_anew()
            state = {}
        told = self._changes.told()
        known = {row[0] for row in self._news.execute("SELECT id FROM sources")}
        changed = self._changed_sources()
        self._write_registry()
        count = removed = 0
        for batch in _batches(self._articles(int(state.get("seq", 0)), changed), _BATCH):
            count += len(batch)
            removed += self._write_articles(batch)
        removed += self._remove_unlisted(known - self._sources.keys())
        self._gone.write(self._sources, anew=anew)
        retold, ended = self._write_stories(int(state.get("story_seq", 0)))
        if removed := removed + ended:
            self._index.merge()
        codes = state.get("codes") != public_codes.version()
        if anew or count or removed or codes:
            public_codes.write(self._news, self._tables.replace, anew=codes)
            public_codes.count(self._news, self._touched)
        # A rule that changed may show less than before; a file built anew held the old one.
        gone = bool(removed or known & changed or (anew and version))
        self._write_state(gone or state.get("cleanup") == DUE)
        if anew:
            self._changes.touch_all()
        else:
            self._changes.touch([*self._written, *retold])
        told_anew = self._gone.changed or told != self._changes.told()
        self._changes.write(last_change, self._now, told_anew=told_anew)
        return Published(count, removed, anew and bool(version))

    def _write_stories(self, after: int) -> tuple[set[int], bool]:
        """The articles whose stories are written anew, and whether a story has gone."""
        retold = self._stories.write(after, self._written, anew=self._gone.changed)
        return retold, self._stories.end()

    # --- schema and state ------------------------------------------------------------

    def _state(self) -> dict[str, str]:
        exists = self._news.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'publication'"
        ).fetchone()
        if not exists:
            return {}
        return dict(self._news.execute("SELECT name, value FROM publication").fetchall())

    def _start_anew(self) -> None:
        self._news.execute("PRAGMA defer_foreign_keys=ON")
        self._news.execute(f"DROP TABLE IF EXISTS {FTS}")
        for table in TABLES:
            self._news.execute(f"DROP TABLE IF EXISTS {table.name}")
        for statement in schema_sql():
            self._news.execute(statement)

    def _write_state(self, cleanup: bool) -> None:
        site = self._registry.site
        # Both from the archive and not from the clock, so that building anew gives the same.
        checked = "SELECT max(last_attempt) FROM feed_state"
        values = {
            "schema_version": str(SCHEMA_VERSION),
            "cleanup": DUE if cleanup else "done",
            "search": public_rows.SEARCH,
            "codes": public_codes.version(),
            "occupation_list": OCCUPATION_LISTED.isoformat(),
            "seq": str(self._archive.execute("SELECT max(seq) FROM articles").fetchone()[0] or 0),
            "story_seq": str(
                self._archive.execute("SELECT max(seq) FROM stories").fetchone()[0] or 0
            ),
            "updated": self._archive.execute(LAST_CHANGE).fetchone()[0] or "",
            "checked": self._archive.execute(checked).fetchone()[0] or "",
            "letters_on": self._day.isoformat(),
            "site_title": site.title,
            "site_url": site.url,
            "site_tag_authority": site.tag_authority,
            "site_contact": site.contact,
            "site_onion": site.onion,
        }
        self._tables.replace(
            "publication", [{"name": k, "value": v} for k, v in values.items()], "name"
        )

    # --- sources and feeds: small tables, written where they differ --------------------

    def _changed_sources(self) -> set[str]:
        """Sources whose articles must be shown anew: added, or with another rule for reuse or
        another precision."""
        old = {
            row["id"]: (row["reuse"], row["reuse_characters"], row["precision"])
            for row in self._news.execute("SELECT * FROM sources")
        }
        new = {
            s.id: (s.reuse.rule, s.reuse.characters, s.precision) for s in self._sources.values()
        }
        return {source for source, rule in new.items() if old.get(source) != rule}

    def _write_registry(self) -> None:
        states = {
            row["feed"]: dict(row) for row in self._archive.execute("SELECT * FROM feed_state")
        }
        for feed, gap in self._archive.execute(GAPS):
            if feed in states:
                states[feed]["usual_gap"] = gap
        sources = self._registry.sources
        public_sources.write(
            self._archive, self._news, self._tables.replace, self._registry, self._day
        )
        self._tables.replace("feeds", public_rows.feed_rows(sources, states), "id")

    # --- articles --------------------------------------------------------------------

    def _articles(self, after: int, changed: set[str]) -> Iterator[sqlite3.Row]:
        """What has changed since ``after``, and everything of sources with another rule.

        An article is shown once its page was looked at: minutes later, and written once.
        """
        select = (
            "SELECT a.*, t.text FROM articles a LEFT JOIN texts t USING (content_hash) "
            "WHERE a.extraction <> ? AND a.source IN (SELECT value FROM json_each(?)) AND "
        )
        listed = [str(Extraction.PENDING), json.dumps(sorted(self._sources))]
        # Two statements: an OR over both conditions would read the whole table every time.
        yield from self._archive.execute(f"{select} a.seq > ? ORDER BY a.id", [*listed, after])
        if changed:
            wanted = json.dumps(sorted(changed))
            yield from self._archive.execute(
                f"{select} a.seq <= ? AND a.source IN (SELECT value FROM json_each(?)) "
                "ORDER BY a.id",
                [*listed, after, wanted],
            )

    def _write_articles(self, batch: Sequence[sqlite3.Row]) -> int:
        """Writes what is shown of a batch; returns how many articles had to go: those held back."""
        shown = [row for row in batch if row["state"] != "held"]
        removed = self._forget([row["id"] for row in batch if row["state"] == "held"])
        self._forget([row["id"] for row in shown])
        listed = [row["id"] for row in shown]
        self._written += listed
        veils = {row["id"]: public_rows.veil_of(row, self._sources[row["source"]]) for row in shown}
        tags = self._by_article("SELECT * FROM tags", listed)
        aparts = {row["id"]: public_rows.apart_of(row, tags.get(row["id"], ())) for row in shown}
        rows = [
            public_rows.article_row(
                row, self._sources[row["source"]], veils[row["id"]], aparts[row["id"]]
            )
            for row in shown
        ]
        self._tables.insert("articles", rows)
        self._gone.came_back(row["key"] for row in rows)
        self._revisions.write(shown, self._sources, aparts)
        self._write_tags(shown, tags, veils, aparts)
        figures = [
            row
            for article in shown
            for tag in tags.get(article["id"], ())
            for row in public_rows.figure_rows(
                article, self._sources[article["source"]], tag["figures"], veils[article["id"]],
                aparts[article["id"]],
            )
        ]  # fmt: skip
        self._tables.insert("figures", figures)
        self._touched["source"].update(row["source"] for row in shown)
        for part in _batches(shown, _FTS_ROWS):
            self._index.add(
                [(row["id"], _title(row, aparts), row["text"], row["author"]) for row in part]
            )
        return removed

    def _by_article(self, select: str, ids: Sequence[int]) -> dict[int, list[sqlite3.Row]]:
        found: dict[int, list[sqlite3.Row]] = {}
        sql = f"{select} WHERE article IN (SELECT value FROM json_each(?)) ORDER BY 1, 2, 3"
        for row in self._archive.execute(sql, [json.dumps(ids)]):
            found.setdefault(row["article"], []).append(row)
        return found

    def _write_tags(
        self,
        articles: Sequence[sqlite3.Row],
        tags: dict[int, list[sqlite3.Row]],
        veils: dict[int, Veil],
        aparts: dict[int, Apart | None],
    ) -> None:
        for kind in ("region", "topic"):
            rows = [
                row
                for article in articles
                for tag in tags.get(article["id"], ())
                for row in public_rows.tag_rows(
                    article,
                    kind,
                    tag[f"{kind}s"],
                    _rules(tag["version"], kind),
                    veils[article["id"]],
                    aparts[article["id"]],
                )
            ]
            self._touched[kind].update(row[kind] for row in rows)
            self._tables.insert(f"article_{kind}s", rows)

    def _forget(self, ids: Sequence[int]) -> int:
        """Takes articles out: rows, tags, versions, and the words of the full-text index. Returns
        how many there were."""
        listed = json.dumps(ids)
        inside = "IN (SELECT value FROM json_each(?))"
        old = self._news.execute(
            f"SELECT a.id, a.title, a.author, a.source, (SELECT text_sha256 FROM revisions r "
            f"WHERE r.article = a.id ORDER BY number DESC LIMIT 1) AS hash "
            f"FROM articles a WHERE a.id {inside}",
            [listed],
        ).fetchall()
        if not old:
            return 0
        self._changes.touch(ids)  # as long as they stand there
        for kind in ("region", "topic"):
            rows = self._news.execute(
                f"SELECT DISTINCT {kind} FROM article_{kind}s WHERE article {inside}",
                [listed],
            )
            self._touched[kind].update(row[0] for row in rows)
        for row in old:
            self._written.append(row["id"])  # the stories that it stands in are written anew
            self._touched["source"].add(row["source"])
            self._index.take_out(row["id"], row["title"], self._text(row["hash"]), row["author"])
        self._stories.left.update(public_stories.forget_articles(self._news, listed))
        for table in ("article_regions", "article_topics", "figures", "revisions"):
            self._news.execute(f"DELETE FROM {table} WHERE article {inside}", [listed])
        self._news.execute(f"DELETE FROM articles WHERE id {inside}", [listed])
        return len(old)

    def _text(self, content_hash: str | None) -> str:
        row = self._archive.execute(
            "SELECT text FROM texts WHERE content_hash = ?", [content_hash]
        ).fetchone()
        return row[0] if row else ""

    def _remove_unlisted(self, sources: set[str]) -> int:
        """Articles of sources that feeds.yaml no longer names: kept in the archive, not shown."""
        rows = self._news.execute(
            "SELECT id, source FROM articles WHERE source IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(sources))],
        ).fetchall()
        if rows:
            self._gone.left({row["source"] for row in rows})
        return sum(self._forget(part) for part in _batches([row["id"] for row in rows], _BATCH))


def _rules(version: str, kind: str) -> str:
    """Of the tagger that made an article's tags, the version of the rules for this kind."""
    by = Versions.read(version)
    return rules_of(by.places if kind == "region" else by.topics) if by else ""


def _title(row: sqlite3.Row, aparts: dict[int, Apart | None]) -> str:
    """The title that is shown, and so the one that is indexed: an index without text forgets a
    row only when told the very words that it was given."""
    apart = aparts[row["id"]]
    return apart.title if apart else str(row["title"])


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """``itertools.batched`` (Python 3.12), for 3.11."""
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part
