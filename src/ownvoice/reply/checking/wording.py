"""Where a claim follows one sentence of its source nearly word for word: what was put in, left out or exchanged.

A claim that keeps most of a sentence's words borrows its authority, so every difference must be harmless: words
without content, another form of the same word, or a word listed as alike. Opposites are found in looser rewordings too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ownvoice.core.text import stem, words
from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.checking.frequencies import is_common
from ownvoice.reply.checking.polarity import negations
from ownvoice.reply.checking.reading import Said
from ownvoice.reply.checking.wordlists import WordLists

CLOSE = 0.7  # share of a claim's words that stand in the sentence in the same order,
CLOSE_BLOCK = 0.55  # the same where so many words in a row are its own:
BLOCK = 5
CLOSE_MOVED = 0.85  # or in any order, from which on it follows the sentence
SHORT = 3  # words at the beginning or end of a sentence that are no clause of their own
LONGEST = 120  # words of either that are compared
SAME_LETTERS = 5  # two words that begin with as many, and with this share
SAME_SHARE = 0.7  # of the longer one, are forms of one word
_SPOKEN = {  # verbs as they stand before "n't"
    "don": "do", "doesn": "does", "didn": "did", "isn": "is", "aren": "are", "wasn": "was", "weren": "were", "won": "will",
    "wouldn": "would", "can": "can", "couldn": "could", "shouldn": "should", "hasn": "has", "haven": "have", "hadn": "had",
    "ain": "is", "mustn": "must", "needn": "need",
}  # fmt: skip
_SHORT = {"s": "is", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_OPENERS = frozenset(
    "however though although but since because thus hence therefore while also too then now well indeed actually so and or "
    "basically really simply instance example for in fact of course yes instead meanwhile interestingly fortunately "
    "unfortunately oui non et mais donc car ainsi enfin ensuite puis cependant toutefois pourtant bref bon alors de plus d "
    "ailleurs en effet par malheureusement heureusement du coup evidemment".split()
)
# A clause that begins with one of these limits the rest wherever it stands.
_CONDITIONS = frozenset("if unless until except only si sauf hormis jusqu seulement uniquement".split())


@dataclass(frozen=True, slots=True)
class Difference:
    """What was exchanged: `mine` stands in the claim for `theirs`; "" where nothing does."""

    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence's words with contractions written out ("isn't" → "is", "not"), and their stems."""

    words: list[str]
    stems: list[str]
    denials: frozenset[int]


def _line(said: Said, lists: WordLists) -> _Line:
    denying = set(negations(said.words, lists))
    spoken: list[str] = []
    denials: set[int] = set()
    for at, word in enumerate(said.words[:LONGEST]):
        after = said.words[at + 1] if at + 1 < len(said.words) else ""
        if word == "t" and at in denying:
            spoken.append("not")
        elif word in _SPOKEN and after == "t":
            spoken.append(_SPOKEN[word])
            continue
        elif word == "cannot":
            spoken += ["can", "not"]
        elif lists.language == "fr" and word in ("ne", "n"):
            continue  # its "pas" or "jamais" tells
        elif lists.language == "en" and word in _SHORT and at:
            spoken.append(_SHORT[word])
        else:
            spoken.append(word)
        if at in denying:
            denials.add(len(spoken) - 1)
    return _Line(spoken, [stem(word, lists.language) for word in spoken], frozenset(denials))


