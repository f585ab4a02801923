"""The words of a text and the phrases of two or three words, as they are counted."""

from __future__ import annotations

import re

LONGEST_TOKEN = 40  # characters; what is longer is no word

_PIECES = re.compile(r"[^\w\s'\-]+|\n|\s-+\s|\x1f")
_ASCII_STRETCHES = "".join(
    chr(code) if chr(code).isalnum() or chr(code) in " '-_\t" else "\n" for code in range(128)
)
_EDGES = (" '", "' ", " -", "- ", " _", "_ ")


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
