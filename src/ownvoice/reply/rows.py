"""A message as a row of word classes, whose order tells what the words alone don't.

"I hate <group>", "I don't hate <group>" and "nobody should say they hate <group>" hold the same words. What tells
them apart is where the negation, the speaker and the disapproval stand, whichever group and whichever insult is
named; and of a thousand ways to say that one wants to die, most put a speaker, a wish and an end in some order. So
each word is replaced by its class (`lexicon/hostility.yml`, `lexicon/despair.yml`), and the classifier sees the row:
its short stretches, and what stands before what. Words misspelled by a letter, or run together, are read as meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ownvoice.core.text import words
from ownvoice.reply.lexicon import word_classes

OTHER = "_"  # a word of no class
MOST_WORDS = 48  # of a row that are read
LONGEST_STRETCH = 4  # words
PAIRS_WITHIN = 10  # words between two that are told to stand one before the other
_MISSPELLED_FROM = 5  # letters: shorter words are too close to others
_RUN_TOGETHER = (7, 40)  # letters of a word that may be several
_LITERAL = frozenset(
    "if why because but who when it is are was be to of the and or that a an in as for than from with so more "
    "si pourquoi parce mais qui quand c est sont le la les de des du et ou que un une en comme pour avec se plus".split()
)

Ordinary = Callable[[str], bool]


class Rows:
    """Rows over one list of classes; `telling` are those without which a message isn't read at all.

    What was found out about a word is remembered: one object is for one `ordinary`.
    """

    REMEMBERED = 100_000  # words that were looked up; then the memory begins anew

    def __init__(self, classes: Mapping[str, Sequence[str]], telling: frozenset[str]) -> None:
        self._telling = telling
        self._exact: dict[str, str] = {}
        for name, phrases in classes.items():
            for phrase in phrases:
                parts = words(phrase)
                if len(parts) == 1:
                    self._exact.setdefault(parts[0], name)
        self._one_letter_off = {
            word[:i] + word[i + 1 :]: name
            for word, name in self._exact.items()
            if len(word) >= _MISSPELLED_FROM and name in telling
            for i in range(len(word))
        }
        self._known: dict[str, tuple[str, ...]] = {}

    def row(self, said: Sequence[str], ordinary: Ordinary) -> list[str]:
        """The classes of a message's folded words, or [] where no word is of a class that tells anything.

        `ordinary` knows the words that ordinary texts hold; others may be misspelled. At most `MOST_WORDS` words.
        """
        found: list[str] = []
        known = self._known
        for word in said[:MOST_WORDS]:
            found.extend(known.get(word) or self._learn(word, ordinary))
        return found[:MOST_WORDS] if not self._telling.isdisjoint(found) else []

    def _learn(self, word: str, ordinary: Ordinary) -> tuple[str, ...]:
        if len(self._known) >= self.REMEMBERED:
            self._known.clear()
        found = self._known[word] = self._look_up(word, ordinary)
        return found

    def _look_up(self, word: str, ordinary: Ordinary) -> tuple[str, ...]:
        if word in self._exact:
            return (self._exact[word],)
        if word in _LITERAL:
            return (word,)
        if len(word) < _MISSPELLED_FROM - 1 or ordinary(word):
            return (OTHER,)
        if word in self._one_letter_off:
            return (self._one_letter_off[word],)
        for i in range(len(word) - 1):
            swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
            if len(word) >= _MISSPELLED_FROM and self._exact.get(swapped) in self._telling:
                return (self._exact[swapped],)
        shortest, longest = _RUN_TOGETHER
        return (self._apart(word, ordinary) if shortest <= len(word) <= longest else ()) or (OTHER,)

    def _apart(self, word: str, ordinary: Ordinary) -> tuple[str, ...]:
        """A word of several run together, as the fewest known words that make it up; () where none do."""
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 16), end):
                before, part = best[start], word[start:end]
                if before is None:
                    continue
                if part in self._exact:
                    piece = self._exact[part]
                elif part in _LITERAL:
                    piece = part
                elif len(part) >= 4 and ordinary(part):
                    piece = OTHER
                else:
                    continue
                known = best[end]
                if known is None or len(before) + 1 < len(known):
                    best[end] = (*before, piece)
        found = best[-1] or ()
        return found if not self._telling.isdisjoint(found) else ()


@cache
def hostility() -> Rows:
    """Rows that tell hatred from speech about it."""
    return Rows(word_classes("hostility"), frozenset({"slur", "group", "vile", "hostile", "violence"}))


def names_people(said: Sequence[str], ordinary: Ordinary) -> bool:
    """Whether folded words name a group of people, or insult one."""
    return not {"group", "slur"}.isdisjoint(hostility().row(said, ordinary))


@cache
def despair() -> Rows:
    """Rows that tell distress from the everyday use of its words."""
    telling = {
        "dying",
        "living",
        "ending",
        "suffering",
        "worthless",
        "farewell",
        "means",
        "selfharm",
        "violence",
        "fear",
    }
    return Rows(word_classes("despair"), frozenset(telling))


def traits(found: Sequence[str]) -> set[str]:
    """What the classifier learns from: stretches of up to four classes, and which class stands before which."""
    if not found:
        return set()
    steps = ["^"]
    for name in found:
        if name != OTHER or steps[-1] != OTHER:
            steps.append(name)
    steps.append("$")
    seen = {
        " ".join(steps[i : i + size])
        for size in range(1, LONGEST_STRETCH + 1)
        for i in range(len(steps) - size + 1)
    }
    marked = [(i, name) for i, name in enumerate(steps) if name != OTHER and name not in _LITERAL]
    for at, (i, first) in enumerate(marked):
        for j, second in marked[at + 1 :]:
            if j - i > PAIRS_WITHIN:
                break
            seen.add(f"{first} > {second}")
    return seen
