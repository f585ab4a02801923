"""In which register a reply was written, from the message it answers."""

from __future__ import annotations

from ownvoice.core.answers import FanMessage, Intent
from ownvoice.reply.triage import triage
from ownvoice.voice.writing import Register

_READ_CHARS = 1_000  # of a message: its beginning tells
_REGISTERS = {
    Intent.QUESTION: Register.QUESTION,
    Intent.REQUEST: Register.QUESTION,
    Intent.SUPPORT: Register.QUESTION,
    Intent.THANKS: Register.PRAISE,
    Intent.CRITICISM: Register.CRITICISM,
    Intent.HATE: Register.CRITICISM,
}


def register_of(asked: str, language: str) -> Register:
    """The register of a reply to `asked`. `language`: the message's ISO 639-1 code, or "" where it isn't known."""
    kind = triage(FanMessage(asked[:_READ_CHARS]), (language,) if language else ("en", "fr"))
    return _REGISTERS.get(kind.intent, Register.REPLY)
