"""A text as the verifier compares it: sentences, folded words, stems; read once for all that is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ownvoice.core.text import sentences, stem, words
from ownvoice.reply.checking.amount import Amounts
from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.checking.wordlists import WordLists, language_of, wordlists

MOST_CHARS = 60_000  # of an item's text that is read
MOST_SENTENCES = 500
LONGEST_SENTENCE = 3_000  # characters; what is longer is no sentence


@dataclass(frozen=True)
class Said:
    """One sentence: as written, its folded words, their stems, and the places of its words of content."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    content: tuple[int, ...]

    @cached_property
    def known(self) -> frozenset[str]:
        """Its stems, for looking up."""
        return frozenset(self.stems)


@dataclass(frozen=True)
class Reading:
    """A text read in one language."""

    text: str
    language: str
    said: tuple[Said, ...] = field(repr=False)

    @property
    def lists(self) -> WordLists:
        """The word lists it was read with."""
        return wordlists(self.language)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All its folded words."""
        return tuple(word for one in self.said for word in one.words)

    @cached_property
    def known_words(self) -> frozenset[str]:
        """Its folded words, for looking up."""
        return frozenset(self.words)

    @cached_property
    def known(self) -> frozenset[str]:
        """Its stems, for looking up."""
        return frozenset(stem for one in self.said for stem in one.stems)

    @cached_property
    def amounts(self) -> Amounts:
        """Its numbers, dates and times."""
        return amounts(self.text, self.language)


@lru_cache(maxsize=256)
def read(text: str, language: str = "") -> Reading:
    """`text` read in `language`, or in the one its stop words are of; what goes beyond the limits is left out."""
    text = text[:MOST_CHARS]
    language = language or language_of(words(text[:5_000]))
    lists = wordlists(language)
    said = []
    for sentence in sentences(text)[:MOST_SENTENCES]:
        sentence = sentence[:LONGEST_SENTENCE]
        found = tuple(words(sentence))
        content = tuple(i for i, word in enumerate(found) if word not in lists.stop)
        said.append(Said(sentence, found, tuple(stem(word, lists.language) for word in found), content))
    return Reading(text, lists.language, tuple(said))
