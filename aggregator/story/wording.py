"""The number in words, as section 1.6 has them: words before codes, never "true"."""

from __future__ import annotations

ONE_IS_NORMAL = (
    "In occupied areas that is often impossible; it does not mean that the report is wrong."
)


def in_words(number: int | None, reason: str, origins: int) -> str:
    """What the page says of a number; empty where a story has none."""
    if number is None:
        return ""
    if number == 1:
        return f"Confirmed by {origins} separate sources"
    if number == 2:
        two = reason == "N2 two not fully vetted"
        return (
            "Two sources, not yet fully vetted" if two else "One source, with supporting evidence"
        )
    return {
        3: "One original source; not separately confirmed yet",
        4: "Disputed",
        5: "Refuted",
    }.get(number, "Cannot be judged yet")


def repeated(articles: int) -> str:
    """How many others repeat it, or nothing."""
    if articles < 1:
        return ""
    return "1 other repeats it" if articles == 1 else f"{articles} others repeat it"
