"""Taking back what an import stored, when its archive turns out to be damaged."""

from __future__ import annotations

from django.db import connection, transaction

# Only the columns an import may change are put back; the item keeps its id and its first import.
_RESTORED = (
    "kind", "role", "author_id", "author_name", "author_handle", "text", "raw", "title", "url", "lang", "visibility",
    "published_at", "raw_time", "edited_at", "parent_native_id", "root_native_id", "parent_author", "parent_text",
    "cues", "links", "content_hash",
)  # fmt: skip

_STATEMENTS = (
    """
    DELETE FROM corpus_passagevector USING corpus_passage p, corpus_item i
    WHERE passage_id = p.id AND p.item_id = i.id AND i.creator_id = %(creator)s AND i.first_import_id = %(import)s
    """,
    """
    DELETE FROM corpus_passage p USING corpus_item i
    WHERE p.creator_id = %(creator)s AND p.item_id = i.id AND i.creator_id = %(creator)s
      AND i.first_import_id = %(import)s
    """,
    """
    DELETE FROM corpus_exchange e USING corpus_item i
    WHERE e.creator_id = %(creator)s AND e.reply_id = i.id AND i.first_import_id = %(import)s
    """,
    """
    UPDATE corpus_exchange e SET message_id = NULL FROM corpus_item i
    WHERE e.creator_id = %(creator)s AND e.message_id = i.id AND i.first_import_id = %(import)s
    """,
    "DELETE FROM corpus_item WHERE creator_id = %(creator)s AND first_import_id = %(import)s",
    f"""
    UPDATE corpus_item i SET {", ".join(f"{c} = b.{c}" for c in _RESTORED)}
    FROM corpus_itemrevision r, jsonb_populate_record(NULL::corpus_item, r.before) b
    WHERE r.creator_id = %(creator)s AND r.replaced_by_id = %(import)s AND i.id = r.item_id
    """,  # noqa: S608 - column names are constants
    "DELETE FROM corpus_itemrevision WHERE creator_id = %(creator)s AND replaced_by_id = %(import)s",
    "UPDATE corpus_import SET done = '{}' WHERE id = %(import)s",
)


def undo_import(creator_id: int, import_id: int) -> None:
    """Remove the items this import added and put back those it changed, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"creator": creator_id, "import": import_id})
