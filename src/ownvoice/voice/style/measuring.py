"""The number that an item gives for each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.voice.style.emoji import EMOJI
from ownvoice.voice.style.figures import MEASURES
from ownvoice.voice.style.own_words import OwnWords
from ownvoice.voice.style.words_of_languages import (
    FAMILIAR,
    I_SAY,
    LANGUAGE_OF,
    POLITE,
    POLITE_CAPITALS,
    SPEAKS_TO,
    UNSPACED,
    WE_SAY,
)
from ownvoice.voice.writing import Register, Written

FOREIGN_LEAST = 2  # common words of another language in a sentence, with fewer of its own, make it foreign

_LETTERS = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"(?<=[\w\"')»”\]])( ?)[!?:;]+(?=\s|$)")
_CAPITALS = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-ÞА-Я]{2,60}(?!\w)")
_LIST = re.compile(r"^(?:[-*•] |\d{1,2}[.)] )", re.MULTILINE)
_DASH = re.compile(r"\w\s?(?:—|--)\s?\w|\w (?:–|-) \w")
_DOUBLE = re.compile(r"[!?]{2}")
_SMILEY = re.compile(r"(?<![\w:])(?:[:;=][\-o']?[)(DPp3|/]+|<3|\^\^)(?!\w)")
_DASHES = (" - ", "--", "–", "—")
_LAUGHING_EMOJI = frozenset("😂🤣😆😹😅")
_STEPS = {measure.name: (place, measure.most, measure.scale) for place, measure in enumerate(MEASURES)}
_FOREIGN = {
    language: frozenset(word for word, own in LANGUAGE_OF.items() if own != language)
    for language in SPEAKS_TO
}
_QUOTED_ANYHOW = '"“”«„'
_END_MARKS = ".!?…:;\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in an item's own words before anything is counted.

    `lower`: the text in lower case with straight apostrophes; `tokens`: its words; `parts`: the same, cut at
    apostrophes too; `emoji`: each with where it begins; `named`: somebody is addressed by name; `laughs`,
    `community`: whether there are any.
    """

    own: OwnWords
    spans: Sequence[tuple[int, int]]
    lower: str
    tokens: Sequence[str]
    parts: Sequence[str]
    emoji: Sequence[tuple[int, str]]
    named: bool
    laughs: bool
    community: bool


def numbers_of(written: Written, seen: Seen) -> list[int | None]:
    """For each of `MEASURES`, the item's number in its steps; None where the item can't tell."""
    numbers: list[int | None] = [None] * len(MEASURES)
    own, text, spans = seen.own, seen.own.text, seen.spans
    if written.language not in UNSPACED:
        _length(numbers, spans, seen.tokens)
        _casing(numbers, text, spans, seen.tokens)
        _ends(numbers, text, spans, bool(seen.emoji))
    _set(numbers, "paragraphs_per_item", text.count("\n\n") + 1)
    _set(numbers, "lists", bool(_LIST.search(text)))
    _address(numbers, written, seen)
    _emoji(numbers, text, seen.emoji, bool(seen.tokens))
    _marks(numbers, text, seen.emoji)
    _set(numbers, "laughing", seen.laughs or any(one[0] in _LAUGHING_EMOJI for _, one in seen.emoji))
    _set(numbers, "smileys", any(mark in text for mark in ":;=<^") and bool(_SMILEY.search(text)))
    _set(numbers, "links_per_item", own.links)
    _set(numbers, "with_links", bool(own.links))
    _set(numbers, "hashtags_per_item", own.hashtags)
    _set(numbers, "with_hashtags", bool(own.hashtags))
    _set(numbers, "with_mentions", bool(own.mentions))
    _languages(numbers, written.language, seen.lower, spans, seen.parts)
    return numbers


def _set(numbers: list[int | None], name: str, value: float) -> None:
    place, most, scale = _STEPS[name]
    numbers[place] = round(min(value, most) * scale) if value else 0


def _length(numbers: list[int | None], spans: Sequence[tuple[int, int]], tokens: Sequence[str]) -> None:
    _set(numbers, "words_per_item", len(tokens))
    _set(numbers, "sentences_per_item", len(spans))
    _set(numbers, "one_liners", len(spans) == 1)
    if tokens:
        _set(numbers, "words_per_sentence", len(tokens) / len(spans))
        _set(numbers, "characters_per_word", len("".join(tokens)) / len(tokens))


def _address(numbers: list[int | None], written: Written, seen: Seen) -> None:
    language, text, spans, parts = written.language, seen.own.text, seen.spans, seen.parts
    if written.register is not Register.POST:
        _set(numbers, "names_the_fan", seen.named)
    _set(numbers, "addresses_community", seen.community)
    if language not in SPEAKS_TO:
        return
    said = set(parts)
    polite = sum(part in POLITE[language] for part in parts) if language in POLITE else 0
    if language in POLITE_CAPITALS:
        polite += _polite_capitals(text, spans, language)
    _set(numbers, "addresses_reader", bool(polite) or not said.isdisjoint(SPEAKS_TO[language]))
    _set(numbers, "says_i", not said.isdisjoint(I_SAY[language]))
    _set(numbers, "says_we", not said.isdisjoint(WE_SAY[language]))
    if language in FAMILIAR:
        familiar = sum(part in FAMILIAR[language] for part in parts)
        if polite or familiar:
            _set(numbers, "polite_address", polite / (polite + familiar))


