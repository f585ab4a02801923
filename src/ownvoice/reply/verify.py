"""The fourth step: whether each sentence of a draft may stand, whoever wrote it.

It judges the composer's quotes and a model's sentences alike, from the draft and the evidence alone. A quote is known
by its words. Any other claim has to pass the exact checks (`checking/gates.py`) and then be likely enough to follow
from what it cites (`checking/support.py`). When in doubt a sentence fails: a failed one costs the creator a look, a
wrong one costs them their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ownvoice.core.answers import (
    Draft,
    Evidence,
    EvidenceItem,
    EvidenceKind,
    Goal,
    Habits,
    Sentence,
    SentenceRole,
    SentenceVerdict,
    Settled,
    Verdict,
)
from ownvoice.core.text import words
from ownvoice.reply.checking.contradiction import contradicting
from ownvoice.reply.checking.fans_words import in_own_words, is_fans
from ownvoice.reply.checking.features import Comparison, Embed
from ownvoice.reply.checking.gates import objection
from ownvoice.reply.checking.reading import read
from ownvoice.reply.checking.support import chance
from ownvoice.reply.conflicts import cites_overruled
from ownvoice.reply.evidence import holds_on, usable
from ownvoice.reply.freshness import said_whens
from ownvoice.reply.quoting import claims_human
from ownvoice.reply.verbatim import normalised, says_verbatim, says_with_other_articles
from ownvoice.voice.courtesy import fit_to_reuse
from ownvoice.voice.goals.mention import goal_text

VERBATIM = 1.0
OTHER_ARTICLES = 0.8
SURE = 0.9  # chance from which on a claim in other words stands, where the weights alone would let it stand earlier
COURTESY_ALONE = 0.9  # a reply that claims nothing can still be out of place
# Courtesies anyone may say, for a model that needs one where no habit is known.
PLAIN_COURTESIES = frozenset(
    {"Hello!", "Hi!", "Thank you!", "Thanks!", "Thank you for your message!", "Hope this helps!"}
    | {"Bonjour !", "Salut !", "Merci !", "Merci beaucoup !", "Merci pour votre message !", "Bonne journée !"}
)


def verify(
    draft: Draft,
    evidence: Evidence,
    habits: Habits,
    goals: Sequence[Goal],
    today: date,
    embed: Embed | None = None,
) -> Verdict:
    """The verdict on each sentence, with a reason in one line, and the draft's confidence.

    `confidence` is 0 where a sentence fails or there is none; otherwise `evidence.best` times how
    closely the loosest claim keeps to its source (1 word for word, 0.8 with other articles, else at most 0.8 times
    the chance that it follows); for a draft of courtesies alone it is 0.9. It is no probability until it is
    calibrated on the creator's own exams. `embed` turns texts into vectors, for claims in other words than their
    source; without it words alone decide. Raises only what `embed` raises.
    """
    judged = [_judge(sentence, evidence, habits, goals, today, embed) for sentence in draft.sentences]
    verdicts = tuple(verdict for verdict, _ in judged)
    if not judged or not all(verdict.supported for verdict in verdicts):
        return Verdict(verdicts, 0.0)
    claims = [closeness for verdict, closeness in judged if verdict.sentence.role is SentenceRole.CLAIM]
    return Verdict(verdicts, evidence.best * min(claims) if claims else COURTESY_ALONE)


def _judge(
    sentence: Sentence,
    evidence: Evidence,
    habits: Habits,
    goals: Sequence[Goal],
    today: date,
    embed: Embed | None,
) -> tuple[SentenceVerdict, float]:
    if claims_human(sentence.text):
        return SentenceVerdict(
            sentence, False, "Claims to come from a human, or denies coming from an AI."
        ), 0.0
    if sentence.role is SentenceRole.COURTESY:
        return _judge_courtesy(sentence, habits), VERBATIM
    if sentence.role is SentenceRole.GOAL:
        return _judge_goal(sentence, goals, today), VERBATIM
    return _judge_claim(sentence, evidence, today, embed)


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


def _judge_claim(
    sentence: Sentence, evidence: Evidence, today: date, embed: Embed | None
) -> tuple[SentenceVerdict, float]:
    cited = [item for name in sentence.evidence_ids if (item := evidence.get(name))]
    if not cited:
        return SentenceVerdict(sentence, False, "Rests on nothing the creator said."), 0.0
    public = [item for item in cited if usable(item, today)]
    items = [own for item in public if (own := in_own_words(item)).text.strip()]
    if public and any(is_fans(sentence.text, item) for item in public) and not _quoted(sentence, items):
        return SentenceVerdict(sentence, False, "Is what a fan wrote, not what the creator said."), 0.0
    if not items:
        return SentenceVerdict(sentence, False, "What it rests on isn't public or no longer holds."), 0.0
    around = frozenset(word for item in evidence.items for word in words(item.text))
    verdict, closeness = _best_support(sentence, items, embed, around)
    if verdict.supported:
        conflict = cites_overruled(sentence.text, [item.id for item in items], evidence)
        if conflict and conflict.settled is Settled.OPEN:
            return SentenceVerdict(
                sentence, False, "You said otherwise too, and nothing tells which holds."
            ), 0.0
        if conflict:
            counts = evidence.get(conflict.used)
            told = _named(counts) if counts else "what counts more"
            return SentenceVerdict(sentence, False, f"Something newer says otherwise: {told}."), 0.0
        newer = _denied_by(sentence.text, items, evidence, today)
        if newer:
            return SentenceVerdict(sentence, False, f"Something newer says otherwise: {_named(newer)}."), 0.0
    return verdict, closeness


def _best_support(
    sentence: Sentence, items: Sequence[EvidenceItem], embed: Embed | None, around: frozenset[str]
) -> tuple[SentenceVerdict, float]:
    """The verdict by the item that supports the sentence best, none of them newer or better than another.

    `around`: the folded words of all evidence, which are no slips.
    """
    for item in items:
        if says_verbatim(sentence.text, item.text):
            return SentenceVerdict(sentence, True, f"Word for word in {_named(item)}."), VERBATIM
        if item.url and sentence.text == item.url:
            return SentenceVerdict(sentence, True, f"The link of {_named(item)}."), VERBATIM
        if sentence.text in said_whens(item):
            return SentenceVerdict(sentence, True, f"The month of {_named(item)}."), VERBATIM
    for item in items:
        if says_with_other_articles(sentence.text, item.text):
            return SentenceVerdict(sentence, True, f"In {_named(item)}, but for articles."), OTHER_ARTICLES
    reasons: list[tuple[float, str]] = []
    for item in items:
        compared = Comparison(read(sentence.text), read(item.text, item.language))
        reason = objection(compared, item.title, item.url, around)
        likely, enough = (0.0, False) if reason else chance(compared, embed)
        if enough and likely >= SURE:
            told = f"Says in other words what {_named(item)} says (estimated {likely:.0%})."
            return SentenceVerdict(sentence, True, told), OTHER_ARTICLES * likely
        reasons.append(
            (compared.covered, reason or f"Isn't clearly said so in what it cites (estimated {likely:.0%}).")
        )
    return SentenceVerdict(sentence, False, max(reasons, key=lambda one: one[0])[1]), 0.0


def _quoted(sentence: Sentence, items: Sequence[EvidenceItem]) -> bool:
    return any(says_verbatim(sentence.text, item.text) for item in items)


def _denied_by(
    text: str, cited: Sequence[EvidenceItem], evidence: Evidence, today: date
) -> EvidenceItem | None:
    """Something newer than all that is cited, or a fact, that says otherwise."""
    if any(item.kind is EvidenceKind.FACT for item in cited):
        return None  # what the creator states outright comes first
    latest = max((item.published_at for item in cited if item.published_at), default=None)
    for item in evidence.items:
        if item in cited or not usable(item, today):
            continue
        newer = latest is not None and item.published_at is not None and item.published_at > latest
        if (newer or item.kind is EvidenceKind.FACT) and contradicting(
            read(text), read(item.text, item.language)
        ):
            return item
    return None


def _named(item: EvidenceItem) -> str:
    return f"“{item.title}”" if item.title else f"the creator's {item.kind.value}"
