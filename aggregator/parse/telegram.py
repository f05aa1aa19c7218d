"""Telegram's public view of a channel (https://t.me/s/NAME): one entry per message."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.html import HtmlElement

from aggregator.health import State
from aggregator.model import Document, Entry, ParsedFeed
from aggregator.parse.dates import parse_date
from aggregator.parse.links import web_link
from aggregator.parse.listing import selector
from aggregator.parse.markup import page_tree
from aggregator.parse.text import one_line, plain_text

_MESSAGE = ".tgme_widget_message[data-post]"
_TEXT = ".tgme_widget_message_text.js-message_text"
_DATE = "a.tgme_widget_message_date time[datetime]"
_OLDER = "a.tme_messages_more[data-before]"
_TITLE = 120
"""Characters of the first line that become the title: a headline; longer is a paragraph."""
_POST = re.compile(r"[A-Za-z0-9_]{3,64}/[0-9]{1,12}")


def parse_telegram(document: Document) -> ParsedFeed:
    """Reads the messages, newest first. A message without words (a picture, a film) is no entry.

    Its text is the whole article, so no page is fetched for it. Never raises.
    """
    tree = page_tree(document.body, document.content_type)
    if isinstance(tree, str):
        return ParsedFeed(State.NOT_A_FEED, detail=tree)
    messages = selector(_MESSAGE)(tree)
    title = tree.find('.//meta[@property="og:title"]')
    name = one_line(title.get("content") or "") or None if title is not None else None
    if not messages:
        if selector(".tgme_channel_info, .tgme_header_info")(tree):
            return ParsedFeed(State.EMPTY, title=name, detail="the channel shows no messages")
        return ParsedFeed(
            State.NOT_A_FEED,
            detail="no public view of a channel: the name is wrong, or it was switched off",
        )
    read = [entry for each in messages if (entry := _entry(each)) is not None]
    return ParsedFeed(
        State.WORKING if read else State.EMPTY,
        tuple(reversed(read)),  # the page has the newest one last
        title=name,
        older=_older(tree, document.url),
    )


def _entry(message: HtmlElement) -> Entry | None:
    post = str(message.get("data-post"))
    texts = selector(_TEXT)(message)
    if not texts or not _POST.fullmatch(post):
        return None
    # The first text may be a quoted message; the message's own is the last.
    text = plain_text(lxml_html.tostring(texts[-1], encoding="unicode", with_tail=False))
    if not text:
        return None
    raw = next((str(time.get("datetime")) for time in selector(_DATE)(message)), None)
    dated = parse_date(raw)
    return Entry(
        id=f"https://t.me/{post}",
        link=f"https://t.me/{post}",
        title=one_line(text.split("\n", 1)[0], _TITLE),
        content=text,
        published_raw=one_line(raw, 200) if raw else None,
        published=dated[0] if dated else None,
        published_precision=dated[1] if dated else None,
        complete=True,
    )


def _older(tree: HtmlElement, url: str) -> str | None:
    for link in selector(_OLDER)(tree):
        before = str(link.get("data-before"))
        if before.isdecimal() and len(before) < 13:
            return web_link(f"?before={before}", url)
    return None
