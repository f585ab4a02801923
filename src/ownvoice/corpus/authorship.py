"""Who of those who wrote is the creator: shown, and changed afterwards without importing anything again.

Readers work it out from the export. Where they were wrong, or couldn't know a second account, the stored items are
derived again from what they already say about their authors: role, passages, exchanges, word counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import Author, Cue, ItemRecord, Kind, Role, Visibility
from ownvoice.corpus.exchanges import forget_unanswered, join_exchanges
from ownvoice.corpus.importing.bulk import write_again
from ownvoice.corpus.importing.rows import Batch, RowMaker
from ownvoice.corpus.importing.run import one_import_at_a_time
from ownvoice.corpus.models import Item
from ownvoice.corpus.statistics import recount_words, settle_index
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for

BATCH = 2_000  # items derived again together
MOST_ACCOUNTS = 100

_AUTHORS = """
SELECT platform, author_name, author_handle, role, count(*) AS items
FROM corpus_item WHERE creator_id = %s
GROUP BY platform, author_name, author_handle, role
ORDER BY (role = 'creator') DESC, items DESC, platform, author_name, author_handle LIMIT %s
"""

# An exchange is between a fan and the creator: where either of them turns out to be the other, it is none.
_FORGET_EXCHANGES = """
DELETE FROM corpus_exchange WHERE creator_id = %s AND (reply_id = ANY(%s) OR message_id = ANY(%s))
"""


@dataclass(frozen=True, slots=True)
class AuthorCount:
    """Somebody whose items are in the corpus, as the platform shows them, and for whom they are taken."""

    platform: str
    name: str
    handle: str
    role: Role
    items: int


def authors(creator: Creator, limit: int = 50) -> list[AuthorCount]:
    """Those who wrote most: the creator's own names first, then everybody else."""
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORS, [creator.pk, limit])
        return [AuthorCount(p, name, handle, Role(role), n) for p, name, handle, role, n in cursor.fetchall()]


def change_authorship(creator: Creator, mine: Sequence[str] = (), not_mine: Sequence[str] = ()) -> int:
    """Take what was written under `mine` for the creator's and under `not_mine` for others'; returns items changed.

    Names, handles (with or without "@") and the platforms' ids count alike, whatever their case; later imports go
    by them, too. Raises `OwnvoiceError` where a name is in both lists or nobody wrote under it.
    """
    claimed, disclaimed = _folded(mine), _folded(not_mine)
    if claimed & disclaimed:
        raise OwnvoiceError(
            f"{', '.join(sorted(claimed & disclaimed))} can't be the creator and somebody else.",
            "Name each only once.",
        )
    with acting_for(creator), one_import_at_a_time(creator.pk), transaction.atomic():
        for name in sorted(claimed | disclaimed):
            if not _written_by(frozenset({name})).exists():
                raise OwnvoiceError(
                    f"Nothing in the corpus was written by {name}.", "`ownvoice authors` lists who wrote."
                )
        shown = _as_platforms_show(claimed)
        changed = _derive_again(creator, claimed, Role.CREATOR) + _derive_again(creator, disclaimed, Role.FAN)
        kept = [name for name in creator.own_names if not _folded([name]) & (disclaimed | claimed)]
        creator.own_names = list(dict.fromkeys([*kept, *shown, *_known_as()]))
        creator.save(update_fields=["own_names"])
        join_exchanges(creator.pk)
        forget_unanswered(creator.pk)
        recount_words(creator.pk)
    settle_index()
    enqueue("corpus.index", once=f"index-{creator.pk}", creator_id=creator.pk)
    return changed


def _folded(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name.strip().lstrip("@").lower() for name in names if name.strip().lstrip("@"))


def _written_by(names: frozenset[str]) -> Any:
    """The acting creator's items whose author has one of the names, folded as `_folded` does."""
    return Item.objects.extra(  # lower() of three columns in one condition
        where=[
            "(lower(author_name) = ANY(%s) OR lower(ltrim(author_handle, '@')) = ANY(%s)"
            " OR (author_id <> '' AND lower(author_id) = ANY(%s)))"
        ],
        params=[list(names)] * 3,
    )


def _as_platforms_show(names: frozenset[str]) -> list[str]:
    """The names as later exports will have them, with the ids that go with them: readers compare exactly."""
    if not names:
        return []
    found: set[str] = set()
    for shown in _written_by(names).values_list("author_name", "author_handle", "author_id").distinct():
        found.update(name for name in shown[:2] if _folded([name]) & names)
        found.add(shown[2])
    return sorted(found - {""})


def _known_as() -> list[str]:
    """What tells the creator apart best on each platform: readers that are given names go by nothing else."""
    mine = Item.objects.filter(role=Role.CREATOR).order_by()
    accounts = mine.values_list("author_id", "author_handle", "author_name").distinct()[:MOST_ACCOUNTS]
    return sorted({pk or handle or name for pk, handle, name in accounts} - {""})


def _derive_again(creator: Creator, names: frozenset[str], role: Role) -> int:
    """Give the role to all items of these authors that have the other one. Runs inside a transaction."""
    if not names:
        return 0
    rows = RowMaker(creator.pk, creator.languages)
    changed = 0
    for source_id in list(Item.objects.order_by().values_list("source_id", flat=True).distinct()):
        waiting = _written_by(names).filter(source_id=source_id).exclude(role=role).order_by("pk")
        for items in _batches(waiting):
            batch = Batch()
            for item in items:
                rows.add(batch, _record(item, role))
            ids = [item.pk for item in items]
            with connection.cursor() as cursor:
                cursor.execute(_FORGET_EXCHANGES, [creator.pk, ids, ids])
            write_again(batch, creator.pk, source_id)
            changed += len(items)
    return changed


def _batches(waiting: Any) -> Iterator[list[Item]]:
    after = 0
    while items := list(waiting.filter(pk__gt=after)[:BATCH]):
        yield items
        after = items[-1].pk


def _record(item: Item, role: Role) -> ItemRecord:
    """What the reader would have yielded, had it known."""
    return ItemRecord(
        item.platform,
        item.native_id,
        Kind(item.kind),
        role,
        Author(item.author_id, item.author_name, item.author_handle),
        item.text,
        item.published_at,
        item.raw,
        item.raw_time,
        item.edited_at,
        item.title,
        item.url,
        item.lang,
        Visibility(item.visibility),
        item.parent_native_id,
        item.root_native_id,
        item.parent_author,
        item.parent_text,
        tuple(Cue(*cue) for cue in item.cues or ()),
        tuple(item.links or ()),
    )
