"""The public record of one sent reply: who wrote it, who let it go, when, and what it rests on.

It holds no word of the fan's and none of the reply itself, only the reply's SHA-256: whoever has the text can check that
it is the one, and whoever only has the receipt learns nothing private from it.
"""

from __future__ import annotations

import uuid
from typing import Any

from ownvoice.corpus.models import Item
from ownvoice.inbox.models import Message, Outgoing
from ownvoice.trust.proof import TYPE, fingerprint
from ownvoice.trust.signing import sign


def sent_reply(number: uuid.UUID) -> Outgoing | None:
    """The reply that was sent under this number, whoever's it is: receipts are public."""
    found: Outgoing | None = (
        Outgoing.everyone.select_related("creator", "draft", "message__conversation__channel")
        .filter(idempotency_key=number, state=Outgoing.State.SENT)
        .first()
    )
    return found


def receipt_of(outgoing: Outgoing, secret: str) -> dict[str, Any]:
    """The signed receipt of a reply that was sent. Posts that were removed since are counted, and no longer named."""
    by_ai = outgoing.written_by == Message.Author.AI
    rests_on, removed = _rests_on(outgoing)
    document: dict[str, Any] = {
        "type": TYPE,
        "number": str(outgoing.idempotency_key),
        "creator": outgoing.creator.name,
        "channel": outgoing.message.conversation.channel.kind,
        "written_by": "ai" if by_ai else "person",
        "approved_by": "autopilot" if outgoing.automatic else "person",
        "changed_by_a_person": by_ai and (outgoing.draft is None or outgoing.text != outgoing.draft.text),
        "composed_from": outgoing.draft.composer if by_ai and outgoing.draft else "",
        "sent_at": outgoing.sent_at.isoformat() if outgoing.sent_at else "",
        "text_sha256": fingerprint(outgoing.text),
        "rests_on": rests_on,
        "removed_since": removed,
    }
    return sign(document, secret)


def _rests_on(outgoing: Outgoing) -> tuple[list[dict[str, str]], int]:
    """The public originals, and how many more there were that are gone or not public any more."""
    ids = [citation["item_id"] for citation in outgoing.citations if citation.get("item_id")]
    public = set(
        Item.everyone.filter(
            creator_id=outgoing.creator_id, pk__in=ids, visibility__in=("public", "unlisted")
        ).values_list("pk", flat=True)
    )
    kept: list[dict[str, str]] = []
    removed = 0
    for citation in outgoing.citations:
        item_id = citation.get("item_id")
        if item_id and item_id not in public:
            removed += 1
            continue
        named = {name: str(citation.get(name) or "") for name in ("title", "url", "platform", "published_at")}
        if any(named.values()):
            kept.append(named)
    return kept, removed
