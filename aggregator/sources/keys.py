"""What every block of feeds.yaml has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Keys(BaseModel):
    """The keys of one block. A key that is not listed is an error, and so is ``"5"`` for 5."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
