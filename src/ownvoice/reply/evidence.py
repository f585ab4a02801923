"""The second step: what the creator really said that may answer the message, best first."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from ownvoice.core.answers import Evidence, EvidenceItem, EvidenceKind, Fact, FanMessage, Triage
from ownvoice.reply.answerability import FITTED, AnswerabilityWeights, answerable, any_answers
from ownvoice.reply.conflicts import conflicts
from ownvoice.reply.freshness import COUNTS_LESS, worn
from ownvoice.reply.matching import Sought, matches, missing, share, sought, stems_of
from ownvoice.reply.standing import standing

Search = Callable[[str, str], Sequence[EvidenceItem]]
"""Called with the question and its language; returns exchanges and passages with their scores set."""

MAX_ITEMS = 12
FACT_COVERAGE = 0.34  # a fact is looked at when it shares this part of the question's content
ABOUT_AS_GOOD = 0.5  # log-odds this close count as equal: then the kind decides, and after it the day

# What the creator states outright comes before what they answered once, and that before what they said.
_RANK = {EvidenceKind.FACT: 0, EvidenceKind.EXCHANGE: 1, EvidenceKind.PASSAGE: 2}


def gather(
    message: FanMessage,
    triage: Triage,
    search: Search,
    facts: Sequence[Fact],
    today: date,
    weights: AnswerabilityWeights = FITTED,
    recent: Search | None = None,
) -> Evidence:
    """The evidence for the message's question; empty where nothing is asked.

    Items that aren't public or whose days are over are left out, whatever `search` returns. Each item's score
    becomes the chance that it answers; `answerable` is the chance that anything found does (see
    `answerability.py`). What fans ask is mostly about what was just published, so `recent` looks there once more.
    Raises only what `search` and `recent` raise.
    """
    if not triage.question:
        return Evidence()
    language = triage.language
    looked_up = _looked_up(triage.question, language, search, recent)
    found = [item for item in looked_up if usable(item, today)]
    question = sought(triage.question, language, found)
    found.extend(facts_on(question, language, facts, today))
    if not found:
        return Evidence()
    found_how = matches(question, language, found)
    judged = [
        replace(item, score=answerable(match, weights)) for item, match in zip(found, found_how, strict=True)
    ]
    likely = sorted(judged, key=lambda item: -item.score)[:MAX_ITEMS]
    best_first = _ordered([_aged(item, today) for item in likely])
    best = best_first[0]
    features, _ = standing(question, triage.question, language, found, found_how, today)
    return Evidence(
        tuple(best_first),
        any_answers(max(item.score for item in judged), features),
        missing(question, best, language),
        conflicts(question, best_first),
    )


def _looked_up(question: str, language: str, search: Search, recent: Search | None) -> list[EvidenceItem]:
    """What the search finds, and what it finds among what is recent, each once."""
    found = list(search(question, language))
    if recent is not None:
        known = {item.id for item in found}
        found.extend(item for item in recent(question, language) if item.id not in known)
    return found


def _aged(item: EvidenceItem, today: date) -> EvidenceItem:
    """The item, marked and counting less where something in it may not hold any more."""
    old = worn(item, today)
    if not old:
        return item
    return replace(item, score=1 / (1 + math.exp(COUNTS_LESS - _odds(item))), worn=old)


def usable(item: EvidenceItem, today: date) -> bool:
    """Whether the item may be told to anyone today: public, not expired, and with something said in it."""
    return item.public and bool(item.text.strip()) and holds_on(today, None, item.valid_until)


def holds_on(today: date, valid_from: date | None, valid_until: date | None) -> bool:
    """Whether `today` lies in the span; both ends belong to it, None is open."""
    return (valid_from is None or valid_from <= today) and (valid_until is None or today <= valid_until)


def facts_on(question: Sought, language: str, facts: Sequence[Fact], today: date) -> list[EvidenceItem]:
    """The facts that hold today and share enough with the question to be looked at."""
    matching: list[EvidenceItem] = []
    for fact in facts:
        if not holds_on(today, fact.valid_from, fact.valid_until) or not fact.text.strip():
            continue
        coverage = share(question, stems_of(f"{fact.question} {fact.text}", fact.language or language))
        if coverage < FACT_COVERAGE:
            continue
        matching.append(
            EvidenceItem(
                id=f"f{fact.id}",
                kind=EvidenceKind.FACT,
                text=fact.text,
                score=coverage,
                asked=fact.question,
                url=fact.url,
                language=fact.language,
                valid_until=fact.valid_until,
                coverage=coverage,
                sought=question.words,
            )
        )
    return matching


def _ordered(items: Sequence[EvidenceItem]) -> list[EvidenceItem]:
    """Best first; among items about as good: facts, exchanges, passages, newer before older."""
    left = sorted(items, key=lambda item: -item.score)
    ordered: list[EvidenceItem] = []
    while left:
        peers = [item for item in left if _odds(item) >= _odds(left[0]) - ABOUT_AS_GOOD]
        left = left[len(peers) :]
        ordered.extend(sorted(peers, key=lambda item: (_RANK[item.kind], -_day(item))))
    return _with_distinct_ids(ordered)


def _odds(item: EvidenceItem) -> float:
    chance = min(max(item.score, 1e-9), 1 - 1e-9)
    return math.log(chance / (1 - chance))


def _day(item: EvidenceItem) -> int:
    return item.published_at.toordinal() if item.published_at else 0


def _with_distinct_ids(items: Sequence[EvidenceItem]) -> list[EvidenceItem]:
    """The items, each under an id of its own, since a draft's citations must name exactly one."""
    taken: set[str] = set()
    distinct: list[EvidenceItem] = []
    for item in items:
        name, n = item.id, 2
        while name in taken:
            name, n = f"{item.id}-{n}", n + 1
        taken.add(name)
        distinct.append(item if name == item.id else replace(item, id=name))
    return distinct
