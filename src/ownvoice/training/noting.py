"""What a decision teaches, noted in its own transaction: what an edit changed, whether sending the draft would have been an
error, and whether a permission that is on can still be trusted."""

from __future__ import annotations

import structlog

from ownvoice.inbox.autopilot.deciding import How, take_away
from ownvoice.inbox.autopilot.leaving import take_back_all
from ownvoice.inbox.autopilot.tables import AutopilotCase, Permission
from ownvoice.inbox.models import Draft, Feedback
from ownvoice.training.edits import Edit, compare
from ownvoice.training.watching import Watch, from_json

log = structlog.get_logger()

WITHDRAWN = "withdrawn: too many errors"
_WRITTEN = (Feedback.Verb.EDIT, Feedback.Verb.HAND_OVER)  # a person's text may say what the draft said


def note_decision(feedback: Feedback) -> None:
    """Work out what the decision says about its draft, and let it count. In the caller's transaction."""
    draft = feedback.draft
    edit = edit_of(feedback)
    feedback.kind = edit.kind.value if edit else ""
    feedback.changes = list(edit.changes) if edit else []
    feedback.material = would_have_been_wrong(feedback, edit)
    feedback.save(update_fields=["kind", "changes", "material"])
    case = AutopilotCase.objects.filter(draft=draft).first()
    wrong = feedback.material
    if case is None:
        # A later draft was decided (an answer to all who ask the same): what was sent tells about the one before as well.
        earlier = AutopilotCase.objects.filter(
            draft__message=draft.message_id, draft_id__lt=draft.pk, error__isnull=True
        )
        case = earlier.select_related("draft").order_by("-pk").first()
        wrong = _unlike(case.draft, feedback) if case is not None else None
    if case is None or case.error is not None:
        return
    case.error = wrong
    case.save(update_fields=["error"])
    # A reply that was taken back is no part of the sample: its errors count, since somebody saw them; that there was
    # none doesn't, or looking for good ones would keep a permission alive.
    if case.how == How.SAMPLE or (case.how == How.UNDONE and case.error):
        _watched(case.permission_id, bool(case.error))


def _unlike(draft: Draft, feedback: Feedback) -> bool:
    """Whether sending `draft` would have been an error, told by what a person decided about a later one."""
    if feedback.verb not in (Feedback.Verb.APPROVE, *_WRITTEN) or not feedback.text:
        return True
    return compare(
        draft.text, feedback.text, draft.work.get("triage", {}).get("language", ""), goals_in(draft)
    ).material


def goals_in(draft: Draft) -> list[str]:
    """The sentences of a draft that mention a goal."""
    return [one["text"] for one in draft.work.get("sentences", ()) if one.get("role") == "goal"]


def edit_of(feedback: Feedback) -> Edit | None:
    """What a person's text changed in the draft; None where no text took its place."""
    draft = feedback.draft
    if feedback.verb not in _WRITTEN or not feedback.text or not draft.text:
        return None
    return compare(
        draft.text, feedback.text, draft.work.get("triage", {}).get("language", ""), goals_in(draft)
    )


def would_have_been_wrong(feedback: Feedback, edit: Edit | None) -> bool | None:
    """Whether sending the draft as it was would have been an error; None where there was nothing to send.

    Approved: no. A text in its place: where the edit is material. Rejected, handed over or ignored: yes.
    """
    if not feedback.draft.text:
        return None
    if feedback.verb == Feedback.Verb.APPROVE:
        return False
    return edit.material if edit is not None else True


def _watched(permission_id: int, error: bool) -> None:
    permission = Permission.objects.select_for_update().get(pk=permission_id)
    if permission.mode != Permission.Mode.AUTO:
        return
    watch = from_json(permission.watch, permission.limit).seen(error)
    permission.watch = watch.as_json()
    if watch.withdrawn:
        withdraw(permission, WITHDRAWN)
        return
    permission.share = share_of(watch)
    permission.save(update_fields=["watch", "share"])


def share_of(watch: Watch) -> float | None:
    """The share that goes to review where there is doubt; None: the usual one."""
    return 1.0 if watch.doubtful else None


def withdraw(permission: Permission, reason: str) -> None:
    """Take the permission away, and back into review what it has put into the outbox. In the caller's transaction."""
    take_away(permission, reason)
    take_back_all(permission)
    log.warning("a permission was withdrawn", permission=permission.pk, reason=reason)
