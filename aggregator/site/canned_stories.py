"""Questions about stories: who only repeats, what counts, what a figure is worth."""

from __future__ import annotations

from aggregator.site.canned_query import Query

STORY = Query(
    "story",
    "Why a story has its number",
    "Every article of a story with its role, whom it repeats and how it says that it knows. Story: "
    "an id from the table stories. Empty shows the newest stories.",
    """select
  a.published, s.name as source, s.letter, m.role, coalesce(o.title, m.of_body) as repeats,
  m.counts, m.access, m.sentence, m.access_sentence, a.title, a.key
from story_articles m
join articles a on a.id = m.article
left join sources s on s.id = a.source
left join articles o on o.id = m.of_article
where m.story = case when :story = '' then (
  select id from stories order by latest desc limit 1) else :story end
order by a.sort_date
limit 500""",
)

CONFIRMED = Query(
    "stories_by_number",
    "Newest stories of a number",
    "The 200 newest stories, all or of one number (1 to 6). The number is a rule's result, never a "
    "statement that something is true.",
    """select
  latest, number, words, origins, articles, repeating, title, missing, id
from stories
where (:number = '' or number = cast(:number as integer))
order by latest desc
limit 200""",
)

CITED = Query(
    "who_repeats_whom",
    "Who repeats whom",
    "How often each source repeats another one, as far as stories show it. Source: an id from the "
    "table sources, or empty for all.",
    """select
  taker_source as taker, giver_source as giver, rule, count(*) as times
from story_edges
where kind = 'relay' and state not like 'rejected%'
  and (:source = '' or taker_source = :source or giver_source = :source)
group by 1, 2, 3
order by times desc
limit 500""",
)

SIDE_BY_SIDE = Query(
    "figures_side_by_side",
    "Figures of one story, side by side",
    "What each source counted, with the sentence; never to be added up. Story: an id from the "
    "table stories; empty shows the newest flagged figures.",
    """select
  f.value, f.upper, f.kind, f.what, f.period_words, coalesce(f.counter, f.counter_words) as counter,
  f.source as told_by, f.published, f.flag, f.sentence
from figures f
left join story_articles m on m.article = f.article
where case when :story = '' then f.flag <> '' else m.story = :story end and f.claimed = 0
order by f.published desc, f.what, f.value
limit 300""",
)

STORY_QUERIES = (STORY, CONFIRMED, CITED, SIDE_BY_SIDE)
