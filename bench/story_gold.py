"""The evaluation set of stories, read and tagged: ``tests/story/gold`` (README there)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from aggregator import sources
from aggregator.model import Context, Registry, Tagged

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "story" / "gold"


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One invented article. ``roles`` are as in the README: ``("relay", "101a")``."""

    id: str
    source: str
    language: str
    published: datetime
    roles: tuple[tuple[str, str], ...]
    title: str
    text: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One invented event; ``number`` is None where it gets none."""

    name: str
    number: int | None
    note: str
    articles: tuple[GoldArticle, ...]


@dataclass(frozen=True, slots=True)
class GoldSource:
    """What this test makes up about a source."""

    id: str
    letter: str
    status: str


def files() -> list[Path]:
    """The files of events, in their order."""
    return sorted(GOLD.glob("[0-9]*.txt"))


@cache
def events(path: Path) -> tuple[GoldEvent, ...]:
    """The events of one file. Raises ``ValueError`` with file and line for one it cannot read."""
    blocks = _lines(path)
    found: list[GoldEvent] = []
    head: tuple[str, str, str] | None = None
    articles: list[GoldArticle] = []
    for number, line, body in blocks:
        try:
            if line.startswith("= "):
                if head:
                    found.append(_event(head, articles))
                name, wanted, note = (part.strip() for part in line[2:].split("|", 2))
                head, articles = (name, wanted, note), []
            else:
                articles.append(_article(line, body))
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path}:{number}: {error}") from error
    if head:
        found.append(_event(head, articles))
    return tuple(found)


def _lines(path: Path) -> list[tuple[int, str, list[str]]]:
    """Every head line with its number and the lines below it."""
    blocks: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith(("= ", "@ ")):
            blocks.append((number, line, []))
        else:
            blocks[-1][2].append(line)
    return blocks


def _event(head: tuple[str, str, str], articles: list[GoldArticle]) -> GoldEvent:
    return GoldEvent(head[0], None if head[1] == "-" else int(head[1]), head[2], tuple(articles))


def _article(line: str, body: list[str]) -> GoldArticle:
    identity, source, language, moment, roles, *more = line[2:].split()
    pairs = [role.partition(":") for role in roles.split(",")]
    author = next((m.split("=", 1)[1].replace("+", " ") for m in more if m[:7] == "author="), None)
    return GoldArticle(
        identity, source, language,
        datetime.fromisoformat(moment).replace(tzinfo=UTC),
        tuple((kind, of) for kind, _, of in pairs),
        body[0], "\n".join(body[1:]), author,
    )  # fmt: skip


@cache
def made_up_sources() -> dict[str, GoldSource]:
    """Letter and status of each source, for this test only."""
    found = {}
    for line in (GOLD / "sources.txt").read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if parts and parts[0] not in {"#", "tie"}:
            found[parts[0]] = GoldSource(*parts)
    return found


@cache
def made_up_ties() -> tuple[tuple[str, frozenset[str]], ...]:
    """``(kind, sources)`` of every tie."""
    lines = (GOLD / "sources.txt").read_text(encoding="utf-8").splitlines()
    ties = [line.split()[1:] for line in lines if line.startswith("tie ")]
    return tuple((kind, frozenset(members)) for kind, *members in ties)


@cache
def registry() -> Registry:
    """The real feeds.yaml: its names are what the texts cite."""
    return sources.load(ROOT / "feeds.yaml")


@cache
def _contexts() -> dict[str, Context]:
    from aggregator.reading import equip  # noqa: PLC0415 — loads the tagger
    from aggregator.rules.names import aliases_of  # noqa: PLC0415

    equip(aliases_of(registry().sources))
    return {
        s.id: Context(s.focus, s.precision, (s.name, *s.names.values(), *s.aliases))
        for s in registry().sources
    }


@cache
def tagged(article: GoldArticle) -> Tagged:
    """What the line's own tagger finds in an article."""
    context = _contexts()[article.source]
    from aggregator.reading import tag_text  # noqa: PLC0415

    return tag_text(
        article.title, article.text, article.language, article.published.date(), context
    )  # fmt: skip