def _polite_capitals(text: str, spans: Sequence[tuple[int, int]], language: str) -> int:
    """How often a word stands that is polite by its capital, not counting the first word of a sentence."""
    polite = POLITE_CAPITALS[language]
    return sum(part in polite for start, end in spans for part in _LETTERS.findall(text[start:end])[1:])


def _emoji(numbers: list[int | None], text: str, found: Sequence[tuple[int, str]], has_words: bool) -> None:
    _set(numbers, "emoji_per_item", len(found))
    _set(numbers, "with_emoji", bool(found))
    if not found:
        return
    _set(numbers, "emoji_alone", not has_words)
    if not has_words:
        return
    first = _LETTERS.search(text)
    last = max((match.end() for match in _LETTERS.finditer(text)), default=0)
    start = sum(place < first.start() for place, _ in found) if first else 0
    end = sum(place >= last for place, _ in found)
    _set(numbers, "emoji_at_start", start / len(found))
    _set(numbers, "emoji_at_end", end / len(found))
    _set(numbers, "emoji_in_middle", (len(found) - start - end) / len(found))


def _marks(numbers: list[int | None], text: str, emoji: Sequence[tuple[int, str]]) -> None:
    bare = EMOJI.sub("", text) if emoji else text
    _set(numbers, "ellipses", "..." in text or "…" in text)
    _set(numbers, "double_marks", bool(_DOUBLE.search(text)))
    if any(mark in bare for mark in (" !", " ?", " :", " ;")):
        spaced = _SPACED.findall(bare)
        if spaced:
            _set(numbers, "spaced_marks", sum(map(bool, spaced)) / len(spaced))
    elif _SPACED.search(bare):
        _set(numbers, "spaced_marks", 0)
    ends_with_emoji = bool(emoji) and text.endswith(emoji[-1][1])
    _set(numbers, "no_end_mark", text[-1] not in _END_MARKS and not ends_with_emoji)
    _set(numbers, "parentheses", "(" in text and ")" in text)
    _set(numbers, "semicolons", "; " in text)
    _set(numbers, "dashes", any(dash in text for dash in _DASHES) and bool(_DASH.search(text)))
    _set(numbers, "long_dashes", "—" in text)
    if any(mark in text for mark in _QUOTED_ANYHOW):
        _set(numbers, "straight_quotes", '"' in text)
        _set(numbers, "curly_quotes", "“" in text or "”" in text)
        _set(numbers, "guillemets", "«" in text)
    curly = "’" in text
    if curly or "'" in text:
        _set(numbers, "curly_apostrophes", curly)


def _ends(numbers: list[int | None], text: str, spans: Sequence[tuple[int, int]], emoji: bool) -> None:
    ends = [text[max(start, end - 6) : end].rstrip("\"'”’»)] :;-") for start, end in spans]
    if emoji:
        ends = [EMOJI.sub("", end).rstrip() for end in ends]
    exclaims = "!" in text
    asks = "?" in text
    _set(numbers, "exclamations", sum(end.endswith("!") for end in ends) / len(spans) if exclaims else 0)
    _set(numbers, "questions", sum(end.endswith("?") for end in ends) / len(spans) if asks else 0)
    _set(numbers, "commas_per_sentence", text.count(",") / len(spans))


def _casing(
    numbers: list[int | None], text: str, spans: Sequence[tuple[int, int]], tokens: Sequence[str]
) -> None:
    begins = [text[start] for start, _ in spans if text[start].isalpha()]
    if begins:
        _set(numbers, "lowercase_starts", sum(letter.islower() for letter in begins) / len(begins))
    if tokens:
        _set(numbers, "words_in_capitals", len(_CAPITALS.findall(text)) / len(tokens))


def _languages(
    numbers: list[int | None],
    language: str,
    lower: str,
    spans: Sequence[tuple[int, int]],
    parts: Sequence[str],
) -> None:
    """By words common in one language only: no model, so that a million items take minutes."""
    if language not in SPEAKS_TO or not parts:
        return
    if _FOREIGN[language].isdisjoint(parts):
        _set(numbers, "other_language_words", 0)
        _set(numbers, "other_language_sentences", 0)
        return
    foreign = [found for part in parts if (found := LANGUAGE_OF.get(part, language)) != language]
    _set(numbers, "other_language_words", len(foreign) / len(parts))
    sentences = 0
    if len(foreign) >= FOREIGN_LEAST and len(lower) >= spans[-1][1]:
        for start, end in spans:
            votes = [LANGUAGE_OF.get(part, "") for part in _LETTERS.findall(lower[start:end])]
            own = votes.count(language)
            others = {vote: votes.count(vote) for vote in set(votes) - {"", language}}
            sentences += any(count >= FOREIGN_LEAST and count > own for count in others.values())
    _set(numbers, "other_language_sentences", sentences / len(spans))
