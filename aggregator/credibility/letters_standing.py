"""What a record amounts to on a day: the counts and dates that the rules of 1.3 ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.credibility.letters_record import Record, months_after, voices
from aggregator.credibility.values import Incident, Organ, VettingAnswer

REVIEW_HOLDS = 12
"""Months (1.3 A, B and lapse)."""
REVIEW_LAPSES = 15
"""Months (1.3 lapse)."""
NEW = 90
"""Days (1.3 C)."""
BACK_CATALOGUE = 24
"""Months of back catalogue on which V10 lifts the cap of a new source (1.3 C)."""
NOTICE = 30
"""Days in which a material error may be corrected after notice (1.3 D)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A record on a day. ``given`` are the answers as people gave them."""

    given: Mapping[str, str]
    organ_of: Organ | None
    voices: int
    outside: int
    fabrications: int
    neglected_error: bool
    full_reviews: int
    reviewed_twice: bool
    last_full: date | None
    reviewed_on: date | None
    overdue: bool
    lapsed: bool
    listed_on: date | None
    new: bool

    def answer(self, question: str) -> str:
        """The answer as it counts. V11 is computed again from the vouchers that hold on the day:
        a "yes" whose vouchers have ended counts as partly (1.3, V11)."""
        given = self.given.get(question, "unknown")
        if question == "V11" and given == "yes" and not (self.voices >= 2 and self.outside >= 1):
            return "partly"
        return given

    def _count(self, *answers: str) -> int:
        return sum(self.answer(question) in answers for question in self.given)

    @property
    def yes(self) -> int:
        """How many answers are yes."""
        return self._count("yes")

    @property
    def no(self) -> int:
        """How many answers are no."""
        return self._count("no")

    @property
    def excused(self) -> int:
        """How many are withheld for safety or not applicable."""
        return self._count("withheld-for-safety", "n.a.")


def standing(record: Record, day: date) -> Standing:
    """What ``record`` amounts to on ``day``."""
    given = {each.question: each for each in record.answers}
    full = sorted(
        each.reviewed_on
        for each in record.reviews
        if each.kind == "full" and each.reviewed_on <= day
    )
    desk = sorted(each.reviewed_on for each in record.reviews if each.reviewed_on <= day)
    last_full = full[-1] if full else None
    reviewed_on = last_full or (desk[-1] if desk else None)
    count, outside = voices(record, day)
    v3 = given.get("V3")
    return Standing(
        given={question: each.answer for question, each in given.items()},
        organ_of=v3.organ_of if v3 else None,
        voices=count,
        outside=outside,
        fabrications=sum(each.kind == "fabrication" for each in record.incidents),
        neglected_error=any(neglected(each, day) for each in record.incidents),
        full_reviews=len(full),
        reviewed_twice=bool(full) and months_after(full[0], REVIEW_HOLDS) <= full[-1],
        last_full=last_full,
        reviewed_on=reviewed_on,
        overdue=reviewed_on is not None and months_after(reviewed_on, REVIEW_HOLDS) <= day,
        lapsed=last_full is not None and months_after(last_full, REVIEW_LAPSES) <= day,
        listed_on=record.listed_on,
        new=_is_new(record.listed_on, day) and not _checked_back(given.get("V10")),
    )


def neglected(incident: Incident, day: date) -> bool:
    """1.3 D: whether a material error stayed uncorrected for more than 30 days after notice, and
    that within 12 months of ``day``. One that was never corrected stands to this day."""
    if incident.kind != "material error" or incident.noticed_on is None:
        return False
    stood_until = min(incident.corrected_on or day, day)
    late = stood_until > incident.noticed_on + timedelta(days=NOTICE)
    return late and months_after(stood_until, REVIEW_HOLDS) >= day


def _is_new(listed_on: date | None, day: date) -> bool:
    """A source without a date of listing counts as new: nobody can show that it is not."""
    return listed_on is None or day < listed_on + timedelta(days=NEW)


def _checked_back(v10: VettingAnswer | None) -> bool:
    """Whether V10 was done, with whatever outcome, on enough of the back catalogue."""
    if v10 is None or v10.answer not in ("yes", "partly", "no"):
        return False
    return (v10.covers_months or 0) >= BACK_CATALOGUE
