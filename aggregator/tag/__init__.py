"""Reading an article: its language, the places it speaks of, its topics. Pure functions."""

from __future__ import annotations

from datetime import date

from aggregator import model
from aggregator.tag import gazetteer, places, topics
from aggregator.tag.language import detect


def tag_article(
    title: str,
    text: str,
    *,
    language: str | None = None,
    published: date | None = None,
    focus: bool = True,
    own_names: tuple[str, ...] = (),
) -> model.Tags:
    """Everything that reading one article yields.

    ``language`` is what the feed or page says; the text itself decides where it is long enough.
    ``focus`` and ``own_names`` are explained at :func:`aggregator.tag.places.find_places`.
    """
    spoken = detect(model.document(title, text), language)
    return model.Tags(
        language=spoken,
        regions=places.find_places(
            title, text, published=published, focus=focus, own_names=own_names
        ),
        topics=topics.find_topics(title, text, spoken),
        gazetteer_version=gazetteer.version(),
        topics_version=topics.VERSION,
    )
