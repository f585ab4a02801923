"""How others write: the words and phrases of the fans' own texts, which a creator's are held against.

A background belongs to one source, like a `StyleTally`, and goes with it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import orjson

from ownvoice.voice.style.counting import Table, share_room
from ownvoice.voice.style.own_words import own_words
from ownvoice.voice.style.phrases import words_and_phrases

VERSION = 1
ROOM = 150_000  # entries of all tables together
MOST_UNPACKED = 256 * 1024 * 1024


class WordTally:
    """In how many texts by others each word and each phrase of two or three words occurs, per language."""

    def __init__(self, room: int = ROOM) -> None:
        """`room`: how many entries all tables together may hold."""
        self.room = room
        self.items: dict[str, int] = {}
        self.words: dict[str, Table] = {}
        self.phrases: dict[str, Table] = {}
        self._until_full = room

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordTally) and self._plain() == other._plain()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def add(self, text: str, language: str) -> bool:
        """Count one text; False where it has no words of its own. `language`: ISO 639-1 or "". Never raises."""
        tokens, words, phrases = words_and_phrases(own_words(text).text.lower().replace("’", "'"))
        if not tokens:
            return False
        self.items[language] = self.items.get(language, 0) + 1
        self.words.setdefault(language, Table()).add(words)
        self.phrases.setdefault(language, Table()).add(phrases)
        self._until_full -= len(words) + len(phrases)
        if self._until_full <= 0:
            self._make_room()
        return True

    def merge(self, other: WordTally) -> None:
        """Add what was counted elsewhere."""
        for language, items in other.items.items():
            self.items[language] = self.items.get(language, 0) + items
        for mine, theirs in ((self.words, other.words), (self.phrases, other.phrases)):
            for language, table in theirs.items():
                mine.setdefault(language, Table()).merge(table)
        self._make_room()

    @classmethod
    def of_all(cls, tallies: Iterable[WordTally]) -> WordTally:
        """What several sources' backgrounds hold together; none of them is changed."""
        together = cls()
        for tally in tallies:
            together.merge(tally)
        return together

    def _make_room(self) -> None:
        tables = [*self.words.values(), *self.phrases.values()]
        held = sum(map(len, tables))
        if held > self.room:
            share_room(tables, self.room // 2)
            held = self.room // 2
        self._until_full = max(self.room - held, self.room // 16)

    def to_bytes(self) -> bytes:
        """Everything, compressed: JSON in a zlib stream."""
        return zlib.compress(orjson.dumps(self._plain()), 6)

    def _plain(self) -> dict[str, object]:
        return {
            "version": VERSION,
            "room": self.room,
            "items": dict(sorted(self.items.items())),
            "words": {language: table.plain() for language, table in sorted(self.words.items())},
            "phrases": {language: table.plain() for language, table in sorted(self.phrases.items())},
        }

    @classmethod
    def from_bytes(cls, data: bytes) -> WordTally:
        """The inverse of `to_bytes`. Raises `ValueError` where the bytes are none of this version's."""
        try:
            plain = orjson.loads(zlib.decompressobj().decompress(data, MOST_UNPACKED))
            if plain["version"] != VERSION:
                raise ValueError(f"version {plain['version']}")
            tally = cls(plain["room"])
            tally.items = dict(plain["items"])
            tally.words = {language: Table.of_plain(table) for language, table in plain["words"].items()}
            tally.phrases = {language: Table.of_plain(table) for language, table in plain["phrases"].items()}
        except (zlib.error, ValueError, KeyError, TypeError, AssertionError) as error:
            raise ValueError(
                f"These bytes are no background of version {VERSION} ({error}). Measure the source again."
            ) from error
        return tally
