"""The languages of the interface: one file of words for each, and an address for each.

English is written in the templates and is the key; ``<code>.yaml`` beside this file says the
same in another language. A language is added by adding a file. A small look-up of our own,
because gettext's compiled files would have to be built and could not be read in a review.
"""

from aggregator.site.languages.address import DEFAULT, Links, with_language
from aggregator.site.languages.catalogue import Catalogue, catalogue, catalogues, said

__all__ = [
    "DEFAULT",
    "Catalogue",
    "Links",
    "catalogue",
    "catalogues",
    "said",
    "with_language",
]
