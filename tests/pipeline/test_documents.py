"""Reports in PDF and messages of channels through the whole line, against the loopback origin."""

from __future__ import annotations

from tests.extract.reports import report
from tests.pipeline.lines import PARAGRAPH, Item, SampleLine
from tests.pipeline.without_feeds import (
    asked,
)


def test_a_report_behind_a_list_becomes_a_document_with_title_date_and_text(
    line: SampleLine,
) -> None:
    line.keys = {"kind": "pdf", "layout": [{"item": "li", "date": "i"}]}
    line.write(["/reports"])
    rows = "<li><a href='/files/may.pdf'>Sample review of May</a> <i>12 травня 2025</i></li>"
    line.origin.page("/reports", f"<title>R</title><ul>{rows}</ul><p>{PARAGRAPH}</p>")
    words = ("Sample review. In Bakhchysarai the monitors", "recorded eight searches in May.")
    body = report([words])
    line.origin.page("/files/may.pdf", body, content_type="application/pdf")
    line.round()
    assert line.query(
        "SELECT title, link, published, published_from, extraction, detail FROM articles"
    ) == [
        (
            "Sample review of May",
            line.origin.url("/files/may.pdf"),
            "2025-05-12T00:00:00Z",
            "feed",
            "full text",
            "PDF, 1 page",
        )
    ]
    ((text,),) = line.query("SELECT text FROM texts")
    assert "the monitors recorded eight searches" in str(text)


def test_a_link_of_an_ordinary_feed_that_answers_a_pdf_is_read_like_one(line: SampleLine) -> None:
    line.publish_feed_only([Item("review", "Sample review")])
    body = report([["A sample report on the searches in Yalta and Alushta, invented."]])
    line.origin.page("/review", body, content_type="application/octet-stream")
    line.round()
    assert line.query("SELECT extraction, text_from FROM articles") == [("full text", "page")]


def test_messages_of_a_channel_become_articles_without_another_request(line: SampleLine) -> None:
    line.fetch = {"telegram": True}
    line.keys = {"kind": "telegram"}
    line.write(["/s/sample_channel"])
    messages = "".join(
        f'<div class="tgme_widget_message" data-post="sample_channel/{number}">'
        f'<div class="tgme_widget_message_text js-message_text">Sample message {number}.<br>'
        f"{PARAGRAPH}</div><a class='tgme_widget_message_date'>"
        f"<time datetime='2026-02-0{number}T10:00:00+00:00'></time></a></div>"
        for number in (4, 5)
    )
    line.origin.page("/s/sample_channel", f"<div class='tgme_channel_info'></div>{messages}")
    line.round()
    assert asked(line) == ["/s/sample_channel"]
    assert line.query("SELECT title, link, extraction FROM articles ORDER BY published") == [
        ("Sample message 4.", "https://t.me/sample_channel/4", "full text"),
        ("Sample message 5.", "https://t.me/sample_channel/5", "full text"),
    ]
