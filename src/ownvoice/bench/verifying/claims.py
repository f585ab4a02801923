"""Public sets of claims that people judged against a text: WiCE, BEGIN and QAGS, as their files are published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the text it is held against, whether people found it supported, and what it must not be split from."""

    claim: str
    evidence: str
    supported: bool
    group: str
    language: str = "en"


def public_sets(data: Path) -> dict[str, list[Pair]]:
    """Every set found under `data/claims`, by name: the file's name without its ending.

    WiCE: supported against partially and not; BEGIN: fully attributable against the rest; QAGS: each summary sentence
    by the majority of its three judges. Groups: Wikipedia article, knowledge text, news article.
    """
    found: dict[str, list[Pair]] = {}
    for path in sorted((data / "claims").glob("*")):
        pairs = list(_read(path))
        if pairs:
            found[path.stem.replace("_claim", "")] = pairs
    return found


def kind(name: str) -> str:
    """The collection a set belongs to: "wice", "begin" or "qags"."""
    return name.partition("_")[0]


def _read(path: Path) -> Iterator[Pair]:
    if path.name.startswith("wice"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            group = str(row.get("meta", {}).get("claim_title", row["claim"]))
            yield Pair(row["claim"], "\n".join(row["evidence"]), row["label"] == "supported", group)
    elif path.name.startswith("begin"):
        for line in path.read_text(encoding="utf-8").split("\n")[1:]:
            cells = line.split("\t")
            if len(cells) >= 6:
                yield Pair(cells[4], cells[2], cells[5].strip() == "Fully attributable", cells[2][:200])
    elif path.name.startswith("qags"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            for entry in row["summary_sentences"]:
                yes = sum(response["response"] == "yes" for response in entry["responses"])
                yield Pair(entry["sentence"], row["article"], 2 * yes > len(entry["responses"]), str(number))
