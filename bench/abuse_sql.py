"""Hostile queries, by name: what anybody could type into Datasette's pages, and into ours."""

# ruff: noqa: S608 — hostile SQL is what this file is for
from __future__ import annotations

from urllib.parse import quote, quote_plus

_ENDLESS = "with recursive t(x) as (select 1 union all select x + 1 from t) "
_LONG = "(select group_concat(excerpt) as t from (select excerpt from articles limit 600))"
_TWICE = ", ".join(f"c{n} as (select a.x from c{n - 1} a, c{n - 1} b)" for n in range(1, 9))

STATEMENTS = {
    "endless recursion": _ENDLESS + "select count(*) from t",
    "cross join of all articles": "select count(*) from articles a, articles b, articles c",
    "sort of a cross join": (
        "select a.excerpt || b.excerpt from articles a, articles b order by 1 limit 5"
    ),
    "distinct over a cross join": "select distinct a.excerpt || b.id from articles a, articles b",
    "window over a cross join": (
        "select sum(a.id) over (partition by b.id order by a.title) from articles a, articles b"
    ),
    "every text in one string": "select group_concat(excerpt) from articles",
    "every text in one JSON array": "select json_group_array(excerpt) from articles",
    "every row in one JSON object": "select json_group_object(key, excerpt) from articles",
    "hex of zeroblob": "select hex(zeroblob(400000000))",
    "printf of 900 MB": "select printf('%.*c', 900000000, 'x')",
    "hex of hex of hex": "select hex(hex(hex(hex(excerpt)))) from articles",
    "replace that grows": (
        "select length(replace(replace(replace(hex(t), '2', hex(t)), '3', hex(t)), '4', 'x')) "
        f"from {_LONG}"
    ),
    "a string doubled without end": (
        "with recursive t(x) as (select 'xx' union all select x || x from t) "
        "select max(length(x)) from t"
    ),
    "500 rows of 2 MB": (
        "with recursive t(n, x) as (select 1, (select hex(group_concat(excerpt)) from "
        "(select excerpt from articles limit 400)) union all select n + 1, x from t) "
        "select n, x from t limit 500"
    ),
    "LIKE with a hundred wildcards": (
        f"select t like '%{'a%' * 90}zzz' from {_LONG} union all select count(*) "
        f"from articles where excerpt like '%{'а%' * 90}zzz'"
    ),
    "GLOB that tries everything": (
        f"select count(*) from articles where excerpt glob '*{'[а-я]*' * 30}zzz'"
    ),
    "LIKE against itself": "select count(*) from articles a, articles b where a.title like b.title",
    "instr of long in long": f"select instr(hex(t), substr(hex(t), 2, 900000) || 'x') from {_LONG}",
    "JSON of a thousand levels": (
        f"select json_extract(replace(hex(t), '0', '['), '$[0][0]') from {_LONG}"
    ),
    "json_each of a long array": (
        f"select count(*) from {_LONG}, json_each('[' || replace(hex(t), 'D', ',') || '1]') a, "
        "json_each('[1,2,3,4,5,6,7,8,9]') b, articles"
    ),
    "expressions that double": f"with c0 as (select id as x from articles), {_TWICE} "
    "select count(*) from c8",
    "a thousand expressions": "select " + ", ".join(f"{n}+id" for n in range(1500)),
    "900 brackets": "select " + "(" * 900 + "1" + ")" * 900,
    "40 unions": "select 1" + " union all select 1" * 40,
    "a list of 4,000 values": "select * from articles where id in (" + "1," * 4000 + "1)",
    "order by random": "select * from articles order by random() limit 500",
    "full-text: NEAR over everything": (
        "select count(*) from articles_fts where articles_fts match "
        f"'NEAR({' '.join('abcdefgh')}, 1000000)'"
    ),
    "full-text: every beginning": (
        "select count(*) from articles_fts f, articles a where articles_fts match '"
        + " OR ".join(f"{letter}*" for letter in "абвгдежзиклмнопрстуфхцчшщьюя")
        + "'"
    ),
    "full-text: snippet and rank of all": (
        "select snippet(articles_fts, -1, '<', '>', '…', 64), highlight(articles_fts, 1, '', '') "
        "from articles_fts where articles_fts match 'а* OR о* OR е*' order by rank limit 500"
    ),
    "full-text: a phrase of 2,000 words": (
        f"select count(*) from articles_fts where articles_fts match '\"{'та ' * 2000}\"'"
    ),
    "full-text index read as tables": (
        "select hex(block) from articles_fts_data order by length(block) desc limit 500"
    ),
    "the path of the file": "select * from pragma_database_list",
    "what others asked": "select sql from sqlite_stmt",
    "pages of the file": "select * from sqlite_dbpage",
    "the whole file checked in one step": "select * from pragma_integrity_check",
    "attach": "select 1; attach '/etc/passwd' as x",
    "load an extension": "select load_extension('/tmp/x.so')",
    "a pragma": "pragma hard_heap_limit = 1",
    "a write": "with x as (select 1) delete from articles",
}
"""By name, a statement. What Datasette or the guard refuses stands here, too: refusing must be
cheap."""


