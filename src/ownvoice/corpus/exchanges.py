"""Joining what fans wrote with what the creator really replied.

Set-based and repeatable: run after every import it makes the exchanges that the new items form and closes
those that earlier imports left half open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from ownvoice.core.text import terms
from ownvoice.corpus.importing.rows import ASKED_LIMIT, lexeme_text

# A planner that hasn't heard of a new creator's items yet expects one row, and would compare each with each.
_WHOLE_SETS = "SET LOCAL enable_nestloop = off"

_NEW = """
INSERT INTO corpus_exchange (creator_id, reply_id, message_id, platform, parent_native_id)
SELECT r.creator_id, r.id, p.id, r.platform, r.parent_native_id
FROM corpus_item r
LEFT JOIN corpus_item p
  ON p.creator_id = r.creator_id AND p.platform = r.platform AND p.native_id = r.parent_native_id
WHERE r.creator_id = %(creator)s AND r.role = 'creator' AND r.parent_native_id IS NOT NULL
  AND (p.id IS NULL OR p.role = 'fan')
  AND NOT EXISTS (SELECT 1 FROM corpus_exchange e WHERE e.reply_id = r.id)
ON CONFLICT (reply_id) DO NOTHING
"""

_CLOSE = """
UPDATE corpus_exchange e SET message_id = p.id
FROM corpus_item p
WHERE e.creator_id = %(creator)s AND e.message_id IS NULL
  AND p.creator_id = e.creator_id AND p.platform = e.platform AND p.native_id = e.parent_native_id AND p.role = 'fan'
"""

# A reply first seen without its parent may turn out to answer the creator's own post: no exchange then.
_NOT_AN_EXCHANGE = """
DELETE FROM corpus_exchange e USING corpus_item p
WHERE e.creator_id = %(creator)s AND e.message_id IS NULL
  AND p.creator_id = e.creator_id AND p.platform = e.platform AND p.native_id = e.parent_native_id
  AND p.role = 'creator'
"""

_UNSEARCHED = """
SELECT DISTINCT m.id, m.source_id, m.kind, m.lang, r.lang, left(m.text, %(limit)s), m.published_at,
       m.visibility IN ('public', 'unlisted') AND r.visibility IN ('public', 'unlisted')
FROM corpus_exchange e JOIN corpus_item m ON m.id = e.message_id JOIN corpus_item r ON r.id = e.reply_id
WHERE e.creator_id = %(creator)s AND m.text <> ''
  AND NOT EXISTS (SELECT 1 FROM corpus_passage p WHERE p.creator_id = m.creator_id AND p.item_id = m.id)
"""

_UNANSWERED = """
WITH gone AS (
    DELETE FROM corpus_passage p
    WHERE p.creator_id = %(creator)s AND p.role = 'asked' AND NOT EXISTS (
        SELECT 1 FROM corpus_exchange e WHERE e.creator_id = p.creator_id AND e.message_id = p.item_id
    )
    RETURNING p.id
)
DELETE FROM corpus_passagevector v USING gone WHERE v.passage_id = gone.id
"""

_COUNT = """
SELECT r.source_id,
       count(*) FILTER (WHERE e.message_id IS NOT NULL OR (e.id IS NOT NULL AND r.parent_text IS NOT NULL)),
       count(*) FILTER (WHERE e.id IS NOT NULL AND e.message_id IS NULL AND r.parent_text IS NULL),
       count(*) FILTER (WHERE e.id IS NULL AND NOT (r.kind = 'reply' AND p.role IS NOT DISTINCT FROM 'creator'))
FROM corpus_item r
LEFT JOIN corpus_exchange e ON e.reply_id = r.id
LEFT JOIN corpus_item p
  ON p.creator_id = r.creator_id AND p.platform = r.platform AND p.native_id = r.parent_native_id
WHERE r.creator_id = %(creator)s AND r.role = 'creator' AND (r.kind IN ('reply', 'comment') OR e.id IS NOT NULL)
  AND r.source_id = ANY(%(sources)s)
GROUP BY r.source_id
"""

_AWAITED = """
SELECT e.parent_native_id FROM corpus_exchange e
WHERE e.creator_id = %s AND e.platform = %s AND e.message_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class ExchangeCount:
    """How many of the creator's replies come with both texts, with the parent's id only, with neither.

    Replies in a thread of the creator's own are no exchange and not counted.
    """

    whole: int
    half: int
    none: int


def join_exchanges(creator_id: int) -> None:
    """Make new exchanges, close half ones, and make what fans asked in them searchable."""
    with transaction.atomic(), connection.cursor() as cursor:
        values = {"creator": creator_id, "limit": ASKED_LIMIT}
        cursor.execute(_WHOLE_SETS)
        for statement in (_NEW, _CLOSE, _NOT_AN_EXCHANGE):
            cursor.execute(statement, values)
        cursor.execute(_UNSEARCHED, values)
        waiting = cursor.fetchall()
        if not waiting:
            return
        with cursor.copy(
            'COPY corpus_passage (creator_id, item_id, source_id, role, kind, lang, public, start, "end", '
            "published_at, length, words) FROM STDIN"
        ) as copy:
            for item_id, source_id, kind, lang, reply_lang, text, published_at, public in waiting:
                lang = lang or reply_lang
                stems = terms(text, lang)
                copy.write_row(
                    (creator_id, item_id, source_id, "asked", kind, lang, public, 0, len(text), published_at,
                     len(stems), lexeme_text(stems, creator_id))
                )  # fmt: skip


def forget_unanswered(creator_id: int) -> None:
    """No longer search by fans' messages that have no reply of the creator's any more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WHOLE_SETS)
        cursor.execute(_UNANSWERED, {"creator": creator_id})


def count_exchanges(creator_id: int, source_ids: Sequence[int]) -> dict[int, ExchangeCount]:
    """The three counts over the replies that came from each of these sources, by the source's key."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WHOLE_SETS)
        cursor.execute(_COUNT, {"creator": creator_id, "sources": list(source_ids)})
        counted = {source: ExchangeCount(*counts) for source, *counts in cursor.fetchall()}
    return {source: counted.get(source, ExchangeCount(0, 0, 0)) for source in source_ids}


class Awaited:
    """The ids of what others wrote on a platform and the creator answered, as far as it isn't here yet.

    A container that asks the database when it is first looked into: most readers never do.
    """

    def __init__(self, creator_id: int, platform: str) -> None:
        self._creator_id = creator_id
        self._platform = platform
        self._ids: frozenset[str] | None = None

    def __contains__(self, native_id: object) -> bool:
        if self._ids is None:
            with connection.cursor() as cursor:
                cursor.execute(_AWAITED, [self._creator_id, self._platform])
                self._ids = frozenset(row[0] for row in cursor.fetchall())
        return native_id in self._ids
