"""Taking a source out again, with everything that was derived from it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from ownvoice.corpus.exchanges import forget_unanswered
from ownvoice.corpus.models import Source
from ownvoice.corpus.signals import source_removed
from ownvoice.corpus.statistics import recount_words
from ownvoice.runtime.queue import enqueue
from ownvoice.tenants.scope import current_creator_id

# In this order: what hangs on the items first. Every statement is about one creator and one source.
_STATEMENTS = (
    (
        "vectors",
        """
        DELETE FROM corpus_passagevector v USING corpus_passage p, corpus_item i
        WHERE v.passage_id = p.id AND p.creator_id = %(creator)s AND p.item_id = i.id
          AND i.creator_id = %(creator)s AND i.source_id = %(source)s
        """,
    ),
    (
        "passages",
        """
        DELETE FROM corpus_passage p USING corpus_item i
        WHERE p.creator_id = %(creator)s AND p.item_id = i.id AND i.creator_id = %(creator)s
          AND i.source_id = %(source)s
        """,
    ),
    (
        "exchanges",
        """
        DELETE FROM corpus_exchange e USING corpus_item i
        WHERE e.creator_id = %(creator)s AND e.reply_id = i.id AND i.source_id = %(source)s
        """,
    ),
    (
        "exchanges opened again",
        """
        UPDATE corpus_exchange e SET message_id = NULL FROM corpus_item i
        WHERE e.creator_id = %(creator)s AND e.message_id = i.id AND i.source_id = %(source)s
        """,
    ),
    (
        "revisions",
        """
        DELETE FROM corpus_itemrevision r USING corpus_item i
        WHERE r.creator_id = %(creator)s AND r.item_id = i.id AND i.source_id = %(source)s
        """,
    ),
    ("items", "DELETE FROM corpus_item WHERE creator_id = %(creator)s AND source_id = %(source)s"),
)


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows of each kind went."""

    rows: dict[str, int]


def remove_source(source: Source) -> Removed:
    """Delete the source's items and all that rests on them, and recount the words.

    What other packages learned from the source goes in the same transaction (`signals.source_removed`).
    """
    creator_id = current_creator_id()
    rows: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM corpus_source WHERE id = %s AND creator_id = %s FOR UPDATE",
            [source.pk, creator_id],
        )
        for name, statement in _STATEMENTS:
            cursor.execute(statement, {"creator": creator_id, "source": source.pk})
            rows[name] = cursor.rowcount
        forget_unanswered(creator_id)
        source_removed.send(Source, creator_id=creator_id, source_id=source.pk)
        Source.objects.filter(pk=source.pk).delete()
        recount_words(creator_id)
        enqueue("corpus.index", once=f"index-{creator_id}", creator_id=creator_id)
    return Removed(rows)
