"""Our rewordings of real sentences (`benchmarks/data/paraphrases.txt`) beside the passages they are of."""

from __future__ import annotations

from pathlib import Path

from ownvoice.bench.verifying.claims import Pair
from ownvoice.bench.verifying.creators import true_sentences

FILE = Path(__file__).resolve().parents[4] / "benchmarks" / "data" / "paraphrases.txt"


def paraphrases(data: Path) -> list[Pair]:
    """Two pairs a sentence, one that follows and one that doesn't; sentences not found under `data` are left out."""
    if not FILE.is_file():
        return []
    known = {sentence.key: sentence for sentence in true_sentences(data)}
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("#") or len(cells) != 3 or cells[0] not in known:
            continue
        source = known[cells[0]]
        found.append(Pair(cells[1], source.passage, True, source.key, source.language))
        found.append(Pair(cells[2], source.passage, False, source.key, source.language))
    return found
