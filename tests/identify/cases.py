"""The cases of identity: what a source's feeds say, and how many articles that is.

The table in docs/identity.md is made from these: ``python -m tests.identify.cases`` writes it,
and a test holds the two together.
"""

from __future__ import annotations

from pathlib import Path

from tests.identify.case import Case, Fetched, entry, fetches

DOCUMENT = Path(__file__).parents[2] / "docs" / "identity.md"
START, END = "<!-- cases: made from tests/identify/cases.py -->", "<!-- end of cases -->"


def _same(first: str, second: str) -> tuple[Fetched, ...]:
    """Two entries without ids that differ in their address (and have been edited in between)."""
    return fetches(
        [entry(None, first, "Обшук у Ялті", "2024-08-26", "Перший запис.")],
        [entry(None, second, "Обшуки у Ялті", "2024-08-26", "Уточнений запис.")],
    )


A = entry("1", "/a", "Обшук у Ялті", "2024-08-26", "Двох затримано.")
B = entry("2", "/b", "Вирок у Ростові", "2024-08-26", "Дванадцять років.")
LIVE_SEARCH = entry(None, "/live", "Обшук", "2024-08-26")
LIVE_COURT = entry(None, "/live", "Суд", "2024-08-26")

IDS = (
    Case("the same document twice", "nothing is new", fetches([A, B], [A, B]), 2),
    Case(
        "an edited headline, text and date under the same id and link",
        "an edit is a revision, never a new article",
        fetches([A], [entry("1", "/a", "Обшуки в Ялті", "2024-08-27", "Трьох затримано.")]),
        1,
    ),
    Case(
        "a new address and headline under the same id and date",
        "systems that make the address from the headline change both",
        fetches([A], [entry("1", "/a-2", "Обшуки в Ялті", "2024-08-26", "Трьох затримано.")]),
        1,
    ),
    Case(
        "an entry without an id at a known link",
        "the link recognises it",
        fetches([A], [entry(None, "/a", "Обшуки в Ялті", "2024-08-26", "Трьох.")]),
        1,
    ),
    Case(
        "one id for several entries of a document",
        "such an id says nothing there; links do",
        fetches(*[[entry("0", "/a", "Обшук"), entry("0", "/b", "Вирок")]] * 2),
        2,
    ),
    Case(
        "the very same entry twice in a document",
        "that is no reason to doubt its id or link",
        fetches([A], [A, A], [A]),
        1,
    ),
    Case(
        "an id of its own that later serves several entries",
        "the first entry keeps its article, the others get their own",
        fetches([A], [A, entry("1", "/b", "Вирок", "2024-08-27")], [B]),
        2,
    ),
    Case(
        "ids that change on every fetch",
        "the link recognises it",
        fetches(*[[entry(f"x{n}", "/a", "Обшук", "2024-08-26", "Двох.")] for n in range(3)]),
        1,
    ),
    Case(
        "ids that change on every fetch, no links, text",
        "title, day and words recognise it",
        fetches(*[[entry(f"x{n}", None, "Обшук", "2024-08-26", "Двох.")] for n in range(3)]),
        1,
    ),
    Case(
        "ids that change on every fetch, no links, no text",
        "title and day recognise it",
        fetches(*[[entry(f"x{n}", None, "Обшук", "2024-08-26")] for n in range(3)]),
        1,
    ),
    Case(
        "ids that number the places of a list: 1 is always the newest",
        "an id is not believed where link, title and date all differ",
        fetches(
            [entry("1", "/a", "Обшук", "2024-08-26"), entry("2", "/b", "Вирок", "2024-08-25")],
            [entry("1", "/c", "Табір", "2024-08-27"), entry("2", "/a", "Обшук", "2024-08-26")],
            [entry("1", "/d", "Полон", "2024-08-28"), entry("2", "/c", "Табір", "2024-08-27")],
        ),
        4,
    ),
    Case(
        "ids that number the places of a list, no links",
        "nor where title and date differ and there is no link",
        fetches(
            [entry("1", None, "Обшук", "2024-08-26"), entry("2", None, "Вирок", "2024-08-25")],
            [entry("1", None, "Табір", "2024-08-27"), entry("2", None, "Обшук", "2024-08-26")],
        ),
        3,
    ),
    Case(
        "an id with nothing beside it, then with a headline",
        "an id that nothing speaks against is believed",
        fetches([entry("1")], [entry("1", None, "Обшук")]),
        1,
    ),
    Case(
        "another headline under the same id, nothing else to compare",
        "one difference is an edit",
        fetches([entry("1", None, "Обшук")], [entry("1", None, "Обшуки")]),
        1,
    ),
    Case(
        "different ids and texts under one headline on one day, no links",
        "the ids tell them apart",
        fetches(
            [entry("1", None, "Зведення", "2024-08-26", "Ранок.")],
            [entry("2", None, "Зведення", "2024-08-26", "Вечір.")],
        ),
        2,
    ),
    Case(
        "the id as a link, then as an opaque word",
        "the link recognises it",
        fetches([entry("https://site.example/a", "/a", "Обшук")], [entry("node-7", "/a", "Обшук")]),
        1,
    ),
)

