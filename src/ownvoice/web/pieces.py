"""A sent reply as its sentences, each with the numbers of the originals it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ownvoice.core.text import sentence_spans


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence with the white space after it; `numbers` count the reply's citations from 1."""

    text: str
    numbers: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """The sentence alone: the numbers stand right behind it."""
        return self.text.rstrip()

    @property
    def gap(self) -> str:
        """The white space after it."""
        return self.text[len(self.words) :]


def pieces_of(
    text: str, work: Mapping[str, Any] | None, citations: Sequence[Mapping[str, Any]]
) -> tuple[Piece, ...]:
    """The text cut into pieces that joined are the text again.

    `work`: what the draft was worked out from (`inbox.drafting.as_work`), where the text is that draft's; the numbers
    are left out where its evidence isn't what was cited any more, since sources can be removed after a reply was sent.
    """
    sentences = list((work or {}).get("sentences", ()))
    drafted = " ".join(sentence["text"] for sentence in sentences)
    if not sentences or not text.startswith(drafted):
        return _by_sentences(text)
    numbers = _numbers(work or {}, citations)
    pieces = []
    for place, sentence in enumerate(sentences):
        gap = " " if place < len(sentences) - 1 else ""
        marks = tuple(dict.fromkeys(numbers[pk] for pk in sentence["evidence_ids"] if pk in numbers))
        pieces.append(Piece(sentence["text"] + gap, marks))
    rest = text[len(drafted) :]
    return (*pieces, *(_by_sentences(rest) if rest else ()))


def _by_sentences(text: str) -> tuple[Piece, ...]:
    starts = [start for start, _ in sentence_spans(text)]
    if not starts:
        return (Piece(text),)
    cuts = [0, *starts[1:], len(text)]
    return tuple(Piece(text[a:b]) for a, b in zip(cuts, cuts[1:], strict=False))


def _numbers(work: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    by_id = {item["id"]: item for item in work.get("evidence", ())}
    used = [
        pk
        for pk in dict.fromkeys(pk for s in work.get("sentences", ()) for pk in s["evidence_ids"])
        if pk in by_id
    ]
    same = [by_id[pk].get("item_id") for pk in used] == [one.get("item_id") for one in citations]
    return {pk: number for number, pk in enumerate(used, 1)} if same else {}
