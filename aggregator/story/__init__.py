"""The same event, its origins, who only repeats them, and how many separate origins there are.

Pure functions over the values of :mod:`~aggregator.story.values`; the rules are those of
docs/stories.md, numbered as there (section 1.4 of the notes on credibility).
"""
