"""How soon a message wants somebody, and why."""

from __future__ import annotations

from ownvoice.core.answers import Intent, Triage, Urgency
from ownvoice.reply.listed import Listed

PRESSING = 3  # weight of the lists' words for haste
_HARM = ("medical", "minor", "hostile")  # risks that, together with haste, mean harm to somebody
_WITH_HASTE = (Intent.BUSINESS, Intent.COLLABORATION, Intent.SUPPORT)


def urgency(kind: Triage, lists: Listed) -> tuple[Urgency, str]:
    """The urgency and its reason in one line ("" where it is normal). `kind` is the triage so far."""
    if kind.intent is Intent.CRISIS:
        return Urgency.HIGH, "Somebody may be in danger."
    if "distress" in kind.risks:
        return Urgency.HIGH, "Somebody may be in distress."
    if not kind.wants_answer:
        return Urgency.LOW, "Wants no answer."
    hasty = lists.scores.get("urgent", 0) >= PRESSING
    if hasty and any(risk in kind.risks for risk in _HARM):
        return Urgency.HIGH, f"Somebody may come to harm: “{lists.because['urgent']}”."
    if hasty and (kind.intent in _WITH_HASTE or "support" in kind.risks):
        return Urgency.HIGH, f"Has a date: “{lists.because['urgent']}”."
    if kind.intent in (Intent.THANKS, Intent.SMALLTALK) and not kind.question:
        return Urgency.LOW, "Nobody waits for an answer."
    return Urgency.NORMAL, ""
