"""The persona as a Character Card, the common format of chat programs, and back: JSON, or inside a PNG picture.

Version 2: https://github.com/malfoyslastname/character-card-spec-v2 (`tEXt` chunk "chara"). Version 3:
https://github.com/kwaroran/character-card-spec-v3 (`tEXt` chunk "ccv3"). Both hold base64 of JSON in UTF-8. What other
programs understand stands in the card's own fields; the document stands in `extensions.ownvoice`, so that a round trip
loses nothing but quotes of what wasn't public, for cards are passed on. A card by another program becomes a persona of
what it holds; what has no place there is told.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from ownvoice.core.answers import Fact, Habits
from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.text import tidy
from ownvoice.voice.persona import png
from ownvoice.voice.persona.document import PersonaDocument, State, Word
from ownvoice.voice.persona.lines import faq_key, stances_of
from ownvoice.voice.persona.prompt import manner_lines, system_prompt
from ownvoice.voice.persona.shared import without_private
from ownvoice.voice.persona.yaml_file import from_plain

OURS = "ownvoice"  # our entry in `extensions`
CHUNKS = {3: "ccv3", 2: "chara"}
_SPECS = {2: ("chara_card_v2", "2.0"), 3: ("chara_card_v3", "3.0")}
_WIDTH, _HEIGHT, _COLOUR = 400, 600, (38, 84, 72)
LONGEST = 20_000  # characters of a foreign card's field that are read
ENTRIES = 1_000  # of a foreign card's book
EXAMPLES = 8
_NOT_HELD = {
    "scenario": "its scenario: an answer is to a fan's message, nothing is played",
    "first_mes": "its first message: every conversation begins with the disclosure",
    "alternate_greetings": "its other first messages",
    "group_only_greetings": "its greetings for groups",
    "mes_example": "its example dialogues: a persona's examples are what the creator really wrote",
    "system_prompt": "its system prompt: rules are the program's own",
    "post_history_instructions": "its instructions after the history",
    "assets": "its pictures and sounds",
}


@dataclass(frozen=True, slots=True)
class FromCard:
    """The persona in a card, and a line for each thing that the card held and a persona has no place for."""

    document: PersonaDocument
    lost: tuple[str, ...] = ()


def as_card(document: PersonaDocument, version: int = 3, today: date | None = None) -> dict[str, Any]:
    """The card as plain data. `version`: 2 or 3. `today`: to leave out facts and goals that hold no more."""
    spec, spec_version = _SPECS[version]
    document = without_private(document)
    language = document.languages[0] if document.languages else "en"
    data: dict[str, Any] = {
        "name": document.name,
        "description": document.about
        or f"Drafts replies for {document.name} from what they really published.",
        "personality": " ".join(manner_lines(document, language)[:12]),
        "scenario": "",
        "first_mes": f"I am an AI that answers with what {document.name} has published.",
        "mes_example": _examples(document),
        "creator_notes": "Made by Ownvoice. The whole persona is in extensions.ownvoice.",
        "system_prompt": system_prompt(document, language, today),
        "post_history_instructions": "",
        "alternate_greetings": [],
        "character_book": {
            "name": f"Facts of {document.name}",
            "extensions": {},
            "entries": [
                _entry(place, keys, content, version)
                for place, (keys, content) in enumerate(_told(document, today))
            ],
        },
        "tags": list(dict.fromkeys([*document.languages, "ownvoice"])),
        "creator": document.name,
        "character_version": "",
        "extensions": {OURS: document.as_json()},
    }
    if version == 3:
        data["group_only_greetings"] = []
    return {"spec": spec, "spec_version": spec_version, "data": data}


def _examples(document: PersonaDocument) -> str:
    shown = [
        entry
        for entry in document.faq
        if entry.answer and entry.usable and _stands(document.word(faq_key(entry)))
    ][:EXAMPLES]
    return "".join(
        f"<START>\n{{{{user}}}}: {_flat(entry.question)}\n{{{{char}}}}: {_flat(entry.answer.text)}\n"
        for entry in shown
        if entry.answer
    )


def _told(document: PersonaDocument, today: date | None) -> list[tuple[list[str], str]]:
    """(keys, content) of what a chat program may look up: stated facts, FAQs, usable stances."""
    told: list[tuple[list[str], str]] = []
    for fact in document.facts:
        ended = today and fact.valid_until and fact.valid_until < today
        if not ended and not (today and fact.valid_from and today < fact.valid_from):
            told.append(([_flat(fact.question or fact.text)], _flat(f"{fact.text} {fact.url}")))
    for entry in document.faq:
        word = document.word(faq_key(entry))
        if word.state is State.CORRECTED:
            told.append(([_flat(entry.question)], _flat(word.text)))
        elif _stands(word) and entry.answer and (entry.usable or word.usable):
            told.append(([_flat(entry.question)], _flat(entry.answer.text)))
    told += [
        ([" ".join(stance.topics)], word.text if word.state is State.CORRECTED else stance.quote.text)
        for stance, word in stances_of(document)
        if stance.usable and word.state is not State.FORGOTTEN
    ][:100]
    return told


def _stands(word: Word) -> bool:
    """Whether the creator neither forgot nor corrected it."""
    return word.state not in (State.FORGOTTEN, State.CORRECTED)


def _entry(place: int, keys: list[str], content: str, version: int) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "keys": keys,
        "content": content,
        "extensions": {},
        "enabled": True,
        "insertion_order": place,
        "id": place,
    }
    return entry | {"use_regex": False} if version == 3 else entry


def as_png(document: PersonaDocument, picture: bytes | None = None, today: date | None = None) -> bytes:
    """The picture with both versions of the card in it; a plain one where none is given."""
    held = {
        name: base64.b64encode(orjson.dumps(as_card(document, version, today)))
        for version, name in CHUNKS.items()
    }
    return png.with_texts(picture or png.plain(_WIDTH, _HEIGHT, _COLOUR), held)


def read_card(content: bytes, name: str = "The file") -> FromCard:
    """The persona in a card's file, a PNG picture or JSON. Raises `OwnvoiceError` where there is none."""
    if content.startswith(png.SIGNATURE):
        found = png.texts(content)
        held = next((found[chunk] for chunk in CHUNKS.values() if chunk in found), None)
        if held is None:
            raise OwnvoiceError(f"{name} is a picture without a character card.", "Save it again as a card.")
        try:
            content = base64.b64decode(held, validate=True)
        except binascii.Error as error:
            raise OwnvoiceError(
                f"{name} holds a damaged card (no base64).", "Save it again as a card."
            ) from error
    try:
        card = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise OwnvoiceError(f"{name} holds a damaged card: {error}.", "Save it again as a card.") from error
    data = card.get("data") if isinstance(card, dict) else None
    if not isinstance(data, dict) or not str(card.get("spec", "")).startswith("chara_card_v"):
        raise OwnvoiceError(f"{name} is no character card of version 2 or 3.", "Export it as one of these.")
    return from_card(data, name)


