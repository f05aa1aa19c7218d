"""Tables that the program reads."""

from datetime import date
from typing import Final

OCCUPATION_LISTED: Final = date(2025, 5, 7)
"""The edition of the official list of occupied places that places.json.gz was made from. For later
days the answer is what stood on the list then: nobody has told us more."""
