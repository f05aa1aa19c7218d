from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse.dates import KYIV, parse_date

# What a source prints -> what it says, at the precision it says it with. A value ending in Z is
# a minute, YYYY-MM-DD a day, YYYY-MM a month.
PRINTED = """
    3 / 05 / 2023                        2023-05-03
    03 / 05 / 2023                       2023-05-03
    3/5/2023                             2023-05-03
    03.05.2023                           2023-05-03
    3.5.2023                             2023-05-03
    03.05.23                             2023-05-03
    03-05-2023                           2023-05-03
    03. 05. 2023                         2023-05-03
    31.12.2022                           2022-12-31
    29.02.2024                           2024-02-29
    03.05.2023 р.                        2023-05-03
    5/13/2023                            2023-05-13
    03.05.2023 14:30                     2023-05-03T11:30:00Z
    03.05.2023, 14:30                    2023-05-03T11:30:00Z
    03.05.2023 о 14:30                   2023-05-03T11:30:00Z
    03.05.2023 14.30                     2023-05-03T11:30:00Z
    03.05.2023 14:30:59                  2023-05-03T11:30:59Z
    14:30 03.05.2023                     2023-05-03T11:30:00Z
    14:30, 03.05.2023                    2023-05-03T11:30:00Z
    14.30 03.05.2023                     2023-05-03T11:30:00Z
    03.12.2023 14:30                     2023-12-03T12:30:00Z
    03.05.2023 14:30 UTC                 2023-05-03T14:30:00Z
    03.05.2023 14:30 GMT                 2023-05-03T14:30:00Z
    03.05.2023 14:30 +03:00              2023-05-03T11:30:00Z
    03.05.2023 14:30 МСК                 2023-05-03T11:30:00Z
    03.12.2023 14:30 (МСК)               2023-12-03T11:30:00Z
    Дата публікації: 03.05.2023          2023-05-03
    12.05.2023 - 14.05.2023              2023-05-12
    3-5 травня 2024                      2024-05-05
    15:00 МСК, 26 серпня 2024            2024-08-26T12:00:00Z
    03.05.23 14:30                       2023-05-03T11:30:00Z
    26 серпня 2024                       2024-08-26
    26 Серпня 2024                       2024-08-26
    26 СЕРПНЯ 2024                       2024-08-26
    26 серпня 2024 року                  2024-08-26
    26 серпня 2024 р.                    2024-08-26
    26 серпня, 2024                      2024-08-26
    26 серпня 2024, 14:05                2024-08-26T11:05:00Z
    26 серпня 2024 о 14:05               2024-08-26T11:05:00Z
    понеділок, 26 серпня 2024, 14:05     2024-08-26T11:05:00Z
    Понеділок, 26 Серпня 2024 14:05      2024-08-26T11:05:00Z
    14:05, 26 серпня 2024                2024-08-26T11:05:00Z
    26 серп. 2024                        2024-08-26
    26 серп 2024                         2024-08-26
    Серпень 26, 2024                     2024-08-26
    1 січня 2024                         2024-01-01
    2 лютого 2024                        2024-02-02
    3 березня 2024                       2024-03-03
    4 квітня 2024                        2024-04-04
    5 травня 2024                        2024-05-05
    6 червня 2024                        2024-06-06
    7 липня 2024                         2024-07-07
    8 серпня 2024                        2024-08-08
    9 вересня 2024                       2024-09-09
    10 жовтня 2024                       2024-10-10
    11 листопада 2024                    2024-11-11
    12 грудня 2024                       2024-12-12
    12 груд. 2024                        2024-12-12
    12 груд 24                           2024-12-12
    12 сентября 2022 г.                  2022-09-12
    12 сентября 2022 года                2022-09-12
    12 сентября 2022 г., 18:40           2022-09-12T15:40:00Z
    12 сентября 2022 в 18:40             2022-09-12T15:40:00Z
    понедельник, 12 сентября 2022        2022-09-12
    12 сент. 2022                        2022-09-12
    12 сен 2022                          2022-09-12
    12 СЕНТЯБРЯ 2022                     2022-09-12
    1 января 2023                        2023-01-01
    2 февраля 2023                       2023-02-02
    3 марта 2023                         2023-03-03
    4 апреля 2023                        2023-04-04
    5 мая 2023                           2023-05-05
    6 июня 2023                          2023-06-06
    7 июля 2023                          2023-07-07
    8 августа 2023                       2023-08-08
    10 октября 2023                      2023-10-10
    11 ноября 2023                       2023-11-11
    12 декабря 2023                      2023-12-12
    12 дек. 2023                         2023-12-12
    Sep 23, 2024                         2024-09-23
    Sept. 23, 2024                       2024-09-23
    September 23, 2024                   2024-09-23
    September 23rd, 2024                 2024-09-23
    Monday, September 23, 2024           2024-09-23
    23 September 2024                    2024-09-23
    23rd of September 2024               2024-09-23
    23 Sep 2024                          2024-09-23
    23-Sep-2024                          2024-09-23
    23/Sep/2024                          2024-09-23
    2024 Sep 23                          2024-09-23
    Sep 23, 2024 3:05 pm                 2024-09-23T12:05:00Z
    Sep 23, 2024 12:05 am                2024-09-22T21:05:00Z
    Sep 23, 2024 12:05 PM                2024-09-23T09:05:00Z
    September 23, 2024 at 3:05 p.m.      2024-09-23T12:05:00Z
    23 September 2024 15:05 GMT          2024-09-23T15:05:00Z
    23 September 2024 15:05 CET          2024-09-23T14:05:00Z
    Published: May 3, 2023               2023-05-03
    3 mai 2023                           2023-05-03
    1er juin 2023                        2023-06-01
    14 février 2023                      2023-02-14
    14 fév. 2023                         2023-02-14
    8 août 2023                          2023-08-08
    mardi 12 décembre 2023               2023-12-12
    le 12 décembre 2023 à 18h40          2023-12-12T16:40:00Z
    3 de mayo de 2023                    2023-05-03
    14 de septiembre de 2023             2023-09-14
    14 sept 2023                         2023-09-14
    3. Mai 2023                          2023-05-03
    3. März 2023                         2023-03-03
    24. Dezember 2023, 10:15 Uhr         2023-12-24T08:15:00Z
    24. Dez. 2023                        2023-12-24
    1º gennaio 2024                      2024-01-01
    3 maggio 2023                        2023-05-03
    9 giugno 2023                        2023-06-09
    9 luglio 2023                        2023-07-09
    30 settembre 2023                    2023-09-30
    3 de maio de 2023                    2023-05-03
    15 de março de 2023                  2023-03-15
    15 de fevereiro de 2023              2023-02-15
    3 maja 2023                          2023-05-03
    15 stycznia 2023                     2023-01-15
    15 września 2023                     2023-09-15
    15 października 2023                 2023-10-15
    15 listopada 2023                    2023-11-15
    15 grudnia 2023 r.                   2023-12-15
    15 czerwca 2023                      2023-06-15
    15 lipca 2023                        2023-07-15
    15 sierpnia 2023                     2023-08-15
    15 kwietnia 2023                     2023-04-15
    15 lutego 2023                       2023-02-15
    Серпень 2024                         2024-08
    серпень 2024 року                    2024-08
    Август 2024                          2024-08
    август 2024 г.                       2024-08
    September 2024                       2024-09
    Sep 2024                             2024-09
    septiembre de 2024                   2024-09
    août 2024                            2024-08
    Oktober 2024                         2024-10
    08.2024                              2024-08
    08/2024                              2024-08
"""

