"""Questions that campaigners ask, as SQL that anybody can read, change and share.

Each works with every parameter empty, and each starts from an index of public_schema.py
(timings on 100,000 articles in docs/queries.md). ``news.db`` is read-only and so are these.
"""

from __future__ import annotations

from aggregator.site.canned_letters import LETTERS_RECOMPUTED
from aggregator.site.canned_query import Query
from aggregator.site.canned_stories import STORY_QUERIES
from aggregator.site.ranking import WEIGHTS

LATEST = Query(
    "latest",
    "Newest articles of a region and a topic",
    "The 100 newest articles that are about a region, a topic, or both. Region: a code from the "
    "table regions; topic: an id from the table topics. Empty means any.",
    """-- The first tag drives: its index ends in the date.
with chosen(article, published) as (
  select * from (
    select article, published from article_regions
    where region = :region and role = 'about'
      and (:topic = '' or exists (
        select 1 from article_topics t
        where t.article = article_regions.article and t.topic = :topic and t.role = 'about'))
    order by published desc limit 100)
  union all
  select * from (
    select article, published from article_topics
    where :region = '' and topic = :topic and role = 'about'
    order by published desc limit 100)
  union all
  select * from (
    select id, sort_date from articles
    where :region = '' and :topic = '' order by sort_date desc limit 100)
)
select
  a.published, s.name as source, a.language, a.title, a.link, a.key
from chosen c
cross join articles a on a.id = c.article
left join sources s on s.id = a.source
order by c.published desc""",
)

SEARCH = Query(
    "search",
    "Full-text search",
    "The 100 newest articles with all these words, in any language and with their other endings. "
    'In quotes a phrase: "prisoners of war". With a minus not: -Crimea. A beginning: депорт*. '
    "The whole text is searched even where only the beginning may be shown.",
    """select
  a.published, s.name as source, a.language, a.title, a.link, a.key
from (
  select rowid from articles_fts
  where articles_fts match search_words(:words)
  order by rowid desc limit 2000
) f
cross join articles a on a.id = f.rowid
left join sources s on s.id = a.source
order by a.sort_date desc
limit 100""",
)

SEARCH_BEST = Query(
    "search_best",
    "Full-text search, best first",
    "The 100 best of the 2,000 articles collected last with all these words. A word in the title "
    f"counts as {WEIGHTS.title:g} in the text; age takes up to {1 - WEIGHTS.age_floor:.0%}, half "
    f"of that in {WEIGHTS.half_life_days:g} days. The signs are those of the full-text search.",
    f"""-- bm25() is negative: the lower, the better. Numbers: title, text, author.
select
  a.published, s.name as source, a.language, a.title, a.link, a.key
from (
  select rowid, bm25(articles_fts, {WEIGHTS.title}, {WEIGHTS.text}, {WEIGHTS.author}) as score
  from articles_fts
  where articles_fts match search_words(:words)
  order by rowid desc limit 2000
) f
cross join articles a on a.id = f.rowid
left join sources s on s.id = a.source
order by f.score * ({WEIGHTS.age_floor} + {1 - WEIGHTS.age_floor} * {WEIGHTS.half_life_days}
  / ({WEIGHTS.half_life_days} + max(0,
  coalesce(julianday('now') - julianday(a.sort_date), 1e9)))), a.sort_date desc
limit 100""",  # noqa: S608 - numbers of our own
)

BY_SOURCE = Query(
    "by_source",
    "What a source published",
    "The 200 newest articles of one source, optionally since a day (2026-11-01). Source: an id "
    "from the table sources. Empty shows the sources with the number of their articles.",
    """select * from (
  select a.published, a.language, a.title, a.link, a.state, a.words, a.key
  from articles a
  where a.source = :source and a.sort_date >= :since
  order by a.sort_date desc
  limit 200)
union all
select latest, null, name || ': ' || articles || ' articles', homepage, null, null, id
from sources
where :source = ''""",
)

