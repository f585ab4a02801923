"""The third step, without a model: a reply in the creator's own sentences.

Every claim is a stretch of one evidence item's text, character for character, with that item's id, the
item's link, or from when it is; every courtesy is one of the creator's habits. So it can't invent anything.
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
from ownvoice.core.text import words
from ownvoice.reply.checking.fans_words import is_fans
from ownvoice.reply.freshness import said_when, says_worn
from ownvoice.reply.matching import Sought, has_number, share, sought, stems_of
from ownvoice.reply.quoting import Quote, claims_human, quotes, spoken_form
from ownvoice.voice.courtesy import fit_to_reuse
from ownvoice.voice.goals.fits import suits
from ownvoice.voice.goals.mention import goal_id, goal_text

COMPOSER = "own words"
CONSIDERED = 5  # how many of the best items may lead
GOOD = 0.35  # an item may lead where the chance that it answers is this large
SHORT_ANSWER_CHARS = 450  # an earlier answer up to this length is used whole
ENOUGH_CHARS = 280  # a quote this long isn't extended by a sentence that shares nothing with the question
STRETCH = 2  # sentences that may be needed to answer
POSITION_BONUS = 0.05  # what comes first in an item says what it is about
NUMBER_BONUS = 0.2  # where "how long" is asked, a sentence with a number answers
ECHO = 1.0  # what a sentence loses that says nothing new
NEW_WORDS = 2  # words of content that make it new,
SAME = 4  # told apart by their first letters
EXTRA_SENTENCE = 0.08  # a second sentence must bring at least this share of the question
OPEN = 0.4  # where more than this share of the question is left open, a second item may add a sentence
COMPLEMENT = 0.5  # that has more than this share of the rest


def compose_own_words(
    message: FanMessage,
    triage: Triage,
    evidence: Evidence,
    habits: Habits,
    goals: Sequence[Goal] = (),
    max_sentences: int = 4,
) -> Draft:
    """A draft from the evidence, or one without sentences where nothing in it is good enough.

    `goals` are those that may be mentioned today to this fan. `max_sentences` counts claims; opening, closing, link and goal come
    on top. Thanks are answered with a habit alone. Answers are in the fan's language; where only another
    has one, a single sentence is quoted in it, with the link to the original.
    """
    language = triage.language
    if triage.intent is Intent.THANKS and not triage.question:
        thanks = _habit(habits.thanks, language, message)
        return Draft((thanks,) if thanks else (), COMPOSER, language)
    claims = _claims(triage, evidence, _spoken(habits), max_sentences)
    if not claims:
        return Draft((), COMPOSER, language)
    asks = triage.intent is Intent.QUESTION
    opening = _habit(habits.openings, language, message, asks)
    closing = None if triage.intent is Intent.CRITICISM else _habit(habits.closings, language, message, asks)
    goal = _goal(message, triage, goals)
    parts = [opening, *claims, goal, closing]
    return Draft(tuple(part for part in parts if part), COMPOSER, language)


def _habit(
    habits: dict[str, tuple[str, ...]], language: str, message: FanMessage, asks: bool = True
) -> Sentence | None:
    for text in habits.get(language, ()):
        if not asks and "question" in words(text):
            continue  # "Good question!" to somebody who didn't ask one
        if fit_to_reuse(text, message.author_name) and not claims_human(text):
            return Sentence(text, SentenceRole.COURTESY)
    return None


def _spoken(habits: Habits) -> frozenset[str]:
    """All the creator's courtesies, in every language, as `quotes` compares them."""
    kinds = (habits.openings, habits.closings, habits.thanks)
    return frozenset(spoken_form(text) for kind in kinds for texts in kind.values() for text in texts)


def _goal(message: FanMessage, triage: Triage, goals: Sequence[Goal]) -> Sentence | None:
    for goal in goals:
        if suits(goal, message, triage).fits:
            return Sentence(goal_text(goal, triage.language), SentenceRole.GOAL, (goal_id(goal),))
    return None


@dataclass(frozen=True, slots=True)
class _Run:
    """Quotes of one item that are said together."""

    item: EvidenceItem
    quotes: tuple[Quote, ...]


def _claims(triage: Triage, evidence: Evidence, courtesies: frozenset[str], limit: int) -> list[Sentence]:
    language = triage.language
    question = sought(triage.question, language, evidence.items)
    good = [item for item in evidence.items[:CONSIDERED] if item.public and item.score >= GOOD]
    quotable = [
        (item, [quote for quote in quotes(item, courtesies) if not is_fans(quote.text, item)])
        for item in good
    ]
    own = [pair for pair in quotable if pair[0].language in ("", language) or not language]
    for item, found in own:
        run = _run(item, found, question, language, limit)
        if run:
            return _with_complement(run, own, question, language, limit)
    for item, found in quotable:
        if item.language in ("", language) or not _linked(item):
            continue
        run = _run(item, found, question, item.language, 1)
        if run:
            return [*_sentences(run), *_from_when(run, language), _link(item)]
    return []


