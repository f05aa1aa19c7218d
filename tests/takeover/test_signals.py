"""Each signal on its own: what gives it, and the innocent thing beside it that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.health import State
from aggregator.model import Entry, Feed, ParsedFeed, Response, Source
from aggregator.takeover import Habits, Look, Seen, Signal, decide, learn, signals
from aggregator.takeover.words import is_parked, occupiers_words, traders_words

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://www.sample.example/feed"
SOURCE = Source(
    "sample", "Sample", "https://sample.example/", "monitor", "A sample.", ("uk", "ru"),
    feeds=(Feed("sample/feed", "sample", URL, "a test", "P", True),),
)  # fmt: skip
FEED = SOURCE.feeds[0]


def entry(number: int, **values: object) -> Entry:
    link = f"https://sample.example/{number}"
    base = Entry(f"https://sample.example/?p={number}", link, f"SAMPLE {number}",
                 published=NOW - timedelta(hours=number))  # fmt: skip
    return replace(base, **values)  # type: ignore[arg-type]


KNOWN = [entry(n) for n in range(30, 50)]
USUAL = Habits(
    domains=("sample.example",),
    generator="https://wordpress.org/?v=",
    id_shape="short address",
    ids=tuple(e.id or "" for e in KNOWN),
    languages=("uk",),
    authors=("Редакція",),
    networks=("198.51.0.0/16",),
    authored=25,
    per_day=(("2026-02-26", 2), ("2026-02-27", 1), ("2026-02-28", 2)),
    last_look="2026-03-01T09:00:00Z",
    documents=40,
)


def look(
    new: list[Entry],
    *,
    url: str = URL,
    state: State = State.WORKING,
    detail: str = "",
    address: str = "",
    body: bytes = b"",
    whole: list[Entry] | None = None,
    **parsed: object,
) -> Look:
    entries = tuple(whole if whole is not None else [*new, *KNOWN])
    document = ParsedFeed(State.WORKING, entries, **parsed)  # type: ignore[arg-type]
    if state is State.NOT_A_FEED:
        document = ParsedFeed(state)
    response = Response(
        URL, url, State.WORKING if state is State.NOT_A_FEED else state, 200, body,
        detail=detail, address=address,
    )  # fmt: skip
    reached = None if state is State.TLS else document
    return Look(SOURCE, FEED, response, reached, new, NOW)


def names(one: Look, habits: Habits = USUAL) -> list[str]:
    return [signal.name for signal in signals(one, habits)]


BURST = [entry(n, published=NOW - timedelta(days=400 + n)) for n in range(6)]
MANY = [entry(n) for n in range(11)]

TABLE: list[tuple[str, Look, list[str]]] = [
    ("an ordinary new entry", look([entry(1)]), []),
    ("a link within the domain", look([entry(1, link="https://ua.sample.example/1")]), []),
    ("a link elsewhere", look([entry(1, link="https://sample-news.top/1")]),
     ["link to another domain"]),
    ("a link to an imitation", look([entry(1, link="https://samp1e.example/1")]),
     ["link to a look-alike", "link to another domain"]),
    ("a domain that ends alike", look([entry(1, link="https://notsample.example/1")]),
     ["link to another domain"]),
    ("an answer of another host of the domain", look([], url="https://feeds.sample.example/"), []),
    ("an answer from elsewhere", look([], url="https://parked.top/feed"),
     ["redirect to another domain"]),
    ("a page that sells the domain",
     look([], state=State.NOT_A_FEED, body=b"<html><h1>This domain is for sale!</h1>"),
     ["parked page"]),
    ("a page that is none", look([], state=State.NOT_A_FEED, body=b"<html>Welcome"), []),
    ("a certificate of another name",
     look([], state=State.TLS, detail="certificate verify failed: Hostname mismatch"),
     ["certificate of another name"]),
    ("a certificate that has expired",
     look([], state=State.TLS, detail="certificate verify failed: certificate has expired"), []),
    ("another address of the network", look([], address="198.51.100.9"), []),
    ("another network", look([], address="203.0.113.9"), ["other hosting network"]),
    ("a newer version of the software", look([], generator="https://wordpress.org/?v=6.9.1"), []),
    ("other software", look([], generator="Joomla! - Open Source"), ["other generator"]),
    ("other ids", look([], whole=[entry(n, id=f"urn:x:{n}", published=None) for n in range(9)]),
     ["other form of ids"]),
    ("known ids are gone",
     look([], whole=[entry(n, id=f"https://sample.example/?p=9{n}") for n in range(9)]),
     ["known ids are gone"]),
    ("a quick day has pushed all known entries out",
     look([], whole=[entry(n, id=f"https://sample.example/?p=9{n}", published=NOW)
                     for n in range(9)]), []),
    ("one late report", look(BURST[:1]), []),
    ("a back-dated burst", look(BURST), ["back-dated burst"]),
    ("a good day", look(MANY[:8]), []),
    ("a flood", look(MANY), ["much faster than usual"]),
    ("a declared language of the source", look([entry(1, language="ru-RU")]), []),
    ("a new language", look([entry(1, language="zh")]), ["new language"]),
    ("the usual author", look([entry(1, author="Редакція")]), []),
    ("an unknown author", look([entry(1, author="SAMPLE Writer")]), ["unknown author"]),
    ("one word of the trade", look([entry(1, title="Зразок: казино в окупованому місті")]), []),
    ("an advertisement", look([entry(1, title="Online casino: free spins, 1xbet")]),
     ["words of gambling or bought links"]),
    ("quoted", look([entry(1, title="Зразок: що окупанти називають «СВО»")]), []),
    ("kept at a distance", look([entry(1, title="Пример: так называемая СВО и суд")]), []),
    ("in its own voice", look([entry(1, title="Пример: в ходе СВО наведён порядок")]),
     ["occupier's words in its own voice"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "one", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_a_signal_is_given_by_this_and_not_by_its_innocent_neighbour(
    case: str, one: Look, expected: list[str]
) -> None:
    assert names(one) == expected


def test_the_first_document_is_what_later_ones_are_compared_with() -> None:
    first = look([entry(1, link="https://partner.example.org/1"), *BURST], generator="Any 1.0")
    assert names(first, Habits()) == []
    learnt = learn(Habits(), first.parsed.entries, first.new, NOW,  # type: ignore[union-attr]
                   generator="Any 1.0", language="uk", address="198.51.100.1")  # fmt: skip
    assert names(look([entry(2, link="https://partner.example.org/2")]), learnt) == []
    assert names(look([entry(2, link="https://other.top/2")]), learnt) == ["link to another domain"]


def test_habits_survive_the_archive() -> None:
    assert Habits.from_json(USUAL.as_json()) == USUAL
    assert Habits.from_json(Habits().as_json()) == Habits()


def test_a_state_body_may_speak_in_its_own_words() -> None:
    party = replace(SOURCE, kind="party")
    own = look([entry(1, title="Пример: СВО")])
    assert names(replace(own, source=party)) == []


SOFT = [Signal(name, False, "sample") for name in ("other generator", "new language")]
HARD = Signal("link to another domain", True, "an entry links to x.top", "x.top")


@pytest.mark.parametrize(
    ("now_seen", "earlier", "expected"),
    [
        ([], [], False),
        ([HARD], [], True),
        (SOFT[:1], [], False),
        (SOFT, [], True),
        (SOFT[:1], [Seen("new language", False, NOW - timedelta(hours=23))], True),
        (SOFT[:1], [Seen("new language", False, NOW - timedelta(hours=25))], False),
        (SOFT[:1], [Seen("other generator", False, NOW - timedelta(hours=1))], False),
        ([], [Seen(s.name, False, NOW) for s in SOFT], False),
    ],
)
def test_a_hard_signal_or_two_soft_kinds_within_a_day_make_a_quarantine(
    now_seen: list[Signal], earlier: list[Seen], expected: bool
) -> None:
    verdict = decide(now_seen, earlier, NOW)
    assert verdict.quarantine is expected
    assert bool(verdict.reason) is expected


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("The Kyiv regime is to blame", True),
        ("What he calls the Kyiv regime", False),
        ("The “special military operation” as they say", False),
        ("Жители освобождённых территорий получили паспорта", True),
        ("Жители \"освобождённых территорий\"", False),
        ("Воссоединение Крыма отметили", True),
        ("Звільнені громади Херсонщини відновлюють школи", False),
        ("Суд засудив учасника так званого «возз'єднання Криму»", False),
    ],
)  # fmt: skip
def test_the_occupiers_words_count_only_in_ones_own_voice(text: str, hit: bool) -> None:
    assert bool(occupiers_words(text)) is hit


def test_words_of_the_trade_are_named_once() -> None:
    assert traders_words("Free spins! FREE SPINS and Jackpot") == ["free spins", "jackpot"]


@pytest.mark.parametrize(
    ("body", "parked"),
    [
        (b"<title>sample.example is parked free</title>", True),
        (b"<p>Buy this domain today", True),
        ("<p>Домен продається".encode(), True),
        (b"<p>Our monitoring mission", False),
    ],
)
def test_a_page_that_offers_its_domain_is_parked(body: bytes, parked: bool) -> None:
    assert is_parked(body) is parked
