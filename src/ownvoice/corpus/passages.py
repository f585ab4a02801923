"""Cutting an item's text into the spans that search returns and drafts cite."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.records import Cue
from ownvoice.core.text import sentence_spans

WHOLE_UP_TO = 320  # characters: a text no longer than this is one passage
TARGET = 280  # characters: sentences are gathered until a passage has about this length
HARD_LIMIT = 900  # characters: a "sentence" longer than this (no punctuation) is cut at white space


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of characters; `offset_ms` is set where the text is spoken."""

    start: int
    end: int
    offset_ms: int | None = None


def cut(text: str, cues: Sequence[Cue] = ()) -> list[Span]:
    """The passages of a text in order: whole sentences, gathered up to `TARGET` characters."""
    if not text:
        return []
    if len(text) <= WHOLE_UP_TO and not cues:
        return [Span(0, len(text))]
    starts = [cue.start for cue in cues]
    spans: list[Span] = []
    first = last = -1
    for start, end in _short_enough(text):
        if first < 0:
            first = start
        elif end - first > TARGET:
            spans.append(_span(first, last, cues, starts))
            first = start
        last = end
    if first >= 0:
        spans.append(_span(first, last, cues, starts))
    return spans


def _short_enough(text: str) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        while end - start > HARD_LIMIT:
            blank = text.rfind(" ", start + HARD_LIMIT // 2, start + HARD_LIMIT)
            middle = blank if blank > 0 else start + HARD_LIMIT
            pieces.append((start, middle))
            start = middle + 1 if blank > 0 else middle
        pieces.append((start, end))
    return pieces


def _span(start: int, end: int, cues: Sequence[Cue], starts: list[int]) -> Span:
    if not cues:
        return Span(start, end)
    return Span(start, end, cues[max(0, bisect_right(starts, start) - 1)].offset_ms)