def _run(item: EvidenceItem, found: list[Quote], question: Sought, language: str, limit: int) -> _Run | None:
    """The item's best quotes: a short answer whole, else the best stretch and what goes on from it."""
    if not found or limit < 1:
        return None
    answer = item.kind is not EvidenceKind.PASSAGE
    if answer and len(found) <= limit and sum(len(quote.text) for quote in found) <= SHORT_ANSWER_CHARS:
        return _Run(item, tuple(quote for i, quote in enumerate(found) if _follows(found, i)))
    stems = [stems_of(f"{quote.heading} {quote.text}", language) for quote in found]
    spans = [
        (first, last)
        for first in range(len(found))
        for last in range(first + 1, min(len(found), first + min(limit, STRETCH)) + 1)
        if _in_a_row(found, first, last) and not found[first].relies
    ]
    if not spans:
        return None
    first, last = max(spans, key=lambda span: _worth(question, found, stems, *span))
    idle = 0  # sentences that share nothing with the question: one may follow, where there is room
    while last < len(found) and last - first < limit and found[last].index == found[last - 1].index + 1:
        said = sum(len(quote.text) for quote in found[first:last])
        if not share(question, stems_of(found[last].text, language)):
            idle += 1
            if idle > 1 or said + len(found[last].text) > ENOUGH_CHARS:
                break
        last += 1
    return _Run(item, tuple(found[first:last]))


def _in_a_row(found: list[Quote], first: int, last: int) -> bool:
    return found[last - 1].index - found[first].index == last - 1 - first


def _worth(question: Sought, found: list[Quote], stems: list[frozenset[str]], first: int, last: int) -> float:
    """What speaks for quoting [first, last): the question's words, a number where one is asked for, brevity."""
    said = frozenset().union(*stems[first:last])
    worth = share(question, said)
    if not _brings_anything(question, found[first:last], said):
        worth -= ECHO
    if question.amount and any(has_number(quote.text) for quote in found[first:last]):
        worth += NUMBER_BONUS
    return worth + POSITION_BONUS * (1 - first / len(found)) - EXTRA_SENTENCE * (last - first - 1)


def _follows(found: list[Quote], i: int) -> bool:
    return not found[i].relies or (
        i > 0 and found[i - 1].index == found[i].index - 1 and _follows(found, i - 1)
    )


def _brings_anything(question: Sought, quoted: Sequence[Quote], said: frozenset[str]) -> bool:
    """Whether it says more than the question did: a heading only repeats it."""
    asked = {stem for word in question.words for stem in word.stems}
    new = {term[:SAME] for term in said - asked}
    return len(new) >= NEW_WORDS or any(has_number(quote.text) for quote in quoted)


def _with_complement(
    run: _Run,
    others: Sequence[tuple[EvidenceItem, list[Quote]]],
    question: Sought,
    language: str,
    limit: int,
) -> list[Sentence]:
    """The run, and where it leaves most of the question open, a sentence of another item."""
    said = [*_sentences(run), *_from_when(run, language)]
    links = [_link(run.item)] if run.item.kind is EvidenceKind.PASSAGE and _linked(run.item) else []
    has = stems_of(" ".join([run.item.asked, *(quote.text for quote in run.quotes)]), language)
    open_words = tuple(word for word in question.words if has.isdisjoint(word.stems))
    rest = Sought(open_words, sum(word.weight for word in open_words))
    if len(run.quotes) >= limit or rest.total <= OPEN * question.total:
        return [*said, *links]
    for item, found in others:
        if item is run.item:
            continue
        for quote in found:
            if not quote.relies and share(rest, stems_of(quote.text, language)) > COMPLEMENT:
                return [*said, Sentence(quote.text, SentenceRole.CLAIM, (item.id,)), *links]
    return [*said, *links]


def _sentences(run: _Run) -> list[Sentence]:
    return [Sentence(quote.text, SentenceRole.CLAIM, (run.item.id,)) for quote in run.quotes]


def _from_when(run: _Run, language: str) -> list[Sentence]:
    """From when it is, where something in it may not hold any more."""
    when = said_when(run.item.published_at, language)
    if when and says_worn(" ".join(quote.text for quote in run.quotes), run.item):
        return [Sentence(when, SentenceRole.CLAIM, (run.item.id,))]
    return []


def _linked(item: EvidenceItem) -> bool:
    return item.url.startswith(("https://", "http://")) and not any(c.isspace() for c in item.url)


def _link(item: EvidenceItem) -> Sentence:
    return Sentence(item.url, SentenceRole.CLAIM, (item.id,))
