"""The one place where a message may be decided to be sent: after every law of a reply, and only by a permission.

It is asked in the transaction that stores the draft, with the permission's row locked, so that two workers can't exceed a
cap together and a withdrawal is seen by whoever comes next. How the draft was treated is written down before anybody
decides it (`AutopilotCase`): which drafts are reviewed depends on chance and on earlier outcomes, never on the draft's own.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from ownvoice.core.answers import Action, Decision, Draft, Intent, Reply, Verdict
from ownvoice.inbox.autopilot.fans import humans_only, only_a_person_for, opts_out
from ownvoice.inbox.autopilot.made_from import MadeFrom, changed
from ownvoice.inbox.autopilot.quiet import quiet_until
from ownvoice.inbox.autopilot.tables import AutopilotCase, AutopilotSettings, Permission
from ownvoice.inbox.models import Conversation, Message
from ownvoice.inbox.models import Draft as StoredDraft

# Criticism, business, support and whatever may be a person in need always reach a person.
EVER_AUTOMATIC = frozenset({Intent.QUESTION, Intent.THANKS, Intent.REQUEST, Intent.SMALLTALK})
RULE = "autopilot"
MOST_UNREVIEWED = 10  # samples that wait for review, from which on nothing leaves by itself
TYPING = timedelta(minutes=30)  # how long a conversation that a person began to write in is left alone
_NOTHING = Draft((), "")
_LOOKED_AT = 2**32

How = AutopilotCase.How


@dataclass(frozen=True, slots=True)
class Treated:
    """A reply with the decision that holds, the permission it falls under and how; None where it falls under none."""

    reply: Reply
    permission: Permission | None = None
    how: AutopilotCase.How | None = None
    made_from: str = ""


def settings() -> AutopilotSettings:
    """The creator's row. Call within `acting_for(creator)`."""
    found: AutopilotSettings = AutopilotSettings.objects.get_or_create()[0]
    return found


def treat(message: Message, reply: Reply, origin: MadeFrom, human_first: bool = False) -> Treated:
    """What really happens with a message that has a draft for review. In the caller's transaction.

    Anything the reply's own rules decided otherwise stays as it is: no permission overrules them. `origin`: what drafts
    were made from when work on this one began. `human_first`: it matters that a person answers (`reply.human_first`).
    """
    if reply.decision.action not in (Action.REVIEW, Action.HAND_OVER):
        return Treated(reply)
    rules = settings()
    conversation = message.conversation
    asked = opts_out(message.text, rules.opt_out_words)
    if asked:
        only_a_person_for(conversation, asked)
    if reply.decision.action is not Action.REVIEW:
        return Treated(reply)
    if asked:
        return Treated(
            _handed_over(reply, "opt-out", f"Wants no AI (“{asked}”): from now on only a person answers.")
        )
    if humans_only(conversation):
        return Treated(_handed_over(reply, "humans only", "You want to answer this fan yourself."))
    if reply.triage.intent not in EVER_AUTOMATIC:
        return Treated(reply)
    permission = permission_for(conversation, reply.triage.intent)
    if permission.mode == Permission.Mode.OFF:
        return Treated(_handed_over(reply, "no drafts", "You want no drafts for messages like this here."))
    if permission.mode == Permission.Mode.AUTO and permission.made_from != origin.digest:
        put_on_probation(permission, origin)
    how = How.EXAM
    if human_first:
        how = How.HELD  # never sent, and no part of what is proven about those that are
    elif permission.mode == Permission.Mode.AUTO:
        how = _how(message, reply, permission, rules)
    if how is How.SENT:
        told = "Sent by the autopilot: it is as sure as it must be."
        reply = replace(reply, decision=Decision(Action.SEND, RULE, told))
    return Treated(reply, permission, how, origin.digest)


def permission_for(conversation: Conversation, intent: Intent) -> Permission:
    """The permission for messages like this here, locked; a new one proposes drafts and sends nothing."""
    found: Permission = Permission.objects.get_or_create(
        channel_id=conversation.channel_id, intent=intent.value
    )[0]
    locked: Permission = Permission.objects.select_for_update().get(pk=found.pk)
    return locked


def put_on_probation(permission: Permission, now: MadeFrom) -> None:
    """Drafts are made from something else now: they are all reviewed until that is proven as well."""
    what = ", ".join(changed(permission.made_from, now.digest)) or "persona"
    take_away(permission, f"probation: {what}")


def take_away(permission: Permission, reason: str) -> None:
    """Back to drafts. What was decided before counts for no later certificate; what is held back comes to review."""
    last = (
        AutopilotCase.objects.filter(permission=permission)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    permission.mode = Permission.Mode.DRAFT
    permission.threshold = permission.share = None
    permission.watch = {}
    permission.counts_from = (last or 0) + 1
    permission.reason = reason[:300]
    permission.save()


def follow(draft: StoredDraft, treated: Treated) -> None:
    """Write down how the draft was treated, and let it leave in time if it may. In the caller's transaction."""
    if treated.permission is None or treated.how is None:
        return
    # An earlier draft of the same message that nobody decided is decided by nobody.
    AutopilotCase.objects.filter(draft__message=draft.message_id, error__isnull=True).delete()
    AutopilotCase.objects.create(
        permission=treated.permission,
        draft=draft,
        how=treated.how,
        confidence=draft.confidence,
        made_from=treated.made_from,
    )


def when_it_leaves(rules: AutopilotSettings, now: datetime) -> datetime:
    """After the time in which it can be taken back, and not in quiet hours."""
    leaves_at = now + timedelta(seconds=rules.retract_s)
    return quiet_until(rules.quiet, leaves_at) or leaves_at


def _how(
    message: Message, reply: Reply, permission: Permission, rules: AutopilotSettings
) -> AutopilotCase.How:
    threshold = permission.threshold
    if threshold is None or not reply.verdict.confidence >= threshold:  # also where it is no number
        return How.BELOW
    conversation: Conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    cases = AutopilotCase.objects.filter(permission=permission)
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    held = (
        rules.stopped
        or bool(reply.triage.risks)
        or in_person(conversation)
        or cases.filter(how=How.SENT, at__gte=today).count() >= permission.daily_cap
        or cases.filter(how=How.SAMPLE, error__isnull=True).count() >= MOST_UNREVIEWED
    )
    if held:
        return How.HELD
    share = rules.review_share if permission.share is None else permission.share
    drawn = secrets.randbelow(_LOOKED_AT) / _LOOKED_AT
    return How.SENT if drawn >= share else How.SAMPLE


def in_person(conversation: Conversation) -> bool:
    """Whether a person has taken the conversation, or has lately begun to write in it."""
    if conversation.hands == Conversation.Hands.PERSON:
        return True
    return conversation.typed_at is not None and conversation.typed_at > timezone.now() - TYPING


def _handed_over(reply: Reply, rule: str, reason: str) -> Reply:
    return replace(
        reply,
        draft=replace(_NOTHING, composer=reply.draft.composer, language=reply.draft.language),
        verdict=Verdict((), 0.0),
        decision=Decision(Action.HAND_OVER, rule, reason),
    )
