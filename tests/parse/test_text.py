from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse.text import clean, names_only, one_line, plain_text

# Formats that are kept: Persian, Indic scripts and emoji are misspelt without the first two; the
# others are signs that do show (Arabic, Syriac, Kaithi, Egyptian).
KEPT_FORMATS = frozenset(
    (0x200C, 0x200D, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
     *range(0x13430, 0x13440))
)  # fmt: skip


def is_visible(character: str) -> bool:
    """Whether a character is no control, no half of one, no hidden formatting."""
    code = ord(character)
    if (code & 0xFFFE == 0xFFFE and code < 0x10000) or 0xFDD0 <= code <= 0xFDEF:
        return False
    category = unicodedata.category(character)
    return category not in {"Cc", "Cs"} and (category != "Cf" or code in KEPT_FORMATS)


def shows_only_what_is_visible(text: str) -> bool:
    return all(character == "\n" or is_visible(character) for character in text)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<b>one</b> <i>two</i>", "one two"),
        ("in<b>side</b>", "inside"),
        ("<p>one</p>\n\n\n  <p> two </p>", "one\ntwo"),
        ("<td>a</td><td>b</td>", "a\nb"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<SCRIPT src=x>alert(1)</SCRIPT >b", "ab"),
        ("a<style>p{}</style>b", "ab"),
        ("a<template>t</template><svg><text>s</text></svg>b", "ab"),
        ("<iframe src=x>i</iframe>b", "b"),
        ('<a href="javascript:alert(1)" onclick="x()">link</a>', "link"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<!-- comment -->text<!-- -- -->", "text"),
        ("<![CDATA[x]]>text", "text"),
        ("<?php echo 1 ?>text", "text"),
        ('<?xml version="1.0" encoding="koi8-r"?><p>Крим</p>', "Крим"),
        ("<!DOCTYPE html><html><head><title>T</title></head><body>body</body></html>", "body"),
        ("<body>one</body><body>two</body>", "onetwo"),
        ("caf&eacute; &amp; caf&#233; &#xE9;", "café & café é"),
        ("&lt;p&gt;", "<p>"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a&nbsp;b\u202fc", "a b c"),
        ("AT&T, R&D", "AT&T, R&D"),
        ("&unknown; &", "&unknown; &"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("A<B", "A<B"),
        ('cut <a href="https://exam', "cut"),
        ("cut <!-- here", "cut"),
        ("</p>stray", "stray"),
        ("<b>never closed", "never closed"),
        ("<b><i>crossed</b></i>", "crossed"),
        ("<plaintext>the rest</p>", "the rest</p>"),
        ("&#0;&#x1F;text", "text"),
        ("&#8238;text&#8236;", "text"),
        ("<p>&#xD800;text</p>", "text"),
    ],
)
def test_markup_becomes_its_words(markup: str, text: str) -> None:
    assert plain_text(markup).replace("\ufffd", "") == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("gpj.\u202eexe\u202c", "gpj.exe"),
        ("\u2066iso\u2069late", "isolate"),
        ("Ма\u00adріу\u200bполь", "Маріуполь"),
        ("\ufeffstart", "start"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("nul\x00l", "null"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("\u3164filler\uffa0", "filler"),
        ("half\ud83d", "half"),
        ("non\uffffcharacter\ufdd0", "noncharacter"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\u2028two\u2029three\x85four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("и\u0306 і\u0308", "й ї"),
        ("می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize("depth", [100, 300, 2_000, 2_100, 40_000])
def test_no_nesting_is_too_deep(depth: int) -> None:
    markup = "<div>" * depth + "deep" + "</div>" * depth + " after <script>x()</script>"
    words = plain_text(markup[:500_000]).split()
    assert words[0] == "deep" and "x()" not in words
    assert depth == 40_000 or words == ["deep", "after"]  # the longest is cut before its end


@pytest.mark.parametrize(
    "markup",
    [
        "<" * 400_000,
        "<a " * 160_000,
        "<!--" * 100_000,
        "<script" * 70_000,
        "<p><b><i>" * 50_000,
        "&amp" * 100_000,
        "a" + "\u0323\u0301" * 249_000,
        " \n" * 250_000,
        "<svg>" * 90_000,
    ],
)
def test_no_markup_takes_more_than_a_few_seconds(markup: str) -> None:
    started = time.process_time()
    plain_text(markup)
    assert time.process_time() - started < 5


def test_a_heap_of_marks_on_one_letter_is_cut_to_thirty() -> None:
    assert len(unicodedata.normalize("NFD", clean("a" + "\u0301" * 500))) == 31


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Олена Петренко", "Олена Петренко"),
        ("olena@example.org (Олена Петренко)", "Олена Петренко"),
        ("Олена Петренко <olena@example.org>", "Олена Петренко"),
        ("Олена Петренко (olena@example.org)", "Олена Петренко"),
        ("Олена, Ivan <i@example.org>; mailto:x@example.org", "Олена, Ivan"),
        ("olena@example.org", None),
        ("<b>Олена</b>", "Олена"),
        ("", None),
    ],
)
def test_an_author_is_a_name_and_never_an_address(raw: str, names: str | None) -> None:
    assert names_only(raw) == names


def test_a_line_is_bounded_and_says_so() -> None:
    assert one_line("word " * 400, 20) == "word word word word…"


@given(st.text(max_size=300))
def test_no_text_keeps_anything_invisible(raw: str) -> None:
    for text in (clean(raw), one_line(raw), plain_text(raw)):
        assert shows_only_what_is_visible(text.replace("\t", " "))
        assert unicodedata.is_normalized("NFC", text)


PIECES = (
    "<p>", "</p>", "<b>", "<script>", "</script>", "<!--", "-->", "&", "&lt;", "&#x202e;", "<", ">",
    "text ", "\x00", "\u202e", "<a b='", "<table>", "<![CDATA[", "]]>", "\u0301", "<svg>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_mixture_of_markup_raises_or_hides_anything(pieces: list[str]) -> None:
    text = plain_text("".join(pieces))
    assert shows_only_what_is_visible(text) and text == text.strip()


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


def test_a_reference_to_a_control_costs_no_text() -> None:
    assert plain_text("<p>one&#1;</p><p>&#x1F;two&#12;three &#8217;</p>") == "one\ntwo\nthree ’"
