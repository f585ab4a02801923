"""Counting what is new in each source, so that a persona of a million items learns a thousand more in seconds.

Each source has a tally of its own (`models.SourceTally`) and findings of its own (`models.Finding`). A tally goes on
from the last item it counted. Where the items it counted are no longer the same (edited, somebody else's after all,
paired with the message they answer), the source is counted again from the beginning. A source without consent for
the voice has none.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.db import connection, transaction

from ownvoice.core.records import Kind
from ownvoice.corpus.models import Source
from ownvoice.tenants.scope import current_creator_id
from ownvoice.voice.goals.tally import LinkTally, tally_links
from ownvoice.voice.learning.items import Classify, others_texts, own_items
from ownvoice.voice.models import Finding, SourceTally
from ownvoice.voice.stances.stance import Stance
from ownvoice.voice.style import StyleTally, WordTally
from ownvoice.voice.values import values_in
from ownvoice.voice.writing import Written

LEARNER = 1  # counts up when the rules change by which items are read: then every source is counted again
AT_ONCE = 2_000  # items counted, and their findings stored, together

# What is said of the items up to a mark: it changes when they do.
_COUNTED = """
SELECT count(*), count(*) FILTER (WHERE i.role = 'creator'), count(e.message_id),
       coalesce(sum(i.content_hash %% 1000003), 0)::text
FROM corpus_item i LEFT JOIN corpus_exchange e ON e.reply_id = i.id
WHERE i.creator_id = %(creator)s AND i.source_id = %(source)s AND i.id <= %(mark)s
"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM corpus_item WHERE creator_id = %s AND source_id = %s"


def update_tallies(classify: Classify) -> bool:
    """Count what is new in every source that may shape the voice; returns whether anything changed.

    Call within `acting_for(creator)`. Each source is one transaction, so that an interrupted run loses at most one.
    """
    changed = _forget_without_consent()
    for source_id in Source.objects.filter(consent_voice=True).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            changed |= _update(source_id, classify)
    return changed


def _forget_without_consent() -> bool:
    tallies, _ = SourceTally.objects.filter(source__consent_voice=False).delete()
    findings, _ = Finding.objects.filter(source__consent_voice=False).delete()
    return bool(tallies or findings)


def _update(source_id: int, classify: Classify) -> bool:
    creator_id = current_creator_id()
    tally, _ = SourceTally.objects.get_or_create(source_id=source_id)
    newest = _newest(creator_id, source_id)
    if tally.up_to_item and tally.counted != _counted(creator_id, source_id, tally.up_to_item):
        Finding.objects.filter(source_id=source_id).delete()
        tally.up_to_item, tally.style, tally.background, tally.links = 0, b"", b"", b""
    elif tally.up_to_item >= newest:
        return False
    after = tally.up_to_item
    style = StyleTally.from_bytes(bytes(tally.style)) if tally.style else StyleTally(source_id)
    links = _read_links(bytes(tally.links))
    background = WordTally.from_bytes(bytes(tally.background)) if tally.background else WordTally()
    for some in _batches(own_items(creator_id, source_id, after, classify), newest):
        for written in some:
            if written.kind is not Kind.TRANSCRIPT:  # speech has another rhythm than writing
                style.add(written)
        links = links.merged(tally_links(some))
        Finding.objects.bulk_create(row for written in some for row in _findings(creator_id, written))
    for item_id, language, text in others_texts(creator_id, source_id, after):
        if item_id > newest:
            break
        background.add(text, language)
    tally.style, tally.background = style.to_bytes(), background.to_bytes()
    tally.links = zlib.compress(orjson.dumps(links.as_json()), 6)
    tally.up_to_item = newest
    tally.counted = _counted(creator_id, source_id, newest)
    tally.save()
    return True


def links_of(tally: SourceTally) -> LinkTally:
    """What the source's items link to."""
    return _read_links(bytes(tally.links))


def _read_links(stored: bytes) -> LinkTally:
    return LinkTally.from_json(orjson.loads(zlib.decompress(stored))) if stored else LinkTally()


def _batches(items: Iterable[Written], newest: int) -> Iterator[list[Written]]:
    counted = itertools.takewhile(lambda written: written.item_id <= newest, items)
    while some := list(itertools.islice(counted, AT_ONCE)):
        yield some


def _findings(creator_id: int, written: Written) -> Iterator[Finding]:
    found = values_in(written)
    for sort, things in ((Finding.Sort.STANCE, found.stances), (Finding.Sort.FACT, found.facts)):
        for thing in things:
            key = thing.key if isinstance(thing, Stance) else thing.id_key
            yield Finding(
                creator_id=creator_id,
                source_id=written.source_id,
                item_id=written.item_id,
                sort=sort,
                key=key,
                found=thing.as_json(),
                published_at=written.published_at,
            )


def _newest(creator_id: int, source_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [creator_id, source_id])
        return int(cursor.fetchone()[0])


def _counted(creator_id: int, source_id: int, mark: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"creator": creator_id, "source": source_id, "mark": mark})
        items, own, paired, texts = cursor.fetchone()
    return {"by": LEARNER, "items": items, "own": own, "paired": paired, "texts": texts}
