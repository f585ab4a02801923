"""Two things the creator said that can't both hold, found among the evidence for one question.

What they state outright counts before what they once said, and the newer before the older. Where neither tells (two
facts, the same day, no day) nobody but the creator can say, and the message is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ownvoice.core.answers import Conflict, Evidence, EvidenceItem, EvidenceKind, Settled
from ownvoice.core.text import fold
from ownvoice.reply.checking.amount import Amount, Amounts, Day
from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.checking.polarity import negations, wrong_polarity
from ownvoice.reply.checking.reading import Reading, Said, read
from ownvoice.reply.checking.wordlists import wordlists
from ownvoice.reply.matching import Sought

LIKELY = 0.35  # only what may be quoted is compared: an item whose chance to answer is this large
COMPARED = 6  # of the best items
MOST = 5  # contradictions that are told
SENTENCES = 40  # of an item
LONGEST = 600  # characters of a sentence that is compared
ALIKE = (
    0.7  # share of the words of content that two sentences on the same thing have in common, of the shorter's
)
WORDS = 3  # of content that they share at least; or what they share is this part of what is asked
ASKED = 0.5
SHARED = 0.5  # of the shorter's content
ONE_ONLY = 0.2  # part of the question that one of them may have and the other not: rye isn't wheat
FEWEST = 2  # words of content that two sentences share of which one says the reverse of the other


@dataclass(frozen=True, slots=True)
class _Difference:
    said: str
    against: str
    value: str = ""
    other_value: str = ""


def conflicts(question: Sought, items: Sequence[EvidenceItem]) -> tuple[Conflict, ...]:
    """The contradictions among the best items, each pair of items once; `items` have their final scores."""
    found: list[Conflict] = []
    compared = [item for item in items if item.score >= LIKELY and item.public][:COMPARED]
    for i, one in enumerate(compared):
        for other in compared[i + 1 :]:
            if len(found) == MOST:
                break
            first, second, settled = _ranked(one, other)
            different = difference(
                read(first.text, first.language), read(second.text, second.language), question
            )
            if different:
                found.append(
                    Conflict(
                        first.id, second.id, different.said, different.against, settled,
                        different.value, different.other_value,
                    )
                )  # fmt: skip
    return tuple(found)


def overruled(evidence: Evidence) -> dict[str, frozenset[str]]:
    """By item, the sentences that something newer or a fact says otherwise; both sides where it is open."""
    found: dict[str, set[str]] = {}
    for conflict in evidence.conflicts:
        found.setdefault(conflict.other, set()).add(conflict.against)
        if conflict.settled is Settled.OPEN:
            found.setdefault(conflict.used, set()).add(conflict.said)
    return {name: frozenset(said) for name, said in found.items()}


def without_overruled(evidence: Evidence) -> Evidence:
    """The evidence without the items that are contradicted by what counts more, for composing.

    An item whose one sentence is out of date can't be trusted to go on from it, so it goes as a whole.
    """
    out = overruled(evidence)
    if not out:
        return evidence
    return replace(evidence, items=tuple(item for item in evidence.items if item.id not in out))


def undecided(evidence: Evidence) -> Conflict | None:
    """The first contradiction that only the creator can settle."""
    return next((one for one in evidence.conflicts if one.settled is Settled.OPEN), None)


def _ranked(one: EvidenceItem, other: EvidenceItem) -> tuple[EvidenceItem, EvidenceItem, Settled]:
    facts = one.kind is EvidenceKind.FACT, other.kind is EvidenceKind.FACT
    if facts[0] != facts[1]:
        return (one, other, Settled.FACT) if facts[0] else (other, one, Settled.FACT)
    mine, theirs = _day(one), _day(other)
    if facts[0] or mine is None or theirs is None or mine == theirs:
        return one, other, Settled.OPEN
    return (one, other, Settled.NEWER) if mine > theirs else (other, one, Settled.NEWER)


def _day(item: EvidenceItem) -> date | None:
    return item.published_at.date() if item.published_at else None


def difference(one: Reading, other: Reading, question: Sought) -> _Difference | None:
    """The first two sentences that say otherwise of the same thing, or None.

    Only texts in one language are compared: across languages nothing tells that they speak of the same.
    """
    if one.language != other.language or fold(one.text) == fold(other.text):
        return None
    theirs = [(said, _content(said, other.language)) for said in other.said[:SENTENCES] if _comparable(said)]
    for mine in one.said[:SENTENCES]:
        if not _comparable(mine):
            continue
        about = _content(mine, one.language)
        for yours, their_about in theirs:
            if mine.words == yours.words or not _same_subject(about, their_about, question):
                continue
            found = _amounts_differ(mine, yours, one.language)
            if not found and _nearly_alike(about, their_about):
                found = _reversed(mine, yours, one, other)
            if found:
                return found
    return None


def _comparable(said: Said) -> bool:
    return len(said.text) <= LONGEST and not said.text.rstrip().endswith("?")


def _content(said: Said, language: str) -> frozenset[str]:
    """The stems of what a sentence is about: without what may differ, numbers, days and whether it is denied."""
    lists = wordlists(language)
    denying = set(negations(said.words, lists))
    denying |= {at - 1 for at in denying if said.words[at] == "t"}
    return frozenset(
        said.stems[i]
        for i in said.content
        if i not in denying
        and not (
            said.words[i][0].isdigit() or said.words[i] in lists.weekdays or said.words[i] in lists.months
        )
        and said.words[i] not in lists.numbers
        and (said.words[i],) not in lists.units
    )


def _same_subject(mine: frozenset[str], yours: frozenset[str], question: Sought) -> bool:
    """Whether two sentences speak of the same, told by their words of content and those of the question."""
    common = mine & yours
    one_only = both = 0.0
    for word in question.words:
        said = not mine.isdisjoint(word.stems), not yours.isdisjoint(word.stems)
        both += word.weight if all(said) else 0.0
        one_only += word.weight if said[0] != said[1] else 0.0
    if one_only > ONE_ONLY * question.total:
        return False
    shorter, longer = min(len(mine), len(yours)), max(len(mine), len(yours))
    if len(common) >= WORDS and len(common) >= ALIKE * shorter and len(common) >= SHARED * longer:
        return True
    return both >= ASKED * question.total > 0 and len(common) >= SHARED * shorter


def _amounts_differ(mine: Said, yours: Said, language: str) -> _Difference | None:
    a, b = amounts(mine.text, language), amounts(yours.text, language)
    pair = _other_number(a, b) or _other_day(a, b) or _other_clock(a, b)
    return _Difference(mine.text, yours.text, *pair) if pair else None


def _other_number(a: Amounts, b: Amounts) -> tuple[str, str] | None:
    """Two values of one measure that count the same, where neither sentence has the other's."""
    for one in a.numbers:
        if one.weak:
            continue
        alike = [other for other in b.numbers if _comparable_amounts(one, other)]
        same = [other for other in a.numbers if _comparable_amounts(one, other)]
        # Two prices in a sentence are two things: which of them the other sentence means can't be told.
        if len(alike) == 1 and len(same) == 1 and not alike[0].values & one.values:
            return one.said.strip(), alike[0].said.strip()
    return None