def from_card(data: Mapping[str, Any], name: str = "The card") -> FromCard:
    """The persona in a card's `data`: the whole one where we wrote it, else what a foreign card holds."""
    extensions = data.get("extensions")
    ours = extensions.get(OURS) if isinstance(extensions, dict) else None
    if ours is not None:
        return FromCard(from_plain(ours, name))
    facts, lost_entries = _facts(data.get("character_book"))
    about = "\n".join(filter(None, (_text(data.get(field)) for field in ("description", "personality"))))
    lost = [f"It can't hold {what}." for field, what in _NOT_HELD.items() if data.get(field)]
    if lost_entries:
        lost.append(f"It can't hold {lost_entries} entries of its book, which have no content.")
    document = PersonaDocument(_text(data.get("name")) or "?", about=about, habits=Habits(), facts=facts)
    return FromCard(document, tuple(lost))


def _facts(book: Any) -> tuple[tuple[Fact, ...], int]:
    entries = book.get("entries") if isinstance(book, dict) else None
    facts: list[Fact] = []
    lost = 0
    for entry in entries[:ENTRIES] if isinstance(entries, list) else ():
        content = _text(entry.get("content")) if isinstance(entry, dict) else ""
        if not content or entry.get("enabled") is False:
            lost += 1
            continue
        keys = entry.get("keys")
        question = (
            ", ".join(key for key in keys if isinstance(key, str))[:300] if isinstance(keys, list) else ""
        )
        facts.append(Fact(0, content, question))
    return tuple(facts), lost


def _text(value: Any) -> str:
    return tidy(value[:LONGEST]) if isinstance(value, str) else ""


def _flat(text: str) -> str:
    return " ".join(text.split())
