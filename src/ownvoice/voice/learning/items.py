"""The creator's items as the learner sees them, streamed from the database in the order they were stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from ownvoice.core.records import Kind
from ownvoice.voice.writing import Register, Written

BATCH = 5_000  # rows fetched together
PUBLIC = frozenset({"public", "unlisted"})

Classify = Callable[[str, str], Register]
"""Which register a reply is in, from the fan's message it answers and that message's language (ISO 639-1 or "")."""

# One source at a time, by the order of ids: what is new since the last time comes last.
_OWN = """
SELECT i.id, i.kind, i.lang, i.text, i.title, i.url, i.links, i.visibility, i.published_at,
       coalesce(m.text, i.parent_text, ''), coalesce(m.lang, ''), m.published_at
FROM corpus_item i
LEFT JOIN corpus_exchange e ON e.reply_id = i.id
LEFT JOIN corpus_item m ON m.id = e.message_id
WHERE i.creator_id = %(creator)s AND i.source_id = %(source)s AND i.role = 'creator' AND i.id > %(after)s
ORDER BY i.id LIMIT %(batch)s
"""

_OTHERS = """
SELECT id, lang, text FROM corpus_item
WHERE creator_id = %(creator)s AND source_id = %(source)s AND role = 'fan' AND text <> '' AND id > %(after)s
ORDER BY id LIMIT %(batch)s
"""


def own_items(creator_id: int, source_id: int, after: int, classify: Classify) -> Iterator[Written]:
    """What the creator wrote or said in this source, of the items whose id is above `after`, by id."""
    for row in _rows(_OWN, creator_id, source_id, after):
        item_id, kind, lang, text, title, url, links, visibility, at, asked, asked_lang, asked_at = row
        yield Written(
            item_id,
            source_id,
            Kind(kind),
            _register(Kind(kind), visibility, asked, asked_lang or lang, classify),
            text,
            lang,
            at,
            title,
            url,
            tuple(links or ()),
            visibility in PUBLIC,
            asked,
            asked_at,
        )


def others_texts(creator_id: int, source_id: int, after: int) -> Iterator[tuple[int, str, str]]:
    """(item id, language, text) of what others wrote in this source, by id: the background to tell the creator from."""
    yield from _rows(_OTHERS, creator_id, source_id, after)


def _rows(statement: str, creator_id: int, source_id: int, after: int) -> Iterator[Any]:
    while True:
        with connection.cursor() as cursor:
            values = {"creator": creator_id, "source": source_id, "after": after, "batch": BATCH}
            cursor.execute(statement, values)
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1][0]


def _register(kind: Kind, visibility: str, asked: str, language: str, classify: Classify) -> Register:
    if kind is Kind.MESSAGE or visibility == "private":
        return Register.MESSAGE
    if kind not in (Kind.REPLY, Kind.COMMENT):
        return Register.POST
    return classify(asked, language) if asked else Register.REPLY