ADDRESSES = (
    Case("`http` and `https`", "the same page", _same("http://site.example/a", "/a"), 1),
    Case("with and without `www.`", "the same page", _same("https://www.site.example/a", "/a"), 1),
    Case("with the default port", "the same page", _same("https://site.example:443/a", "/a"), 1),
    Case("a dot behind the host", "the same page", _same("https://site.example./a", "/a"), 1),
    Case("capitals in the host", "the same page", _same("https://Site.EXAMPLE/a", "/a"), 1),
    Case("a slash at the end", "the same page", _same("/a/", "/a"), 1),
    Case("`/amp` at the end", "the same page", _same("/a/amp/", "/a"), 1),
    Case("`amp.` before the host", "the same page", _same("https://amp.site.example/a", "/a"), 1),
    Case("`?amp=1`", "the same page", _same("/a?amp=1", "/a"), 1),
    Case("tracking parameters", "the same page", _same("/a?utm_source=rss&fbclid=x", "/a"), 1),
    Case("a fragment", "the same page", _same("/a#comments", "/a"), 1),
    Case("another order of parameters", "the same page", _same("/?b=2&a=1", "/?a=1&b=2"), 1),
    Case("needless escapes", "the same page", _same("/%D0%BA%D1%80%D0%B8%D0%BC", "/крим"), 1),
    Case(
        "a host in Cyrillic and in `xn--`",
        "the same host",
        _same("https://сайт.укр/a", "https://xn--80aswg.xn--j1amh/a"),
        1,
    ),
    Case("another path", "another page", _same("/a", "/b"), 2),
    Case("another case of the path", "servers tell them apart", _same("/A", "/a"), 2),
    Case("another number in `?p=`", "another page", _same("/?p=1", "/?p=2"), 2),
    Case("another host", "another page", _same("https://other.example/a", "/a"), 2),
    Case("another port", "another server", _same("https://site.example:8443/a", "/a"), 2),
    Case("an escaped slash", "part of a name, not of the path", _same("/a%2Fb", "/a/b"), 2),
    Case(
        "parameters escaped in windows-1251",
        "compared byte for byte",
        _same("/?t=%CA%F0%FB%EC", "/?t=%CA%E8%E5%E2"),
        2,
    ),
)

SHARED = (
    Case(
        "one link for several entries, no ids",
        "such a link says nothing there; title, day and words do",
        fetches(*[[entry(None, "/live", "Обшук", "2024-08-26"), entry(None, "/live", "Суд")]] * 2),
        2,
    ),
    Case(
        "one link for several entries, with ids",
        "the ids do",
        fetches(
            [entry("1", "/live", "Обшук"), entry("2", "/live", "Суд")],
            [entry("2", "/live", "Вирок суду"), entry("1", "/live", "Обшук")],
        ),
        2,
    ),
    Case(
        "one link for several entries, one headline, with ids and texts",
        "the ids do",
        fetches(
            *[
                [
                    entry("1", "/live", "Оновлення", "2024-08-26", "Ранок."),
                    entry("2", "/live", "Оновлення", "2024-08-26", "Вечір."),
                    entry("3", "/live", "Інше", "2024-08-26", "День."),
                ]
            ]
            * 2
        ),
        3,
    ),
    Case(
        "one link for several entries, of which later only one is left",
        "it is known by title, day and link",
        fetches(
            [
                entry(None, "/live", "Обшук", "2024-08-26"),
                entry(None, "/live", "Суд", "2024-08-26"),
            ],
            [LIVE_COURT],
        ),
        2,
    ),
    Case(
        "a link of its own that later serves several entries",
        "it is known by title, day and link",
        fetches(
            [LIVE_SEARCH],
            [
                entry(None, "/live", "Обшук", "2024-08-26"),
                entry(None, "/live", "Суд", "2024-08-26"),
            ],
        ),
        2,
    ),
    Case(
        "links to the home page, also of one language",
        "a home page is no article",
        fetches(
            [entry(None, "/", "Обшук", "2024-08-26")],
            [entry(None, "/uk/", "Суд", "2024-08-26")],
            [entry(None, "/index.php", "Вирок", "2024-08-26")],
            [entry(None, "/?lang=en", "Camp", "2024-08-26")],
        ),
        4,
    ),
    Case(
        "one headline on one day at different links",
        "two reports of a day may share a title",
        fetches(
            [entry(None, "/a", "Зведення", "2024-08-26", "Ранок.")],
            [entry(None, "/b", "Зведення", "2024-08-26", "Вечір.")],
        ),
        2,
    ),
    Case(
        "one headline, day and text at different links",
        "the same article at two addresses",
        fetches(
            [entry(None, "/a", "Зведення", "2024-08-26", "Ранок.")],
            [entry(None, "/b", "Зведення", "2024-08-26", "Ранок.")],
        ),
        1,
    ),
    Case(
        "one headline at different links on different days",
        "two articles",
        fetches(
            [entry(None, "/a", "Зведення", "2024-08-26")],
            [entry(None, "/b", "Зведення", "2024-08-27")],
        ),
        2,
    ),
    Case(
        "a translation under the same slug, with its own id",
        "another language, another article",
        fetches(
            [entry("1", "/uk/search", "Обшук", "2024-08-26"), entry("2", "/en/search", "Search")]
        ),
        2,
    ),
    Case(
        "a translation with the id and date of its original",
        "an id is not believed for another title under a link of another language",
        fetches(
            *[
                [entry("1", "/search", "Обшук", "2024-08-26", "Двох.")],
                [entry("1", "/en/search", "A search", "2024-08-26", "Two.")],
            ]
            * 2
        ),
        2,
    ),
    Case(
        "an article that moves below `/uk/`",
        "the title is the same, so the id is believed",
        fetches([A], [entry("1", "/uk/a", "Обшук у Ялті", "2024-08-26", "Двох затримано.")]),
        1,
    ),
    Case(
        "an entry in two feeds of a source",
        "identity is that of the source, not of the feed",
        (("news", [A, B]), ("crimea", [A])),
        2,
    ),
    Case(
        "an entry in two feeds of a source under different ids",
        "the link recognises it",
        (("news", [A]), ("crimea", [entry("c-1", "/a", "Обшук у Ялті", "2024-08-26")])),
        1,
    ),
)

