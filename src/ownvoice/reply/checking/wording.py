"""Where a claim follows one sentence of its source nearly word for word: what was put in, left out or exchanged.

A claim that keeps most of a sentence's words borrows its authority, so every difference must be harmless: words
without content, another form of the same word, or a word listed as alike. Opposites are found in looser rewordings too.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from ownvoice.reply.checking.polarity import negations
from ownvoice.reply.checking.reading import Said
from ownvoice.reply.checking.wordlists import WordLists

CLOSE = 0.6  # share of a claim's words that stand in the sentence in the same order
LONGEST = 120  # words of either that are compared
SAME_LETTERS = 5  # two words that begin with as many are forms of one


@dataclass(frozen=True, slots=True)
class Difference:
    """What was exchanged: `mine` stands in the claim for `theirs`; "" where nothing does."""

    mine: str
    theirs: str


def difference(claim: Said, source: Said, lists: WordLists) -> Difference | None:
    """The first harmful difference between the claim and the sentence it follows, None where there is none.

    None too where it doesn't follow that sentence closely. Both are in the language of `lists`.
    """
    mine, theirs = claim.stems[:LONGEST], source.stems[:LONGEST]
    if not mine or not theirs:
        return None
    codes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    kept = sum(i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal")
    if kept < CLOSE * len(mine):
        return None
    moved = frozenset(mine) & frozenset(theirs)
    denied = bool(negations(claim.words, lists)) != bool(negations(source.words, lists))
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            continue
        put = [i for i in range(i1, i2) if _matters(claim.words[i], lists) and mine[i] not in moved]
        out = [j for j in range(j1, j2) if _matters(source.words[j], lists) and theirs[j] not in moved]
        for i in put:
            match = next((j for j in out if _alike(claim, i, source, j, lists)), None)
            if match is None:
                there = [source.words[j] for j in out]
                return Difference(claim.words[i], " ".join(there[:3]))
            out.remove(match)
        first, last = j1 == 0, j2 == len(theirs)
        if tag == "delete" or not out:
            continue
        between = not first and not last
        limiting = lists.limits.found([source.words[j] for j in range(j1, j2)])
        if limiting and between:
            return Difference("", limiting[0])
    if denied and kept >= CLOSE * len(mine):
        words = [claim.words[i] for i in negations(claim.words, lists)]
        others = [source.words[j] for j in negations(source.words, lists)]
        # The denial may stand in a part of the source sentence that the claim left out.
        if words or _denies_kept(source, moved, lists):
            return Difference(" ".join(words[:1]), " ".join(others[:1]))
    return None


def _denies_kept(source: Said, moved: frozenset[str], lists: WordLists) -> bool:
    for at in negations(source.words, lists):
        near = [i for i in source.content if at < i <= at + 4] or [i for i in source.content if at - 3 <= i < at]
        if any(source.stems[i] in moved for i in near[:2]):
            return True
    return False


def opposite(claim: Said, source: Said, lists: WordLists) -> Difference | None:
    """A word of the claim whose opposite stands in the source, where the word itself doesn't and the opposite isn't kept."""
    mine = frozenset(claim.stems)
    for i, one in enumerate(claim.stems):
        others = lists.opposites.get(one)
        if not others or one in source.known:
            continue
        for j, other in enumerate(source.stems):
            if other in others and other not in mine:
                denied = len(negations(claim.words, lists)) != len(negations(source.words, lists))
                if not denied:
                    return Difference(claim.words[i], source.words[j])
    return None


def _matters(word: str, lists: WordLists) -> bool:
    return word not in lists.stop and (len(word) > 1 or word.isdigit())


def _alike(claim: Said, i: int, source: Said, j: int, lists: WordLists) -> bool:
    mine, theirs = claim.words[i], source.words[j]
    if claim.stems[i] == source.stems[j] or claim.stems[i] in lists.alike.get(source.stems[j], ()):
        return True
    if len(mine) > SAME_LETTERS and len(theirs) > SAME_LETTERS and mine[:SAME_LETTERS] == theirs[:SAME_LETTERS]:
        return claim.stems[i] not in lists.opposites.get(source.stems[j], ())
    return _as_number(mine, lists) is not None and _as_number(mine, lists) == _as_number(theirs, lists)


def _as_number(word: str, lists: WordLists) -> float | None:
    return float(word[:30]) if word.isdigit() else lists.numbers.get(word)
