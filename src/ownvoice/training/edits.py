"""What a person changed in a draft, and whether it mattered: a material edit is one whose absence would have been an error.

Compared is what both texts say once greetings, thanks and leave-taking are set aside, sentence by sentence in any order.
Material is

- a number, date, price, name, link, denial, limit ("only", "at least") or promise that only one wording of a sentence has
  (a fact);
- the mention of a goal that was taken out or reworded (a goal);
- a sentence dropped or added (length);
- other words in more than `MATERIAL` of the places of the sentences that stayed, or a sentence said quite differently (tone).

Never material are capitals, accents, punctuation, greetings and the rest of courtesy, the order of sentences, and slips: a
word the draft has that nobody uses, within a letter of the one that stands there now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ownvoice.core.text import sentences, words
from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.checking.frequencies import is_known
from ownvoice.reply.checking.names import links, names
from ownvoice.reply.checking.polarity import negations
from ownvoice.reply.checking.reading import read
from ownvoice.reply.checking.unmatched import unmatched
from ownvoice.reply.checking.wordlists import WordLists
from ownvoice.reply.question import greeting_end
from ownvoice.voice.courtesy import COURTESY

MATERIAL = 0.15  # of the words, from which on another wording counts
SAME_SENTENCE = 0.5  # of the words that two sentences must share to be one sentence reworded
MOST_CHARS = 10_000
MOST_SENTENCES = 120
_COURTEOUS = frozenset().union(*(known.all for known in COURTESY.values()))
_ALONE = frozenset().union(*(known.greeting | known.thanks | known.closing for known in COURTESY.values()))


class EditKind(StrEnum):
    """What an edit was about; the first that applies."""

    FACT = "fact"
    GOAL = "goal"
    LENGTH = "length"
    TONE = "tone"
    POLISH = "polish"  # nothing that matters
    NONE = ""  # nothing at all


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed. `distance`: the share of words in [0, 1] that differ; `changes`: what, in short fixed words."""

    kind: EditKind
    distance: float
    changes: tuple[str, ...] = ()

    @property
    def material(self) -> bool:
        """Whether sending the draft as it was would have been an error."""
        return self.kind not in (EditKind.POLISH, EditKind.NONE)


def compare(draft: str, sent: str, language: str = "", goals: Collection[str] = ()) -> Edit:
    """What a person changed from `draft` to `sent`. `goals`: sentences of the draft that mention one.

    `language`: ISO 639-1 of both, "" where unknown. Time grows with the product of their words, which are bounded.
    """
    if draft == sent:
        return Edit(EditKind.NONE, 0.0)
    lists = read(draft, language).lists
    before, after = _body(draft), _body(sent)
    pairs, dropped, added = _paired(before, after)
    stayed = [(before[i], after[j]) for i, j in pairs]
    if dropped and added:  # said quite differently, perhaps with the same facts
        stayed.append((" ".join(before[i] for i in dropped), " ".join(after[j] for j in added)))
    facts = list(dict.fromkeys(fact for old, new in stayed for fact in _facts(old, new, lists)))
    distance = _distance(before, after, pairs, dropped, added, lists.language)
    changes = [*facts]
    wanted = {_key(goal) for goal in goals} - {_key(one) for one in after}
    goal = any(_key(one) in wanted for one in before)
    if goal:
        changes.append("goal")
    if len(dropped) != len(added):
        changes.append("sentence dropped" if len(dropped) > len(added) else "sentence added")
    elif dropped or distance > MATERIAL:
        changes.append("wording")
    if facts:
        kind = EditKind.FACT
    elif goal:
        kind = EditKind.GOAL
    elif len(dropped) != len(added):
        kind = EditKind.LENGTH
    else:
        kind = EditKind.TONE if dropped or distance > MATERIAL else EditKind.POLISH
    return Edit(kind, round(distance, 4), tuple(changes))


def _body(text: str) -> list[str]:
    """The sentences without greetings and courtesies."""
    found = []
    for sentence in sentences(text[:MOST_CHARS])[:MOST_SENTENCES]:
        rest = sentence[greeting_end(sentence, closed=True) :].strip()
        said = words(rest)
        if links(rest) or (said and not _courtesy(said)):
            found.append(rest)
    return found


