"""Whether what was sent for the creator still sounds like them."""

from __future__ import annotations

from ownvoice.inbox.models import Message, Outgoing
from ownvoice.reply.language import detect_language
from ownvoice.voice.learning.voice_score import current_voice
from ownvoice.voice.score import Drift, drift

READ = 300  # the latest replies that left


def sent_drift(languages: tuple[str, ...]) -> Drift | None:
    """The test of `voice/score/drift.py` over the latest replies the AI drafted; None where no voice is known."""
    voice = current_voice()
    if voice is None:
        return None
    rows = Outgoing.objects.filter(state=Outgoing.State.SENT, written_by=Message.Author.AI).order_by("-pk")[
        :READ
    ]
    sent = [row.text for row in reversed(rows)]
    return drift(voice, ((text, detect_language(text, languages)) for text in sent))
