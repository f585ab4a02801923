"""Trains the classifier that triage ships, and writes it where the package reads it.

python benchmarks/triage/train.py --data FOLDER     (from the checkout, with requirements/dev.txt installed)

FOLDER holds the evaluation sets; what is taken from it is told in docs/triage-model.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from ownvoice.bench.triaging import training  # noqa: E402
from ownvoice.reply.classifier import FILE, packed  # noqa: E402
from tests.reply import wordings  # noqa: E402


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=ROOT / "src" / "ownvoice" / "reply" / FILE)
    given = arguments.parse_args()
    # The wordings that the word lists were written with: the classifier may know them too.
    distress = (*wordings.CRISIS_EN, *wordings.CRISIS_FR, *wordings.CRISIS_INDIRECT)
    harmless = (*wordings.HARMLESS, *wordings.EVERYDAY, *wordings.INJECTIONS, *wordings.IDENTITY)
    corpus = training.corpus(given.data, distress, harmless)
    classifier = training.fit(corpus)
    data = packed(classifier)
    given.out.write_bytes(data)
    sys.stdout.write(f"{len(corpus.examples)} examples, {len(data)} bytes: {given.out}\n")


if __name__ == "__main__":
    main()