def _comparable_amounts(one: Amount, other: Amount) -> bool:
    if one.weak or other.weak or one.unit.measure != other.unit.measure:
        return False
    return bool(one.unit.measure) or one.about == other.about


def _other_day(a: Amounts, b: Amounts) -> tuple[str, str] | None:
    if len(a.days) != 1 or len(b.days) != 1:
        return None
    mine, yours = a.days[0], b.days[0]
    if any(_agree(one, other) for one in mine for other in yours):
        return None
    return mine[0].said, yours[0].said


def _agree(one: Day, other: Day) -> bool:
    """Whether two dates may be the same day, or can't be compared since they give different parts of one."""
    parts = (
        (one.day, other.day),
        (one.month, other.month),
        (one.year, other.year),
        (one.weekday, other.weekday),
    )
    given = [(mine, theirs) for mine, theirs in parts if mine and theirs]
    return not given or all(mine == theirs for mine, theirs in given)


def _other_clock(a: Amounts, b: Amounts) -> tuple[str, str] | None:
    if len(a.clocks) != 1 or len(b.clocks) != 1 or a.clocks[0][1] == b.clocks[0][1]:
        return None
    return a.clocks[0][0], b.clocks[0][0]


def _nearly_alike(mine: frozenset[str], yours: frozenset[str]) -> bool:
    common = len(mine & yours)
    return common >= FEWEST and common >= ALIKE * max(len(mine), len(yours))


def _reversed(mine: Said, yours: Said, one: Reading, other: Reading) -> _Difference | None:
    """Whether one denies what the other says."""
    denied = wrong_polarity(mine, one.lists, [yours], other.lists) and wrong_polarity(
        yours, other.lists, [mine], one.lists
    )
    return _Difference(mine.text, yours.text) if denied else None


def cites_overruled(text: str, ids: Collection[str], evidence: Evidence) -> Conflict | None:
    """The contradiction by which a claim with these citations doesn't count, or None."""
    said = fold(text)
    for conflict in evidence.conflicts:
        sides = [(conflict.other, conflict.against)]
        if conflict.settled is Settled.OPEN:
            sides.append((conflict.used, conflict.said))
        for name, sentence in sides:
            if name in ids and (fold(sentence) in said or said in fold(sentence)):
                return conflict
    return None
