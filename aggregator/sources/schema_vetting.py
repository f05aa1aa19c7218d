"""The keys of a vetting record in feeds.yaml: vouchers, answers, incidents, reviews, suspensions,
scopes, ties. Rules: docs/credibility.md."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from aggregator.credibility.values import IncidentKind, Organ
from aggregator.sources.keys import Keys
from aggregator.sources.values import Day, Identifier, PartialDate, Text, WebAddress

Question = Literal["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11", "V12"]
Answer = Literal["yes", "partly", "no", "unknown", "withheld-for-safety", "n.a."]


class VoucherKeys(Keys):
    """Somebody who says, or shows by what they do, that the source is reliable."""

    by: Text = Field(description="Who vouches: an organisation or a person.")
    url: WebAddress | None = Field(default=None, description="The page on which they do.")
    words: Text | None = Field(
        default=None, description="What they say or do, summed up in our own words."
    )
    valid_from: PartialDate | None = Field(
        default=None, description="Since when it holds: 2025, 2025-07 or 2025-07-01."
    )
    valid_to: PartialDate | None = Field(
        default=None, description="Until when it held; a period of a list ends with the period."
    )
    reason: Text | None = Field(
        default=None, description="Why it began or ended, such as the removal from a list."
    )
    coalition: bool = Field(
        default=False,
        description="true where the voucher is a coalition that the source belongs to, or a "
        "fellow member of one: such vouchers together count once.",
    )
    by_source: Identifier | None = Field(
        default=None,
        description="The id of the voucher, where it is a source in this file. Two sources that "
        "vouch for each other do not count for each other.",
    )
    speaks_for: Text | None = Field(
        default=None,
        description="The coalition that the voucher belongs to, another than the source's own: "
        "vouchers of one coalition count once.",
    )


class VettingKeys(Keys):
    """One answer to one vetting question (docs/sources.md lists the twelve)."""

    answer: Answer = Field(
        description="`partly` where the evidence covers a part; `withheld-for-safety` where an "
        "answer would endanger people; `n.a.` where the question does not fit the source."
    )
    evidence: Text | None = Field(
        default=None, description="What the answer rests on; needed unless it is `unknown`."
    )
    assessed_on: Day | None = Field(default=None, description="When the answer was given.")
    assessor: Text | None = Field(
        default=None, description="Who gave it: a role or a name that may be public."
    )
    note: Text | None = Field(default=None, description="What a reader of the answer should know.")
    archived: Text | None = Field(
        default=None, description="Where our own copy of the evidence lies, if we hold one."
    )
    organ_of: Organ | None = Field(
        default=None,
        description="With `no` to V3, and needed there: whose organ it is. `occupying power` "
        "means the Russian state, its bodies and media, also those under occupation.",
    )
    covers_months: Annotated[int, Field(ge=1, le=1200)] | None = Field(
        default=None,
        description="With V10: over how many months of back catalogue claims were checked. From "
        "24 on, a new source need not wait 90 days for a letter better than C.",
    )


class IncidentKeys(Keys):
    """What went wrong at the source, and how it was handled."""

    happened_on: PartialDate = Field(description="When: 2022, 2022-05 or 2022-05-06.")
    what: Text = Field(description="What happened, in one or two sentences of our own.")
    evidence: Text | None = Field(default=None, description="Where it is reported.")
    outcome: Text | None = Field(default=None, description="How it was handled, as far as known.")
    kind: IncidentKind = Field(
        default="other",
        description="`fabrication` (shown twice, it means E), `material error` (uncorrected for "
        "30 days after notice, it means D) or `other`, which moves no letter. The first two "
        "need `evidence`.",
    )
    noticed_on: Day | None = Field(
        default=None, description="The day on which the source was told of a material error."
    )
    corrected_on: Day | None = Field(
        default=None, description="The day on which the source corrected a material error."
    )


class ReviewKeys(Keys):
    """One round of vetting. Letters A and B rest on full reviews, and lapse without new ones."""

    reviewed_on: Day = Field(description="The day on which the round ended.")
    kind: Literal["full", "desk"] = Field(
        description="`full`: two assessors without ties to the source asked all twelve "
        "questions. `desk`: archived pages were read and nobody was asked."
    )
    assessors: list[Text] = Field(
        default_factory=list,
        description="Who did it: roles or names that may be public. A full review names two.",
    )
    note: Text | None = Field(
        default=None, description="What a reader should know, such as ties that were declared."
    )


class SuspensionKeys(Keys):
    """A time in which the source does not count. Nothing is deleted, and it may be back-dated."""

    valid_from: Day = Field(description="The first day; it may lie in the past.")
    valid_to: Day | None = Field(
        default=None, description="The last day; left out while the suspension lasts."
    )
    reason: Text = Field(description="Why, in words that may be public.")
    evidence: Text | None = Field(default=None, description="Where the reason is documented.")


class ScopeKeys(Keys):
    """A subject for which the source has answers, and so a letter, of its own."""

    scope: Text = Field(
        description="The subject in words, such as `political prosecutions in Crimea`."
    )
    topics: list[Identifier] = Field(
        default_factory=list, description="The topics of this site that the subject covers."
    )
    vetting: dict[Question, VettingKeys] = Field(
        default_factory=dict,
        description="The answers that differ; every other question keeps the source's answer.",
    )
    reviews: list[ReviewKeys] = Field(
        default_factory=list,
        description="Reviews of this subject; without any, those of the source count.",
    )


class TieKeys(Keys):
    """What ties the source to another body. It decides which reports are independent, and never
    counts for or against the source. Coalitions stand under `memberships`."""

    to: Text = Field(
        description="The id of a source in this file, or the name of a body that is none. Two "
        "sources that name the same body are tied to each other."
    )
    kind: Literal["ownership", "pipeline"] = Field(
        description="`ownership`: one publisher, owner or controller. `pipeline`: a shared "
        "database, a joint mission or a joint report; what comes from it is one origin."
    )
    words: Text | None = Field(default=None, description="What exactly is shared.")
    valid_from: PartialDate | None = Field(
        default=None, description="Since when: 2025, 2025-07 or 2025-07-01."
    )
    valid_to: PartialDate | None = Field(default=None, description="Until when, if it ended.")
    evidence: Text | None = Field(default=None, description="What the tie rests on.")
