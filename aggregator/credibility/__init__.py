"""How well a source is vetted: letters from public answers, and ties between sources. Pure."""
