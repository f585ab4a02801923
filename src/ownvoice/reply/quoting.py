"""Which sentences of an item may be quoted on their own, to somebody they weren't written for.

A quote is a stretch of the item's text, character for character. Left out are sentences that ask back, greet
or thank somebody by name, mention an account, point to what stands around them ("as said above"), were true
only then ("tomorrow"), or claim to come from a human.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans, words
from ownvoice.reply.lexicon import LANGUAGES, Lexicon, all_lexicons, lexicon
from ownvoice.reply.question import greeting_end
from ownvoice.voice.courtesy import COURTESY, capitalised_names, is_courtesy

MAX_QUOTE_CHARS = 500
_LINK = re.compile(r"https?://\S+|www\.\S+")
_TAG = re.compile(r"[#@][\w]")
# Words with which people turn to somebody by name: "Oui Paul, …", "Sorry Ana! …".
_TURNING = frozenset(
    {
        "yes",
        "no",
        "oui",
        "non",
        "ok",
        "okay",
        "sure",
        "yep",
        "yeah",
        "nope",
        "sorry",
        "desole",
        "ah",
        "oh",
        "haha",
    }
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that may be quoted. `index` counts all the item's sentences, so that neighbours are known.

    `relies`: it is understood only after the sentence before it ("This is why…").
    """

    text: str
    index: int
    relies: bool


def quotes(item: EvidenceItem) -> list[Quote]:
    """The item's quotable sentences, in order."""
    books = [lexicon(item.language)] if item.language in LANGUAGES else list(all_lexicons())
    found: list[Quote] = []
    for index, (span_start, end) in enumerate(sentence_spans(item.text)):
        start = span_start + greeting_end(item.text[span_start:end], closed=True)
        text = item.text[start:end].strip()
        kind = _dangling(text, books)
        if item.kind is not EvidenceKind.FACT and _fleeting(text, books):
            continue  # a fact has dates of its own
        elsewhere = index > 0 and _TAG.match(item.text[span_start:end])  # turns to another person
        if elsewhere or not _stands_alone(text) or "always" in kind or _begins_inside(text, index, item):
            continue
        # An answer's first sentence leans on the question, and a question like it has just been asked.
        answers = item.kind is not EvidenceKind.PASSAGE
        relies = bool(kind) and not (answers and (not found or kind == {"pronoun"}))
        found.append(Quote(text, index, relies))
    return found


def claims_human(text: str) -> bool:
    """Whether the sentence says that a person writes it, or denies that an AI does."""
    found = words(text)
    return any(book.human_claims.find(found) for book in all_lexicons())


def _fleeting(text: str, books: Sequence[Lexicon]) -> bool:
    found = words(text)
    return any(book.fleeting.find(found) for book in books)


def _dangling(text: str, books: Sequence[Lexicon]) -> set[str]:
    found = words(text)
    return {match.label.name for book in books for match in book.dangling.starting(found)}


def _stands_alone(text: str) -> bool:
    said = words(_LINK.sub(" ", text))
    if len(said) < 2 or len(text) > MAX_QUOTE_CHARS:
        return False
    if "?" in text[-4:] or text.endswith(":") or _TAG.search(_LINK.sub(" ", text)):
        return False
    if any(is_courtesy(text, language) for language in COURTESY) or claims_human(text):
        return False
    if capitalised_names(" ".join(text.split()[:4])):
        if any(set(said[:2]) & lists.thanks for lists in COURTESY.values()):
            return False
        if said[0] in _TURNING:
            return False
    return True


def _begins_inside(text: str, index: int, item: EvidenceItem) -> bool:
    """Whether a passage was cut inside its first sentence, which its small letter gives away."""
    return index == 0 and item.kind is EvidenceKind.PASSAGE and text[:1].islower()