CHANGED = Query(
    "changed_since",
    "What changed since a day",
    "Articles whose title or text changed after we first saw them, newest change first, since a "
    "day (2026-11-01). Empty means at any time. What changed stands in revisions.difference.",
    """select
  r.seen, r.changed, r.number as version, s.name as source, a.title, a.link, a.state, a.key
from revisions r
cross join articles a on a.id = r.article
left join sources s on s.id = a.source
where r.seen >= :since and r.number > 1 and r.changed <> 'page read'
order by r.seen desc
limit 200""",
)

BROKEN = Query(
    "broken_feeds",
    "Which feed is broken, since when and why",
    "Enabled feeds whose last attempt failed, longest broken first, with what can be done. "
    "State: one of the words from the table feeds, or empty for all that failed.",
    """select
  s.name as source, f.id as feed, f.state, f.status, f.detail, f.since, f.failures,
  f.last_success, f.last_new_item, f.next_check, f.remedy, f.url
from feeds f
join sources s on s.id = f.source
where f.enabled and (case when :state = '' then f.failures > 0 else f.state = :state end)
order by f.since, f.id""",
)

BY_LANGUAGE = Query(
    "newest_per_language",
    "Newest articles of every language",
    "The 20 newest articles of each language, or the 100 newest of one. Language: en, uk, ru, ...",
    """with recursive languages(code) as (
  select min(language) from articles where :language = ''
  union all
  select (select min(language) from articles where language > languages.code)
  from languages where languages.code is not null
),
chosen(code) as (
  select code from languages where code is not null
  union all
  select :language where :language <> ''
)
select
  c.code as language, a.published, s.name as source, a.title, a.link, a.key
from chosen c
cross join articles a on a.id in (
  select id from articles where language = c.code order by sort_date desc
  limit case when :language = '' then 20 else 100 end)
left join sources s on s.id = a.source
order by c.code, a.sort_date desc""",
)

WHY = Query(
    "why_this_tag",
    "Why an article carries a tag",
    "Every tag of an article with the words that caused it and the rule that fired. Key: the last "
    "part of the article's address on this site. Empty shows the 100 newest region tags.",
    """select * from (
  select a.title, 'region' as kind, n.name as tag, t.role, t.words, t.rule, t.weight, t.spans, a.key
  from articles a
  join article_regions t on t.article = a.id
  left join regions n on n.code = t.region
  where a.key = :key)
union all
select * from (
  select a.title, 'topic', n.name, t.role, t.words, t.rule, t.weight, t.spans, a.key
  from articles a
  join article_topics t on t.article = a.id
  left join topics n on n.id = t.topic
  where a.key = :key)
union all
select * from (
  select a.title, 'region', n.name, t.role, t.words, t.rule, t.weight, t.spans, a.key
  from (select id, title, key, sort_date from articles
        where :key = '' order by sort_date desc limit 100) a
  cross join article_regions t on t.article = a.id
  left join regions n on n.code = t.region
  order by a.sort_date desc limit 100)""",
)

SILENT = Query(
    "silent_sources",
    "Which sources have gone silent",
    "Sources by the date of their newest article, oldest first. Since: only those with nothing "
    "since that day (2026-11-01). A source without an article stands first.",
    """select name, latest, articles, kind, legal_status, homepage, id
from sources
where :since = '' or latest is null or latest < :since
order by latest, name""",
)

REGION_MONTHS = Query(
    "region_by_month",
    "How many articles are about a region, month by month",
    "Counts of articles, not of events: more articles do not mean that more happened. Region: a "
    "code from the table regions; empty counts the ten regions with the most articles.",
    """with chosen(code) as (
  select :region where :region <> ''
  union all
  select code from (
    select code from regions where :region = '' and iso is not null
    order by articles desc limit 10)
)
select
  n.name as region, substr(t.published, 1, 7) as month, count(*) as articles, t.region as code
from chosen c
cross join article_regions t on t.region = c.code and t.role = 'about'
left join regions n on n.code = t.region
group by t.region, month
order by month desc, articles desc
limit 500""",
)

QUERIES = (
    LATEST,
    SEARCH,
    SEARCH_BEST,
    BY_SOURCE,
    CHANGED,
    BROKEN,
    BY_LANGUAGE,
    WHY,
    SILENT,
    REGION_MONTHS,
    LETTERS_RECOMPUTED,
    *STORY_QUERIES,
)
