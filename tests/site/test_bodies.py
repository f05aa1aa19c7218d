from __future__ import annotations

import csv
import io

import pytest

from aggregator.site.bodies import clean_page, clean_table
from aggregator.site.text import as_cell, web_link
from tests.site.conftest import Get
from tests.site.sample import BIDI


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-x", "'-x"), ("@SUM(1)", "'@SUM(1)"), (" =1", "' =1"),
     ("\t=1", "'\t=1"), ("＝1", "'＝1"), ("＠x", "'＠x"), ("\u200b=1", "'=1"), ("|x", "'|x"),
     ("-12.5", "-12.5"), ("-1e-7", "-1e-7"), ("1-2", "1-2"), ("Крим", "Крим"), ("", ""),
     ("- a list", "'- a list")],
)  # fmt: skip
def test_a_cell_is_text_for_every_spreadsheet(text: str, cell: str) -> None:
    assert as_cell(text) == cell


def test_a_table_keeps_its_rows_and_its_order_mark() -> None:
    rows = [["a", "b"], ['say "x",\r\ny', "=1"], ["\u202eab", "-3.5"]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    clean = clean_table(b"\xef\xbb\xbf" + out.getvalue().encode())
    assert clean.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(clean.decode("utf-8-sig"), newline="")))
    assert read == [["a", "b"], ['say "x",\r\ny', "'=1"], ["ab", "-3.5"]]


def test_a_cell_of_any_length_is_read() -> None:
    body = b"a\r\n" + b"x" * 300_000 + b"\r\n"
    assert clean_table(body) == body


def test_a_page_keeps_everything_that_is_seen() -> None:
    assert clean_page("<p>Кри\u202eм\n\tє\u200b</p>".encode()).decode() == "<p>Крим\n\tє</p>"


def test_datasettes_own_tables_and_pages_are_cleaned_and_its_json_is_not(get: Get) -> None:
    sql = "sql=select+title,+%27%3D1%27+as+sum+from+articles+where+key=%27odd-bidi%27"
    table = get(f"/news.csv?{sql}")
    assert "'=1" in table.text
    assert "\u202e" not in table.text
    assert int(table.headers["content-length"]) == len(table.content)
    assert "\u202e" not in get(f"/news?{sql}").text
    typed = get("/news?sql=select+1+as+%22a%E2%80%AEb%22")
    assert 'value="ab"' in typed.text or ">ab<" in typed.text
    assert "\u202e" not in typed.text, "no template of ours cleans what Datasette shows"
    assert get(f"/news.json?_shape=array&{sql}").json() == [{"title": BIDI, "sum": "=1"}]


def test_a_link_to_a_host_in_other_letters_is_written_in_ascii() -> None:
    assert web_link("https://крим.example/новини") == (
        "https://xn--h1adho.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"
    )
