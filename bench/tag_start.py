"""What the tagger costs a fresh process: imports, tables, and one short article in each language.

Reads the names of the sources as JSON from stdin, writes CPU seconds and MB of resident memory
as JSON to stdout. Linux only. Nothing of the tagger may be imported above ``start``. The texts
are long enough for ``detect`` to tell them by their words; py3langid, which it asks about odd
ones, is not in the figure (half a second and 90 MB in a process that meets one).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def resident() -> float:
    """Resident memory of this process in MB (proc(5): statm counts pages of 4 KiB)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def start(names: list[list[str]]) -> dict[str, float]:
    """Loads the tagger and everything that it loads on first use."""
    memory, cpu = resident(), time.process_time()
    from aggregator.tag import tag_article  # noqa: PLC0415
    from aggregator.tag.figures import find_figures  # noqa: PLC0415
    from aggregator.tag.organisations import Alias, find_organisations  # noqa: PLC0415

    sources = tuple(Alias(organisation, name) for organisation, name in names)
    for text in (
        "In Kherson at least 63 people were detained in March 2024, said the Crimean Human"
        " Rights Group, and two of them are still in the custody of the FSB.",
        "У Херсоні в березні 2024 року затримали щонайменше 63 людей, повідомила Кримська"
        " правозахисна група, і двоє з них досі в руках ФСБ.",
        "В Херсоне в марте 2024 года задержали не менее 63 человек, сообщила Крымская"
        " правозащитная группа, и двое из них до сих пор в руках ФСБ.",
    ):
        tags = tag_article("", text)
        find_figures("", text, tags.language, find_organisations("", text, sources))
    return {"cpu": time.process_time() - cpu, "memory": resident() - memory}


if __name__ == "__main__":
    print(json.dumps(start(json.load(sys.stdin))))
