"""The fourth step: whether each sentence of a draft may stand, whoever wrote it.

It judges the composer's quotes and a model's sentences alike, from the draft and the evidence alone. When in
doubt a sentence fails: a failed one costs the creator a look, a wrong one costs them their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ownvoice.core.answers import (
    Draft,
    Evidence,
    EvidenceItem,
    Goal,
    Habits,
    Sentence,
    SentenceRole,
    SentenceVerdict,
    Verdict,
)
from ownvoice.reply.evidence import holds_on, usable
from ownvoice.reply.quoting import claims_human
from ownvoice.reply.verbatim import (
    normalised,
    particulars,
    says_verbatim,
    says_with_other_articles,
)
from ownvoice.voice.courtesy import fit_to_reuse
from ownvoice.voice.goals.mention import goal_text

VERBATIM = 1.0
OTHER_ARTICLES = 0.8
COURTESY_ALONE = 0.9  # a reply that claims nothing can still be out of place
# Courtesies anyone may say, for a model that needs one where no habit is known.
PLAIN_COURTESIES = frozenset(
    {"Hello!", "Hi!", "Thank you!", "Thanks!", "Thank you for your message!", "Hope this helps!"}
    | {"Bonjour !", "Salut !", "Merci !", "Merci beaucoup !", "Merci pour votre message !", "Bonne journée !"}
)


def verify(draft: Draft, evidence: Evidence, habits: Habits, goals: Sequence[Goal], today: date) -> Verdict:
    """The verdict on each sentence, with a reason in one line, and the draft's confidence.

    `confidence` is 0 where a sentence fails or there is none; otherwise `evidence.answerable` times how
    closely the loosest claim keeps to its source (1 word for word, 0.8 with other articles); for a draft of
    courtesies alone it is 0.9. It is no probability until it is calibrated on the creator's own exams.
    """
    judged = [_judge(sentence, evidence, habits, goals, today) for sentence in draft.sentences]
    verdicts = tuple(verdict for verdict, _ in judged)
    if not judged or not all(verdict.supported for verdict in verdicts):
        return Verdict(verdicts, 0.0)
    claims = [closeness for verdict, closeness in judged if verdict.sentence.role is SentenceRole.CLAIM]
    return Verdict(verdicts, evidence.answerable * min(claims) if claims else COURTESY_ALONE)


def _judge(
    sentence: Sentence, evidence: Evidence, habits: Habits, goals: Sequence[Goal], today: date
) -> tuple[SentenceVerdict, float]:
    if claims_human(sentence.text):
        return SentenceVerdict(
            sentence, False, "Claims to come from a human, or denies coming from an AI."
        ), 0.0
    if sentence.role is SentenceRole.COURTESY:
        return _judge_courtesy(sentence, habits), VERBATIM
    if sentence.role is SentenceRole.GOAL:
        return _judge_goal(sentence, goals, today), VERBATIM
    return _judge_claim(sentence, evidence, today)


def _judge_courtesy(sentence: Sentence, habits: Habits) -> SentenceVerdict:
    known = {
        normalised(text)
        for kind in (habits.openings, habits.closings, habits.thanks)
        for texts in kind.values()
        for text in texts
    }
    said = normalised(sentence.text)
    if said not in known and sentence.text not in PLAIN_COURTESIES:
        return SentenceVerdict(sentence, False, "Isn't one of the creator's ways to greet, thank or close.")
    if not fit_to_reuse(sentence.text):
        return SentenceVerdict(sentence, False, "Has a name, number, mention or link in it.")
    return SentenceVerdict(sentence, True, "One of the creator's habits.")


def _judge_goal(sentence: Sentence, goals: Sequence[Goal], today: date) -> SentenceVerdict:
    said = normalised(sentence.text)
    for goal in goals:
        if said and said in _wordings(goal):
            if holds_on(today, goal.valid_from, goal.valid_until):
                return SentenceVerdict(sentence, True, f"The creator's words for the goal “{goal.name}”.")
            return SentenceVerdict(sentence, False, f"The goal “{goal.name}” doesn't hold today.")
    return SentenceVerdict(sentence, False, "Isn't the creator's wording of any goal.")


def _wordings(goal: Goal) -> set[str]:
    """Every way the creator says it, with and without its link."""
    languages = (goal.language, *goal.messages)
    said = {text for code in languages for text in (goal.said_in(code), goal_text(goal, code))}
    return {normalised(text) for text in said if text}


def _judge_claim(sentence: Sentence, evidence: Evidence, today: date) -> tuple[SentenceVerdict, float]:
    cited = [item for name in sentence.evidence_ids if (item := evidence.get(name))]
    if not cited:
        return SentenceVerdict(sentence, False, "Rests on nothing the creator said."), 0.0
    items = [item for item in cited if usable(item, today)]
    if not items:
        return SentenceVerdict(sentence, False, "What it rests on isn't public or no longer holds."), 0.0
    for item in items:
        if says_verbatim(sentence.text, item.text):
            return SentenceVerdict(sentence, True, f"Word for word in {_named(item)}."), VERBATIM
        if item.url and sentence.text == item.url:
            return SentenceVerdict(sentence, True, f"The link of {_named(item)}."), VERBATIM
    reasons = [_difference(sentence.text, item.text) for item in items]
    if "" in reasons:
        item = items[reasons.index("")]
        return SentenceVerdict(sentence, True, f"In {_named(item)}, but for articles."), OTHER_ARTICLES
    return SentenceVerdict(sentence, False, reasons[0]), 0.0


def _difference(sentence: str, text: str) -> str:
    """Why a sentence that isn't word for word in `text` isn't supported by it; "" where it is."""
    said, source = particulars(sentence), particulars(text)
    for what, mine, theirs in (
        ("number", said.numbers, source.numbers),
        ("link", said.links, source.links),
        ("name", said.names, source.names),
        ("negation", said.negations, source.negations),
    ):
        missing = [part for part in mine if part not in theirs]
        if missing:
            return f"The {what} “{missing[0]}” isn't in what it cites."
    if said.first_person:
        return "Speaks of the creator's own life or plans in other words than theirs."
    if says_with_other_articles(sentence, text):
        return ""
    return "Isn't said so in what it cites."


def _named(item: EvidenceItem) -> str:
    return f"“{item.title}”" if item.title else f"the creator's {item.kind.value}"
