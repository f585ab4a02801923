"""Giving and taking permissions, and how far along each one is. Call everything within `acting_for(creator)`.

Counted are the decisions about drafts that were made from what drafts are made from now, in the order in which the messages
came, up to the first that nobody has decided yet: whoever decides the easy ones first gains nothing by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ownvoice.core.answers import Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.autopilot.deciding import EVER_AUTOMATIC, How, put_on_probation, settings
from ownvoice.inbox.autopilot.leaving import take_back_all
from ownvoice.inbox.autopilot.made_from import MadeFrom, made_from
from ownvoice.inbox.autopilot.tables import AutopilotCase, Permission
from ownvoice.inbox.models import Channel, Message
from ownvoice.training.calibration import Reliability, reliability
from ownvoice.training.certificate import Certificate, Reviewed, certify, cuts_for
from ownvoice.training.watching import Watch, begun, from_json

if TYPE_CHECKING:
    from ownvoice.tenants.models import User

LEAST_LIMIT, MOST_LIMIT = 0.002, 0.2  # shares of errors that may be allowed
MOST_CASES = 50_000  # of one permission that are read
VOLUME_DAYS = 28
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """How one permission stands. `blocked_by`: the oldest message whose draft waits while later ones were decided.

    `certificate` is what is proven now; one that was given keeps its own in its row. `a_week`: drafts of the kind that came
    in a week, over the last four. `watch` is what was seen since it was given. `fresh`: whether it holds for what drafts
    are made from now.
    """

    permission: Permission
    certificate: Certificate
    waiting: int
    blocked_by: int | None
    a_week: float
    watch: Watch | None
    fresh: bool

    @property
    def on(self) -> bool:
        """Whether drafts leave by themselves."""
        return self.permission.mode == Permission.Mode.AUTO and self.fresh


def progress_of(permission: Permission, now: MadeFrom | None = None, limit: float | None = None) -> Progress:
    """How far along a permission is, for its own limit or another one."""
    now = now or made_from()
    reviewed, waiting, blocked_by = counted(permission, now.digest)
    allowed = checked_limit(permission.limit if limit is None else limit)
    auto = permission.mode == Permission.Mode.AUTO
    since = timezone.now() - timedelta(days=VOLUME_DAYS)
    lately = AutopilotCase.objects.filter(permission=permission, at__gte=since).count()
    return Progress(
        permission=permission,
        certificate=certify(reviewed, allowed, cuts_for(Intent(permission.intent))),
        waiting=waiting,
        blocked_by=blocked_by,
        a_week=lately * 7 / VOLUME_DAYS,
        watch=from_json(permission.watch, permission.limit) if auto else None,
        fresh=permission.made_from == now.digest,
    )


def all_progress() -> list[Progress]:
    """Every permission there is, by channel and intent."""
    now = made_from()
    rows = Permission.objects.select_related("channel").order_by("channel__label", "intent", "pk")
    known = [row for row in rows if row.intent in {intent.value for intent in EVER_AUTOMATIC}]
    return [progress_of(row, now) for row in known]


def counted(permission: Permission, digest: str) -> tuple[list[Reviewed], int, int | None]:
    """The decisions that count, the drafts that wait, and the message that stops the count (None: none does)."""
    rows = (
        AutopilotCase.objects.filter(
            permission=permission, how=How.EXAM, made_from=digest, pk__gte=permission.counts_from
        )
        .order_by("pk")
        .values_list("confidence", "error", "draft__message_id", "draft__message__state")[:MOST_CASES]
    )
    found: list[Reviewed] = []
    waiting, blocked_by, later = 0, None, False
    for confidence, error, message_id, state in rows:
        if error is None and state == Message.State.DONE:
            continue  # settled without a decision about the draft
        if error is None:
            waiting += 1
            blocked_by = message_id if blocked_by is None else blocked_by
        elif blocked_by is None:
            found.append(Reviewed(confidence, error))
        else:
            later = True
    return found, waiting, blocked_by if later else None


def give(
    permission: Permission, by: User | None, limit: float | None = None, threshold: float | None = None
) -> Permission:
    """Let drafts leave by themselves, from the loosest threshold on that is proven, or from the one named.

    Raises `OwnvoiceError` where that isn't proven yet, with how many reviews are missing.
    """
    with transaction.atomic():
        row: Permission = Permission.objects.select_for_update().get(pk=permission.pk)
        if Intent(row.intent) not in EVER_AUTOMATIC:
            raise OwnvoiceError(_("Messages like this always reach a person."))
        if row.mode == Permission.Mode.AUTO and row.made_from == made_from().digest:
            raise OwnvoiceError(_("It is on already."), _("Switch it off first to give it anew."))
        now = made_from()
        allowed = checked_limit(row.limit if limit is None else limit)
        certificate = progress_of(row, now, allowed).certificate
        best = certificate.best if threshold is None else certificate.at(threshold)
        if best is None or not best.certified:
            raise OwnvoiceError(
                _("This isn't earned yet."), _missing(best.needed if best else certificate.nearest.needed)
            )
        row.mode, row.limit, row.threshold = Permission.Mode.AUTO, allowed, best.threshold
        row.certificate = certificate.as_json() | {"given_for": best.as_json()}
        # Switching it off and on again forgets nothing that was seen.
        same = row.made_from == now.digest
        watch = from_json(row.watch, allowed) if same else begun(allowed)
        row.watch, row.share, row.reason = watch.as_json(), 1.0 if watch.doubtful else None, ""
        row.made_from, row.persona, row.model = now.digest, now.persona, now.model
        row.given_at, row.given_by = timezone.now(), by
        row.save()
    return row


def set_mode(permission: Permission, mode: str) -> Permission:
    """Back to drafts, or to no drafts at all. What an automatic reply still waits for is taken back."""
    if mode not in (Permission.Mode.DRAFT, Permission.Mode.OFF):
        raise OwnvoiceError(_("There is no such mode."), _("Known: off, draft."))
    with transaction.atomic():
        row: Permission = Permission.objects.select_for_update().get(pk=permission.pk)
        row.mode, row.threshold, row.share, row.reason = mode, None, None, ""
        row.save()
        take_back_all(row)
    return row


def set_limit(permission: Permission, limit: float) -> Permission:
    """Allow another share of errors. Of one that is on, the limit is part of what was proven and stays."""
    with transaction.atomic():
        row: Permission = Permission.objects.select_for_update().get(pk=permission.pk)
        if row.mode == Permission.Mode.AUTO:
            raise OwnvoiceError(_("It is on, with the limit it was given for."), _("Switch it off first."))
        row.limit = checked_limit(limit)
        row.save(update_fields=["limit", "changed_at"])
    return row


def checked_limit(limit: float) -> float:
    """The limit, if it may be one."""
    if not LEAST_LIMIT <= limit <= MOST_LIMIT:
        raise OwnvoiceError(
            _("%(limit)s can't be the share of errors that is allowed.") % {"limit": limit},
            _("Choose between %(least)s and %(most)s.") % {"least": "0.2 %", "most": "20 %"},
        )
    return limit


def find(channel: str, intent: str) -> Permission:
    """The permission for an intent on the channel of this label, kind or number."""
    try:
        wanted = Intent(intent)
    except ValueError as error:
        raise OwnvoiceError(
            _("There is no intent “%(intent)s”.") % {"intent": intent},
            _("Known: %(intents)s.") % {"intents": ", ".join(sorted(one.value for one in EVER_AUTOMATIC))},
        ) from error
    rows = (
        Channel.objects.filter(pk=int(channel))
        if channel.isdecimal() and len(channel) < 19
        else Channel.objects.filter(label=channel)
    )
    row = rows.first() or Channel.objects.filter(kind=channel).order_by("pk").first()
    if row is None:
        known = ", ".join(Channel.objects.order_by("pk").values_list("label", flat=True)[:20]) or "–"
        raise OwnvoiceError(
            _("There is no channel “%(channel)s”.") % {"channel": channel},
            _("Known: %(known)s.") % {"known": known},
        )
    if wanted not in EVER_AUTOMATIC:
        raise OwnvoiceError(_("Messages like this always reach a person."))
    found: Permission = Permission.objects.get_or_create(channel=row, intent=wanted.value)[0]
    return found


def would_have_sent(permission: Permission, threshold: float, errors: bool = False) -> list[dict[str, Any]]:
    """The latest decided drafts that this threshold would have sent, newest first: what was asked, drafted, and decided."""
    rows = AutopilotCase.objects.filter(
        permission=permission, how=How.EXAM, confidence__gte=threshold, error__isnull=False
    )
    if errors:
        rows = rows.filter(error=True)
    return [
        {
            "message_id": case.draft.message_id,
            "asked": case.draft.message.text,
            "draft": case.draft.text,
            "confidence": case.confidence,
            "error": case.error,
        }
        for case in rows.select_related("draft__message").order_by("-pk")[:SHOWN]
    ]


def confidence_figures(permission: Permission | None = None) -> Reliability | None:
    """How far confidence can be taken at its word: over decided exam drafts and samples; None without any."""
    rows = AutopilotCase.objects.filter(how__in=[How.EXAM, How.SAMPLE, How.BELOW], error__isnull=False)
    if permission is not None:
        rows = rows.filter(permission=permission)
    pairs: Sequence[tuple[float, bool]] = list(
        rows.order_by("pk").values_list("confidence", "error")[:MOST_CASES]
    )
    if not pairs:
        return None
    return reliability([confidence for confidence, _error in pairs], [not error for _c, error in pairs])


def look_after() -> int:
    """Put on probation whatever holds for something else than drafts are made from now. Returns how many."""
    now = made_from()
    with transaction.atomic():
        stale = [
            row
            for row in Permission.objects.select_for_update().filter(mode=Permission.Mode.AUTO)
            if row.made_from != now.digest
        ]
        for row in stale:
            put_on_probation(row, now)
            take_back_all(row)
    return len(stale)


def review_share() -> float:
    """The share of what would be sent that goes to review where there is no doubt."""
    return float(settings().review_share)


def _missing(needed: int | None) -> str:
    if needed is None:
        return _("Too much of it was wrong; more clean reviews would hardly change that.")
    return _("%(needed)d more clean reviews are needed.") % {"needed": needed}
