"""The two things that happen to a persona when the corpus changes: it learns, and it forgets."""

from __future__ import annotations

from django.db import connection

from ownvoice.corpus.models import Source
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for, current_creator_id
from ownvoice.voice.keeping.set_by_creator import set_by_creator
from ownvoice.voice.keeping.versions import changing, keep, latest, write_again
from ownvoice.voice.learning.items import Classify
from ownvoice.voice.learning.measured import measured
from ownvoice.voice.learning.tallies import update_tallies
from ownvoice.voice.models import Choice, Finding, Goal, Persona, SourceTally, VoiceScore
from ownvoice.voice.persona.document import PersonaDocument, without_source


def learn(classify: Classify, cause: str = Persona.Cause.LEARNED) -> Persona:
    """Count what is new in the current creator's sources and keep what they all show as a version, if it changed.

    `classify` tells the register of a reply. Call within `acting_for(creator)`. One at a time for each creator.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(11, %s)", [current_creator_id()])
    try:
        changed = update_tallies(classify)
        last = latest()
        if last and not changed and last.cause != Persona.Cause.REMOVED:
            return last
        creator = Creator.objects.get(pk=current_creator_id())
        shown = measured(creator.name, tuple(creator.languages))
        with changing():
            left = _without_removed(shown)
            return keep(set_by_creator(left), cause if left == shown else Persona.Cause.REMOVED)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(11, %s)", [current_creator_id()])


def _without_removed(document: PersonaDocument) -> PersonaDocument:
    """The document without sources that went, or may shape the voice no more, while it was measured."""
    here = set(Source.objects.filter(consent_voice=True).values_list("pk", flat=True))
    for note in document.sources:
        if note.id not in here:
            document = without_source(document, note.id)
    return document


def forget_source(creator_id: int, source_id: int) -> None:
    """Take out of every version what rests on the source, and what was counted in it. In one transaction.

    What is measured over all sources goes from every version that measured this one; `learn` measures it anew.
    """
    with acting_for(creator_id), changing():
        keys = set(Finding.objects.filter(source_id=source_id).values_list("key", flat=True))
        messages = set(Goal.objects.filter(source_id=source_id).values_list("message", flat=True))
        Choice.objects.filter(key__in=keys).delete()
        Goal.objects.filter(source_id=source_id).delete()
        Finding.objects.filter(source_id=source_id).delete()
        SourceTally.objects.filter(source_id=source_id).delete()
        VoiceScore.objects.filter(sources__contains=source_id).delete()
        newest = 0
        for row in Persona.objects.order_by("number").iterator(chunk_size=5):
            if not row.document:
                row.habits, row.manner = {}, ""  # a version that doesn't say what it was measured on
                row.save(update_fields=["habits", "manner"])
                continue
            document = PersonaDocument.from_json(row.document)
            left = without_source(document, source_id, keys, messages)
            if left != document:
                write_again(row, left)
                newest = row.number
        if newest:
            Persona.objects.filter(number__gte=newest).update(cause=Persona.Cause.REMOVED)