LITTLE = (
    Case(
        "neither id nor link",
        "title and day recognise it",
        fetches(
            [entry(None, None, "Обшук", "2024-08-26", "Двох.")],
            [entry(None, None, "ОБШУК!", "2024-08-26", "Трьох.")],
        ),
        1,
    ),
    Case(
        "neither id nor link, another day",
        "another article",
        fetches(
            [entry(None, None, "Зведення", "2024-08-26")],
            [entry(None, None, "Зведення", "2024-08-27")],
        ),
        2,
    ),
    Case(
        "neither id nor link, one headline and day, two texts in one document",
        "the words tell them apart",
        fetches(
            *[
                [
                    entry(None, None, "Зведення", "2024-08-26", "Ранок."),
                    entry(None, None, "Зведення", "2024-08-26", "Вечір."),
                ]
            ]
            * 2
        ),
        2,
    ),
    Case(
        "only words",
        "the words recognise it",
        fetches(
            [entry(words="Обшуки в Ялті."), entry(words="Суд у Ростові.")],
            [entry(words="Суд у Ростові."), entry(words="Обшуки в Ялті.")],
        ),
        2,
    ),
    Case(
        "only a headline, without a date",
        "the headline recognises it",
        fetches([entry(title="Обшук")], [entry(title="Обшук")]),
        1,
    ),
    Case(
        "only a link",
        "the link recognises it",
        fetches([entry(link="/a")], [entry(link="/a")]),
        1,
    ),
    Case(
        "only an id",
        "the id recognises it",
        fetches([entry("1"), entry("2")], [entry("2"), entry("1")]),
        2,
    ),
    Case(
        "nothing at all, or only a date",
        "such an entry cannot be stored without coming again each time; it is counted",
        fetches([entry(), entry(day="2024-08-26"), entry(link="/")]),
        0,
        nameless=3,
    ),
)

GROUPS = {
    "Ids": IDS,
    "Addresses of one article (no ids, headline and text edited in between)": ADDRESSES,
    "What several entries share": SHARED,
    "Entries that say little": LITTLE,
}
CASES = tuple(case for group in GROUPS.values() for case in group)


def rendered() -> str:
    """The cases as Markdown tables."""
    lines = [START]
    for heading, cases in GROUPS.items():
        lines += ["", f"### {heading}", "", "| case | articles | why |", "| --- | ---: | --- |"]
        lines += [f"| {case.name} | {case.articles} | {case.why} |" for case in cases]
    return "\n".join([*lines, "", END])


def documented(text: str) -> str:
    """The part of a document that :func:`rendered` makes. Raises ``ValueError`` without marks."""
    return text[text.index(START) : text.index(END) + len(END)]


if __name__ == "__main__":
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(text.replace(documented(text), rendered()), encoding="utf-8")
