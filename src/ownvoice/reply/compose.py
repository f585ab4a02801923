"""The third step, without a model: a reply in the creator's own sentences.

Every claim is a stretch of one evidence item's text, character for character, with that item's id, or the
item's link; every courtesy is one of the creator's habits. So it can't invent anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.answers import (
    Draft,
    Evidence,
    EvidenceItem,
    EvidenceKind,
    FanMessage,
    Goal,
    Habits,
    Intent,
    Sentence,
    SentenceRole,
    Triage,
)
from ownvoice.core.text import stem, words
from ownvoice.reply.answerability import share
from ownvoice.reply.question import content_terms
from ownvoice.reply.quoting import Quote, claims_human, quotes
from ownvoice.voice.courtesy import fit_to_reuse

COMPOSER = "own words"
CONSIDERED = 5  # how many of the best items may lead
GOOD_COVERAGE = 0.34  # an item may lead with this share of the question's content,
GOOD_SIMILARITY = 0.88  # or when its vector is this close
SHORT_ANSWER_CHARS = 450  # an earlier answer up to this length is used whole
ENOUGH_CHARS = 280  # a quote this long isn't extended by a sentence that shares nothing with the question
POSITION_BONUS = 0.1  # what comes first in an item says what it is about
COMPLEMENT = 0.5  # below this share of the question, a second item may add a sentence
_GOAL_INTENTS = (Intent.QUESTION, Intent.REQUEST)


def compose_own_words(
    message: FanMessage,
    triage: Triage,
    evidence: Evidence,
    habits: Habits,
    goals: Sequence[Goal] = (),
    max_sentences: int = 4,
) -> Draft:
    """A draft from the evidence, or one without sentences where nothing in it is good enough.

    `goals` are those that hold today. `max_sentences` counts claims; opening, closing, link and goal come
    on top. Thanks are answered with a habit alone. Answers are in the fan's language; where only another
    has one, a single sentence is quoted in it, with the link to the original.
    """
    language = triage.language
    if triage.intent is Intent.THANKS and not triage.question:
        thanks = _habit(habits.thanks, language, message)
        return Draft((thanks,) if thanks else (), COMPOSER, language)
    claims = _claims(triage, evidence, max_sentences)
    if not claims:
        return Draft((), COMPOSER, language)
    opening = _habit(habits.openings, language, message)
    closing = None if triage.intent is Intent.CRITICISM else _habit(habits.closings, language, message)
    goal = _goal(triage, goals)
    parts = [opening, *claims, goal, closing]
    return Draft(tuple(part for part in parts if part), COMPOSER, language)


def _habit(habits: dict[str, tuple[str, ...]], language: str, message: FanMessage) -> Sentence | None:
    for text in habits.get(language, ()):
        if fit_to_reuse(text, message.author_name) and not claims_human(text):
            return Sentence(text, SentenceRole.COURTESY)
    return None


def _goal(triage: Triage, goals: Sequence[Goal]) -> Sentence | None:
    if triage.intent not in _GOAL_INTENTS or triage.risks:
        return None
    asked = {stem(word, triage.language) for word in words(triage.question)}
    for goal in goals:
        if goal.language not in ("", triage.language) or not goal.message.strip():
            continue
        topics = [{stem(word, triage.language) for word in words(topic)} for topic in goal.topics]
        if any(topic and topic <= asked for topic in topics):
            return Sentence(goal_text(goal), SentenceRole.GOAL)
    return None


def goal_text(goal: Goal) -> str:
    """The goal's message verbatim, followed by its link where it has one that the message doesn't name."""
    if goal.url and goal.url not in goal.message:
        return f"{goal.message} {goal.url}"
    return goal.message


@dataclass(frozen=True, slots=True)
class _Run:
    """Quotes of one item that are said together."""

    item: EvidenceItem
    quotes: tuple[Quote, ...]


def _claims(triage: Triage, evidence: Evidence, limit: int) -> list[Sentence]:
    language = triage.language
    wanted = set(content_terms(triage.question, language))
    good = [item for item in evidence.items[:CONSIDERED] if _good(item)]
    own = [item for item in good if item.language in ("", language) or not language]
    for item in own:
        run = _run(item, wanted, language, limit)
        if run:
            return _with_complement(run, own, wanted, language, limit)
    for item in good:
        run = _run(item, wanted, item.language, 1) if item not in own and _linked(item) else None
        if run:
            return [*_sentences(run), _link(item)]
    return []


def _good(item: EvidenceItem) -> bool:
    return item.public and (
        item.coverage >= GOOD_COVERAGE or (item.similarity is not None and item.similarity >= GOOD_SIMILARITY)
    )


def _run(item: EvidenceItem, wanted: set[str], language: str, limit: int) -> _Run | None:
    """The item's best quotes: a short answer whole, else the best sentence and its neighbours."""
    found = quotes(item)
    if not found or limit < 1:
        return None
    answer = item.kind is not EvidenceKind.PASSAGE
    if answer and len(found) <= limit and sum(len(quote.text) for quote in found) <= SHORT_ANSWER_CHARS:
        return _Run(item, tuple(quote for i, quote in enumerate(found) if _follows(found, i)))
    overlaps = [share(wanted, quote.text, language) for quote in found]
    best = max(range(len(found)), key=lambda i: overlaps[i] + POSITION_BONUS * (1 - i / len(found)))
    near = item.similarity is not None and item.similarity >= GOOD_SIMILARITY
    if not (overlaps[best] > 0 or answer or near):
        return None
    first = best
    while found[first].relies:
        if first == 0 or found[first - 1].index != found[first].index - 1 or best - first + 2 > limit:
            return None
        first -= 1
    last = best
    while (
        last + 1 < len(found) and last + 1 - first < limit and found[last + 1].index == found[last].index + 1
    ):
        said = sum(len(quote.text) for quote in found[first : last + 1])
        following = found[last + 1]
        if overlaps[last + 1] == 0 and (last > best or said + len(following.text) > ENOUGH_CHARS):
            break
        last += 1
    return _Run(item, tuple(found[first : last + 1]))


def _follows(found: list[Quote], i: int) -> bool:
    return not found[i].relies or (
        i > 0 and found[i - 1].index == found[i].index - 1 and _follows(found, i - 1)
    )


def _with_complement(
    run: _Run, items: Sequence[EvidenceItem], wanted: set[str], language: str, limit: int
) -> list[Sentence]:
    """The run, and where it leaves most of the question open, a sentence of another item."""
    said = _sentences(run)
    links = [_link(run.item)] if run.item.kind is EvidenceKind.PASSAGE and _linked(run.item) else []
    text = " ".join([run.item.asked, *(quote.text for quote in run.quotes)])
    missing = wanted - set(content_terms(text, language))
    if len(run.quotes) >= limit or not wanted or len(missing) <= COMPLEMENT * len(wanted):
        return [*said, *links]
    for item in items:
        if item is run.item:
            continue
        for quote in quotes(item):
            if not quote.relies and share(missing, quote.text, language) > COMPLEMENT:
                return [*said, Sentence(quote.text, SentenceRole.CLAIM, (item.id,)), *links]
    return [*said, *links]


def _sentences(run: _Run) -> list[Sentence]:
    return [Sentence(quote.text, SentenceRole.CLAIM, (run.item.id,)) for quote in run.quotes]


def _linked(item: EvidenceItem) -> bool:
    return item.url.startswith(("https://", "http://")) and not any(c.isspace() for c in item.url)


def _link(item: EvidenceItem) -> Sentence:
    return Sentence(item.url, SentenceRole.CLAIM, (item.id,))
