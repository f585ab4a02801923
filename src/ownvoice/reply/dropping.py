"""A draft without the sentences that failed, where what is left still stands by itself."""

from __future__ import annotations

from dataclasses import replace

from ownvoice.core.answers import Draft, SentenceRole, Verdict
from ownvoice.core.text import words
from ownvoice.reply.lexicon import all_lexicons


def without_failed(draft: Draft, verdict: Verdict) -> Draft:
    """The sentences that may stand, in order; none where no claim is among them.

    A sentence that leans on the one before it ("That is why …", "Mais …") falls with it. A goal isn't worth a reply
    of its own, and neither is a courtesy, nor the link to what the fallen sentences rested on.
    """
    kept = []
    fell = False
    for judged in verdict.sentences:
        sentence = judged.sentence
        fell = not judged.supported or (
            fell and sentence.role is SentenceRole.CLAIM and _leans(sentence.text)
        )
        if not fell:
            kept.append(sentence)
    if not any(sentence.role is SentenceRole.CLAIM and not _is_link(sentence.text) for sentence in kept):
        kept = []
    return replace(draft, sentences=tuple(kept))


def _is_link(text: str) -> bool:
    return text.strip().startswith(("http://", "https://")) and len(text.split()) == 1


def _leans(text: str) -> bool:
    said = words(text)
    return any(book.dangling.starting(said) for book in all_lexicons())
