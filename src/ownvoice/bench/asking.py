"""Twenty questions about the sample creator: the right original for those that can be answered, none for the rest."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import yaml

NAME = "ask"
SUMMARY = "Questions about the sample creator: right source where there is an answer, handed over where there is none."
TARGETS = {
    "answerable_right_source": {"at_least": 0.9},
    "unanswerable_handed_over": {"at_least": 1.0},
}


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Ask the sample's questions, or those of another file of the same form (`data`), of the sample creator.

    `answerable_right_source`: share of the answerable questions whose draft cites the expected original and
    holds the expected words (`source` and `must_contain`: a text, or a list of which any will do).
    `unanswerable_handed_over`: share of the others that end without a draft.
    """
    from ownvoice.runtime.starting import start

    start()
    from ownvoice import sample
    from ownvoice.inbox.sample import load_sample
    from ownvoice.tenants.scope import acting_for

    creator = load_sample()
    questions = yaml.safe_load((data or sample.folder() / "questions.yml").read_text(encoding="utf-8"))
    with acting_for(creator):
        outcomes = [ask(creator, entry) for entry in questions]
    answerable = [outcome for outcome in outcomes if outcome["expect"] == "answer"]
    others = [outcome for outcome in outcomes if outcome["expect"] != "answer"]
    return {
        "questions": len(outcomes),
        "answerable_right_source": round(statistics.mean(o["right"] for o in answerable), 3)
        if answerable
        else 1.0,
        "answerable_answered": round(statistics.mean(bool(o["text"]) for o in answerable), 3)
        if answerable
        else 1.0,
        "unanswerable_handed_over": round(statistics.mean(not o["text"] for o in others), 3)
        if others
        else 1.0,
        "p50_ms": round(statistics.median(o["ms"] for o in outcomes), 1),
        "missed": [
            o["question"] for o in outcomes if not (o["right"] if o["expect"] == "answer" else not o["text"])
        ],
    }


def ask(creator: Any, entry: dict[str, Any], by_meaning: bool = True) -> dict[str, Any]:
    """The entry with what came of it: `text` of the draft, whether it is `right`, and how long it took in `ms`."""
    from ownvoice.core.answers import FanMessage
    from ownvoice.inbox.drafting import work_out

    started = time.perf_counter()
    reply = work_out(creator, FanMessage(entry["question"]), by_meaning=by_meaning)
    ms = (time.perf_counter() - started) * 1000
    cited = [reply.evidence.get(pk) for sentence in reply.draft.sentences for pk in sentence.evidence_ids]
    said = reply.draft.text.casefold()
    right = any(words.casefold() in said for words in _any_of(entry, "must_contain")) and any(
        source in f"{item.url} {item.text} {item.title}"
        for item in cited
        if item
        for source in _any_of(entry, "source")
    )
    return {**entry, "text": reply.draft.text, "right": right and bool(reply.draft.text), "ms": ms}


def _any_of(entry: dict[str, Any], key: str) -> list[str]:
    value = entry.get(key, "")
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
