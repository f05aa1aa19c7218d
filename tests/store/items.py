"""What the sample source of these tests has published."""

from __future__ import annotations

from tests.pipeline.lines import Item

HIDDEN = "Zurbagan"  # a word that stands nowhere but deep inside one text
ITEMS = [
    Item("one", "Sample: a trial in Simferopol", guid="1"),
    Item("two", "Зразок: обшуки в Бахчисараї", guid="2"),
    Item("three", "Образец: задержание в Мелитополе", guid="3"),
]
