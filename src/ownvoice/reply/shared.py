"""One answer for many messages that ask the same: offered to each by the one pipeline, adapted, and judged there.

What is offered are sentences that rest on evidence, as in any draft. A message gets them where that evidence is likely to
answer it, in its language and its form of address, between the creator's own greeting and closing. Where it doesn't suit,
nothing is offered, and the message stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from ownvoice.core.text import STOP_WORDS, sentences, words
from ownvoice.reply.answerability import ENOUGH
from ownvoice.reply.quoting import claims_human
from ownvoice.reply.rows import hostility
from ownvoice.voice.courtesy import fit_to_reuse, is_closing, is_greeting

COMPOSER = "one answer for all"
WRITTEN = (
    "one answer for all, written"  # by a person, rather than taken from a draft in the creator's own words
)
OWN = "own"  # the evidence id of what a person wrote
LONGEST_NAME = 20  # letters
_GREETED = re.compile(r"^([^\W\d_]+)( ?)([!.,])$")  # "Salut !", "Hi!": one word, where a name fits in
_NAME = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})?")
FAMILIAR, POLITE = "familiar", "polite"
_FORMS = {
    "fr": {
        FAMILIAR: frozenset("tu te toi ton ta tes t".split()),
        POLITE: frozenset("vous votre vos".split()),
    }
}


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """An answer for many: ways to word it, each as sentences that cite `evidence` by its ids, in one language.

    `composer` names whose words they are: `COMPOSER` or `WRITTEN`.
    """

    wordings: tuple[tuple[Sentence, ...], ...]
    evidence: tuple[EvidenceItem, ...]
    language: str
    composer: str = COMPOSER

    def __call__(
        self,
        message: FanMessage,
        triage: Triage,
        evidence: Evidence,
        habits: Habits,
        goals: Sequence[Goal],
    ) -> Draft:
        """The answer for one message, as the pipeline asks any composer; without sentences where it doesn't suit."""
        nothing = Draft((), self.composer, triage.language)
        if triage.language and self.language and triage.language != self.language:
            return nothing
        form = form_of_address(message.text, self.language)
        claims = next((said for said in self.wordings if _suits(said, form, self.language)), ())
        if not claims or not _answers(claims, evidence):
            return nothing
        asks = triage.intent is Intent.QUESTION
        opening = closing = None
        if not is_greeting(claims[0].text, self.language):
            opening = _habit(habits.openings.get(self.language, ()), message, form, self.language, asks)
        if triage.intent is not Intent.CRITICISM and not is_closing(claims[-1].text, self.language):
            closing = _habit(habits.closings.get(self.language, ()), message, form, self.language, asks)
        parts = (opening, *claims, closing)
        return Draft(tuple(part for part in parts if part), self.composer, triage.language)


def written(
    texts: Sequence[str], question: str, language: str, similarity: float | None = None
) -> SharedAnswer:
    """What a person wrote for all who ask `question`, in one or two wordings: their own word is what it rests on.

    `similarity`: the cosine of this question with the one that is being answered, where that is known.
    """
    items = tuple(
        EvidenceItem(
            id=f"{OWN}{number}",
            kind=EvidenceKind.FACT,
            text=text,
            score=0.0,
            asked=question,
            language=language,
            similarity=similarity,
        )
        for number, text in enumerate(texts, 1)
    )
    wordings = tuple(
        tuple(Sentence(said, SentenceRole.CLAIM, (item.id,)) for said in sentences(item.text))
        for item in items
    )
    return SharedAnswer(wordings, items, language, WRITTEN)


def form_of_address(text: str, language: str) -> str:
    """`FAMILIAR` or `POLITE`; "" where the text doesn't say, says both, or the language has one form."""
    said = set(words(text))
    found = [form for form, telling in _FORMS.get(language, {}).items() if said & telling]
    return found[0] if len(found) == 1 else ""


def with_name(sentence: Sentence, name: str) -> Sentence:
    """The creator's greeting with the fan's name in it: "Salut !" → "Salut Camille !".

    Only a greeting of one word takes a name, and only a name that looks like one: a display name is a stranger's text.
    """
    match = _GREETED.match(sentence.text.strip())
    said = first_name(name)
    if not match or not said or sentence.role is not SentenceRole.COURTESY:
        return sentence
    greeting, space, mark = match.groups()
    return replace(sentence, text=f"{greeting} {said}{space}{mark}")


def first_name(name: str) -> str:
    """The first name in a display name, as it is written there; "" for handles, words and whatever else people put there."""
    first = name.split()[0] if name.split() else ""
    if not _NAME.fullmatch(first) or len(first) > LONGEST_NAME or not first.istitle():
        return ""
    if not all(sign.isalpha() or sign == "-" for sign in first):  # "¹" passes for a letter above
        return ""
    folded = words(first)
    if any(word in stop for word in folded for stop in STOP_WORDS.values()):
        return ""
    return "" if hostility().row(folded, lambda word: True) else first


def _suits(said: Sequence[Sentence], form: str, language: str) -> bool:
    own = form_of_address(" ".join(sentence.text for sentence in said), language)
    return bool(said) and not (form and own and form != own)


def _answers(claims: Sequence[Sentence], evidence: Evidence) -> bool:
    """Whether all that is cited was found for this message too, and the best of it is likely enough to answer it."""
    cited = [evidence.get(name) for sentence in claims for name in sentence.evidence_ids]
    found = [item for item in cited if item is not None]
    return bool(found) and len(found) == len(cited) and max(item.score for item in found) >= ENOUGH


def _habit(
    habits: Sequence[str], message: FanMessage, form: str, language: str, asks: bool
) -> Sentence | None:
    for text in habits:
        if not asks and "question" in words(text):
            continue
        own = form_of_address(text, language)
        if form and own and form != own:
            continue
        if fit_to_reuse(text, message.author_name) and not claims_human(text):
            return Sentence(text, SentenceRole.COURTESY)
    return None
