"""Under which names the creator writes in an export, as far as that is known before it is read.

A name that was given for one platform says nothing about another: taken as the creator's only name there, it would
make everything of theirs somebody else's. So readers are told what was given for this import and what holds on this
platform already. Whatever else is known is tried only where a reader has to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from django.db import connection

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Record
from ownvoice.core.text import fold
from ownvoice.sources.reading.contract import Archive, ReadOptions, Source
from ownvoice.tenants.models import Creator

_THEIRS = """
SELECT DISTINCT author_id, author_name, author_handle FROM corpus_item
WHERE creator_id = %s AND platform = %s AND role = 'creator'
"""


def names_on(creator: Creator, platform: str) -> tuple[str, ...]:
    """Those of the creator's names that wrote what is stored of this platform."""
    if not creator.own_names:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_THEIRS, [creator.pk, platform])
        written = {_plain(name) for row in cursor.fetchall() for name in row if name}
    return tuple(name for name in creator.own_names if _plain(name) in written)


def read_as(reader: Source, archive: Archive, options: ReadOptions, known: Sequence[str]) -> Iterator[Record]:
    """What the reader reads; where it would ask who the creator is, it is answered with all names that are `known`.

    Raises the `AmbiguousCreatorError` where those don't tell either.
    """
    options = replace(options, known_names=tuple(known))
    records = reader.read(archive, options)
    try:
        first = next(records, None)
    except AmbiguousCreatorError:
        told = tuple(dict.fromkeys((*options.own_names, *known)))
        if told == options.own_names:
            raise
        return reader.read(archive, replace(options, own_names=told))
    return records if first is None else chain([first], records)


def _plain(name: str) -> str:
    return fold(name).strip().lstrip("@")
