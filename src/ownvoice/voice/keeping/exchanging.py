"""Taking a persona away and bringing one back: files in, files out, versions in between."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.utils import timezone

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.models import Item, Source
from ownvoice.voice.keeping.set_by_creator import restore, set_by_creator
from ownvoice.voice.keeping.versions import changing, current, document_of, keep
from ownvoice.voice.models import Persona
from ownvoice.voice.persona import png
from ownvoice.voice.persona.card import as_card, as_png, read_card
from ownvoice.voice.persona.document import PersonaDocument, SourceNote
from ownvoice.voice.persona.prompt import system_prompt
from ownvoice.voice.persona.yaml_file import read, write
from ownvoice.voice.writing import Quote

FORMS = {
    "yaml": "the whole persona, to read and edit",
    "card-v3": "a Character Card of version 3 (JSON, or a PNG picture)",
    "card-v2": "a Character Card of version 2 (JSON)",
    "prompt": "a system prompt for any chat model",
}


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The version made of a file, and a line for each thing that has no place here."""

    persona: Persona
    lost: tuple[str, ...] = ()


def take_away(
    form: str, as_picture: bool = False, number: int | None = None, picture: bytes | None = None
) -> bytes:
    """The persona as it is now, or a version of it, in one of `FORMS`. Raises `OwnvoiceError` where there is none yet."""
    document = current() if number is None else document_of(number)
    if document is None:
        raise OwnvoiceError(
            "No persona has been learned yet.", "Import something first, then `ownvoice persona learn`."
        )
    today = timezone.localdate()
    if form == "yaml":
        return write(document).encode()
    if form == "prompt":
        return system_prompt(document, document.languages[0] if document.languages else "en", today).encode()
    if as_picture:
        return as_png(document, picture, today)
    card = as_card(document, 2 if form == "card-v2" else 3, today)
    return json.dumps(card, ensure_ascii=False, indent=2).encode()


def bring_back(content: bytes, name: str) -> BroughtBack:
    """Make what the creator said and set be as in the file, as a new version.

    What was measured stays what this corpus shows; where nothing was learned here yet, it is taken from the file, with
    quotes that point to items of this corpus where those are here. Raises `OwnvoiceError` for what can't be read.
    """
    lost: tuple[str, ...] = ()
    if content.startswith(png.SIGNATURE) or (content.lstrip()[:1] == b"{" and b'"spec"' in content[:400]):
        from_card = read_card(content, name)
        document, lost = from_card.document, from_card.lost
    else:
        try:
            document = read(content.decode("utf-8-sig"), name)
        except UnicodeDecodeError as error:
            raise OwnvoiceError(
                f"{name} is not text in UTF-8.", "A persona is a .yaml, .json or .png file."
            ) from error
    with changing():
        learned = document_of()
        restore(document)
        measured = learned or replace(document, **_rooted(document))
        persona = keep(set_by_creator(measured), Persona.Cause.IMPORTED, name)
    return BroughtBack(persona, lost)


def _rooted(document: PersonaDocument) -> dict[str, Any]:
    """The measured parts, their quotes pointing to this corpus where it has the items they name, else to none."""
    known = {(row.platform, row.account): row for row in Source.objects.all()}
    here = {note.id: known.get((note.platform, note.account)) for note in document.sources}
    ids = {quote.item_id for quote in _quotes(document)}
    items = dict(Item.objects.filter(pk__in=ids).values_list("pk", "source_id"))
    sources = {old: row.pk for old, row in here.items() if row}
    parts = ("style", "topics", "found_facts", "faq", "found_goals")
    moved: dict[str, Any] = {part: _moved(getattr(document, part), sources, items) for part in parts}
    notes = tuple(SourceNote(row.pk, row.platform, row.account, row.label) for row in here.values() if row)
    return moved | {"sources": notes}


def _quotes(value: Any) -> Collection[Quote]:
    if isinstance(value, Quote):
        return [value]
    if isinstance(value, dict):
        return [quote for one in value.values() for quote in _quotes(one)]
    if isinstance(value, tuple):
        return [quote for one in value for quote in _quotes(one)]
    if is_dataclass(value):
        return [quote for field in fields(value) for quote in _quotes(getattr(value, field.name))]
    return []


def _moved(value: Any, sources: dict[int, int], items: dict[int, int]) -> Any:
    if isinstance(value, Quote):
        source = sources.get(value.source_id, 0)
        item = value.item_id if source and items.get(value.item_id) == source else 0
        return replace(value, source_id=source, item_id=item)
    if isinstance(value, dict):
        return {key: _moved(one, sources, items) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_moved(one, sources, items) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: _moved(getattr(value, f.name), sources, items) for f in fields(value)}
        )
    return value