MACHINE = """
    2024-08-26                           2024-08-26
    2024-8-6                             2024-08-06
    2024/08/26                           2024-08-26
    2024.08.26                           2024-08-26
    20240826                             2024-08-26
    2024-08                              2024-08
    2024-08-26T14:05:00Z                 2024-08-26T14:05:00Z
    2024-08-26t14:05:00z                 2024-08-26T14:05:00Z
    2024-08-26T14:05Z                    2024-08-26T14:05:00Z
    2024-08-26 14:05:00Z                 2024-08-26T14:05:00Z
    2024-08-26T14:05:00.123456Z          2024-08-26T14:05:00Z
    2024-08-26T14:05:00.123+03:00        2024-08-26T11:05:00Z
    2024-08-26T14:05:00+03:00            2024-08-26T11:05:00Z
    2024-08-26T14:05:00+0300             2024-08-26T11:05:00Z
    2024-08-26T14:05:00+03               2024-08-26T11:05:00Z
    2024-08-26T14:05:00 +0300            2024-08-26T11:05:00Z
    2024-08-26T14:05:00-05:00            2024-08-26T19:05:00Z
    2024-08-26T14:05:00                  2024-08-26T11:05:00Z
    2024-02-26T14:05:00                  2024-02-26T12:05:00Z
    2024-08-26 14:05                     2024-08-26T11:05:00Z
    2024-08-26 14:05:00 UTC              2024-08-26T14:05:00Z
    2024/08/26 14:05                     2024-08-26T11:05:00Z
    2024-08-26T24:00:00Z                 2024-08-27T00:00:00Z
    2016-12-31T23:59:60Z                 2016-12-31T23:59:59Z
    20240826T140500Z                     2024-08-26T14:05:00Z
    1724681100                           2024-08-26T14:05:00Z
    1724681100000                        2024-08-26T14:05:00Z
    Mon, 26 Aug 2024 14:05:00 GMT        2024-08-26T14:05:00Z
    Mon, 26 Aug 2024 14:05:00 +0000      2024-08-26T14:05:00Z
    Mon, 26 Aug 2024 14:05:00 +0300      2024-08-26T11:05:00Z
    Mon, 26 Aug 2024 14:05:00 +03:00     2024-08-26T11:05:00Z
    Mon, 26 Aug 2024 14:05:00 GMT+3      2024-08-26T11:05:00Z
    Mon, 26 Aug 2024 14:05:00 -0000      2024-08-26T14:05:00Z
    Mon, 26 Aug 2024 14:05:00 Z          2024-08-26T14:05:00Z
    Mon, 26 Aug 2024 14:05:00 UT         2024-08-26T14:05:00Z
    Mon, 26 Aug 2024 14:05:00 EST        2024-08-26T19:05:00Z
    Mon, 26 Aug 2024 14:05:00 EDT        2024-08-26T18:05:00Z
    Mon, 26 Aug 2024 14:05:00 PST        2024-08-26T22:05:00Z
    Mon, 26 Aug 2024 14:05:00 EEST       2024-08-26T11:05:00Z
    Mon, 26 Feb 2024 14:05:00 EET        2024-02-26T12:05:00Z
    Mon, 26 Aug 2024 14:05:00 CEST       2024-08-26T12:05:00Z
    Mon, 26 Aug 2024 14:05:00 MSK        2024-08-26T11:05:00Z
    Mon, 26 Aug 2024 14:05:00            2024-08-26T11:05:00Z
    Mon, 26 Feb 2024 14:05:00            2024-02-26T12:05:00Z
    Mon, 26 Aug 2024 14:05 GMT           2024-08-26T14:05:00Z
    Mon, 26 Aug 24 14:05:00 GMT          2024-08-26T14:05:00Z
    26 Aug 2024 14:05:00 GMT             2024-08-26T14:05:00Z
    Monday, 26 August 2024 14:05:00 GMT  2024-08-26T14:05:00Z
    Mon,26 Aug 2024 14:05:00 GMT         2024-08-26T14:05:00Z
    Tue, 26 Aug 2024 14:05:00 GMT        2024-08-26T14:05:00Z
    Пн, 26 Сер 2024 14:05:00 +0300       2024-08-26T11:05:00Z
    Пн, 26 авг 2024 14:05:00 +0300       2024-08-26T11:05:00Z
    Mon Aug 26 14:05:00 2024             2024-08-26T11:05:00Z
    Mon Aug 26 14:05:00 UTC 2024         2024-08-26T14:05:00Z
    Mon, 26 Aug 2024                     2024-08-26
"""

