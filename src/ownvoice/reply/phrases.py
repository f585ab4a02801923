"""Finding phrases in a text, on folded words, in one pass.

A phrase is a few words. Three signs make it wider: a trailing star (`suicid*`) stands for any ending, a bar
(`kill|hurt`) for either word, and two dots (`want .. die`) for up to three words between. `<name>` stands for
any word of a named class. All phrases of a lexicon share one tree, so the time depends on the text's length
and hardly on the number of phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ownvoice.core.text import words

MAX_GAP = 3
SPELLED = 4  # single letters in a row that make a word
_ELEMENT = re.compile(r"\.\.|<\w+>|[^\s]+")
_REPEATED = re.compile(r"(.)\1\1")  # quicker, and most texts have none
_REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
# The sign first and what stands before it after: so the engine skips from sign to sign.
_DISGUISED = re.compile(r"[013457@$!](?<=[^\W\d_].)(?=[^\W\d_])")
_PLAIN_LETTER = str.maketrans("013457@$!", "oieastasi")


def spoken_words(text: str) -> list[str]:
    """Folded words as they are meant: "diiiie" → "die", "su1c1de" → "suicide", "d i e d" → "died".

    Invisible characters inside words are dropped, a letter repeated three times or more counts once, digits
    between letters are read as the letters they imitate, four or more single letters in a row make a word.
    """
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _DISGUISED.sub(lambda m: m.group().translate(_PLAIN_LETTER), text)
    if _REPEATED.search(text):
        text = _REPEATED_LETTER.sub(r"\1", text)
    return _join_spelled(words(text))


def _join_spelled(found: list[str]) -> list[str]:
    if len([word for word in found if len(word) == 1]) < SPELLED:
        return found
    joined: list[str] = []
    run: list[str] = []
    for word in [*found, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        joined.extend(["".join(run)] if len(run) >= SPELLED else run)
        run = []
        if word:
            joined.append(word)
    return joined


@dataclass(frozen=True, slots=True)
class Label:
    """What a phrase stands for: a group ("intent", "risk", ...), a name in it, and how much it says."""

    group: str
    name: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found at the half-open span of words [start, end)."""

    label: Label
    phrase: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    prefixes: dict[str, _Node] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()  # of the prefixes
    gap: _Node | None = None
    ends: list[tuple[Label, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where phrases are after their first word.

    `seconds` are the words that one of them has to go on with; None where it may end there or go on otherwise.
    """

    nodes: tuple[_Node, ...]
    seconds: frozenset[str] | None


class _Begins(dict[str, _Start | None]):
    """How phrases begin with a word, worked out once a word; bounded, since people write all kinds of things."""

    LIMIT = 100_000

    def __init__(self, root: _Node) -> None:
        super().__init__()
        self.root = root

    def __missing__(self, word: str) -> _Start | None:
        if len(self) >= self.LIMIT:
            self.clear()
        root = self.root
        exact = [root.words[word]] if word in root.words else []
        nodes = (*exact, *(root.prefixes[word[:n]] for n in root.lengths if word[:n] in root.prefixes))
        fixed = not any(node.ends or node.lengths or node.gap for node in nodes)
        seconds = frozenset(second for node in nodes for second in node.words) if fixed else None
        found = self[word] = _Start(nodes, seconds) if nodes else None
        return found


class PhraseBook:
    """Labelled phrases, ready to be found."""

    def __init__(self, classes: Mapping[str, Iterable[str]] | None = None) -> None:
        self._classes = {name: list(members) for name, members in (classes or {}).items()}
        self._root = _Node()
        self._begins = _Begins(self._root)

    def add(self, phrase: str, label: Label) -> None:
        """Add a phrase; apostrophes and hyphens in it may be missing in the text ("dont", "selfharm").

        Raises ValueError for an empty phrase, an unknown class, or a gap at the beginning or end.
        """
        self._add(phrase, label, phrase)
        bare = re.sub(r"['’\-]", "", phrase)
        if bare != phrase:
            self._add(bare, label, phrase)
        self._begins.clear()

    def _add(self, written: str, label: Label, phrase: str) -> None:
        elements = _ELEMENT.findall(written)
        if not elements or elements[0] == ".." or elements[-1] == "..":
            raise ValueError(f"The phrase {phrase!r} is empty or begins or ends with a gap.")
        nodes = [self._root]
        for element in elements:
            nodes = self._extend(nodes, element, phrase)
        for node in nodes:
            if (label, phrase) not in node.ends:
                node.ends.append((label, phrase))

    def _extend(self, nodes: list[_Node], element: str, phrase: str) -> list[_Node]:
        if element == "..":
            for node in nodes:
                node.gap = node.gap or _Node()
            return [node.gap for node in nodes if node.gap]
        if element[0] == "<" and element[-1] == ">":
            if element[1:-1] not in self._classes:
                raise ValueError(f"The phrase {phrase!r} names the class {element}, which doesn't exist.")
            alternatives = self._classes[element[1:-1]]
        else:
            alternatives = element.split("|")
        reached: list[_Node] = []
        for alternative in alternatives:
            parts = words(alternative)
            if not parts:
                raise ValueError(f"The phrase {phrase!r} has a part without letters.")
            for start in nodes:
                node = start
                for part in parts[:-1]:
                    node = node.words.setdefault(part, _Node())
                if alternative.endswith("*"):
                    reached.append(node.prefixes.setdefault(parts[-1], _Node()))
                    node.lengths = tuple(sorted({*node.lengths, len(parts[-1])}))
                else:
                    reached.append(node.words.setdefault(parts[-1], _Node()))
        return reached

    def find(self, text_words: list[str]) -> list[Match]:
        """Every occurrence of every phrase, in order of its first word."""
        found: list[Match] = []
        starts = map(self._begins.__getitem__, text_words)
        following = (*text_words[1:], "")
        likely = [
            (i, start.nodes)
            for i, (start, second) in enumerate(zip(starts, following, strict=False))
            if start is not None and (start.seconds is None or second in start.seconds)
        ]
        for i, nodes in likely:
            self._go_on(text_words, i, nodes, found)
        return found

    def starting(self, text_words: list[str]) -> list[Match]:
        """The phrases that the text begins with."""
        found: list[Match] = []
        start = self._begins[text_words[0]] if text_words else None
        if start is not None:
            self._go_on(text_words, 0, start.nodes, found)
        return found

    def _go_on(self, text_words: list[str], start: int, nodes: tuple[_Node, ...], found: list[Match]) -> None:
        """Add the phrases that begin at `start`, whose first word led to `nodes`."""
        count = len(text_words)
        waiting = [(node, start + 1) for node in nodes]
        while waiting:
            node, i = waiting.pop()
            for label, phrase in node.ends:
                found.append(Match(label, phrase, start, i))
            if i >= count:
                continue
            word = text_words[i]
            following = node.words.get(word)
            if following is not None:
                waiting.append((following, i + 1))
            for length in node.lengths:
                following = node.prefixes.get(word[:length])
                if following is not None:
                    waiting.append((following, i + 1))
            gap = node.gap
            if gap is not None:
                for j in range(i, min(i + MAX_GAP + 1, count)):
                    if gap.gap is not None or text_words[j] in gap.words or gap.lengths:
                        waiting.append((gap, j))
