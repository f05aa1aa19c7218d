from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from aggregator.health import State
from aggregator.model import Document, ParsedFeed, Retrieval
from aggregator.parse import parse_source

URL = "https://t.me/s/sample_channel"


def message(number: int, text: str | None, quote: str = "") -> str:
    """A message in the shape of Telegram's public view; written by us."""
    reply = (
        '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text '
        f'js-message_reply_text">{quote}</div></a>'
    )
    words = (
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        if text is not None
        else '<a class="tgme_widget_message_photo_wrap" href="#"></a>'
    )
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class='
        '"tgme_widget_message text_not_supported_wrap js-widget_message" '
        f'data-post="sample_channel/{number}">'
        f"{reply if quote else ''}{words}"
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">9K</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/sample_channel/{number}">'
        f'<time datetime="2026-02-{number % 28 + 1:02}T10:00:00+00:00">10:00</time></a>'
        "</div></div></div>"
    )


def channel(*messages: str, more: str = "") -> str:
    return (
        '<!DOCTYPE html><html><head><meta property="og:title" content="Sample (SAMPLE)"></head>'
        f'<body><div class="tgme_channel_info"></div>{more}{"".join(messages)}</body></html>'
    )


def read(markup: str) -> ParsedFeed:
    document = Document(markup.encode(), "text/html", URL, date(2026, 3, 1))
    return parse_source(Retrieval("telegram"), document, 500)


def test_each_message_is_an_entry_with_its_own_words_newest_first() -> None:
    feed = read(
        channel(
            message(4, "Зразок: <b>обшук</b> у Ялті<br>Адвоката не пустили."),
            message(5, "Друге &amp; третє", quote="Чужі слова"),
            message(6, None),
        )
    )
    assert (feed.state, feed.title) == (State.WORKING, "Sample (SAMPLE)")
    newest, first = feed.entries
    assert newest.content == "Друге & третє"
    assert first.link == first.id == "https://t.me/sample_channel/4"
    assert first.title == "Зразок: обшук у Ялті"
    assert first.content == "Зразок: обшук у Ялті\nАдвоката не пустили."
    assert first.published == datetime(2026, 2, 5, 10, tzinfo=UTC)
    assert first.complete


def test_older_messages_are_asked_for_by_number_alone() -> None:
    more = (
        '<a class="tme_messages_more js-messages_more" data-before="{}" href="//evil.example/"></a>'
    )
    assert read(channel(message(9, "a"), more=more.format(9))).older == f"{URL}?before=9"
    assert read(channel(message(9, "a"), more=more.format("9&x=1"))).older is None


@pytest.mark.parametrize(
    ("markup", "state"),
    [
        (channel(), State.EMPTY),
        (channel(message(3, None)), State.EMPTY),
        ("<html><body class='tgme_page'><p>Join the channel</p></body></html>", State.NOT_A_FEED),
        ("", State.NOT_A_FEED),
    ],
)
def test_a_channel_without_words_is_empty_and_another_page_is_none(
    markup: str, state: State
) -> None:
    assert read(markup).state is state


def test_a_forged_number_of_a_message_is_no_address() -> None:
    forged = message(3, "a").replace("sample_channel/3", "../../evil", 1)
    assert read(channel(forged)).state is State.EMPTY