# Real years are kept, however odd: the sort date is bounded elsewhere, the record is not.
ODD_YEARS = """
    2099-01-01T00:00:00Z                 2099-01-01T00:00:00Z
    Thu, 01 Jan 2099 00:00:00 GMT        2099-01-01T00:00:00Z
    1 січня 2099                         2099-01-01
    1991-08-24                           1991-08-24
    1.1.99                               1999-01-01
"""

NO_DATE = """
    1970-01-01T00:00:00Z
    Thu, 01 Jan 1970 00:00:00 GMT
    01.01.1970
    0
    0000-00-00 00:00:00
    0001-01-01T00:00:00Z
    -0001-11-30T00:00:00+00:00
    1899-12-30
    30.02.2024
    31 червня 2024
    2024-13-01
    2024-08-32
    2024-08-26T25:00:00Z
    2024-08-26T14:61:00Z
    99.99.9999
    13.13.2023
    26 сердень 2024
    26 2024
    2024
    серпня
    26 серпня
    26 серпня 14:05
    14:05
    вчора
    сьогодні о 14:05
    3 hours ago
    3 години тому
    N/A
    null
    unknown
    -
    1.2.3
    192.168.10.2023
    +380 44 123 45 67
    12345
    99999999999999999999
    Марія 5 2024
    Мария Иванова 2024
    Decision 5, 2024
    $DATE$
"""


