from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse import parse_feed
from aggregator.parse.encoding import decode

UKRAINIAN = (
    "Окупанти примусово мобілізують мешканців Херсонщини. Правозахисники задокументували "
    "двадцять шість випадків у серпні, зокрема в Генічеську та Скадовську."
)
RUSSIAN = (
    "Жители Ялты сообщают об обысках. По словам активистов, задержаны двенадцать человек. "
    "Суд в Симферополе арестовал журналиста."
)
CRIMEAN_TATAR = "Къырымтатар миллий арекети акъкъында хабер: Акъмесджитте тинтювлер олып кечти."
CAPITALS = "ЗАЯВА ПРАВОЗАХИСНИХ ОРГАНІЗАЦІЙ ЩОДО СТАНОВИЩА В КРИМУ"
HEADLINE = "У Мелітополі зник журналіст"
QUOTED = "«Кримська солідарність»: суд у Ростові оголосив новий вирок"
TEXTS = (UKRAINIAN, RUSSIAN, CRIMEAN_TATAR, CAPITALS, HEADLINE, QUOTED)
IN_8_BITS = ("windows-1251", "koi8-u", "mac-cyrillic")
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _document(text: str, declared: str | None = None) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss version='2.0'><channel><title>{text}</title></channel></rss>"


def _in(encoding: str, text: str) -> str:
    """What of ``text`` the encoding can write (KOI8 has no curly quotes, and so on)."""
    return text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", *IN_8_BITS])
@pytest.mark.parametrize("where", ["declaration", "meta", "header", "nowhere"])
def test_an_encoding_is_found_wherever_it_is_declared(text: str, encoding: str, where: str) -> None:
    document = _document(_in(encoding, text), encoding if where == "declaration" else None)
    if where == "meta":
        document = f"<html><head><meta charset={encoding}></head><p>{_in(encoding, text)}</html>"
    header = f'text/xml; charset="{encoding}"' if where == "header" else "text/xml"
    assert decode(document.encode(encoding), header) == document


@pytest.mark.parametrize("text", [UKRAINIAN, RUSSIAN, CAPITALS])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-u"])
@pytest.mark.parametrize("lie", ["utf-8", "iso-8859-1", "windows-1252", "windows-1251", "koi8-r",
                                 "us-ascii", "utf-16", "no-such-charset", "punycode"])  # fmt: skip
def test_a_lie_about_the_encoding_is_seen_through(text: str, encoding: str, lie: str) -> None:
    document = _document(_in(encoding, text), lie)
    assert decode(document.encode(encoding), f"text/xml; charset={lie}") == document


@pytest.mark.parametrize("text", [HEADLINE, UKRAINIAN])
def test_koi8_r_is_read_with_its_ukrainian_letters(text: str) -> None:
    document = _document(text, "koi8-r")
    assert decode(document.encode("koi8-u")) == document


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("declared", [None, "utf-16", "windows-1251"])
@pytest.mark.parametrize("mark", [True, False])
def test_wide_encodings_are_found_with_and_without_a_mark(
    encoding: str, declared: str | None, mark: bool
) -> None:
    document = _document(UKRAINIAN, declared)
    body = (("\ufeff" if mark else "") + document).encode(encoding)
    assert decode(body, "text/xml; charset=windows-1251") == document


def test_a_mark_of_utf_8_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbf" + HEADLINE.encode()) == HEADLINE


@pytest.mark.parametrize("cut", range(1, 8))
def test_utf_8_that_is_cut_off_loses_at_most_one_character(cut: int) -> None:
    body = _document(UKRAINIAN).encode()
    body = body[: body.index("Скадовську".encode()) + cut]
    text = decode(body, "text/xml; charset=windows-1251")
    assert text.rstrip("\ufffd") == body.decode("utf-8", "ignore")


def test_one_foreign_byte_does_not_turn_utf_8_into_something_else() -> None:
    body = UKRAINIAN.encode().replace(" у ".encode(), b" \x92 ")
    assert decode(body) == UKRAINIAN.replace(" у ", " \ufffd ")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ils ont été arrêtés à Sébastopol, où règne la peur", "iso-8859-1"),
        ("Über die Lage der Häftlinge", "windows-1252"),
        ("Więźniów przeniesiono w głąb Rosji", "iso-8859-2"),
        ("Zorla askere alınanların şikâyeti", "iso-8859-9"),
        ("Οι κρατούμενοι της Κριμαίας", "iso-8859-7"),
        ("Крим: обшуки і затримання тривають", "iso-8859-5"),
    ],
)
def test_a_true_declaration_of_another_script_is_believed(text: str, encoding: str) -> None:
    body = f"<p>{text}</p>".encode(encoding)
    assert decode(body, f"text/html; charset={encoding}") == f"<p>{text}</p>"


def test_one_accent_in_an_english_text_is_read_as_declared() -> None:
    body = _document("A café in Yalta", "iso-8859-1").encode("iso-8859-1")
    assert "café" in decode(body)


def test_the_curly_quotes_of_windows_survive_under_the_name_of_latin_1() -> None:
    body = _document("The \u201cfiltration\u201d of Mariupol\u2019s people", "iso-8859-1")
    assert "\u201cfiltration\u201d" in decode(body.encode("windows-1252"))


def test_undeclared_french_does_not_turn_into_cyrillic() -> None:
    text = "Ils ont été arrêtés à Sébastopol, où règne la peur"
    assert decode(text.encode("latin-1")) == text


def test_a_codec_of_python_that_is_no_charset_costs_no_time() -> None:
    body = b'<?xml version="1.0" encoding="punycode"?><rss>\xff' + b"b9" * 500_000
    started = time.process_time()
    decode(body)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("encoding", [*IN_8_BITS, "utf-8", *WIDE])
def test_a_feed_in_any_of_the_encodings_comes_out_in_its_words(encoding: str) -> None:
    text = _in(encoding, QUOTED)
    item = f"<rss version='2.0'><channel><item><title>{text}</title></item></channel></rss>"
    feed = parse_feed(item.encode(encoding), "text/xml", "https://a.example/feed")
    assert [entry.title for entry in feed.entries] == [text]


@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_bytes_are_some_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)


@given(st.binary(max_size=60), st.sampled_from(["idna", "hz", "utf-7", "zip", "rot13", "undefined",
                                                "unicode_escape", "mbcs", "cp65001"]))  # fmt: skip
def test_any_codec_name_is_some_text(body: bytes, name: str) -> None:
    assert isinstance(decode(b"\xff" + body, f"text/xml; charset={name}"), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), min_size=1))
def test_valid_utf_8_is_never_read_as_anything_else(text: str) -> None:
    body = b"<p>" + text.encode()
    assert decode(body, "text/html; charset=windows-1251") == "<p>" + text