def as_sql(statement: str) -> str:
    """The address that asks for it. ``{random}`` becomes something else each time, or all who ask
    the same would be answered at once."""
    return "/news.json?_shape=array&sql=" + quote(statement) + "%20--%20{random}"


_FACETS = ("source", "feed", "language", "published", "sort_date", "title", "state", "shown")
TABLES = {
    "eight facets": "/news/articles?" + "&".join(f"_facet={name}" for name in _FACETS),
    "300 facets": "/news/articles?" + "&".join(["_facet=title"] * 300),
    "facets of dates and arrays": (
        "/news/articles?_facet_date=published&_facet_array=title&_facet_date=updated"
    ),
    "facets of 10,000 values": "/news/articles?_facet=title&_facet_size=max&_facet=link",
    "the largest page": "/news/articles?_size=max",
    "the largest page with labels": "/news/article_regions.json?_size=max&_labels=on",
    "a page of a million": "/news/articles.json?_size=1000000",
    "a stream of all rows": "/news/articles.csv?_stream=1&_size=max",
    "sort by the text": "/news/articles?_sort_desc=excerpt",
    "contains": "/news/articles?excerpt__contains=zzzz",
    "glob": f"/news/articles?excerpt__glob=*{quote('[а-я]*' * 25)}zzz",
    "like": f"/news/articles?excerpt__like=%25{quote('а%' * 90)}zzz",
    "60 filters": "/news/articles?" + "&".join(f"excerpt__contains=x{n}" for n in range(60)),
    "a where that does not end": "/news/articles?_where=" + quote(
        f"id in ({_ENDLESS}select x from t)"
    ),
    "a where over a cross join": "/news/articles?_where=" + quote(
        "(select count(*) from articles b, articles c) > id"
    ),
    "through another table": "/news/articles?_through=" + quote(
        '{"table":"article_regions","column":"region","value":"UA"}'
    ),
    "raw words": "/news/articles?_searchmode=raw&_search=" + quote("а* OR б* OR в* OR о* OR е*"),
    "a named query with every beginning": "/news/search?words=" + quote("а б в г д е ж з"),
    "a trace of the database": "/news/articles?_trace=1&_facet=source",
}  # fmt: skip
"""By name, an address of Datasette's own pages."""

QUESTIONS = {
    "search: beginnings of one letter": "/explore?q=" + quote_plus("а* о* е* и* н*"),
    "search: forty names of places": "/explore?q=" + quote_plus(
        " ".join(["Херсон Мелітополь Сімферополь Ялта Маріуполь"] * 8)
    ),
    "search: a word of 1,900 letters": "/search?q=" + "x" * 1900,
    "search: quotes and signs": "/search?q=" + quote_plus('"' * 300 + "NEAR( OR NOT * ^ :" * 20),
    "explore: page 100,000": "/explore?q=" + quote_plus("та") + "&page=100000",
    "explore: everything narrowed": (
        "/explore?region=UA-43&topic=education&language=uk&period=2020..2026&origins=2&q=a"
    ),
    "explore: 400 words of no meaning": "/explore?" + "&".join(f"x{n}=1" for n in range(400)),
    "a list from the middle": "/region/UA-43?before=2020-01-01T00:00:00Z_1",
    "feed of a search": "/feeds/all.atom?q=" + quote_plus("а* о*"),
    "the largest table": "/feeds/all.csv?language=uk",
    "sitemap": "/sitemap.xml",
    "the address of a feed, 2,000 signs": "/feeds/all.atom?region=" + "%41" * 650,
}  # fmt: skip
"""By name, an address of ours."""