def difference(claim: Said, source: Said, lists: WordLists) -> Difference | None:
    """The first harmful difference between the claim and the sentence it follows, None where there is none.

    None too where it doesn't follow that sentence closely. Both are in the language of `lists`.
    """
    mine, theirs = _line(claim, lists), _line(source, lists)
    if not mine.stems or not theirs.stems:
        return None
    moved = frozenset(mine.stems) & frozenset(theirs.stems)
    anywhere = sum(one in moved for one in mine.stems)
    if anywhere < CLOSE_BLOCK * len(mine.stems):
        return None
    codes = SequenceMatcher(None, mine.stems, theirs.stems, autojunk=False).get_opcodes()
    kept = sum(i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal")
    block = max((i2 - i1 for tag, i1, i2, _, _ in codes if tag == "equal"), default=0)
    close = CLOSE_BLOCK if block >= BLOCK else CLOSE
    if kept < 3 or (kept < close * len(mine.stems) and anywhere < CLOSE_MOVED * len(mine.stems)):
        return None
    taken: set[int] = set()
    counted = _counted(claim, lists), _counted(source, lists)
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            continue
        denied = sum(i in mine.denials for i in range(i1, i2)) - sum(
            j in theirs.denials for j in range(j1, j2)
        )
        edge = tag == "delete" and (j1 == 0 or j2 == len(theirs.stems))
        if denied and not edge and not _moved_denial(mine, theirs):
            return Difference(*_denials(mine, theirs, (i1, i2), (j1, j2)))
        put = [i for i in range(i1, i2) if _new(mine, i, moved, counted[0], lists)]
        out = [j for j in range(j1, j2) if _new(theirs, j, moved, counted[1], lists)]
        for i in put:
            match = next((j for j in out if _alike(mine, i, theirs, j, lists)), None)
            if match is None and _alike_anywhere(mine, i, theirs, taken, lists):
                continue
            if match is None:
                return Difference(mine.words[i], " ".join(theirs.words[j] for j in out[:3]))
            out.remove(match)
            taken.add(match)
        limiting = lists.limits.found(theirs.words[j1:j2])
        if (j1 == 0 or j2 == len(theirs.stems)) and j2 - j1 > SHORT:
            limiting = [word for word in limiting if word in _CONDITIONS]
        kept_limits = lists.limits.found(mine.words[i1:i2])
        if limiting and not put and not kept_limits and theirs.stems[j1] not in moved:
            return Difference("", limiting[0])
    return None


def _counted(said: Said, lists: WordLists) -> frozenset[str]:
    """The words of its amounts, which are compared as values."""
    found = amounts(said.text, lists.language)
    written = [one.said for one in found.numbers if not one.weak or one.unit.measure]
    written += [days[0].said for days in found.days] + [clock for clock, _ in found.clocks]
    return frozenset(word for text in written for word in words(text))


def _moved_denial(mine: _Line, theirs: _Line) -> bool:
    """Whether both deny as often, and the same: then only the order or the word is another."""
    if len(mine.denials) != len(theirs.denials):
        return False
    pairs = zip(sorted(mine.denials), sorted(theirs.denials), strict=True)
    return all(_around(mine, a) & _around(theirs, b) for a, b in pairs)


def _around(line: _Line, at: int) -> set[str]:
    """The stems beside a denial, those of any length: what it denies is among them."""
    return {
        line.stems[i] for i in range(max(0, at - 2), min(len(line.stems), at + 4)) if len(line.stems[i]) > 3
    }


def _denials(mine: _Line, theirs: _Line, i: tuple[int, int], j: tuple[int, int]) -> tuple[str, str]:
    ours = next((mine.words[at] for at in range(*i) if at in mine.denials), "")
    others = next((theirs.words[at] for at in range(*j) if at in theirs.denials), "")
    return ours, others


def torn(claim: Said, source: Said) -> bool:
    """Whether the claim is a stretch of the sentence and not all of it: what is cut off may turn it round.

    Words that only open a sentence ("However,", "Oui,") may be cut off.
    """
    mine, theirs = claim.words, source.words
    if not mine or len(mine) >= len(theirs):
        return False
    for start in range(len(theirs) - len(mine) + 1):
        if theirs[start : start + len(mine)] == mine:
            return start + len(mine) < len(theirs) or not set(theirs[:start]) <= _OPENERS
    return False


def exchanged_names(claim: Said, source: Said, lists: WordLists) -> Difference | None:
    """Two rare words that stand in the other order while what is between them stays: who did it to whom."""
    rare = [
        w
        for w in dict.fromkeys(claim.words)
        if w.isalpha() and len(w) > 3 and not is_common(w, lists.language)
    ]
    rare = [word for word in rare if word in source.words and word not in lists.stop]
    for first, second in zip(rare, rare[1:], strict=False):
        a, b = source.words.index(first), source.words.index(second)
        if b < a and a - b <= 12:
            between = _content(source.words[b + 1 : a], lists)
            i, k = claim.words.index(first), claim.words.index(second)
            if between and between == _content(claim.words[i + 1 : k], lists):
                return Difference(f"{first} … {second}", f"{second} … {first}")
    return None


def _content(said: Sequence[str], lists: WordLists) -> list[str]:
    return [word for word in said if word not in lists.stop]


def opposite(claim: Said, source: Said, lists: WordLists) -> Difference | None:
    """A word of the claim whose opposite stands in the source, where neither sentence has both."""
    mine = frozenset(claim.stems)
    for i, one in enumerate(claim.stems):
        others = lists.opposites.get(one)
        if not others or one in source.known:
            continue
        for j, other in enumerate(source.stems):
            if other in others and other not in mine and _beside(claim, i, source, j, lists):
                denied = len(negations(claim.words, lists)) != len(negations(source.words, lists))
                if not denied:
                    return Difference(claim.words[i], source.words[j])
    return None


def _beside(claim: Said, i: int, source: Said, j: int, lists: WordLists) -> bool:
    """Whether the two stand beside a word of content that both sentences have: they speak of the same thing."""
    mine = {claim.stems[k] for k in claim.content if 0 < abs(k - i) <= 4}
    theirs = {source.stems[k] for k in source.content if 0 < abs(k - j) <= 4}
    return bool(mine & theirs)


def _new(line: _Line, at: int, moved: frozenset[str], counted: frozenset[str], lists: WordLists) -> bool:
    """Whether the word has content, isn't only moved, and isn't part of an amount."""
    word = line.words[at]
    return _matters(word, lists) and line.stems[at] not in moved and word not in counted


def _matters(word: str, lists: WordLists) -> bool:
    return word not in lists.stop and word not in lists.empty and (len(word) > 1 or word.isdigit())


def _alike(mine: _Line, i: int, theirs: _Line, j: int, lists: WordLists) -> bool:
    one, other = mine.words[i], theirs.words[j]
    if mine.stems[i] == theirs.stems[j] or mine.stems[i] in lists.alike.get(theirs.stems[j], ()):
        return True
    if _one_word(one, other):
        return mine.stems[i] not in lists.opposites.get(theirs.stems[j], ())
    return _as_number(one, lists) is not None and _as_number(one, lists) == _as_number(other, lists)


def _one_word(one: str, other: str) -> bool:
    """Whether the two are forms of one word, going by how they begin."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= SAME_LETTERS and shared >= SAME_SHARE * max(len(one), len(other))


def _alike_anywhere(mine: _Line, i: int, theirs: _Line, taken: set[int], lists: WordLists) -> bool:
    """Whether the word stands for one elsewhere in the source sentence, for which no other stands."""
    for j in range(len(theirs.words)):
        if j not in taken and _matters(theirs.words[j], lists) and _alike(mine, i, theirs, j, lists):
            taken.add(j)
            return True
    return False


def _as_number(word: str, lists: WordLists) -> float | None:
    return float(word[:30]) if word.isdigit() else lists.numbers.get(word)
