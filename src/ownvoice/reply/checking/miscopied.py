"""A word that was copied wrongly: unknown, and a letter or two away from one that the source has.

Small models garble what they copy ("configuraton", "unobtrusve"), and a word that begins alike would pass for a form of
the right one. A word that is known from elsewhere, or differs from the source's by an ending only, is a choice, not an
error. Distance: Damerau and Levenshtein's, of neighbouring letters exchanged once (optimal string alignment).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from ownvoice.core.text import stem
from ownvoice.reply.checking.frequencies import known_words
from ownvoice.reply.checking.reading import Reading
from ownvoice.reply.checking.wording import Difference
from ownvoice.reply.checking.wordlists import WordLists

SHORTEST = 6  # letters: shorter words lie close to each other
LONG = 8  # letters from which on two may be wrong
LONGEST = 40
SAME_START = 4  # letters that two forms of a word share
_ENDINGS = frozenset(
    ",s,es,e,d,ed,r,er,ers,or,ors,est,ing,ings,eing,y,ies,ied,ier,iest,ly,ally,al,ic,ical,ion,ions,able,ible,ment,ments,"
    "ness,ful,less,en,t,n,an,ans,ian,ians,ist,ists,ism,ious,ous,"
    "x,aux,eux,euse,euses,if,ive,ifs,ives,ez,ant,ante,ants,antes,ent,ait,aient,ais,ons,ont,a,ai,i,ie,it,is,u,ue,us,ues,ee,"
    "ees,eur,eurs,rice,age,ages,ement,te,tes,ient,iez,era,eront,rait,ra,ront,ir,re".split(",")
)


def miscopied(claim: Reading, source: Reading, around: Collection[str] = frozenset()) -> Difference | None:
    """The first word of the claim that is a slip for one of the source's, or None.

    `around`: folded words that are known from the question, the other evidence or a title.
    """
    theirs = source.known_words
    for said in claim.said:
        for at in said.content:
            word = said.words[at]
            if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word in theirs or word in around:
                continue
            if said.stems[at] in source.known or _is_known(word, claim.lists):
                continue
            meant = _meant(word, theirs)
            if meant:
                return Difference(word, meant)
    return None


def _is_known(word: str, lists: WordLists) -> bool:
    known, stems = _vocabulary(lists.language)
    form = stem(word, lists.language)
    listed = word in lists.numbers or word in lists.months or word in lists.empty
    return listed or word in known or form in stems or form in lists.alike or form in lists.opposites


@cache
def _vocabulary(language: str) -> tuple[Collection[str], frozenset[str]]:
    known = known_words(language)
    return known, frozenset(stem(word, language) for word in known)


def _meant(word: str, theirs: Collection[str]) -> str:
    most = 1 if len(word) < LONG else 2
    close = (
        other
        for other in theirs
        if other[0] == word[0]
        and SHORTEST - 1 <= len(other) <= LONGEST
        and abs(len(other) - len(word)) <= most
        and other.isalpha()
        and not _forms_of_one(word, other)
        and distance(word, other) <= most
    )
    return min(close, key=lambda other: (distance(word, other), other), default="")


def _forms_of_one(word: str, other: str) -> bool:
    same = 0
    for a, b in zip(word, other, strict=False):
        if a != b:
            break
        same += 1
    return any(
        word[start:] in _ENDINGS and other[start:] in _ENDINGS for start in range(SAME_START, same + 1)
    )


def distance(one: str, other: str) -> int:
    """Letters to put in, leave out, exchange or swap with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            least = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
