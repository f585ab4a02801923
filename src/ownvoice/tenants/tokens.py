"""Tokens that programs show instead of a password: made once, kept as a hash, counted by all processes together.

A token is 32 random bytes, so one round of SHA-256 is enough to keep it: there is nothing to guess. The counts stand in
the token's own row and are raised by one statement that refuses as well, so that no two processes can both take what is
left for one; the clock is the database's.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now, TruncDay, TruncMinute
from django.utils import timezone
from django.utils.translation import gettext as _

from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.models import ApiToken, Creator, User
from ownvoice.tenants.scope import acting_for

BEGINS = "ov_"
SHOWN = 10  # characters by which a list tells tokens apart
LONGEST_TOKEN = 200  # characters; longer ones aren't even hashed
LONGEST_NAME = 80
MOST_TOKENS = 100  # of one creator, that aren't revoked
MOST_A_MINUTE, MOST_A_DAY = 6_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting one request found. `wait_s`: whole seconds until another is taken, 0 where this one was."""

    wait_s: int = 0
    limit: int = 0
    per: str = "minute"
    left: int = 0


def digest_of(secret: str) -> str:
    """What is kept of a token: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def make_token(
    creator: Creator,
    name: str,
    scope: str,
    *,
    per_minute: int = ApiToken.PER_MINUTE,
    per_day: int = ApiToken.PER_DAY,
    by: User | None = None,
) -> tuple[ApiToken, str]:
    """A new token and the secret, which is shown now and never again. Raises `OwnvoiceError` for what can't be."""
    name = name.replace("\x00", "").strip()[:LONGEST_NAME]
    if not name:
        raise OwnvoiceError(_("A token needs a name."), _("Name what will use it."))
    if scope not in ApiToken.Scope.values:
        raise OwnvoiceError(
            _("There is no scope %(scope)s.") % {"scope": repr(scope)[:40]}, _("Choose drafts or fans.")
        )
    if not (1 <= per_minute <= MOST_A_MINUTE and 1 <= per_day <= MOST_A_DAY):
        raise OwnvoiceError(
            _("A token's limits are whole numbers from 1."),
            _("At most %(minute)d requests a minute and %(day)d a day.")
            % {"minute": MOST_A_MINUTE, "day": MOST_A_DAY},
        )
    secret = BEGINS + secrets.token_urlsafe(32)
    with transaction.atomic(), acting_for(creator):
        Creator.objects.select_for_update().get(pk=creator.pk)  # so that two can't both be the last
        if ApiToken.objects.filter(revoked_at=None).count() >= MOST_TOKENS:
            raise OwnvoiceError(_("There are too many tokens already."), _("Revoke one that isn't used."))
        made: ApiToken = ApiToken.objects.create(
            name=name,
            scope=scope,
            begins=secret[:SHOWN],
            digest=digest_of(secret),
            per_minute=per_minute,
            per_day=per_day,
            made_by=by,
        )
    return made, secret


def tokens_of(creator: Creator) -> list[ApiToken]:
    """The creator's tokens that aren't revoked, newest first."""
    with acting_for(creator):
        return list(ApiToken.objects.filter(revoked_at=None).select_related("made_by").order_by("-pk"))


def revoke(creator: Creator, pk: int) -> bool:
    """Let the token open nothing from now on; False where there is no such token of this creator's."""
    with acting_for(creator):
        return bool(ApiToken.objects.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now()))


def token_of(secret: str) -> ApiToken | None:
    """The token with this secret and its creator; None where none is or it is revoked."""
    if not secret.startswith(BEGINS) or len(secret) > LONGEST_TOKEN:
        return None
    found: ApiToken | None = (
        ApiToken.everyone.filter(digest=digest_of(secret), revoked_at=None).select_related("creator").first()
    )
    return found


def count_request(token: ApiToken) -> Counted:
    """Count one request of this token's, in windows of a clock minute and a day (UTC).

    Nothing is counted where a limit is reached. A token revoked meanwhile is refused like one without requests left.
    """
    minute, day = TruncMinute(Now(), tzinfo=UTC), TruncDay(Now(), tzinfo=UTC)
    same_minute, same_day = Q(minute=minute), Q(day=day)
    left = (~same_minute | Q(minute__isnull=True) | Q(in_minute__lt=F("per_minute"))) & (
        ~same_day | Q(day__isnull=True) | Q(in_day__lt=F("per_day"))
    )
    taken = ApiToken.everyone.filter(left, pk=token.pk, revoked_at=None).update(
        in_minute=Case(When(same_minute, then=F("in_minute") + 1), default=Value(1)),
        in_day=Case(When(same_day, then=F("in_day") + 1), default=Value(1)),
        minute=minute,
        day=day,
        last_used_at=Now(),
    )
    row = ApiToken.everyone.annotate(now=Now()).filter(pk=token.pk).first()
    if row is None:
        return Counted(wait_s=60)
    if taken:
        return Counted(limit=row.per_minute, left=max(0, row.per_minute - row.in_minute))
    spent_day = row.day == _day(row.now) and row.in_day >= row.per_day
    until = _day(row.now) + timedelta(days=1) if spent_day else _minute(row.now) + timedelta(minutes=1)
    return Counted(
        wait_s=max(1, math.ceil((until - row.now).total_seconds())),
        limit=row.per_day if spent_day else row.per_minute,
        per="day" if spent_day else "minute",
    )


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _day(moment: datetime) -> datetime:
    return _minute(moment).replace(hour=0, minute=0)
