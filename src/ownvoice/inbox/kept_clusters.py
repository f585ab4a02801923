"""The open messages folded by what they ask, kept in tables, so that a page shows them however many there are.

A job works them out where something came in since the last time, and seldom enough that it takes a small part of the time
(`REST`). What was decided meanwhile isn't counted any more the moment it is decided.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from ownvoice.inbox.models import Cluster, ClusterLook, ClusterMember, Conversation, Draft, Message
from ownvoice.inbox.together import open_clusters
from ownvoice.tenants.scope import current_creator_id

MOST_KEPT = 500  # clusters, the largest
SMALLEST = 2  # messages in one that is kept
WAITING = (Message.State.OPEN, Message.State.PERSON)
REST = 20  # times as long as the last look took passes before the next


def keep_clusters() -> int:
    """Work the clusters out and put them in the place of those that were kept; returns how many there are.

    Call within `acting_for(creator)`.
    """
    started = time.monotonic()
    newest = _newest_draft()
    found = open_clusters(SMALLEST)[:MOST_KEPT]
    creator_id = current_creator_id()
    with transaction.atomic():
        ClusterLook.objects.get_or_create(defaults={"newest_draft": 0})
        look = ClusterLook.objects.select_for_update().get()  # one look at a time
        Cluster.objects.all().delete()
        # A message may have gone since it was read.
        there = set(
            Message.objects.filter(state__in=WAITING, author=Message.Author.FAN).values_list("pk", flat=True)
        )
        kept = [cluster for cluster in found if cluster.ids[0] in there]
        rows = Cluster.objects.bulk_create(
            Cluster(
                creator_id=creator_id,
                named_by_id=cluster.ids[0],
                name=cluster.name,
                language=cluster.language,
                size=len(cluster.ids),
            )
            for cluster in kept
        )
        ClusterMember.objects.bulk_create(
            (
                ClusterMember(creator_id=creator_id, cluster=row, message_id=pk)
                for row, cluster in zip(rows, kept, strict=True)
                for pk in cluster.ids
                if pk in there
            ),
            batch_size=5_000,
        )
        look.newest_draft, look.seconds, look.at = newest, time.monotonic() - started, timezone.now()
        look.save()
    return len(rows)


def look_is_due() -> bool:
    """Whether something was drafted since the last look, and that was long enough ago. Call within `acting_for`."""
    newest = _newest_draft()
    look = ClusterLook.objects.first()
    if look is None:
        return newest > 0
    return newest > look.newest_draft and timezone.now() - look.at >= timedelta(seconds=REST * look.seconds)


def last_look() -> ClusterLook | None:
    """When the clusters were worked out last."""
    found: ClusterLook | None = ClusterLook.objects.first()
    return found


def shown(count: int, after: int = 0) -> list[Any]:
    """Up to `count` kept clusters, the largest first, each with `open_now`: how many of its messages still wait.

    `after`: the id of the last one that was shown.
    """
    rows = list(Cluster.objects.filter(pk__gt=after).order_by("pk")[:count])
    counted = answerable(rows).order_by().values("cluster_id").annotate(many=Count("pk"))
    waiting = {row["cluster_id"]: row["many"] for row in counted}
    for row in rows:
        row.open_now = waiting.get(row.pk, 0)
    return rows


def answerable(clusters: Any) -> QuerySet[Any]:
    """The members of these clusters whose message waits, in a conversation that no person has taken, the typical first."""
    return ClusterMember.objects.filter(
        cluster__in=clusters,
        message__state__in=WAITING,
        message__conversation__hands=Conversation.Hands.AI,
    ).order_by("pk")


def best_draft(cluster: Cluster) -> Draft | None:
    """The draft of the most typical waiting member that has one to send."""
    looked_at = list(answerable([cluster]).values_list("message_id", flat=True)[:50])
    drafts = (
        Draft.objects.filter(message_id__in=looked_at).order_by("message_id", "-pk").distinct("message_id")
    )
    by_message = {draft.message_id: draft for draft in drafts if draft.text}
    return next((by_message[pk] for pk in looked_at if pk in by_message), None)


def _newest_draft() -> int:
    return int(Draft.objects.aggregate(newest=Max("pk"))["newest"] or 0)
