"""What one item shows of a style: a number for each figure, and the forms, words and phrases it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.records import Kind
from ownvoice.core.text import sentence_spans
from ownvoice.voice.style.emoji import EMOJI, find_emoji
from ownvoice.voice.style.figures import MEASURES
from ownvoice.voice.style.own_words import GAP, OwnWords, own_words
from ownvoice.voice.style.words_of_languages import (
    COMMUNITY,
    FAMILIAR,
    GREETINGS,
    I_SAY,
    LANGUAGE_OF,
    NO_NAMES,
    POLITE,
    POLITE_CAPITALS,
    SPEAKS_TO,
    THANKS,
    WE_SAY,
)
from ownvoice.voice.writing import Register, Written

LONGEST_OPENING = 3  # words of an opening,
LONGEST_CLOSING = 6  # and of a closing
LONGEST_PHRASE = 3  # words of a phrase
LONGEST_TOKEN = 40  # characters; what is longer is no word
FOREIGN_LEAST = 2  # common words of another language in a sentence, with fewer of its own, make it foreign
NAME = "{name}"  # stands for whoever was addressed

_PIECES = re.compile(r"[^\w\s'\-]+|\n|\s-+\s|\x1f")
_ASCII_STRETCHES = "".join(
    chr(code) if chr(code).isalnum() or chr(code) in " '-_\t" else "\n" for code in range(128)
)
_EDGES = (" '", "' ", " -", "- ", " _", "_ ")
_LETTERS = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W\d_]{2}")
_SPACED = re.compile(r"(?<=[\w\"')»”\]])( ?)[!?:;]+(?=\s|$)")
_CAPITALS = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-ÞА-Я]{2,60}(?!\w)")
_LIST = re.compile(r"^(?:[-*•] |\d{1,2}[.)] )", re.MULTILINE)
_DASH = re.compile(r"\w\s?(?:—|--)\s?\w|\w (?:–|-) \w")
_DOUBLE = re.compile(r"[!?]{2}")
_SMILEY = re.compile(r"(?<![\w:])(?:[:;=][\-o']?[)(DPp3|/]+|<3|\^\^)(?!\w)")
_LAUGH = re.compile(
    r"(?<!\w)(?:(?:(?:ha){2,20}|(?:he){2,20}|(?:hi){2,20}|(?:ja){2,20}|(?:je){2,20})[hj]?|lo{1,20}l|lmf?ao{1,20}|rofl|mdr{1,20}|ptdr{1,20}|xd{1,20}|k{3,20})(?!\w)"
)
_LAUGHTER = (
    "haha",
    "hehe",
    "hihi",
    "lol",
    "loo",
    "lma",
    "lmf",
    "rofl",
    "mdr",
    "ptdr",
    "xd",
    "jaja",
    "jeje",
    "kkk",
)
_DASHES = (" - ", "--", "–", "—")
_LAUGHING_EMOJI = frozenset("😂🤣😆😹😅")
_COMMUNITY = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, COMMUNITY), key=len, reverse=True))})(?!\w)"
)
_HEAD = re.compile(r"[^\w]*([^,.!?:;…()\n\x1f\"“«]{0,80})")
_STEPS = {measure.name: (place, measure.most, measure.scale) for place, measure in enumerate(MEASURES)}
_FOREIGN = {
    language: frozenset(word for word, own in LANGUAGE_OF.items() if own != language)
    for language in SPEAKS_TO
}
_QUOTED_ANYHOW = '"“”«„'
_END_MARKS = ".!?…:;\"'”’»)]"


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
    parts = _LETTERS.findall(lower) if "'" in lower else tokens
    found_emoji = find_emoji(text)
    emoji = tuple(one for _, one in found_emoji)
    if not tokens and not emoji:
        return None
    laughs = tuple(_LAUGH.findall(lower)) if any(sound in lower for sound in _LAUGHTER) else ()
    community = _community(lower, written.register)
    openings, named = _openings(text)
    numbers: list[int | None] = [None] * len(MEASURES)
    _length(numbers, text, spans, tokens)
    _address(numbers, written, text, spans, parts, bool(community), named or own.names_in_front)
    _emoji(numbers, text, found_emoji, bool(tokens))
    _marks(numbers, text, spans, emoji)
    _casing(numbers, text, spans, tokens)
    _set(numbers, "laughing", bool(laughs) or any(one[0] in _LAUGHING_EMOJI for one in emoji))
    _set(numbers, "smileys", any(mark in text for mark in ":;=<^") and bool(_SMILEY.search(text)))
    _set(numbers, "links_per_item", own.links)
    _set(numbers, "with_links", bool(own.links))
    _set(numbers, "hashtags_per_item", own.hashtags)
    _set(numbers, "with_hashtags", bool(own.hashtags))
    _set(numbers, "with_mentions", bool(own.mentions))
    _languages(numbers, written.language, lower, spans, parts)
    return Observation(
        own, spans, numbers, openings, _closing(text, spans), community, emoji, laughs, words, phrases
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


def words_and_phrases(lower: str) -> tuple[list[str], set[str], set[str]]:
    """All words of a lower-case text in order; the different ones; the different phrases of two or three words.

    A phrase stands within one stretch without punctuation, so that it can be found again in the text.
    """
    tokens: list[str] = []
    phrases: set[str] = set()
    stretches = _stretches(lower)
    flat = f" {stretches} ".replace("\n", " ")
    edged = any(edge in flat for edge in _EDGES)
    for piece in stretches.split("\n"):
        said = piece.split()
        if not said:
            continue
        if edged:
            said = [word for word in [word.strip("-'_") for word in said] if word]
        if len(piece) > LONGEST_TOKEN and max(map(len, said), default=0) > LONGEST_TOKEN:
            said = [word for word in said if len(word) <= LONGEST_TOKEN]
        tokens += said
        if len(said) > 1:
            pairs = list(map(" ".join, zip(said, said[1:], strict=False)))
            phrases.update(pairs)
            phrases.update(map(" ".join, zip(pairs, said[2:], strict=False)))
    return tokens, set(tokens), phrases


def _stretches(lower: str) -> str:
    """The text with a line break for each mark that ends a stretch of words."""
    if lower.isascii():  # most texts are, and then this is several times as fast as the expression
        return lower.replace(" - ", "\n").replace(" -- ", "\n").translate(_ASCII_STRETCHES)
    return _PIECES.sub("\n", lower)


def _set(numbers: list[int | None], name: str, value: float) -> None:
    place, most, scale = _STEPS[name]
    numbers[place] = round(min(value, most) * scale) if value else 0


def _length(
    numbers: list[int | None], text: str, spans: Sequence[tuple[int, int]], tokens: list[str]
) -> None:
    _set(numbers, "words_per_item", len(tokens))
    _set(numbers, "sentences_per_item", len(spans))
    _set(numbers, "paragraphs_per_item", text.count("\n\n") + 1)
    _set(numbers, "one_liners", len(spans) == 1)
    _set(numbers, "lists", bool(_LIST.search(text)))
    if tokens:
        _set(numbers, "words_per_sentence", len(tokens) / len(spans))
        _set(numbers, "characters_per_word", len("".join(tokens)) / len(tokens))


def _address(
    numbers: list[int | None],
    written: Written,
    text: str,
    spans: Sequence[tuple[int, int]],
    parts: list[str],
    community: bool,
    named: bool,
) -> None:
    language = written.language
    if written.register is not Register.POST:
        _set(numbers, "names_the_fan", named)
    _set(numbers, "addresses_community", community)
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


def _emoji(numbers: list[int | None], text: str, found: list[tuple[int, str]], has_words: bool) -> None:
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


def _marks(
    numbers: list[int | None], text: str, spans: Sequence[tuple[int, int]], emoji: tuple[str, ...]
) -> None:
    bare = EMOJI.sub("", text) if emoji else text
    ends = [text[max(start, end - 6) : end].rstrip("\"'”’»)] :;-") for start, end in spans]
    if emoji:
        ends = [EMOJI.sub("", end).rstrip() for end in ends]
    exclaims = "!" in text
    asks = "?" in text
    _set(numbers, "exclamations", sum(end.endswith("!") for end in ends) / len(spans) if exclaims else 0)
    _set(numbers, "questions", sum(end.endswith("?") for end in ends) / len(spans) if asks else 0)
    _set(numbers, "ellipses", "..." in text or "…" in text)
    _set(numbers, "double_marks", (exclaims or asks) and bool(_DOUBLE.search(text)))
    if any(mark in bare for mark in (" !", " ?", " :", " ;")):
        spaced = _SPACED.findall(bare)
        if spaced:
            _set(numbers, "spaced_marks", sum(map(bool, spaced)) / len(spaced))
    elif _SPACED.search(bare):
        _set(numbers, "spaced_marks", 0)
    _set(numbers, "no_end_mark", text[-1] not in _END_MARKS and not EMOJI.fullmatch(text[-1]))
    _set(numbers, "commas_per_sentence", text.count(",") / len(spans))
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


def _casing(
    numbers: list[int | None], text: str, spans: Sequence[tuple[int, int]], tokens: list[str]
) -> None:
    begins = [text[start] for start, _ in spans if text[start].isalpha()]
    if begins:
        _set(numbers, "lowercase_starts", sum(letter.islower() for letter in begins) / len(begins))
    if tokens:
        _set(numbers, "words_in_capitals", len(_CAPITALS.findall(text)) / len(tokens))


def _languages(
    numbers: list[int | None], language: str, lower: str, spans: Sequence[tuple[int, int]], parts: list[str]
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


def _community(lower: str, register: Register) -> str:
    """What the community is called in the first or last words ("les amis"); "" where it isn't greeted."""
    head = lower[:60]
    found = _COMMUNITY.search(head)
    if found is None:
        return ""
    before = _LETTERS.findall(head[: found.start()])
    after = head[found.end() : found.end() + 2].lstrip()
    vocative = (
        not after or after[0] in ",.!:;?…\x1f" or not after[0].isalnum() or head[found.end() :][:1] == "\n"
    )
    greeted = bool(before) and len(before) <= 3 and (before[0] in GREETINGS or before[0] in THANKS)
    return found.group() if greeted or (vocative and not before and register is Register.POST) else ""


def _openings(text: str) -> tuple[tuple[str, ...], bool]:
    """The first one, two and three words, and whether they name somebody ("Hey {name}")."""
    head = _HEAD.match(text)
    said = head.group(1).split()[: LONGEST_OPENING + 1] if head else []
    said = [word for word in said if _LETTERS.search(word) and len(word) <= LONGEST_TOKEN]
    if not said:
        return (), False
    named = False
    first = said[0].lower()
    if (first in GREETINGS or first in THANKS) and len(said) > 1 and _is_name(said[1]):
        named = len(said) == 2 or (len(said) == 3 and said[2][0].isupper())
        if named:
            said = [said[0], NAME]
    said = said[:LONGEST_OPENING]
    return tuple(" ".join(said[: count + 1]) for count in range(len(said))), named


def _is_name(word: str) -> bool:
    return word[0] == "@" or (word[0].isupper() and word.lower() not in NO_NAMES)


def _closing(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The last of at least two sentences, if short, without its mark."""
    if len(spans) < 2:
        return ""
    start, end = spans[-1]
    said = text[start:end].rstrip(" .,!?…)")
    if GAP in said or len(said) > 60 or len(said.split()) > LONGEST_CLOSING or not _WORD.search(said):
        return ""
    return said
