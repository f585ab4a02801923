"""The red switch: one row that every send reads just before a reply leaves, on every channel.

Pressing it takes no lock but that row's own and looks at no queue, so it takes as long with ten thousand replies waiting as
with none. What was waiting stays waiting; nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.utils import timezone

from ownvoice.inbox.autopilot.deciding import settings
from ownvoice.inbox.autopilot.leaving import take_back_all
from ownvoice.inbox.autopilot.tables import AutopilotSettings
from ownvoice.inbox.models import Outgoing
from ownvoice.inbox.outbox import wake
from ownvoice.runtime.queue import enqueue_each

if TYPE_CHECKING:
    from ownvoice.tenants.models import User

log = structlog.get_logger()


def stop(by: User | None = None) -> None:
    """From now on nothing leaves, automatic or approved, until `resume`. Call within `acting_for(creator)`."""
    settings()  # the row is there
    AutopilotSettings.objects.filter(stopped=False).update(
        stopped=True, stopped_at=timezone.now(), stopped_by=by
    )
    log.warning("everything is stopped", by=getattr(by, "pk", None))


def resume(by: User | None = None) -> tuple[int, int]:
    """Let approved replies leave again; automatic ones come to review, since much may have happened meanwhile.

    Returns how many of each. Pressed twice, or while replies are leaving, none leaves twice: the outbox looks at each
    reply's state. The switch's own row is never held for long: it can be pressed again at any moment.
    """
    rules = settings()
    taken_back = take_back_all(until=rules.stopped_at) if rules.stopped_at else 0
    AutopilotSettings.objects.filter(stopped=True).update(stopped=False)
    waiting = Outgoing.objects.filter(state=Outgoing.State.WAITING, automatic=False).order_by("pk")
    rows = list(waiting.values_list("pk", "message__conversation_id", "due_at"))
    enqueue_each(
        "outbox.send",
        [(f"conversation-{talk}", {"outgoing_id": pk}) for pk, talk, due_at in rows if due_at is None],
    )
    for channel_id in (
        Outgoing.objects.filter(due_at__isnull=False).values_list("channel", flat=True).distinct()
    ):
        wake(channel_id)
    log.warning("replies leave again", by=getattr(by, "pk", None), approved=len(rows), to_review=taken_back)
    return len(rows), taken_back
