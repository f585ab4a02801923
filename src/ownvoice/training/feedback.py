"""Every decision about a draft as plain data, oldest first: what a later model, ranking or person may learn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ownvoice.inbox.models import Feedback

AT_ONCE = 500


def decisions() -> Iterator[dict[str, Any]]:
    """One record a decision. Call within `acting_for(creator)`.

    `verb`, `cause` (of a rejection), `kind` and `changes` (of an edit), `material` (whether sending the draft would have been
    an error); `asked`, `draft` and `sent` are the texts; `how` says how the autopilot treated the draft, "" where it was
    none of its own.
    """
    after = 0
    while rows := list(
        Feedback.objects.filter(pk__gt=after)
        .select_related("draft__message__conversation__channel", "draft__case")
        .order_by("pk")[:AT_ONCE]
    ):
        for row in rows:
            yield _record(row)
        after = rows[-1].pk


def _record(row: Feedback) -> dict[str, Any]:
    draft, message = row.draft, row.draft.message
    triage = draft.work.get("triage", {})
    case = getattr(draft, "case", None)
    return {
        "id": row.pk,
        "at": row.at.isoformat(),
        "verb": row.verb,
        "cause": row.cause,
        "kind": row.kind,
        "changes": row.changes,
        "material": row.material,
        "note": row.note,
        "channel": message.conversation.channel.kind,
        "intent": triage.get("intent", ""),
        "language": triage.get("language", ""),
        "confidence": draft.confidence,
        "composer": draft.composer,
        "how": case.how if case else "",
        "asked": message.text,
        "draft": draft.text,
        "sent": row.text,
    }
