"""What one item shows of a style: a number for each figure, and the forms, words and phrases it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ownvoice.core.records import Kind
from ownvoice.core.text import sentence_spans
from ownvoice.voice.courtesy import is_closing, is_thanks
from ownvoice.voice.style.emoji import find_emoji
from ownvoice.voice.style.measuring import Seen, numbers_of
from ownvoice.voice.style.own_words import OwnWords, own_words
from ownvoice.voice.style.phrases import words_and_phrases
from ownvoice.voice.style.salutations import NAME, closing_of, community_in, openings_in
from ownvoice.voice.style.words_of_languages import GREETINGS, THANKS, UNSPACED
from ownvoice.voice.writing import Written

_LETTERS = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W_]")
_LAUGH = re.compile(
    r"(?<!\w)(?:(?:(?:ha){2,20}|(?:he){2,20}|(?:hi){2,20}|(?:ja){2,20}|(?:je){2,20})[hj]?"
    r"|lo{1,20}l|lmf?ao{1,20}|rofl|mdr{1,20}|ptdr{1,20}|xd{1,20}|k{3,20})(?!\w)"
)
_LAUGHTER = (
    "haha", "hehe", "hihi", "jaja", "jeje", "lol", "loo", "lma", "lmf", "rofl", "mdr", "ptdr", "xd", "kkk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observation:
    """What one item shows.

    `own`: its own words; `spans`: their sentences; `numbers`: for each of `MEASURES`, the number in its steps, or
    None where the item can't tell (no emoji: nothing about where they stand). `openings` are the first one to three
    words, "{name}" for a name after a greeting; `closing` the last sentence if it is short. `words` and `phrases`
    (two or three words) are in lower case, each once.
    """

    own: OwnWords
    spans: list[tuple[int, int]]
    numbers: list[int | None]
    openings: tuple[str, ...]
    closing: str
    community: str
    emoji: tuple[str, ...]
    laughs: tuple[str, ...]
    words: set[str]
    phrases: set[str]


def observe(written: Written) -> Observation | None:
    """Look at one item; None where there is nothing of the creator's own writing in it.

    What is said aloud (a transcript) isn't how somebody writes, and is left out. Never raises, takes time in
    proportion to the text's length.
    """
    if written.kind is Kind.TRANSCRIPT:
        return None
    own = own_words(written.text, len(written.links))
    text = own.text
    if not text:
        return None
    spans = _sentences(text)
    lower = text.lower().replace("’", "'")
    tokens, words, phrases = words_and_phrases(lower)
    emoji = find_emoji(text)
    if not tokens and not emoji:
        return None
    laughs = tuple(_LAUGH.findall(lower)) if any(sound in lower for sound in _LAUGHTER) else ()
    community = community_in(lower, written.register)
    openings, named = openings_in(text)
    seen = Seen(
        own,
        spans,
        lower,
        tokens,
        _LETTERS.findall(lower) if "'" in lower else tokens,
        emoji,
        named or own.names_in_front,
        bool(laughs),
        bool(community),
    )
    if written.language in UNSPACED:
        words, phrases = set(), set()
    return Observation(
        own,
        spans,
        numbers_of(written, seen),
        openings,
        closing_of(text, spans),
        community,
        tuple(one for _, one in emoji),
        laughs,
        words,
        phrases,
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences; an emoji or a smiley after a full stop belongs to what it is about."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if spans and not _LETTER.search(text, start, end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def without_private_words(seen: Observation, language: str) -> Observation:
    """What may be counted of an item that not everybody could read: its figures, and nothing that only it says.

    Words and phrases are named to a model that answers others, so none comes from there; an opening only if it greets
    or thanks, a closing only if it is a known courtesy.
    """
    first = seen.openings[0].lower() if seen.openings else ""
    greeted = tuple(
        opening for opening in seen.openings if opening.count(" ") == 0 or opening.endswith(f" {NAME}")
    )
    closing = seen.closing
    return replace(
        seen,
        openings=greeted if first in GREETINGS or first in THANKS else (),
        closing=closing if is_closing(closing, language) or is_thanks(closing, language) else "",
        words=set(),
        phrases=set(),
    )
