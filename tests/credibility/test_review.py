from dataclasses import replace
from datetime import date, timedelta

from aggregator.credibility.letters_review import Task, tasks
from aggregator.credibility.values import Review, Scope, Voucher
from aggregator.model import FetchSettings, Registry, SiteSettings, Source
from tests.credibility.records import DAY, B, answers

SITE = SiteSettings("T", "https://news.example.org", "example.org,2026", "mailto:a@example.org")
GOOD = Source(
    "one", "One", None, "monitor", "Made up.", (), vetting=B.answers, vouchers=B.vouchers,
    reviews=B.reviews, listed_on=B.listed_on,
)  # fmt: skip


def review(*sources: Source) -> list[Task]:
    return list(tasks(Registry(SITE, FetchSettings("mailto:a@example.org"), sources), DAY))


def due(reviewed_on: date) -> str:
    (task,) = review(replace(GOOD, reviews=(Review(reviewed_on, "full", ("a", "b")),)))
    return task.due


def test_a_review_is_named_sixty_days_before_it_is_due_and_when_it_is_overdue() -> None:
    year = timedelta(365)
    assert due(DAY - timedelta(100)) == ""
    assert due(DAY - year + timedelta(61)) == ""
    assert due(DAY - year + timedelta(60)) == "review due on 2027-01-20"
    assert due(DAY - year) == "review overdue since 2026-11-21"


def test_a_source_without_a_full_review_needs_the_first_one() -> None:
    (task,) = review(replace(GOOD, reviews=()))
    assert (task.letter, task.due) == ("C", "first full review")
    (untouched,) = review(Source("new", "New", None, "newsroom", "Made up.", ()))
    assert (untouched.letter, untouched.due) == ("F", "")


def test_what_is_missing_for_the_next_letter_is_told_in_words_and_in_short() -> None:
    (task,) = review(GOOD)
    assert task.next_letter == "A"
    assert {"V7", "V10", "10 yes (now 7)", "a second full review"} == set(task.short)
    assert "V7 is unknown" in task.missing


def test_what_has_lapsed_is_named_with_its_day() -> None:
    old = replace(
        GOOD,
        reviews=(Review(date(2025, 1, 1), "full", ("a", "b")),),
        vouchers=(B.vouchers[0], Voucher("A list", None, valid_to="2025-12")),
    )
    (task,) = review(old)
    assert task.lapsed == (
        "the review of 2025-01-01 lapsed on 2026-04-01: no better letter than C",
        "voucher of A list ended 2025-12",
        "V11 was answered yes, and its vouchers have ended",
    )


def test_official_bodies_are_left_out_unless_something_of_theirs_has_lapsed() -> None:
    official = replace(GOOD, kind="party")
    assert review(official) == []
    ended = (*GOOD.vouchers, Voucher("A list", None, valid_to="2025"))
    (task,) = review(replace(official, vouchers=ended))
    assert (task.letter, task.due, task.lapsed) == (None, "", ("voucher of A list ended 2025",))


def test_each_scope_has_a_line_of_its_own_and_the_vouchers_stand_with_the_source() -> None:
    ended = (*GOOD.vouchers, Voucher("A list", None, valid_to="2025"))
    scoped = replace(GOOD, vouchers=ended, scopes=(Scope("trials", (), answers(V6="partly")),))
    general, trials = review(scoped)
    assert (general.letter, trials.letter, trials.scope) == ("B", "C", "trials")
    assert general.lapsed == ("voucher of A list ended 2025",)
    assert trials.lapsed == ()