def _rows(table: str) -> list[tuple[str, str]]:
    rows = [re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines()]
    return [(raw, value) for raw, value in rows]


def _told(raw: str) -> str | None:
    dated = parse_date(raw)
    if dated is None:
        return None
    moment, precision = dated
    assert moment.tzinfo is UTC
    shapes = {"minute": "%Y-%m-%dT%H:%M:%SZ", "day": "%Y-%m-%d", "month": "%Y-%m"}
    return moment.strftime(shapes[precision])


@pytest.mark.parametrize(("raw", "value"), _rows(PRINTED))
def test_a_date_that_a_person_reads_is_understood(raw: str, value: str) -> None:
    assert _told(raw) == value


@pytest.mark.parametrize(("raw", "value"), _rows(MACHINE))
def test_a_date_that_a_program_wrote_is_understood(raw: str, value: str) -> None:
    assert _told(raw) == value


@pytest.mark.parametrize(("raw", "value"), _rows(ODD_YEARS))
def test_an_odd_year_is_kept_as_the_source_gave_it(raw: str, value: str) -> None:
    assert _told(raw) == value


@pytest.mark.parametrize("raw", [line.strip() for line in NO_DATE.strip().splitlines()])
def test_no_date_is_invented(raw: str) -> None:
    assert _told(raw) is None


@pytest.mark.parametrize("raw", [None, "", "   ", "\n", "26 серпня 2024 " * 40])
def test_nothing_and_too_much_are_no_date(raw: str | None) -> None:
    assert parse_date(raw) is None


def test_the_table_has_the_cases_that_it_was_promised_to_have() -> None:
    tables = (PRINTED, MACHINE, ODD_YEARS, NO_DATE)
    cases = [line.strip() for table in tables for line in table.strip().splitlines()]
    assert len(cases) == len(set(cases)) >= 120


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2024-03-31T02:59:00", "2024-03-31T00:59:00Z"),
        ("2024-03-31T03:30:00", "2024-03-31T01:30:00Z"),  # never was: clocks went from 3 to 4
        ("2024-03-31T04:00:00", "2024-03-31T01:00:00Z"),
        ("2024-10-27T03:30:00", "2024-10-27T00:30:00Z"),  # was twice: the first is meant
        ("2024-10-27T04:00:00", "2024-10-27T02:00:00Z"),
    ],
)
def test_a_time_without_a_zone_follows_the_clocks_of_kyiv(raw: str, value: str) -> None:
    assert _told(raw) == value


def test_spaces_of_any_kind_are_spaces() -> None:
    assert _told("\n 26\u00a0серпня\u202f2024 \t") == "2024-08-26"


@given(
    st.datetimes(datetime(1991, 1, 2), datetime(2098, 12, 30)),  # noqa: DTZ001 — a zone is given below
    st.integers(-14 * 60, 14 * 60),
)
def test_rfc_3339_and_rfc_822_come_back_as_the_same_moment(moment: datetime, minutes: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    expected = aware.astimezone(UTC)
    assert parse_date(aware.isoformat()) == (expected, "minute")
    assert parse_date(aware.strftime("%a, %d %b %Y %H:%M:%S %z")) == (expected, "minute")


@given(st.datetimes(datetime(1991, 1, 2), datetime(2098, 12, 30)))  # noqa: DTZ001 — naive on purpose
def test_a_naive_time_is_the_time_of_kyiv(moment: datetime) -> None:
    local = moment.replace(microsecond=0)
    expected = local.replace(tzinfo=KYIV).astimezone(UTC)
    assert parse_date(local.isoformat(" ")) == (expected, "minute")


@given(st.text(max_size=80))
def test_any_text_is_a_moment_in_utc_or_no_date(text: str) -> None:
    dated = parse_date(text)
    assert dated is None or (dated[0].tzinfo is UTC and dated[0].year >= 1991)


@given(st.text("0123456789 .,:/-+TZтрав2024MonMay", max_size=40))
def test_anything_that_looks_like_a_date_is_a_moment_or_no_date(text: str) -> None:
    dated = parse_date(text)
    assert dated is None or dated[0].year >= 1991
