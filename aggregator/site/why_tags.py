"""Why an article carries a tag, in words for somebody who has never seen our rules.

The names of the rules (docs/tagging.md, docs/topics.md) stay in the table, for those who ask.
"""

from __future__ import annotations

from aggregator.site.languages import said
from aggregator.site.rows import Tag

_PLACES = {
    "name": said("the place is named"),
    "oblast": said("the region is named"),
    "land": said("the land is named"),
    "raion": said("the district is named"),
    "hromada": said("the community is named"),
    "old-raion": said("a district is named that was abolished in 2020"),
    "latin-raion": said("the district is named"),
    "latin-hromada": said("the community is named"),
    "adjective": said("something is called after the place"),
    "people": said("its inhabitants are named"),
    "group": said("it is named"),
    "numbered": said("the prison is named by number and town"),
    "beside": said("the plant stands in one sentence with its town"),
    "evidence": said("several places have this name; the rest of the text points to this one"),
    "within": said("a place inside it is named"),
}
TOPIC = said("the text uses words that belong to this topic")
UNKNOWN = said("a rule for these words says so")


def because(tag: Tag) -> tuple[str, ...]:
    """The reasons of one tag, each once, as keys of the catalogues."""
    if tag.kind == "topic":
        return (TOPIC,)
    rules = [rule.strip() for rule in tag.rule.split(",") if rule.strip()]
    return tuple(dict.fromkeys(_PLACES.get(rule, UNKNOWN) for rule in rules))
