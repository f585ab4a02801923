"""Versions of a persona: making one, finding one, going back to one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.scope import current_creator_id
from ownvoice.voice.keeping.set_by_creator import note_whose_words, restore, set_by_creator
from ownvoice.voice.models import Persona
from ownvoice.voice.persona.document import PersonaDocument
from ownvoice.voice.persona.lines import switched_on, withdrawn
from ownvoice.voice.persona.prompt import MANNER_LINES, manner_lines

EDITED_TOGETHER = timedelta(hours=1)  # edits within it become one version


def latest() -> Persona | None:
    """The version that holds, without its document."""
    found: Persona | None = Persona.objects.defer("document").order_by("-number").first()
    return found


def document_of(number: int | None = None) -> PersonaDocument | None:
    """A version's document, the latest one's by default; None where there is none yet.

    Raises `OwnvoiceError` where there is no version of this number.
    """
    rows = Persona.objects.order_by("-number")
    stored = (
        (rows if number is None else rows.filter(number=number)).values_list("document", flat=True).first()
    )
    if stored is None and number is not None:
        raise OwnvoiceError(
            f"There is no version {number} of this persona.", "`ownvoice persona history` lists them."
        )
    return PersonaDocument.from_json(stored) if stored else None


def current() -> PersonaDocument | None:
    """The latest document with what the creator has said and set by now."""
    document = document_of()
    return set_by_creator(document) if document else None


def keep(document: PersonaDocument, cause: str, note: str = "") -> Persona:
    """Make a version of the document, unless nothing in it differs from the latest one.

    Edits follow each other closely: those within `EDITED_TOGETHER` of the last version's making change that version.
    """
    columns = _columns(document)
    with changing():
        last = Persona.objects.order_by("-number").first()
        if last and last.document == columns["document"]:
            return last  # type: ignore[no-any-return]
        edited = Persona.Cause.EDITED
        if last and last.cause == edited == cause and timezone.now() - last.made_at < EDITED_TOGETHER:
            for name, value in columns.items():
                setattr(last, name, value)
            last.save(update_fields=list(columns))
            return last  # type: ignore[no-any-return]
        number = last.number + 1 if last else 1
        kept: Persona = Persona.objects.create(number=number, cause=cause, note=note[:300], **columns)
    return kept


def keep_edited(note: str = "") -> Persona | None:
    """Make a version of what the creator has said and set by now; None where nothing was learned yet."""
    with changing():
        document = document_of() or PersonaDocument("")
        return keep(set_by_creator(document), Persona.Cause.EDITED, note)


@contextmanager
def changing() -> Iterator[None]:
    """A transaction in which nobody else makes a version of the current creator's persona.

    Whoever makes one reads inside it what the version is made of: what was read before may be out of date.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(12, %s)", [current_creator_id()])
        yield


def _columns(document: PersonaDocument) -> dict[str, Any]:
    habits = {
        part: {lang: list(said) for lang, said in by.items()} for part, by in asdict(document.habits).items()
    }
    return {
        "habits": habits,
        "manner": "\n".join(manner_lines(document, "en")[:MANNER_LINES]),
        "withdrawn": sorted(withdrawn(document)),
        "switched_on": sorted(switched_on(document)),
        "document": document.as_json(),
    }


def write_again(row: Persona, document: PersonaDocument) -> None:
    """Put another document into a version that is kept: one that something was taken out of."""
    for name, value in _columns(document).items():
        setattr(row, name, value)
    row.save()


def go_back(number: int) -> Persona:
    """Make what the creator said and set be as it was in that version, as a new version on top of what is learned.

    What is measured stays as it is now: the corpus is not what it was then. Raises `OwnvoiceError` for an unknown number.
    """
    then = document_of(number)
    assert then is not None
    with changing():
        restore(then)
        document = document_of() or then
        note_whose_words(then, document)
        return keep(set_by_creator(document), Persona.Cause.ROLLED_BACK, str(number))
