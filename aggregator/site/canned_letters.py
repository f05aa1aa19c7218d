"""The question with which anybody can check our letters: every one computed again in SQL.

The same rules as aggregator/credibility, written a second time on purpose; a test holds the two
against each other for feeds.yaml and for thousands of invented records.
"""

from __future__ import annotations

from aggregator.credibility.letters import LEAST, NEEDED, Code
from aggregator.credibility.letters_standing import (
    BACK_CATALOGUE,
    NEW,
    NOTICE,
    REVIEW_HOLDS,
    REVIEW_LAPSES,
)
from aggregator.site.canned_query import Query


def _needed(code: Code) -> str:
    return " and ".join(f"v{question[1:]} = 'yes'" for question in NEEDED[code])


def _answer(question: str) -> str:
    return f"coalesce(max(case when question = '{question}' then answer end), 'unknown')"


_ASKED = ("V1", "V3", "V4", "V6", "V7", "V10", "V11", "V12")
_ANSWERS = ", ".join(f"a.v{question[1:]}" for question in _ASKED)

LETTERS_RECOMPUTED = Query(
    "letters_recomputed",
    "Every letter computed again",
    "The letter of each source and scope, computed from the answers, vouchers, incidents, reviews "
    "and suspensions alone, beside the one that we publish. Source: an id from the table sources; "
    "empty means all. Day: another day than that of the publication (2026-11-01); the records are "
    "those of today.",
    f"""with asked(day) as (
  select case when :day = '' then (select value from publication where name = 'letters_on')
    else :day end),
records(source, scope) as (
  select id, '' from sources
  union select source, scope from vetting
  union select source, scope from reviews
  union select source, scope from letters),
-- A scope answers some questions itself and takes the rest from the source.
answers as (
  select r.source, r.scope, v.question, v.answer, v.organ_of, v.covers_months
  from records r
  join vetting v on v.source = r.source and v.scope in ('', r.scope)
  where v.scope = r.scope or not exists (
    select 1 from vetting own
    where own.source = r.source and own.scope = r.scope and own.question = v.question)),
answered as (
  select source, scope,
    {", ".join(f"{_answer(each)} as v{each[1:]}" for each in _ASKED)},
    max(case when question = 'V3' then organ_of end) as organ_of,
    sum(answer = 'yes') as yes, sum(answer = 'no') as no,
    sum(answer in ('withheld-for-safety', 'n.a.')) as excused,
    max(question = 'V10' and answer in ('yes', 'partly', 'no')
      and covers_months >= {BACK_CATALOGUE}) as checked_back
  from answers group by source, scope),
-- Vouchers that hold on the day. The ends of a span are as precise as known (2025, 2025-07).
holding as (
  select v.* from vouchers v, asked
  where (valid_from is null or substr(day, 1, length(valid_from)) >= valid_from)
    and (valid_to is null or substr(day, 1, length(valid_to)) <= valid_to)),
-- A source cannot vouch for its voucher, nor for itself.
counted as (
  select h.* from holding h
  where h.by_source is null or (h.by_source <> h.source and not exists (
    select 1 from holding back where back.source = h.by_source and back.by_source = h.source))),
voices as (
  select source, max(coalition) as coalition,
    count(distinct case when not coalition then coalesce(speaks_for, by) end) as outside
  from counted group by source),
reviewed as (
  select r.source, r.scope, min(w.reviewed_on) as first, max(w.reviewed_on) as last
  from records r, asked
  join reviews w on w.source = r.source and w.kind = 'full' and w.reviewed_on <= day
    and w.scope = case when exists (
      select 1 from reviews own where own.source = r.source and own.scope = r.scope)
      then r.scope else '' end
  group by r.source, r.scope),
errors as (
  select source, noticed_on, min(coalesce(corrected_on, day), day) as stood_until
  from incidents, asked where kind = 'material error' and noticed_on is not null),
problems as (
  select s.id as source,
    (select count(*) from incidents i where i.source = s.id and i.kind = 'fabrication') as made_up,
    exists (select 1 from errors e where e.source = s.id
      and e.stood_until > date(e.noticed_on, '+{NOTICE} days')
      and date(e.stood_until, '+{REVIEW_HOLDS} months') >= day) as neglected,
    s.status = 'quarantine' or exists (select 1 from suspensions p where p.source = s.id
      and p.valid_from <= day and (p.valid_to is null or day <= p.valid_to)) as held,
    s.listed_on is null or day < date(s.listed_on, '+{NEW} days') as young
  from sources s, asked),
facts as (
  select r.source, r.scope, s.name, s.kind, {_ANSWERS}, a.organ_of, a.yes, a.no, a.excused,
    p.made_up, p.neglected, p.held, w.first, w.last,
    coalesce(v.outside, 0) as outside,
    coalesce(v.outside, 0) + coalesce(v.coalition, 0) as voices,
    w.last is not null and date(w.last, '+{REVIEW_LAPSES} months') > day
      and (not p.young or coalesce(a.checked_back, 0)) as may_be_better_than_c
  from records r
  join asked
  join sources s on s.id = r.source
  join problems p on p.source = r.source
  left join answered a on a.source = r.source and a.scope = r.scope
  left join voices v on v.source = r.source
  left join reviewed w on w.source = r.source and w.scope = r.scope),
-- A yes to V11 holds as long as its vouchers do.
settled as (
  select *, case when v11 = 'yes' and not (voices >= 2 and outside >= 1) then 1 else 0 end as fell
  from facts),
computed as (
  select f.source, f.scope, f.name, case
    when (v3 = 'no' and organ_of = 'occupying power') or made_up >= 2 then 'E'
    when kind = 'party' then null
    when held then 'F'
    when v3 = 'no' or v6 = 'no' or neglected then 'D'
    when {_needed("A")} and not fell
      and yes + excused >= {LEAST["A"]} and no = 0
      and date(first, '+{REVIEW_HOLDS} months') <= last and may_be_better_than_c then 'A'
    when {_needed("B")} and not fell
      and yes >= {LEAST["B"]} and no <= 2 and may_be_better_than_c then 'B'
    when v1 in ('yes', 'partly') and v3 in ('yes', 'partly') and voices >= 1 then 'C'
    else 'F' end as letter
  from settled f)
select
  c.name, c.scope, coalesce(c.letter, 'none: official statement') as computed,
  coalesce(l.letter, 'none: official statement') as published,
  case when c.letter is l.letter then 'same' else 'different' end as comparison,
  l.why, l.as_of, c.source
from computed c
left join letters l on l.source = c.source and l.scope = c.scope
where :source = '' or c.source = :source
order by c.name, c.scope""",  # noqa: S608 - numbers and names of our own
)