def _courtesy(said: Sequence[str]) -> bool:
    return all(word in _COURTEOUS for word in said) and any(word in _ALONE for word in said)


def _facts(before: str, after: str, lists: WordLists) -> list[str]:
    """Which facts only one of the texts has, in short words."""
    old, new = words(before), words(after)
    found = []
    one, other = amounts(before, lists.language), amounts(after, lists.language)
    if unmatched(one, other)[0] or unmatched(other, one)[0]:
        found.append("number or date")
    if {link.lower() for link in links(before)} != {link.lower() for link in links(after)}:
        found.append("link")
    if _names(before, lists) - set(new) or _names(after, lists) - set(old):
        found.append("name")
    if _denials(before, lists) != _denials(after, lists):
        found.append("denial")
    if Counter(lists.limits.found(old)) != Counter(lists.limits.found(new)) or any(
        len(kind.found(old)) != len(kind.found(new)) for kind in lists.quantifiers.values()
    ):
        found.append("limit")
    if Counter(lists.promises.found(old)) != Counter(lists.promises.found(new)):
        found.append("promise")
    return found


def _names(text: str, lists: WordLists) -> set[str]:
    return {word for run in names(text, lists) for part in run for word in words(part)}


def _denials(text: str, lists: WordLists) -> int:
    return sum(bool(negations(words(sentence), lists)) for sentence in sentences(text))


def _key(sentence: str) -> str:
    return " ".join(words(sentence))


def _paired(
    before: Sequence[str], after: Sequence[str]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Places of sentences that are the same or reworded, the closest first; those left over on either side."""
    old, new = [words(one) for one in before], [words(one) for one in after]
    likes = sorted(
        (-like, abs(i - j), i, j)
        for i, a in enumerate(old)
        for j, b in enumerate(new)
        if (like := _alike(a, b)) >= SAME_SENTENCE
    )
    left, right = set(range(len(old))), set(range(len(new)))
    pairs = []
    for _like, _apart, i, j in likes:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return pairs, sorted(left), sorted(right)


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    """The share of words two sentences have in common, each as often as it stands (Dice)."""
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / max(1, len(one) + len(other))


def _distance(
    before: Sequence[str],
    after: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    dropped: Sequence[int],
    added: Sequence[int],
    language: str,
) -> float:
    """Words inserted, deleted or replaced, slips aside, over the words of the longer side."""
    old, new = [words(one) for one in before], [words(one) for one in after]
    alone = max(sum(len(old[i]) for i in dropped), sum(len(new[j]) for j in added))
    changed = alone + sum(_word_distance(old[i], new[j], language) for i, j in pairs)
    total = alone + sum(max(len(old[i]), len(new[j])) for i, j in pairs)
    return min(1.0, changed / total) if total else 0.0


def _word_distance(old: Sequence[str], new: Sequence[str], language: str) -> int:
    """Levenshtein's distance in words, where a slip put right costs nothing; by rows, each in one go."""
    if old == new:
        return 0
    places = np.arange(len(new) + 1)
    row = places.copy()
    for word in old:
        cost = np.fromiter(
            (word != other and not _slip(word, other, language) for other in new),
            dtype=np.int64,
            count=len(new),
        )
        straight = np.concatenate(([row[0] + 1], np.minimum(row[1:] + 1, row[:-1] + cost)))
        row = np.minimum.accumulate(straight - places) + places
    return int(row[-1])


def _slip(written: str, meant: str, language: str) -> bool:
    """Whether `written` is a slip for `meant`: no known word, and one letter off, missing, too many or two exchanged."""
    if min(len(written), len(meant)) < 3 or abs(len(written) - len(meant)) > 1 or is_known(written, language):
        return False
    if not (written.isalpha() and meant.isalpha()):
        return False
    start = 0
    while start < min(len(written), len(meant)) and written[start] == meant[start]:
        start += 1
    a, b = written[start:], meant[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (len(a) > 1 and a[1::-1] == b[:2] and a[2:] == b[2:])
