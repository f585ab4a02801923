"""What the word lists say about a message's intent: the sum of its phrases' weights, and the phrase that says most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ownvoice.reply.lexicon import LANGUAGES, all_lexicons, lexicon, unexempted
from ownvoice.reply.phrases import Match

MOST_WEIGHT = 8  # of an intent that the classifier is told


@dataclass(frozen=True, slots=True)
class Listed:
    """Of each intent that phrases were found for: the weights of distinct phrases added up, the heaviest, its phrase."""

    scores: Mapping[str, int]
    heaviest: Mapping[str, int]
    because: Mapping[str, str]

    def traits(self) -> list[str]:
        """The sums as traits for the classifier, a greater sum with all the smaller ones."""
        return [
            f"l {name} {weight}"
            for name, score in self.scores.items()
            for weight in range(1, min(score, MOST_WEIGHT) + 1)
        ]


def listed(said: Sequence[str], language: str, found: Mapping[str, Sequence[Match]] | None = None) -> Listed:
    """What the lists of the message's language say about its folded words; all lists where that language has none.

    Only its own language is read: "en retard" is no insult in French. `found`: matches by language, where they are
    known already.
    """
    books = [lexicon(language)] if language in LANGUAGES else list(all_lexicons())
    scores: dict[str, int] = {}
    heaviest: dict[str, tuple[int, str]] = {}
    seen: set[tuple[str, str]] = set()
    for book in books:
        matches = found[book.language] if found is not None else book.triage.find(list(said))
        for match in unexempted(list(matches), "intent"):
            name, key = match.label.name, (match.label.name, " ".join(said[match.start : match.end]))
            if key in seen:
                continue
            seen.add(key)
            scores[name] = scores.get(name, 0) + match.label.weight
            heaviest[name] = max(heaviest.get(name, (0, "")), (match.label.weight, key[1]))
    return Listed(
        scores,
        {name: weight for name, (weight, _) in heaviest.items()},
        {name: phrase for name, (_, phrase) in heaviest.items()},
    )
