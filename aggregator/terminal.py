"""What a person sees in a terminal: progress, tables, coloured tags. Nothing decides here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from aggregator.health import State
from aggregator.lines import brought, feed_line, totals, worth_a_row
from aggregator.model import Span, Tag, Tags
from aggregator.pipeline import FeedResult, Summary

if TYPE_CHECKING:
    from aggregator.tag.claims import Claims

_STYLES = {True: "red", False: "green"}
LONGEST_LINE = 100
"""Columns: the eye loses the line in longer ones."""


class Bars:
    """Progress for a terminal: a bar for the feeds and one for their pages."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<6}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), TextColumn("{task.fields[note]}"),
            console=console, transient=True,
        )  # fmt: skip
        self._feeds: TaskID | None = None
        self._page_bar: TaskID | None = None

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def starts(self, feeds: int) -> None:
        """Draws both bars."""
        self._feeds = self._progress.add_task("feeds", total=feeds, note="")
        self._page_bar = self._progress.add_task("pages", total=None, note="")

    def feed_done(self, result: FeedResult) -> None:
        """Moves the first bar; a failure leaves a line behind."""
        if self._feeds is not None:
            self._progress.update(self._feeds, advance=1, note=result.feed.id[:40])
        if result.state.failure:
            self._progress.console.print(_feed_line(result))

    def pages(self, done: int, total: int) -> None:
        """Moves the second bar."""
        if self._page_bar is not None:
            self._progress.update(self._page_bar, completed=done, total=total)


def _feed_line(result: FeedResult) -> Text:
    line = Text(feed_line(result))
    start = len(result.feed.id) + 2
    line.stylize(_STYLES[result.state.failure], start, start + len(str(result.state)))
    return line


def print_finding(console: Console, feed: str, state: State, brought: str, why: str) -> None:
    """A paragraph: the feed, how it answered and what it brought; below it, set in, what was wrong
    and what to do. A table would leave that a dozen columns in a terminal of eighty."""
    head = Text(feed, "bold")
    head.append(": ", "not bold")
    head.append(str(state), f"not bold {_STYLES[state.failure]}")
    head.append(f", {brought}" if brought else "", "not bold")
    _print_wrapped(console, head, "", "    ")
    _print_wrapped(console, Text(why), "  ", "  ")


def _print_wrapped(console: Console, text: Text, first: str, further: str) -> None:
    """Breaks between words, and only what is longer than a line within one."""
    width = min(console.width, LONGEST_LINE) - len(further)
    for number, line in enumerate(text.wrap(console, width, overflow="fold") if text else ()):
        line.rstrip()
        console.print(Text.assemble(further if number else first, line), soft_wrap=True)


def what_to_do(state: State, detail: str) -> str:
    """What exactly was wrong, and what to do about it; of what went well the remark alone."""
    if not state.failure:
        return detail
    return f"{detail.rstrip('.')}. {state.remedy}" if detail else state.remedy


def print_summary(console: Console, summary: Summary) -> None:
    """The end of a round: what brought news, what failed and why. Feeds that had nothing to say
    are counted in the last line, not listed."""
    for result in worth_a_row(summary):
        told = what_to_do(result.state, result.detail)
        print_finding(console, result.feed.id, result.state, brought(result), told)
    console.print(totals(summary), soft_wrap=True)


def tags_as_values(tags: Tags, claims: Claims, day: date) -> dict[str, Any]:
    """What was found in a text as plain values, each region with whether it was occupied on
    ``day``."""
    from aggregator.tag import gazetteer  # noqa: PLC0415 — fetching shows no tags

    found: dict[str, Any] = _named(asdict(tags) | asdict(claims))
    for region in found["regions"]:
        region["occupied"] = gazetteer.occupied(region["code"], day)
    listed = gazetteer.LISTED_ON.isoformat()
    return found | {"occupied_on": day.isoformat(), "occupation_list": listed}


def _named(value: Any) -> Any:
    """Spans with the names of their parts; ``asdict`` leaves named tuples to JSON as lists."""
    if isinstance(value, Span):
        return value._asdict()
    if isinstance(value, dict):
        return {key: _named(each) for key, each in value.items()}
    return [_named(each) for each in value] if isinstance(value, list | tuple) else value


def print_tags(console: Console, document: str, tags: Tags, claims: Claims, day: date) -> None:
    """What was found in a text, which places were occupied on ``day``, and the text with the words
    that caused it."""
    from aggregator.tag import gazetteer  # noqa: PLC0415
    from aggregator.tag.topics import topics  # noqa: PLC0415 — fetching shows no tags

    console.print(Text(f"language: {tags.language or 'unknown'}"))
    names = {topic.id: topic.name for topic in topics()}
    places = {tag.code: _place(tag.code, day) for tag in tags.regions}
    _print_tag_list(console, "regions", tags.regions, places)
    if tags.regions:
        listed = f"the official list of {gazetteer.LISTED_ON}"
        console.print(f"  (occupied or not: on {day}, by {listed})", soft_wrap=True)
    _print_tag_list(console, "topics", tags.topics, names)
    _print_claims(console, document, claims)
    if console.is_terminal:
        text = Text(f"\n{document}")
        marks = [
            *((span, "black on yellow") for tag in tags.topics for span in tag.spans),
            *((span, "black on cyan") for tag in tags.regions for span in tag.spans),
            *((mention.span, "bold magenta") for mention in claims.organisations),
            *((figure.span, "bold green underline") for figure in claims.figures),
        ]
        for span, style in marks:
            text.stylize(style, span.start + 1, span.end + 1)  # + 1: the blank line above
        console.print(text)
        console.print("marked: regions, topics, organisations, figures", style="dim")


def _print_claims(console: Console, document: str, claims: Claims) -> None:
    console.print(Text("organisations:" if claims.organisations else "organisations: none"))
    for mention in claims.organisations:
        cue = f" ({mention.cue})" if mention.cue else ""
        line = f"  {mention.role}: {mention.organisation}: {mention.span.form}{cue}"
        console.print(Text(f"{line} (rule: {mention.span.rule})"), soft_wrap=True)
    console.print(Text("figures:" if claims.figures else "figures: none"))
    for figure in claims.figures:
        counter = figure.organisation or figure.as_named or "nobody named"
        period = f", {figure.period.form}" if figure.period else ""
        sentence = " ".join(document[figure.sentence[0] : figure.sentence[1]].split())
        line = f"  {figure.kind} {figure.value:,} {figure.what}{period}, by {counter}"
        console.print(Text(f"{line}: {sentence}"), soft_wrap=True)


def _place(code: str, day: date) -> str:
    from aggregator.tag import gazetteer  # noqa: PLC0415

    region, occupied = gazetteer.region(code), gazetteer.occupied(code, day)
    status = "" if occupied is None else f", {'occupied' if occupied else 'not occupied'}"
    return f"{region.name} ({region.kind}{status})"


def _print_tag_list(
    console: Console, title: str, tags: Sequence[Tag], names: dict[str, str]
) -> None:
    console.print(Text(f"{title}:" if tags else f"{title}: none"))
    for tag in tags:
        words = ", ".join(unique(span.form for span in tag.spans))
        rules = ", ".join(unique(span.rule for span in tag.spans))
        console.print(
            Text(f"  {names[tag.code]} [{tag.code}] {tag.role}: {words} (rule: {rules})"),
            soft_wrap=True,
        )


def unique(values: Iterable[str]) -> list[str]:
    """Each value once, in the order of first appearance."""
    return list(dict.fromkeys(values))
