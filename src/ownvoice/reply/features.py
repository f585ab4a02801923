"""What the trained classifier sees of a message: hashed traits of its words, its shape and its hostility.

Hashing (Weinberger et al. 2009, "Feature hashing for large scale multitask learning") keeps the model a fixed table:
a trait's place is its CRC-32 modulo `PLACES`. A word counts with itself and with the pieces of three to five letters
it is made of (Bojanowski et al. 2017, "Enriching word vectors with subword information"), so that forms and
misspellings of a word say what the word says. All of a word's places add up to one row, which is worked out once.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from ownvoice.core.text import LONGEST_WORD
from ownvoice.reply import rows

PLACES = 1 << 17
PIECES = range(3, 6)  # letters
MOST_WORDS = 160  # of a message: its first, and as many of its last
# How much one trait counts that isn't one of many, as words and pieces are (those have length one together).
SHAPE, LISTED, HOSTILE = 0.5, 0.3, 1.0

_CAPITALS, _DIGITS = string.ascii_uppercase.encode(), string.digits.encode()
_LETTERS = string.ascii_letters.encode()
_LINK = re.compile(r"https?://|www\.|watch\?v=")
_SITE = re.compile(
    r"\b[a-z0-9\-]{3,40} ?\. ?(?:com|net|org|io|ly|me|tv|fr|ru|shop|xyz|info|example)\b", re.IGNORECASE
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_QUOTED = re.compile(r"[\"“”«»]|(?:^|\s)['‘]\w")


def place(trait: str) -> int:
    """Where a trait stands in the model's table."""
    return crc32(trait.encode()) % PLACES


def places(traits: Sequence[str]) -> list[int]:
    """The place of each trait."""
    return [crc32(trait.encode()) % PLACES for trait in traits]


def word_places(word: str) -> list[int]:
    """The places of a folded word and of its pieces, the word's own first."""
    marked = f"<{word[:LONGEST_WORD]}>"
    pieces = {marked[i : i + size] for size in PIECES for i in range(len(marked) - size + 1)}
    return [place(f"w {word}"), *(place(f"p {piece}") for piece in sorted(pieces))]


def pairs(said: Sequence[str]) -> list[str]:
    """The traits of two words next to each other or with one between."""
    near = [f"2 {a} {b}" for a, b in zip(said, said[1:], strict=False)]
    return [*near, *(f"3 {a} {b}" for a, b in zip(said, said[2:], strict=False))]


@dataclass(frozen=True, slots=True)
class PairParts:
    """A word's share in the places of its pairs: the CRC-32 of what stands before the second word, and its own bytes."""

    next_to: int
    with_one_between: int
    second: bytes


def pair_parts(word: str) -> PairParts:
    """What `pair_places` needs of a folded word."""
    return PairParts(crc32(f"2 {word}".encode()), crc32(f"3 {word}".encode()), f" {word}".encode())


def pair_places(said: Sequence[PairParts]) -> list[int]:
    """`places(pairs(words))` without writing the pairs out: a CRC-32 goes on from where another ended."""
    near = [crc32(b.second, a.next_to) % PLACES for a, b in zip(said, said[1:], strict=False)]
    near += [crc32(b.second, a.with_one_between) % PLACES for a, b in zip(said, said[2:], strict=False)]
    return near


def read_words(said: Sequence[str]) -> Sequence[str]:
    """The words that are read: all, or of a long message its beginning and its end."""
    if len(said) <= 2 * MOST_WORDS:
        return said
    return [*said[:MOST_WORDS], *said[-MOST_WORDS:]]


def shape(text: str, count: int) -> list[str]:
    """Traits of how a message of `count` words looks."""
    found = ["s any"]
    links = len(_LINK.findall(text))
    if links:
        found += ["s link", f"s links {min(links, 3)}"]
        if count <= 8:
            found.append("s little but a link")
    if _SITE.search(text):
        found.append("s site")
    found.append(f"s length {min(count.bit_length(), 8)}")
    letters, capitals, digits = _counts(text)
    if letters > 8 and capitals > 0.6 * letters:
        found.append("s capitals")
    if digits:
        found.append(f"s digits {min(digits.bit_length(), 4)}")
    for mark, name in (
        ("!", "exclaims"),
        ("?", "asks"),
        ("@", "names"),
        ("#", "tags"),
        ("$", "money"),
        ("€", "money"),
    ):
        times = text.count(mark)
        if times:
            found.append(f"s {name} {min(times, 3)}")
    if not text.isascii() and _EMOJI.search(text):
        found.append("s emoji")
    if _QUOTED.search(text):
        found.append("s quotes")
    return found


def _counts(text: str) -> tuple[int, int, int]:
    """How many letters, capitals and digits."""
    if not text.isascii():
        kinds = (str.isalpha, str.isupper, str.isdigit)
        letters, capitals, digits = (sum(map(kind, text)) for kind in kinds)
        return letters, capitals, digits
    data, length = text.encode(), len(text)  # the same, without looking at each sign in Python
    without_capitals = len(data.translate(None, _CAPITALS))
    without_letters = len(data.translate(None, _LETTERS))
    without_digits = len(data.translate(None, _DIGITS))
    return length - without_letters, length - without_capitals, length - without_digits


def hostile_traits(text: str, said: Sequence[str], ordinary: rows.Ordinary) -> list[str]:
    """The traits of the row that tells hatred from speech about it; none for most messages."""
    found = rows.hostility().row(said, ordinary)
    if not found:
        return []
    traits = [f"h {trait}" for trait in sorted(rows.traits(found))]
    return [*traits, "h quotes"] if _QUOTED.search(text) else traits


def despair_traits(said: Sequence[str], ordinary: rows.Ordinary) -> list[str]:
    """The traits of the row that tells distress from the everyday use of its words."""
    return [f"d {trait}" for trait in sorted(rows.traits(rows.despair().row(said, ordinary)))]
