"""What a removed source leaves in the inbox: nothing that could still be said, and nothing to read but what was sent.

A reply that left stands where it was published, and its record is the creator's proof of what was said in their name: its
text stays. Everything else that quotes an item which is gone goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ownvoice.corpus.models import Item
from ownvoice.inbox.models import Draft, Message, ModelCall, Outgoing, SharedAnswer, SharedReply
from ownvoice.inbox.sharing import UNDER_WAY
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.scope import acting_for

AT_ONCE = 500  # drafts looked at together
_LEFT = (Outgoing.State.WAITING, Outgoing.State.SENT)
_EMPTY = {"item_id": None, "text": "", "asked": "", "title": "", "url": "", "worn": [], "removed": True}


def forget_gone_items(creator_id: int) -> None:
    """Take out what drafts hold of items that are no longer in the corpus. In the caller's transaction.

    A draft that waits for a decision is worked out anew. One that was decided keeps its decision; its evidence is
    emptied, and its words too unless they were sent.
    """
    ModelCall.everyone.filter(creator_id=creator_id).delete()
    with acting_for(creator_id):
        _forget_shared()
        for some in _batches():
            named = {item_id for draft in some for item_id in _items_of(draft.work)}
            gone = named - set(Item.objects.filter(pk__in=named).values_list("pk", flat=True))
            for draft in some:
                if gone & set(_items_of(draft.work)):
                    _forget(draft, gone)


def _forget_shared() -> None:
    """Answers for all that were taken from a draft, and what they would say to each message, unless it was sent.

    Whichever items they rest on: an answer that still holds is quickly made again.
    """
    SharedReply.objects.filter(answer__draft__isnull=False).exclude(state=SharedReply.State.SENT).delete()
    SharedAnswer.objects.filter(draft__isnull=False, state__in=UNDER_WAY).update(
        state=SharedAnswer.State.CANCELLED
    )
    SharedReply.objects.filter(answer__draft__isnull=False).update(text="")


def _batches() -> Iterator[list[Draft]]:
    after = 0
    rows = Draft.objects.select_related("message").order_by("pk")
    while some := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        after = some[-1].pk  # before they are given away: a deleted one has no key any more
        yield some


def _items_of(work: dict[str, Any]) -> Iterator[int]:
    for item in work.get("evidence", ()):
        if isinstance(item.get("item_id"), int):
            yield item["item_id"]


def _forget(draft: Draft, gone: set[int]) -> None:
    message = draft.message
    if message.state != Message.State.DONE and not draft.feedback.exists():
        draft.delete()
        message.state = Message.State.NEW
        message.save(update_fields=["state"])
        enqueue(
            "inbox.draft",
            lock=f"conversation-{message.conversation_id}",
            creator_id=message.creator_id,
            message_id=message.pk,
        )
        return
    evidence = draft.work["evidence"]
    lost = {item["id"] for item in evidence if item.get("item_id") in gone}
    draft.work["evidence"] = [item | _EMPTY if item["id"] in lost else item for item in evidence]
    draft.work["conflicts"] = [
        one for one in draft.work.get("conflicts", ()) if not lost & {one["used"], one["other"]}
    ]
    if not Outgoing.objects.filter(draft=draft, state__in=_LEFT).exists():
        draft.text = ""
        for sentence in draft.work.get("sentences", ()):
            if lost & set(sentence["evidence_ids"]):
                sentence["text"] = ""
    draft.save(update_fields=["work", "text"])
